// The matrix, its legend, the counts, and what differs from the catalogue.
#include "reports/verdict_table.h"

#include <algorithm>
#include <functional>

#include "reports/grid.h"
#include "reports/levels.h"
#include "reports/text.h"
#include "reports/told.h"

namespace replock::reports {
namespace {

using schedules::Outcome;
using schedules::Verdict;
using Verdicts = std::vector<Verdict>;

std::vector<std::string> scenarios(const Verdicts& verdicts) {
  std::vector<std::string> names;
  for (const Verdict& verdict : verdicts)
    if (std::find(names.begin(), names.end(), verdict.scenario) == names.end()) names.push_back(verdict.scenario);
  return names;
}

const Verdict* find(const Verdicts& verdicts, const std::string& scenario, const std::string& series) {
  for (const Verdict& verdict : verdicts)
    if (verdict.scenario == scenario && verdict.series == series) return &verdict;
  return nullptr;
}

std::vector<std::string> levels_run(const Verdicts& verdicts) {
  std::vector<std::string> names;
  for (unsigned level = 0; level < levels; ++level) {
    const std::string name = "L" + std::to_string(level);
    if (std::any_of(verdicts.begin(), verdicts.end(), [&](const Verdict& v) { return v.series == name; }))
      names.push_back(name);
  }
  return names;
}

std::string level_table(const Verdicts& verdicts) {
  const std::vector<std::string> series = levels_run(verdicts);
  if (series.empty()) return "";
  std::vector<std::vector<std::string>> rows{{"scenario"}};
  rows.front().insert(rows.front().end(), series.begin(), series.end());
  for (const std::string& scenario : scenarios(verdicts)) {
    std::vector<std::string> row{printable(scenario)};
    for (const std::string& name : series) {
      const Verdict* verdict = find(verdicts, scenario, name);
      row.push_back(verdict == nullptr ? "." : matrix_cell(*verdict));
    }
    // A scenario that ran at other series only stands in their table.
    if (std::any_of(row.begin() + 1, row.end(), [](const std::string& text) { return text != "."; }))
      rows.push_back(row);
  }
  return grid(rows, std::vector<Align>(series.size() + 1, Align::left));
}

std::string other_series_table(const Verdicts& verdicts) {
  std::vector<std::vector<std::string>> rows{{"scenario", "other series", "verdict"}};
  for (const Verdict& verdict : verdicts)
    if (!level_of(verdict.series))
      rows.push_back({printable(verdict.scenario), printable(verdict.series), matrix_cell(verdict)});
  return rows.size() == 1 ? "" : grid(rows, {Align::left, Align::left, Align::left});
}

std::string section(const std::string& title, const std::string& body) {
  return body.empty() ? "" : "\n" + title + "\n" + body;
}

std::string search_words(const schedules::Result& result) {
  const std::string how = followed_words(result.reduction, result.past_corruption);
  if (result.end == schedules::End::exhausted) return "complete" + how;
  return schedules::words(result.end) + ", " + grouped(result.left) + " left" + how;
}

// A reader compares a scenario's series, in whatever order they were run.
std::vector<std::reference_wrapper<const Verdict>> by_scenario(const Verdicts& verdicts) {
  std::vector<std::reference_wrapper<const Verdict>> sorted;
  for (const std::string& scenario : scenarios(verdicts))
    for (const Verdict& verdict : verdicts)
      if (verdict.scenario == scenario) sorted.emplace_back(verdict);
  return sorted;
}

bool is_incomplete(const Verdict& verdict) {
  return row_result(verdict, Judged::by_catalogue) == RowResult::incomplete;
}

std::string differences(const Verdicts& verdicts, const std::function<bool(const Verdict&)>& wanted) {
  std::string text;
  for (const Verdict& verdict : verdicts) {
    if (!wanted(verdict)) continue;
    for (const std::string& difference : verdict.unexpected)
      text += paragraph("  " + printable(verdict.scenario + " at " + verdict.series) + ": ", printable(difference),
                        report_width);
  }
  return text;
}

}  // namespace

std::string matrix_cell(const Verdict& verdict) {
  const auto violated = std::count_if(verdict.checks.begin(), verdict.checks.end(),
                                      [](const schedules::CheckOutcome& c) { return c.outcome == Outcome::violated; });
  if (is_incomplete(verdict)) return "INC";
  if (verdict.outcome == Outcome::holds) return verdict.as_expected ? "ok" : "ok!";
  const std::string mark = verdict.as_expected ? "*" : "!";
  return (violated == 0 ? "VIOL" : std::to_string(violated)) + mark;
}

std::string verdict_matrix(const Verdicts& verdicts) {
  const std::string by_level = level_table(verdicts);
  const std::string others = other_series_table(verdicts);
  return by_level + (by_level.empty() || others.empty() ? "" : "\n") + others +
         "\n"
         "ok   every check holds            *  violated as the catalogue expects\n"
         "N    N checks are violated        !  NOT as the catalogue expects\n"
         "INC  search incomplete: no pass   .  not run\n";
}

std::string followed_words(schedules::Reduction reduction, schedules::PastCorruption past_corruption) {
  const bool reduced = reduction != schedules::Reduction::none;
  const bool stops = past_corruption == schedules::PastCorruption::stop;
  return (reduced ? ", reduced (" + words(reduction) + ")" : "") + (stops ? ", not past corrupted memory" : "");
}

std::string counts_table(const Verdicts& verdicts, Timing timing) {
  std::vector<std::vector<std::string>> rows{{"scenario", "series", "states", "transitions", "depth", "search"}};
  std::vector<Align> aligns{Align::left, Align::left, Align::right, Align::right, Align::right, Align::left};
  for (const Verdict& verdict : by_scenario(verdicts)) {
    const schedules::Result& result = verdict.result;
    rows.push_back({printable(verdict.scenario), printable(verdict.series), grouped(result.states),
                    grouped(result.transitions), grouped(result.depth), search_words(result)});
    if (timing == Timing::shown) rows.back().insert(rows.back().end() - 1, seconds(result.seconds));
  }
  if (timing == Timing::shown) {
    rows.front().insert(rows.front().end() - 1, "time");
    aligns.insert(aligns.end() - 1, Align::right);
  }
  return grid(rows, aligns);
}

std::string check_report(const Verdicts& verdicts, const ScheduleFile& file, Timing timing) {
  return verdict_matrix(verdicts) + section("what the patches change", patch_changes(verdicts)) +
         section("NOT as the catalogue expects", differences(verdicts, std::not_fn(is_incomplete))) +
         section("incomplete searches: nothing that these did not show is known to hold",
                 differences(verdicts, is_incomplete)) +
         section("searches", counts_table(verdicts, timing)) + section("findings", findings_text(verdicts, file));
}

}  // namespace replock::reports
