// Findings as sets of (check, sentence): schedules differ between the engines, sentences must not.
#include "checks/engine_table.h"

#include <algorithm>

#include "reports/grid.h"
#include "reports/text.h"

namespace replock::checks {
namespace {

using schedules::RelacyEnd;
using schedules::Scheduler;

using Steps = std::map<std::pair<std::string, std::string>, std::size_t>;

Steps steps_of(const schedules::Verdict& verdict) {
  Steps all;
  for (const schedules::Finding& finding : verdict.findings)
    if (finding.check != info(Check::lock_order).id)
      all.emplace(std::pair(finding.check, finding.sentence), finding.schedule.size());
  return all;
}

std::string scheduler_words(const schedules::RelacyOptions& options) {
  switch (options.scheduler) {
    case Scheduler::full:
      return "full";
    case Scheduler::random:
      return "random";
    case Scheduler::bound:
      return "bound " + std::to_string(options.preemptions_max);
  }
  return "";
}

std::string cell(const EngineRow& row, const RelacyTry& tried) {
  const bool bounded = tried.run.end != RelacyEnd::complete;
  const std::size_t found = row.findings - tried.missed.size();
  return (bounded ? ">" : "") + reports::grouped(tried.run.executions) + ", " + std::to_string(found) + "/" +
         std::to_string(row.findings) + (tried.only.empty() ? "" : " DIFFERS");
}

bool is_full_to_its_end(const RelacyTry& tried) {
  return tried.options.scheduler == Scheduler::full && tried.run.end == RelacyEnd::complete;
}

bool misses_a_short_one(const RelacyTry& tried) {
  return std::ranges::any_of(tried.missed, [](const auto& one) { return one.second <= short_steps; });
}

/// For one kind of search over all rows.
std::string summary(const std::vector<EngineRow>& rows, std::size_t index) {
  const auto count = [&](const auto& holds) {
    return static_cast<std::uint64_t>(
        std::ranges::count_if(rows, [&](const EngineRow& row) { return holds(row.tries[index]); }));
  };
  const std::uint64_t ended = count([](const RelacyTry& tried) { return tried.run.end == RelacyEnd::complete; });
  const std::uint64_t all_of_it = count([](const RelacyTry& tried) { return tried.missed.empty(); });
  const std::uint64_t short_ones = count([](const RelacyTry& tried) { return !misses_a_short_one(tried); });
  return scheduler_words(rows.front().tries[index].options) + ": ends by itself in " + reports::grouped(ended) +
         ", has all findings in " + reports::grouped(all_of_it) + ", all of at most " + std::to_string(short_steps) +
         " steps in " + reports::grouped(short_ones) + " of " + reports::counted(rows.size(), "row") + "\n";
}

}  // namespace

bool differ(const EngineRow& row) {
  return std::ranges::any_of(row.tries, [](const RelacyTry& tried) {
    return !tried.only.empty() || (is_full_to_its_end(tried) && !tried.missed.empty());
  });
}

EngineRow compare_engines(const Question& question, const std::vector<schedules::RelacyOptions>& tries) {
  const schedules::Verdict ours = answer(question, {});
  const Steps known = steps_of(ours);
  EngineRow row{question.scenario, question.series.name(), ours.result.states, known.size(), {}};
  for (const schedules::RelacyOptions& options : tries) {
    const schedules::RelacyResult found = schedules::relacy_search(question.recorded.world, question.claims, options);
    const Steps theirs = steps_of(judge(question, found.result));
    RelacyTry& tried = row.tries.emplace_back();
    tried.options = options;
    tried.run = found.run;
    for (const auto& [finding, steps] : known)
      if (!theirs.contains(finding)) tried.missed.emplace(finding, steps);
    for (const auto& [finding, steps] : theirs)
      if (!known.contains(finding)) tried.only.insert(finding);
  }
  return row;
}

std::string engine_table(const std::vector<EngineRow>& rows) {
  std::vector<std::vector<std::string>> cells{{"scenario", "series", "states"}};
  std::vector<reports::Align> align{reports::Align::left, reports::Align::left, reports::Align::right};
  if (!rows.empty())
    for (const RelacyTry& tried : rows.front().tries) {
      cells.front().push_back(scheduler_words(tried.options));
      align.push_back(reports::Align::right);
    }
  for (const EngineRow& row : rows) {
    cells.push_back({row.scenario, row.series, reports::grouped(row.states)});
    for (const RelacyTry& tried : row.tries) cells.back().push_back(cell(row, tried));
  }
  std::string text = reports::grid(cells, align);
  if (rows.empty()) return text;
  text += "\n";
  for (std::size_t index = 0; index < rows.front().tries.size(); ++index) text += summary(rows, index);
  return text;
}

}  // namespace replock::checks
