// One line a mutant, by line of the flows.
#include "reports/mutation_report.h"

#include <algorithm>
#include <map>

#include "reports/text.h"
#include "schedules/json.h"

namespace replock::reports {
namespace {

using schedules::Fate;
using schedules::Json;
using schedules::MutantResult;
using schedules::Mutation;

constexpr std::size_t width = 100;

std::uint64_t count(const Mutation& mutation, Fate fate) {
  return static_cast<std::uint64_t>(std::ranges::count(mutation.mutants, fate, &MutantResult::fate));
}

std::string place(const MutantResult& mutant) {
  const std::string next = mutant.next.empty() ? "" : "/" + mutant.next.substr(mutant.next.find(':') + 1);
  return mutant.does + " " + mutant.where + next;
}

std::string named(const MutantResult& mutant) { return mutant.words + in_function(mutant.function); }

std::string totals(const Mutation& mutation) {
  const std::uint64_t all = mutation.mutants.size(), killed = count(mutation, Fate::killed),
                      missed = count(mutation, Fate::missed), equivalent = count(mutation, Fate::equivalent),
                      survived = count(mutation, Fate::survived), open = count(mutation, Fate::open),
                      untried = count(mutation, Fate::interrupted);
  const std::uint64_t judged = all - equivalent - untried;
  std::string text = grouped(all) + " mutants of the flows at " + mutation.series + ": " + grouped(killed) +
                     " killed by a check, " + grouped(missed) + " seen by the catalogue only, " + grouped(survived) +
                     " survived, " + grouped(equivalent) + " equivalent";
  if (open != 0) text += ", " + grouped(open) + " open: a bound ended the search";
  if (untried != 0) text += ", " + grouped(untried) + " not tried to the end: interrupted";
  text += ".";
  if (judged != 0)
    text += std::string(" Of those ") + (untried == 0 ? "" : "tried and ") + "not equivalent, checks kill " +
            std::to_string(killed * 100 / judged) + " in a hundred.";
  return paragraph("", text, width) + paragraph("",
                                                "Not mutated: " + counted(mutation.assertions, "assertion") +
                                                    ", for without one the kernel does the same.",
                                                width);
}

std::string by_check(const Mutation& mutation) {
  std::map<std::string, std::uint64_t> counts;
  for (const MutantResult& mutant : mutation.mutants)
    if (mutant.fate == Fate::killed) ++counts[mutant.check];
  std::string text = "\nkilled by\n";
  for (const auto& [check, number] : counts) text += line("  " + pad_right(check, 22) + pad_left(grouped(number), 6));
  return text;
}

std::string rows(const Mutation& mutation) {
  std::string text =
      "\n" + line(pad_right("mutant", 42) + pad_right("killed by", 22) + pad_left("steps", 6) + "  in scenario");
  for (const MutantResult& mutant : mutation.mutants) {
    if (mutant.fate != Fate::killed) continue;
    const std::string steps =
        mutant.check == "model" ? "-" : (mutant.shortest ? "" : "<=") + std::to_string(mutant.steps);
    text +=
        line(pad_right(place(mutant), 42) + pad_right(mutant.check, 22) + pad_left(steps, 6) + "  " + mutant.scenario);
    text += paragraph("    ", named(mutant), width);
  }
  return text;
}

std::string others(const Mutation& mutation, Fate fate, const std::string& title) {
  std::string text;
  for (const MutantResult& mutant : mutation.mutants) {
    if (mutant.fate != fate) continue;
    text += line(place(mutant)) + paragraph("    ", named(mutant), width);
    if (fate == Fate::missed)
      text += paragraph("    ", mutant.check + " is no longer violated in " + mutant.scenario + ": " + mutant.sentence,
                        width);
    if (!mutant.why.empty()) text += paragraph("    ", "why: " + mutant.why, width);
  }
  return text.empty() ? "" : "\n" + title + "\n" + text;
}

}  // namespace

std::string mutation_report(const Mutation& mutation) {
  return totals(mutation) + by_check(mutation) + rows(mutation) +
         others(mutation, Fate::survived, "survived: no check and no row of the catalogue tells") +
         others(mutation, Fate::missed, "seen by the catalogue only: a known violation is gone, and none is new") +
         others(mutation, Fate::open, "open: a bound ended the search") +
         others(mutation, Fate::equivalent, "equivalent");
}

std::string mutation_json(const Mutation& mutation) {
  Json mutants = Json::array();
  for (const MutantResult& mutant : mutation.mutants) {
    Json json = Json::object();
    json.set("does", mutant.does);
    json.set("line", mutant.where);
    json.set("function", mutant.function);
    json.set("next", mutant.next);
    json.set("words", mutant.words);
    json.set("fate", words(mutant.fate));
    json.set("check", mutant.check);
    json.set("sentence", mutant.sentence);
    json.set("scenario", mutant.scenario);
    json.set("steps", mutant.steps);
    json.set("shortest", mutant.shortest);
    json.set("why", mutant.why);
    json.set("scenarios", mutant.scenarios);
    mutants.push(std::move(json));
  }
  Json json = Json::object();
  json.set("format", "replock-mutation/1");
  json.set("complete", count(mutation, Fate::open) + count(mutation, Fate::interrupted) == 0);
  json.set("series", mutation.series);
  json.set("assertions", mutation.assertions);
  json.set("mutants", std::move(mutants));
  return schedules::dump(json);
}

}  // namespace replock::reports
