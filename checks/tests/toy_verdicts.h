// Verdicts made up for the tests of the reports: no search has produced them.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "schedules/verdict.h"

namespace replock::tests {

/// The schedule of lag_against_unbind() that ends in the deadlock; bond work is thread 1, unbind thread 0.
inline schedules::Schedule lag_deadlock() { return {{0, 0}, {0, 0}, {1, 0}, {1, 0}, {1, 0}, {2, 0}}; }

inline schedules::Finding lag_finding() {
  return {"deadlock",
          "bond work and unbind wait for each other for ever",
          lag_deadlock(),
          {1, 0},
          true,
          "ldev->lock is taken under reps_lock by the uplink's unload, so it must not be held around a reload"};
}

inline schedules::Verdict verdict(const std::string& scenario, const std::string& series, schedules::Outcome deadlock,
                                  schedules::Outcome loaded) {
  using schedules::Outcome;
  schedules::Verdict made;
  made.scenario = scenario;
  made.series = series;
  made.checks = {{"deadlock", deadlock}, {"lock-order", deadlock}, {"eventually-loaded", loaded}};
  for (const Outcome outcome : {Outcome::incomplete, Outcome::violated})
    if (deadlock == outcome || loaded == outcome) made.outcome = outcome;
  made.result.states = 1234567;
  made.result.transitions = 4320;
  made.result.depth = 56;
  made.result.seconds = 0.125;
  if (deadlock == Outcome::violated) made.findings.push_back(lag_finding());
  if (loaded == Outcome::violated)
    made.findings.push_back({"eventually-loaded",
                             "IB of the uplink stays REGISTERED though ETH is loaded",
                             {{0, 0}, {0, 0}},
                             {},
                             series != "L5",
                             "RDMA over the uplink is missing until the driver is bound again"});
  return made;
}

/// Two scenarios over L0..L7 and beyond: patch 4 ends a deadlock, patch 7 brings the late load, and L5 surprises.
inline std::vector<schedules::Verdict> series_of_verdicts() {
  using schedules::Outcome;
  std::vector<schedules::Verdict> all;
  for (unsigned level = 0; level < 8; ++level) {
    const std::string series = "L" + std::to_string(level);
    const Outcome deadlock = level < 4 ? Outcome::violated : Outcome::holds;
    all.push_back(verdict("lag-against-unbind", series, deadlock, Outcome::holds));
    all.push_back(verdict("late-load", series, Outcome::holds, level < 7 ? Outcome::violated : Outcome::holds));
  }
  all[11].as_expected = false;  // late-load at L5
  all[11].unexpected = {"eventually-loaded is violated, the catalogue says that it holds"};
  all.push_back(verdict("lag-against-unbind", "L7-4", Outcome::violated, Outcome::holds));
  all.push_back(verdict("late-load", "L7-4", Outcome::incomplete, Outcome::holds));
  all.back().result.end = schedules::End::states_bound;
  all.back().result.left = 4321;
  return all;
}

/// A lock order as the driver's: ten classes, one cycle realised, one gated, one edge of each kind.
inline schedules::Verdict lock_order_verdict() {
  using schedules::CycleVerdict;
  using schedules::EdgeKind;
  schedules::Verdict made =
      verdict("lag-against-unbind", "L3", schedules::Outcome::violated, schedules::Outcome::holds);
  const auto edge = [&](const std::string& held, const std::string& acquired, const std::string& function,
                        const std::string& thread, EdgeKind kind = EdgeKind::plain) {
    made.edges.push_back({held, acquired, kind, function, thread, {}, {}});
  };
  edge("device_lock", "mode_lock", "mlx5_eswitch_safe_aux_devs_remove", "unbind ETH");
  edge("device_lock", "reps_lock", "mlx5_eswitch_unregister_vport_reps", "unbind ETH_REP");
  edge("devlink", "hca_devcom", "esw_mode_change", "mode set");
  edge("devlink", "mode_lock", "mlx5_esw_try_lock", "mode set");
  edge("devlink", "mpesw completion", "mlx5_lag_mpesw_queue_work", "mpesw enable", EdgeKind::wait);
  edge("devlink", "reps_lock", "mlx5_devlink_eswitch_mode_set", "mode set");
  edge("esw_devcom", "rtnl", "mlx5e_tc_esw_event", "bond work");
  edge("hca_devcom", "device_lock", "mlx5_rescan_drivers_locked", "mode set");
  edge("hca_devcom", "ldev->lock", "mlx5_do_bond_work", "bond work");
  edge("ldev->lock", "reps_lock", "mlx5_eswitch_reload_ib_reps", "bond work");
  edge("mode_lock", "device_lock", "mlx5_eswitch_safe_aux_devs_remove", "unbind ETH");
  edge("reps_lock", "esw_devcom", "mlx5e_rep_tc_init", "mode set");
  edge("reps_lock", "ldev->lock", "mlx5_lag_remove_netdev", "unbind ETH_REP");
  edge("reps_lock", "reps_lock", "mlx5_ib_register_peer_vport_reps", "bond work", EdgeKind::nested);
  edge("reps_lock", "rtnl", "mlx5e_vport_rep_load", "mode set");
  edge("reps_lock", "state_lock", "mlx5_esw_vport_enable", "mode set");
  made.edges[9].gates = {"hca_devcom"};
  made.cycles.push_back({{"device_lock", "mode_lock"}, CycleVerdict::gated, {"device_lock(ETH)"}, {}});
  made.cycles.push_back({{"ldev->lock", "reps_lock"}, CycleVerdict::realised, {}, lag_deadlock()});
  return made;
}

}  // namespace replock::tests
