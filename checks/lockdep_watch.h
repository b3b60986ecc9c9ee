// What lockdep would have printed about a scenario: its model (checks/lockdep.h) watching what the search saw.
//
// Lock classes are the kernel's keys. One key each for devlink->lock, intf_state_mutex and the devcom components
// (lockdep_register_key() per instance: net/devlink, mlx5 main.c, lib/devcom.c), one for all instances of the others.
// device_lock is not validated (lockdep_set_novalidate_class() in device_initialize()). V1's guard is no lock to
// lockdep. A worker holds the map of its work queue while an item runs, and flush_workqueue() and destroy_workqueue()
// take it (kernel/workqueue.c); wait_for_completion() takes nothing, and neither does a wait for a flag.
#pragma once

#include <string>
#include <vector>

#include "checks/judge.h"
#include "checks/lockdep.h"
#include "schedules/two_verdicts.h"

namespace replock::checks {

/// A report, in the words of the lock graph as well.
struct Splat {
  Lockdep::Report report;
  std::vector<std::string> classes;  ///< as LockCycle::classes: no instance, no subclass
};

/// Feeds every acquisition that the search saw, each along its schedule, and every wait that never ended. So it says
/// what a kernel that has been through all of these would have printed, had each report been its first. In the order in
/// which they come up; each set of classes once.
std::vector<Splat> lockdep_reports(const Question& question, const schedules::Verdict& verdict);

/// Every cycle of the lock graph under both verdicts; then what only lockdep has a circle of; then deadlocks in which
/// no ring waits. Lockdep prints the shortest circle that an acquisition closes: a longer one through it stays unsaid.
std::vector<schedules::TwoVerdicts> two_verdicts(const Question& question, const schedules::Verdict& verdict);

}  // namespace replock::checks
