// What the formats of --report are tested with: made-up verdicts about the toy world of a LAG against an unbind.
#pragma once

#include <string>

#include "checks/tests/toy_verdicts.h"
#include "checks/tests/toy_worlds.h"
#include "reports/told.h"

namespace replock::tests {

/// Names that a terminal, XML, HTML, Markdown, TAP, a workflow command or JSON would act on.
inline const std::string hostile =
    "a\"b'\\N<b>&amp;\n::error::x\n```\x1b[31m</script><!--\xff->;{}|%s%0A#,]]> # SKIP ${x} end";

inline reports::Told told(std::vector<schedules::Verdict> verdicts) {
  reports::Told all;
  all.verdicts = std::move(verdicts);
  all.world = [](const schedules::Verdict&) { return lag_against_unbind(); };
  all.file = [](const schedules::Verdict& verdict, const schedules::Finding& finding) {
    return "saved/" + verdict.scenario + "." + verdict.series + "." + finding.check + ".json";
  };
  all.checks = {{"deadlock", "some thread can always go on"},
                {"lock-order", "the lock graph has no cycle"},
                {"eventually-loaded", "what is registered is loaded in the end"}};
  all.version = "0.0.0";
  return all;
}

/// A realised cycle with its ring, a gated one with witnesses, and a standstill that no lock explains.
inline schedules::Verdict stuck_verdict() {
  using schedules::CycleVerdict;
  schedules::Verdict made =
      verdict("lag-against-unbind", "L3", schedules::Outcome::violated, schedules::Outcome::holds);
  const schedules::EdgeKind plain = schedules::EdgeKind::plain;
  made.edges = {{"ldev->lock", "reps_lock", plain, "mlx5_eswitch_reload_ib_reps", "bond work", {}, lag_deadlock()},
                {"reps_lock", "ldev->lock", plain, "mlx5_lag_remove_netdev", "unbind ETH_REP", {}, {{0, 0}, {0, 0}}},
                {"reps_lock", "rtnl", plain, "mlx5e_vport_rep_load", "unbind ETH_REP", {}, {{0, 0}}},
                {"rtnl", "reps_lock", plain, "mlx5e_tc_esw_event", "bond work", {}, {{0, 0}}}};
  made.cycles = {{{"ldev->lock", "reps_lock"}, CycleVerdict::realised, {}, lag_deadlock()},
                 {{"reps_lock", "rtnl"}, CycleVerdict::gated, {"devlink(d0)"}, {{0, 0}}}};
  made.result.stuck = {{{1, 0}, {4, 2}, {}, lag_deadlock()}};
  made.findings.push_back({"deadlock", "remove PF1 waits for ever", {{0, 0}}, {}, false, ""});
  return made;
}

/// A search that hit a bound before it saw anything.
inline schedules::Verdict incomplete_verdict() {
  schedules::Verdict made =
      verdict("late-load", "L7-4", schedules::Outcome::incomplete, schedules::Outcome::incomplete);
  made.result.end = schedules::End::states_bound;
  made.result.left = 4321;
  return made;
}

inline schedules::Verdict clean_verdict() {
  return verdict("late-load", "L7", schedules::Outcome::holds, schedules::Outcome::holds);
}

}  // namespace replock::tests
