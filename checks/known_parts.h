// The parts of the catalogue's known violations, and the meanings that several of them share.
#pragma once

#include <string>
#include <vector>

#include "checks/catalogue.h"

namespace replock::checks {

/// MPESW, driver unload, the ETH device, pairing, readers without a lock, three and four PFs.
void add_whole_driver(std::vector<Known>& list);
/// V1 and V2 of the series, and the kernels before fixes that L0 has.
void add_variants(std::vector<Known>& list);

/// One entry per scenario of the list, by blanks.
void add_each(std::vector<Known>& list, const std::string& scenarios, const Known& entry);

// The hazards' meanings, where several scenarios show the same one.
inline const std::string late_ib =
    "a module that comes late to a switchdev device is registered and never loaded: no IB device until the next mode "
    "change";
inline const std::string no_serialisation =
    "register and unregister run with no lock against loads, so a callback runs on what another thread tears down";
inline const std::string freed_module =
    "module unload does not wait for a load in flight: the kernel runs in freed code";
inline const std::string built_left =
    "a load in flight outlives unregister: the device that it built has no owner left";
inline const std::string refused =
    "a VF's load finds no IB device of its uplink, because the module goes or comes at the same time; the error "
    "reaches the mode set's user, or is dropped by the reload";
inline const std::string loaded_before_done =
    "LOADED is visible before load() has stored priv and while unload() clears it; a lock-free reader must expect no "
    "device behind it";
inline const std::string device_gone =
    "an uplink's IB device is destroyed under a VF's representor whose load was in flight; from patch 5 on reps_lock, "
    "nested for peers, keeps them in order";
inline const std::string late_eth =
    "ETH_REP that is bound again in switchdev is registered and never loaded: the uplink stays without its netdev";
inline const std::string no_devlink =
    "unregister, and the LAG's reload, load and unload representors without devlink; the authors promise a follow-up";
inline const std::string stays_loaded =
    "a failed reload leaves LOADED behind: later reloads do nothing, and unload() meets a representor never built";
inline const std::string lag_lock_over_rescan =
    "the bond work takes device_lock under ldev->lock while an unbind takes ldev->lock under device_lock; only that "
    "they are locks of different devices keeps these two apart; lockdep does not look at device_lock at all";
inline const std::string abba =
    "without patch 4 the bond work takes reps_lock under ldev->lock, and an ETH unload takes ldev->lock under "
    "reps_lock";
inline const std::string keeps_reps_lock =
    "probe and remove run on the thread that rescans and take reps_lock themselves: it must be dropped around them";

}  // namespace replock::checks
