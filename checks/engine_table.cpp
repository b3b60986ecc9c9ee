// Findings as sets of (check, sentence); what was searched decides what must be among them.
#include "checks/engine_table.h"

#include <algorithm>

#include "reports/grid.h"
#include "reports/text.h"
#include "schedules/preemptions.h"

namespace replock::checks {
namespace {

using schedules::RelacyEnd;
using schedules::RelacyOptions;
using schedules::Scheduler;

using Traces = std::map<EngineRow::What, Trace>;

Traces traces_of(const model::World& world, const schedules::Verdict& verdict) {
  Traces all;
  for (const schedules::Finding& finding : verdict.findings) {
    if (finding.check == info(Check::lock_order).id) continue;
    const Trace trace{finding.schedule.size(), schedules::preemptions(world, finding.schedule)};
    all.emplace(std::pair(finding.check, finding.sentence), trace);
  }
  return all;
}

bool is_to_its_end(const RelacyTry& tried) { return tried.run.end == RelacyEnd::complete; }

/// Full, then bounds from 0 up; for what is missing then short ones, further bounds, and random.
std::vector<RelacyOptions> tries(const EngineLimits& limits, const std::atomic<bool>* interrupted) {
  std::vector<RelacyOptions> all(1);
  all.front().executions_max = limits.full_executions;
  const auto add = [&](Scheduler scheduler, unsigned preemptions, std::size_t steps) {
    RelacyOptions& one = all.emplace_back();
    one.scheduler = scheduler;
    one.preemptions_max = preemptions;
    one.moves_max = steps;
    one.executions_max = limits.bounded_executions;
  };
  for (unsigned preemptions = 0; preemptions <= limits.preemptions_max; ++preemptions)
    add(Scheduler::bound, preemptions, 0);
  for (unsigned preemptions = 1; preemptions <= limits.short_max; ++preemptions)
    add(Scheduler::bound, preemptions, limits.short_steps);
  for (unsigned preemptions = limits.preemptions_max + 1; preemptions <= limits.short_max; ++preemptions)
    add(Scheduler::bound, preemptions, 0);
  add(Scheduler::random, 0, 0);
  for (RelacyOptions& options : all) options.interrupted = interrupted;
  return all;
}

bool is_short(const RelacyTry& tried) { return tried.options.moves_max != 0; }

void compare(EngineRow& row, const Traces& ours, const Traces& theirs) {
  row.findings = ours.size();
  row.missed.clear();
  row.only.clear();
  for (const auto& [what, trace] : ours)
    if (!theirs.contains(what)) row.missed.emplace(what, trace);
  for (const auto& [what, trace] : theirs)
    if (!ours.contains(what)) row.only.insert(what);
}

/// A finding with such a trace. steps_max 0: of any length.
bool misses(const EngineRow& row, unsigned preemptions_max, std::size_t steps_max) {
  return std::ranges::any_of(row.missed, [&](const auto& one) {
    return one.second.preemptions <= preemptions_max && (steps_max == 0 || one.second.steps <= steps_max);
  });
}

bool misses_short(const EngineRow& row) { return misses(row, row.limits.short_max, 0); }

/// It went to its end where a finding is, and missed it.
bool searched_in_vain(const EngineRow& row, const RelacyTry& tried) {
  if (!is_to_its_end(tried)) return false;
  if (tried.options.scheduler == Scheduler::full) return !row.missed.empty();
  return misses(row, tried.options.preemptions_max, tried.options.moves_max);
}

/// Whether a search like this is to follow those that were.
bool is_wanted(const EngineRow& row, const RelacyOptions& next) {
  if (row.tries.empty()) return true;
  const RelacyTry& last = row.tries.back();
  if (last.run.end == RelacyEnd::interrupted) return false;
  const bool full = last.options.scheduler == Scheduler::full;
  if (full && is_to_its_end(last)) return false;
  if (next.scheduler == Scheduler::random) return misses_short(row);
  if (next.moves_max != 0)
    return misses(row, row.limits.short_max, next.moves_max) && (!is_short(last) || is_to_its_end(last));
  if (next.preemptions_max > row.limits.preemptions_max)
    return misses_short(row) && (is_short(last) || is_to_its_end(last));
  return full || is_to_its_end(last);
}

std::string reach_words(unsigned reach) {
  if (reach == every_schedule) return "every schedule";
  return "<= " + reports::counted(reach, "preemption");
}

/// ", <= 2 in 100 steps": the last of the short searches, where there was one.
std::string short_words(const EngineRow& row) {
  std::string text;
  for (const RelacyTry& tried : row.tries)
    if (is_short(tried) && is_to_its_end(tried))
      text = ", <= " + std::to_string(tried.options.preemptions_max) + " in " +
             std::to_string(tried.options.moves_max) + " steps";
  return text;
}

std::string agreement_words(const EngineRow& row) {
  const std::optional<unsigned> reach = searched(row);
  std::string where = reach ? reach_words(*reach) : "";
  where += short_words(row);
  if (!row.tries.empty() && row.tries.back().options.scheduler == Scheduler::random) where += ", and at random";
  switch (agreement(row)) {
    case Agreement::agree:
      return where;
    case Agreement::incomplete:
      return where + (where.empty() ? "INC" : ", INC");
    case Agreement::differ:
      break;
  }
  return "DIFFER";
}

/// "-" where it did not run.
std::string executions_words(const EngineRow& row, bool full) {
  std::uint64_t executions = 0;
  bool any = false, cut = false;
  for (const RelacyTry& tried : row.tries) {
    if ((tried.options.scheduler == Scheduler::full) != full || tried.options.scheduler == Scheduler::random) continue;
    any = true;
    cut = cut || !is_to_its_end(tried);
    executions += tried.run.executions;
  }
  return any ? (cut ? ">" : "") + reports::grouped(executions) : "-";
}

std::string summary(const std::vector<EngineRow>& rows) {
  std::map<std::string, std::size_t> counts;
  std::size_t findings = 0, missed = 0;
  for (const EngineRow& row : rows) {
    ++counts[agreement_words(row)];
    findings += row.findings;
    missed += row.missed.size();
  }
  std::string text = reports::counted(rows.size(), "row") + ":";
  for (const auto& [words, count] : counts)
    text += (text.back() == ':' ? " " : "; ") + words + " in " + reports::grouped(count);
  return text + "\nRelacy has " + reports::grouped(findings - missed) + " of " + reports::counted(findings, "finding") +
         "\n";
}

}  // namespace

std::optional<unsigned> searched(const EngineRow& row) {
  std::optional<unsigned> reach;
  for (const RelacyTry& tried : row.tries)
    if (is_to_its_end(tried) && !is_short(tried))
      reach = tried.options.scheduler == Scheduler::full ? every_schedule : tried.options.preemptions_max;
  return reach;
}

Agreement agreement(const EngineRow& row) {
  if (!row.exhausted) return Agreement::incomplete;
  if (!row.only.empty()) return Agreement::differ;
  const std::optional<unsigned> reach = searched(row);
  const auto in_vain = [&](const RelacyTry& tried) { return searched_in_vain(row, tried); };
  if (std::ranges::any_of(row.tries, in_vain)) return Agreement::differ;
  const bool all = reach && *reach >= row.limits.preemptions_max && !misses_short(row);
  return all ? Agreement::agree : Agreement::incomplete;
}

EngineRow compare_engines(const Question& question, const EngineLimits& limits, const std::atomic<bool>* interrupted) {
  schedules::Options options;
  options.interrupted = interrupted;
  const schedules::Verdict verdict = answer(question, options);
  const model::World& world = question.recorded.world;
  const Traces ours = traces_of(world, verdict);
  EngineRow row;
  row.scenario = question.scenario, row.series = question.series.name();
  row.limits = limits;
  row.states = verdict.result.states;
  row.exhausted = verdict.result.end == schedules::End::exhausted;
  Traces theirs;
  for (const RelacyOptions& one : tries(limits, interrupted)) {
    if (!is_wanted(row, one)) continue;
    const schedules::RelacyResult found = schedules::relacy_search(world, question.claims, one);
    theirs.merge(traces_of(world, judge(question, found.result)));
    row.tries.push_back({one, found.run});
    compare(row, ours, theirs);
  }
  return row;
}

std::string engine_table(const std::vector<EngineRow>& rows) {
  using reports::Align;
  std::vector<std::vector<std::string>> cells{
      {"scenario", "series", "states", "full", "bounded", "findings", "they agree in"}};
  for (const EngineRow& row : rows)
    cells.push_back({row.scenario, row.series, reports::grouped(row.states), executions_words(row, true),
                     executions_words(row, false),
                     std::to_string(row.findings - row.missed.size()) + "/" + std::to_string(row.findings),
                     agreement_words(row)});
  return reports::grid(
             cells, {Align::left, Align::left, Align::right, Align::right, Align::right, Align::right, Align::left}) +
         "\n" + summary(rows);
}

}  // namespace replock::checks
