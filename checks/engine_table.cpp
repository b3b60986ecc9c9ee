// Findings as sets of (check, sentence): schedules differ between the engines, sentences must not.
#include "checks/engine_table.h"

#include <algorithm>
#include <iterator>

#include "reports/grid.h"
#include "reports/text.h"

namespace replock::checks {
namespace {

using Findings = std::set<std::pair<std::string, std::string>>;
using schedules::RelacyEnd;
using schedules::Scheduler;

Findings findings_of(const schedules::Verdict& verdict) {
  Findings all;
  for (const schedules::Finding& finding : verdict.findings)
    if (finding.check != info(Check::lock_order).id) all.emplace(finding.check, finding.sentence);
  return all;
}

Findings without(const Findings& all, const Findings& these) {
  Findings rest;
  std::ranges::set_difference(all, these, std::inserter(rest, rest.end()));
  return rest;
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

}  // namespace

EngineRow compare_engines(const Question& question, const std::vector<schedules::RelacyOptions>& tries) {
  const schedules::Verdict ours = answer(question, {});
  const Findings known = findings_of(ours);
  EngineRow row{question.scenario, question.series.name(), ours.result.states, known.size(), {}};
  for (const schedules::RelacyOptions& options : tries) {
    const schedules::RelacyResult found = schedules::relacy_search(question.recorded.world, question.claims, options);
    const Findings theirs = findings_of(judge(question, found.result));
    row.tries.push_back({options, found.run, without(known, theirs), without(theirs, known)});
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
  return reports::grid(cells, align);
}

}  // namespace replock::checks
