// A claim is a call in C: claim(NUMBER, CONDITION), with the state as Spin's verifier has it in `now`.
#include "reports/promela_claims.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "reports/text.h"

namespace replock::reports {
namespace {

using model::Claim;
using model::Conjunction;
using model::Test;

/// Without what ends a string in C, or a block of C to Spin.
std::string c_string(const std::string& sentence) {
  std::string text = printable(sentence);
  std::ranges::replace_if(
      text, [](char c) { return std::string_view("\"\\{}").find(c) != std::string_view::npos; }, '\'');
  return "\"" + text + "\"";
}

bool is_one(const std::string& calls) { return calls.find(");") + 2 == calls.size(); }

/// A function in C, one call a line.
std::string function(const std::string& head, std::string calls) {
  for (std::size_t at = 0; (at = calls.find(" claim(", at)) != std::string::npos; at += 5)
    calls.replace(at, 1, "\n    ");
  return "  static int " + head + " {" + calls + "\n    return 0;\n  }\n";
}

constexpr auto looking =
    "  static int claim(int number, int bad) {\n"
    "    if (bad && !violated[number]++) printf(\"violated: %d, %s\\n\", number, sentence[number]);\n"
    "    return 0;\n"
    "  }\n";

constexpr std::size_t block_max = 30'000;  // characters: Spin takes no c_code of more than twice as many

}  // namespace

std::vector<unsigned> promela_claim_numbers(const std::vector<Claim>& claims) {
  std::map<std::pair<unsigned, std::string>, unsigned> known;
  std::vector<unsigned> numbers;
  for (const Claim& claim : claims) {
    const auto next = static_cast<unsigned>(known.size());
    numbers.push_back(known.try_emplace({claim.check, claim.sentence}, next).first->second);
  }
  return numbers;
}

std::string promela_condition(const PromelaNames& names, const Conjunction& tests, const std::string& prefix) {
  std::vector<std::string> parts;
  for (const Test& test : tests) {
    const bool equal = test.is == Test::Is::equal || test.is == Test::Is::equal_field;
    const bool is_field = test.is == Test::Is::equal_field || test.is == Test::Is::unequal_field;
    parts.push_back(prefix + names.fields[test.field] + (equal ? " == " : " != ") +
                    (is_field ? prefix + names.fields[test.operand] : std::to_string(test.operand)));
  }
  return joined(parts, " && ");
}

std::string promela_label(const model::Program& thread, model::StepId step) {
  return (thread.steps[step].rests ? "end_" : "s") + std::to_string(step);
}

PromelaClaims::PromelaClaims(const model::World& world, const PromelaNames& names, const std::vector<Claim>& claims)
    : world_(world), names_(names) {
  const std::vector<unsigned> numbers = promela_claim_numbers(claims);
  for (std::size_t index = 0; index < claims.size(); ++index) {
    const Claim& claim = claims[index];
    if (numbers[index] == sentences_.size()) sentences_.push_back(claim.sentence);
    const std::string bad = claim.bad.empty() ? "1" : promela_condition(names, claim.bad, "now.");
    const std::string call = " claim(" + std::to_string(numbers[index]) + ", " + bad + ");";
    std::string& place = claim.at_rest    ? at_rest_
                         : claim.at_entry ? at_entry_
                                          : at_[{claim.thread, claim.step, claim.alternative, claim.phase}];
    place += call;
  }
  for (const auto& [place, calls] : at_)
    if (!is_one(calls) && std::ranges::count(together_, calls) == 0) together_.push_back(calls);
}

std::string PromelaClaims::at(model::ThreadId thread, model::StepId step, std::size_t alternative,
                              model::Phase phase) const {
  const auto calls = at_.find({thread, step, alternative, phase});
  return calls == at_.end() ? "" : "c_code {" + (is_one(calls->second) ? calls->second : look(calls->second)) + " }";
}

/// A name for several calls, as often as they come.
std::string PromelaClaims::look(const std::string& calls) const {
  return " look_" + std::to_string(std::ranges::find(together_, calls) - together_.begin()) + "();";
}

std::string PromelaClaims::declarations() const {
  if (sentences_.empty()) return "";
  std::vector<std::string> sentences;
  for (const std::string& sentence : sentences_) sentences.push_back("    " + c_string(sentence));
  std::string functions =
      function("look_at_entry(void)", "\n    static int looked;\n    if (looked++) return 0;" + at_entry_) +
      function("look_at_rest(void)", at_rest_);
  std::size_t block = functions.size();
  for (std::size_t index = 0; index < together_.size(); ++index) {
    const std::string one = function("look_" + std::to_string(index) + "(void)", together_[index]);
    if (block + one.size() > block_max) functions += "}\nc_code {\n", block = 0;
    functions += one;
    block += one.size();
  }
  return "\nc_decl {\n\\#include <stdio.h>\n  static const char *const sentence[] = {\n" + joined(sentences, ",\n") +
         "\n  };\n  static int violated[" + std::to_string(sentences_.size()) + "];\n" + looking +
         "\\#define claims_at_entry look_at_entry() /* Spin takes no call in a c_expr */\n" +
         "\\#define claims_at_rest look_at_rest()\n}\nc_code {\n" + functions + "}\n";
}

/// The thread stands where it may stay, and has no move.
std::string PromelaClaims::rest(const model::Program& thread, const std::string& name) const {
  std::vector<std::string> places;
  for (std::size_t index = 0; index < thread.steps.size(); ++index) {
    const model::Step& step = thread.steps[index];
    const bool always_goes_on =
        std::ranges::any_of(step.alternatives, [](const auto& way) { return way.guard.empty(); });
    if (!step.rests || always_goes_on) continue;
    std::string place = name + "@" + promela_label(thread, static_cast<model::StepId>(index));
    for (const model::Alternative& way : step.alternatives)
      place += " && !(" + promela_condition(names_, way.guard, "") + ")";
    places.push_back(step.alternatives.empty() ? place : "(" + place + ")");
  }
  if (places.size() == 1) return places.front();
  return places.empty() ? "false" : "(" + joined(places, " || ") + ")";
}

std::string PromelaClaims::process() const {
  if (at_rest_.empty() && at_entry_.empty()) return "";
  std::string text = "\nactive proctype " + names_.watcher + "()  /* never moves; looks at the claims at rest */\n{\n" +
                     "end_0: c_expr { claims_at_entry } || (\n";
  for (std::size_t thread = 0; thread < world_.threads.size(); ++thread)
    text += "         " + rest(world_.threads[thread], names_.threads[thread]) + " &&\n";
  return text + "         c_expr { claims_at_rest })\n}\n";
}

}  // namespace replock::reports
