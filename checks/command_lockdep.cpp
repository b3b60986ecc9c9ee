// `replock lockdep`: real deadlocks beside what lockdep would print; --selftest: the lockdep model on the kernel's
// cases.
#include <algorithm>
#include <cstdio>
#include <map>
#include <tuple>

#include "checks/catalogue.h"
#include "checks/commands.h"
#include "checks/lockdep_cases.h"
#include "checks/lockdep_watch.h"
#include "checks/progress.h"
#include "model/refusal.h"
#include "reports/two_verdicts_report.h"
#include "schedules/files.h"

namespace replock::checks {
namespace {

using schedules::ConformanceCase;
using schedules::CycleRows;
using schedules::TwoVerdicts;

std::vector<ConformanceCase> run_cases() {
  std::vector<ConformanceCase> cases;
  const std::vector<LockdepCase>& all = lockdep_cases();
  for (std::size_t index = 0; index < all.size(); ++index) {
    const LockdepCase& one = all[index];
    const LockdepCaseResult result = run_case(one);
    const bool own = index + own_lockdep_cases() >= all.size();
    cases.push_back(
        {one.name, std::string(name(one.column)), one.fails, result.splat, result.deadlocks, result.searched, own});
  }
  return cases;
}

int self_test(const LockdepCommand& command) {
  const std::vector<ConformanceCase> cases = run_cases();
  if (!command.json.empty())
    schedules::write_file(command.json, reports::conformance_json(cases, lockdep_cases_left_out()));
  if (command.json != "-") schedules::write_file("-", reports::conformance_report(cases, lockdep_cases_left_out()));
  const auto as_expected = [](const ConformanceCase& one) { return one.splat == one.expected; };
  return std::ranges::all_of(cases, as_expected) ? exit_ok : exit_fault;
}

struct RowSeen {
  std::string name;  ///< "bond-vs-unbind at L5-4"
  bool complete = false;
  std::vector<TwoVerdicts> cycles;
};

schedules::CyclesSeen by_cycle(const std::vector<RowSeen>& rows) {
  schedules::CyclesSeen seen;
  seen.rows = rows.size();
  std::map<std::tuple<std::string, bool, bool, bool>, std::size_t> known;
  for (const RowSeen& row : rows) {
    if (!row.complete) ++seen.incomplete;
    for (const TwoVerdicts& two : row.cycles) {
      const auto [entry, is_new] =
          known.try_emplace({two.what, two.deadlocks, two.splats, two.open}, seen.cycles.size());
      if (is_new) seen.cycles.push_back({two, {}});
      seen.cycles[entry->second].rows.push_back(row.name);
    }
  }
  std::ranges::stable_sort(seen.cycles, {}, [](const CycleRows& cycle) { return schedules::quadrant(cycle.two); });
  return seen;
}

RowSeen look_at(const Row& row, const schedules::Options& options) {
  const Question question = ask(model::scenario_named(row.scenario), model::Series::parse(row.series));
  const schedules::Verdict verdict = answer(question, options);
  return {row.scenario + " at " + row.series, verdict.result.end == schedules::End::exhausted,
          two_verdicts(question, verdict)};
}

}  // namespace

int run(const LockdepCommand& command) {
  if (!command.json.empty()) schedules::require_writable(command.json);
  if (command.self_test) return self_test(command);
  const std::vector<Row> rows = rows_named(catalogue_rows(), command.scenarios, command.series);
  if (rows.empty()) {
    std::fputs("replock: the catalogue has no such row; see 'replock check'\n", stderr);
    return exit_nothing;
  }
  const Attention attention(command.threads);
  Board board(attention, "rows", rows.size());
  std::vector<RowSeen> looked_at(rows.size());
  attention.workers().each(rows.size(), [&](std::size_t index) {
    if (!attention.interrupted()) looked_at[index] = look_at(rows[index], board.options(index, command.bounds));
    board.done(index, 0);
  });
  const schedules::CyclesSeen seen = by_cycle(looked_at);
  if (!command.json.empty()) schedules::write_file(command.json, reports::two_verdicts_json(seen));
  if (command.json != "-") schedules::write_file("-", reports::two_verdicts_report(seen));
  return seen.incomplete > 0 ? exit_incomplete : exit_ok;
}

}  // namespace replock::checks
