// Compares a verdict with its catalogue row, in both directions.
#include "checks/catalogue.h"

#include <algorithm>
#include <sstream>

#include "checks/series_choice.h"

namespace replock::checks {
namespace {

using schedules::Finding;
using schedules::Verdict;

/// "L7": among the rows of every scenario.
bool is_level(const std::string& series) { return series.starts_with("L") && series.size() == 2; }

bool explains(const Known& entry, const Verdict& verdict, const Finding& finding) {
  return entry.scenario == verdict.scenario && info(entry.check).id == finding.check && covers(entry, verdict.series) &&
         finding.sentence.find(entry.about) != std::string::npos;
}

void explain(const Verdict& verdict, Finding& finding) {
  const Known* entry = explanation(verdict, finding);
  if (entry == nullptr) return;
  finding.expected = true;
  finding.meaning = meaning_of(*entry);
}

void compare_states(Verdict& verdict) {
  if (verdict.result.end != schedules::End::exhausted) {
    verdict.unexpected.push_back("the search is incomplete: " + schedules::words(verdict.result.end));
    return;
  }
  if (verdict.result.reduction != schedules::Reduction::none ||
      verdict.result.past_corruption == schedules::PastCorruption::stop)
    return;  // counts of another search
  const std::uint64_t states = pinned(verdict.scenario, verdict.series);
  if (states != 0 && states != verdict.result.states)
    verdict.unexpected.push_back("expected " + std::to_string(states) + " states, found " +
                                 std::to_string(verdict.result.states));
}

}  // namespace

std::vector<std::string> words_of(const std::string& list) {
  std::istringstream words(list);
  std::vector<std::string> parts;
  for (std::string word; words >> word;) parts.push_back(word);
  return parts;
}

std::vector<std::string> series_of(const std::string& list) {
  std::vector<std::string> all;
  for (const std::string& part : words_of(list)) {
    const bool range = part.size() == 6 && part.substr(2, 2) == "..";
    if (!range) all.push_back(part);
    for (char level = part[1]; range && level <= part[5]; ++level) all.push_back(std::string("L") + level);
  }
  return all;
}

std::uint64_t pinned(const std::string& scenario, const std::string& series) {
  for (const PinnedStates& pin : pinned_states())
    if (pin.scenario == scenario && std::ranges::count(series_of(pin.series), series) > 0) return pin.states;
  return 0;
}

const Known* explanation(const Verdict& verdict, const Finding& finding) {
  const auto entry = std::ranges::find_if(known(), [&](const Known& one) { return explains(one, verdict, finding); });
  return entry == known().end() ? nullptr : &*entry;
}

std::string meaning_of(const Known& entry) {
  return entry.hazard.empty() ? entry.meaning : entry.hazard + ": " + entry.meaning;
}

bool covers(const Known& entry, const std::string& series) {
  return std::ranges::count(series_of(entry.series), series) > 0;
}

std::vector<std::string> missed(const Verdict& verdict) {
  const bool is_clean = verdict.result.end == schedules::End::exhausted;
  std::vector<std::string> lines;
  for (const Known& entry : known()) {
    if (entry.scenario != verdict.scenario || !covers(entry, verdict.series)) continue;
    const bool shown =
        std::ranges::any_of(verdict.findings, [&](const Finding& f) { return explains(entry, verdict, f); });
    if (!shown)
      lines.push_back("expected " + std::string(info(entry.check).id) + " to be violated (" +
                      (entry.hazard.empty() ? entry.about : entry.hazard) + "), and it " +
                      (is_clean ? "is not" : "was not found"));
  }
  return lines;
}

std::string known_meaning(Check check, const std::string& sentence, const std::string& series) {
  const Known* best = nullptr;
  for (const Known& entry : known()) {
    const bool fits = entry.check == check && covers(entry, series) && sentence.find(entry.about) != std::string::npos;
    if (fits && (best == nullptr || (best->about.empty() && !entry.about.empty()))) best = &entry;
  }
  return best == nullptr ? "" : meaning_of(*best);
}

std::vector<Row> catalogue_rows() {
  std::vector<Row> rows;
  for (const model::Scenario& scenario : model::scenarios()) {
    for (unsigned level = 0; level <= 7; ++level) rows.push_back({scenario.name, model::Series::level(level).name()});
    std::vector<std::string> further;
    for (const Known& entry : known())
      if (entry.scenario == scenario.name)
        for (const std::string& part : series_of(entry.series))
          if (!is_level(part) && std::ranges::count(further, part) == 0) further.push_back(part);
    for (const std::string& series : further) rows.push_back({scenario.name, series});
  }
  return rows;
}

std::vector<Row> merged_rows() {
  std::vector<Row> rows;
  for (const model::Scenario& scenario : model::merged_scenarios())
    rows.push_back({scenario.name, model::Series::level(7).name()});
  return rows;
}

std::vector<Row> rows_named(std::vector<Row> rows, const std::vector<std::string>& scenarios,
                            const std::vector<std::string>& series) {
  std::vector<std::string> names;
  for (const std::string& name : scenarios) model::scenario_named(name);
  for (const std::string& name : series) names.push_back(series_named(name).name());
  std::erase_if(rows, [&](const Row& row) {
    const bool scenario = scenarios.empty() || std::ranges::count(scenarios, row.scenario) > 0;
    return !scenario || (!names.empty() && std::ranges::count(names, row.series) == 0);
  });
  return rows;
}

schedules::Options options_of_row(const Row& row, schedules::Options options) {
  if (std::ranges::count(merged_rows(), row) == 0) return options;
  options.reduction = schedules::strongest;
  options.past_corruption = schedules::PastCorruption::stop;
  return options;
}

void compare_with_catalogue(Verdict& verdict) {
  verdict.unexpected.clear();
  for (Finding& finding : verdict.findings) {
    explain(verdict, finding);
    if (is_surprise(finding))
      verdict.unexpected.push_back(finding.check +
                                   " is violated, and the catalogue knows nothing of it: " + finding.sentence);
  }
  if (verdict.result.end == schedules::End::exhausted || verdict.result.omission)
    for (std::string& line : missed(verdict)) verdict.unexpected.push_back(std::move(line));
  compare_states(verdict);
  verdict.as_expected = verdict.unexpected.empty();
}

}  // namespace replock::checks
