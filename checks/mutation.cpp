// Each mutant in each scenario that has its line, the small ones first, until one shows something new.
#include "checks/mutation.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <optional>

#include "checks/campaign_journal.h"

namespace replock::checks {
namespace {

using schedules::Fate;
using schedules::Json;
using schedules::MutantResult;

/// For a schedule of fewest steps: so many states without a reduction.
constexpr std::uint64_t shortest_states_max = 300'000;
/// Larger scenarios would be searched once more for each mutant that the others let pass.
constexpr std::uint64_t original_states_max = 160'000;

schedules::Options reduced(schedules::Options options) {
  options.reduction = schedules::strongest;
  options.past_corruption = schedules::PastCorruption::stop;
  return options;
}

std::set<std::pair<std::string, std::string>> findings_of(const schedules::Verdict& verdict) {
  std::set<std::pair<std::string, std::string>> all;
  for (const schedules::Finding& finding : verdict.findings) all.insert({finding.check, finding.sentence});
  return all;
}

/// The first, by check and length, of what the original does not show.
const schedules::Finding* first_new(const schedules::Verdict& verdict, const Original& original) {
  const auto found = std::ranges::find_if(verdict.findings, [&](const schedules::Finding& finding) {
    return !original.findings.contains({finding.check, finding.sentence});
  });
  return found == verdict.findings.end() ? nullptr : &*found;
}

Question mutated(const Question& question, const Mutant& mutant, bool& has_line) {
  Question other = question;
  has_line = apply(mutant, other.recorded);
  if (has_line) other.claims = claims_of(other.recorded);
  return other;
}

/// The steps of that finding by a shortest schedule, where a search without a reduction comes to it.
std::optional<std::uint64_t> shortest(const Question& question, const schedules::Finding& finding,
                                      schedules::Options options) {
  options.bounds.states_max = std::min(options.bounds.states_max, shortest_states_max);
  options.past_corruption = schedules::PastCorruption::stop;
  for (const schedules::Finding& other : answer(question, options).findings)
    if (other.check == finding.check && other.sentence == finding.sentence) return other.schedule.size();
  return std::nullopt;
}

void note_killed(const Question& question, const schedules::Finding& finding, const schedules::Options& options,
                 MutantResult& result) {
  result.fate = Fate::killed;
  result.check = finding.check;
  result.sentence = finding.sentence;
  result.scenario = question.scenario;
  const std::optional<std::uint64_t> steps = shortest(question, finding, options);
  result.shortest = steps.has_value();
  result.steps = steps.value_or(finding.schedule.size());
}

/// True where that decides.
bool look_at(const Original& original, const Mutant& mutant, const schedules::Options& options, MutantResult& result) {
  bool has_line = false;
  const Question question = mutated(original.question, mutant, has_line);
  if (!has_line) return false;
  ++result.scenarios;
  try {
    const schedules::Verdict verdict = answer(question, reduced(options));
    if (const schedules::Finding* const finding = first_new(verdict, original)) {
      note_killed(question, *finding, options, result);
      return true;
    }
    if (verdict.result.end != schedules::End::exhausted) {
      result.fate = Fate::open;
      return false;
    }
    const auto shown = findings_of(verdict);
    for (const auto& [check, sentence] : original.findings)
      if (!shown.contains({check, sentence}) && result.fate == Fate::survived) {
        result.fate = Fate::missed;
        result.check = check;
        result.sentence = sentence;
        result.scenario = question.scenario;
      }
  } catch (const model::ModelFault& fault) {
    result.fate = Fate::killed;
    result.check = "model";
    result.sentence = fault.what;
    result.scenario = question.scenario;
    return true;
  }
  return false;
}

/// Which one it is of those of the same words in its function, by line.
unsigned nth(const Mutant& mutant, const std::vector<Mutant>& all) {
  unsigned number = 1;
  for (const Mutant& other : all)
    if (other.does == mutant.does && other.line.function == mutant.line.function && other.words == mutant.words &&
        other < mutant)
      ++number;
  return number;
}

void explain(const Mutant& mutant, unsigned number, const std::vector<Original>& originals, MutantResult& result) {
  const auto unseen = [&](const Original& original) {
    return is_unseen(mutant, original.question.recorded, original.question.claims);
  };
  if (mutant.does == Mutant::Does::swap && std::ranges::all_of(originals, unseen)) {
    result.fate = Fate::equivalent;
    result.why =
        "nobody else can tell: meanwhile no other thread touches what one of the two stores, or both are unlocks";
    return;
  }
  for (const ExplainedMutant& one : explained_mutants()) {
    if (one.does != mutant.does || one.function != mutant.line.function ||
        mutant.words.find(one.words) == std::string::npos || (one.nth != 0 && one.nth != number))
      continue;
    if (one.equivalent) result.fate = Fate::equivalent;
    result.why = one.why;
    return;
  }
}

Json header(const MutationSearch& search, std::uint64_t fingerprint) {
  Json json = Json::object();
  json.set("format", "replock-mutation-journal/2");
  json.set("series", search.series.name());
  json.set("states_max", search.states_max);
  json.set("fingerprint", fingerprint >> 1);
  return json;
}

std::string key(const MutantResult& result) {
  return result.does + " " + result.where + " " + result.function + " " + result.next + " " + result.words;
}

Json to_json(const MutantResult& result) {
  Json json = Json::object();
  json.set("mutant", key(result));
  json.set("fate", static_cast<unsigned>(result.fate));
  json.set("check", result.check);
  json.set("sentence", result.sentence);
  json.set("scenario", result.scenario);
  json.set("steps", result.steps);
  json.set("shortest", result.shortest ? 1 : 0);
  json.set("scenarios", result.scenarios);
  return json;
}

/// What the journal has, by mutant.
std::map<std::string, MutantResult> known_from(const Journal& journal) {
  std::map<std::string, MutantResult> all;
  for (const Journal::Line& line : journal.lines()) {
    const auto number = [&](const char* name) { return journal.number(line, journal.member(line, line.of, name)); };
    MutantResult result;
    if (number("fate") > static_cast<unsigned>(Fate::open)) journal.refuse(line.place);
    result.fate = static_cast<Fate>(number("fate"));
    result.check = journal.text(line, line.of, "check");
    result.sentence = journal.text(line, line.of, "sentence");
    result.scenario = journal.text(line, line.of, "scenario");
    result.steps = number("steps");
    result.shortest = number("shortest") != 0;
    result.scenarios = number("scenarios");
    all[journal.text(line, line.of, "mutant")] = result;
  }
  return all;
}

MutantResult named(const Mutant& mutant) {
  MutantResult result;
  result.does = mutant.does == Mutant::Does::drop ? "drop" : "swap";
  result.where = mutant.line.where;
  result.function = mutant.line.function;
  result.next = mutant.next.where;
  result.words = mutant.words;
  return result;
}

std::vector<Mutant> mutants_of_all(const std::vector<Original>& originals) {
  std::map<std::tuple<FlowLine, Mutant::Does, FlowLine>, Mutant> all;
  for (const Original& original : originals)
    for (const Mutant& mutant : mutants_of(original.question.recorded))
      all.try_emplace({mutant.line, mutant.does, mutant.next}, mutant);
  std::vector<Mutant> mutants;
  for (auto& [key, mutant] : all) mutants.push_back(mutant);
  return mutants;
}

bool has(const Mutant& mutant, const std::string& text) {
  return (mutant.line.where + " " + mutant.line.function + " " + mutant.words).find(text) != std::string::npos;
}

}  // namespace

void open_for(const MutationSearch& search, const Attention& attention, Journal& journal, const std::string& path) {
  schedules::require_appendable(path);  // before all worlds are recorded
  const std::optional<std::uint64_t> print = fingerprint(search.scenarios, search.series, attention);
  if (print) journal.open(path, header(search, *print));
}

std::vector<Original> originals(const MutationSearch& search, const Attention& attention) {
  std::vector<Original> all(search.scenarios.size());
  Board board(attention, "scenarios", all.size());
  attention.workers().each(all.size(), [&](std::size_t index) {
    Original& original = all[index];
    original.question = ask(search.scenarios[index], search.series);
    schedules::Options options = reduced(board.options(index, {}));
    const schedules::Verdict verdict = answer(original.question, options);
    original.findings = findings_of(verdict);
    original.states = verdict.result.states;
    board.done(index, original.states);
  });
  std::erase_if(all, [](const Original& original) { return original.states > original_states_max; });
  std::ranges::stable_sort(all, {}, &Original::states);
  return all;
}

MutantResult fate_of(const Mutant& mutant, const std::vector<Original>& originals, const schedules::Options& options) {
  MutantResult result = named(mutant);
  for (const Original& original : originals)
    if (look_at(original, mutant, options, result)) break;
  return result;
}

schedules::Mutation mutate(const MutationSearch& search, const Attention& attention, Journal& journal) {
  const std::map<std::string, MutantResult> known = known_from(journal);
  const std::vector<Original> all = originals(search, attention);
  const std::vector<Mutant> all_mutants = mutants_of_all(all);
  std::vector<Mutant> mutants;
  for (const Mutant& mutant : all_mutants)
    if (has(mutant, search.only)) mutants.push_back(mutant);
  schedules::Mutation mutation;
  mutation.series = search.series.name();
  std::set<FlowLine> assertions;
  for (const Original& original : all)
    for (const FlowLine& line : assertions_of(original.question.recorded)) assertions.insert(line);
  mutation.assertions = assertions.size();
  mutation.mutants.resize(mutants.size());
  Board board(attention, "mutants", mutants.size());
  attention.workers().each(mutants.size(), [&](std::size_t index) {
    MutantResult& result = mutation.mutants[index];
    result = named(mutants[index]);
    if (const auto found = known.find(key(result)); found != known.end()) {
      const MutantResult names = result;
      result = found->second;
      result.does = names.does, result.where = names.where, result.function = names.function;
      result.next = names.next, result.words = names.words;
    } else if (attention.interrupted()) {
      result.fate = Fate::interrupted;
    } else {
      schedules::Bounds bounds;
      bounds.states_max = search.states_max;
      result = fate_of(mutants[index], all, board.options(index, bounds));
      if (!attention.interrupted())
        journal.add(to_json(result));
      else if (result.fate == Fate::open)
        result.fate = Fate::interrupted;
    }
    if (result.fate == Fate::survived || result.fate == Fate::missed)
      explain(mutants[index], nth(mutants[index], all_mutants), all, result);
    board.done(index, 0);
  });
  return mutation;
}

}  // namespace replock::checks
