// The violations that the catalogue knows, as data. An entry is added when its schedule was read against SOURCES.md.
#include "checks/catalogue.h"
#include "checks/known_parts.h"

namespace replock::checks {
namespace {

std::vector<Known> make() {
  using enum Check;
  std::vector<Known> list;
  const auto add = [&](Known entry) { list.push_back(std::move(entry)); };

  add({"late-load", eventually_loaded, "L0..L6", "", "B02", late_ib});

  add({"register-vs-mode-set", eventually_loaded, "L0..L6", "", "B02", late_ib});
  add({"register-vs-mode-set", unprovoked_error, "L0..L4", "", "B01",
       "IB is registered between the loads of the uplink and of a VF: the VF finds no IB device, and the mode set "
       "fails"});
  add({"register-vs-mode-set", deadlock, "L5+keep-reps-lock L7+keep-reps-lock", "", "B07", keeps_reps_lock});
  add({"register-vs-mode-set", recursion, "L5+keep-reps-lock L7+keep-reps-lock", "", "B07", keeps_reps_lock});
  add({"register-vs-mode-set", lock_order, "L5+keep-reps-lock L7+keep-reps-lock", "", "B07", keeps_reps_lock});
  add({"register-vs-mode-set", nesting_rules, "L5+keep-reps-lock L7+keep-reps-lock", "", "B07", keeps_reps_lock});

  add({"rmmod-vs-mode-set-legacy", ops_lifetime, "L0..L4", "", "B01", freed_module});
  add({"rmmod-vs-mode-set-legacy", device_lifetime, "L0..L4", "", "B01", device_gone});
  add({"rmmod-vs-mode-set-legacy", unregister_complete, "L0..L4", "", "B01", built_left});
  add({"rmmod-vs-mode-set-legacy", devlink_held, "L0..L7", "", "B36", no_devlink});

  add({"unbind-vs-mode-set", rep_state, "L0..L4", "", "B01", no_serialisation});
  add({"unbind-vs-mode-set", callback_overlap, "L0..L4", "", "B01", no_serialisation});
  add({"unbind-vs-mode-set", device_lifetime, "L0..L4", "is gone", "B01", device_gone});
  add({"unbind-vs-mode-set", device_lifetime, "L0..L4", "no priv", "B32", loaded_before_done});
  add({"unbind-vs-mode-set", unregister_complete, "L0..L4", "", "B01", built_left});
  add({"unbind-vs-mode-set", unprovoked_error, "L0..L4", "", "B01", refused});
  add({"unbind-vs-mode-set", devlink_held, "L0..L7", "", "B36", no_devlink});

  add({"unbind-and-bind", eventually_loaded, "L0..L6", "", "B02", late_eth});
  add({"unbind-and-bind", devlink_held, "L0..L7", "", "B36", no_devlink});

  add({"rmmod-vs-mode-set", device_lifetime, "L0..L4", "is gone", "B01", device_gone});
  add({"rmmod-vs-mode-set", rep_state, "L0..L4", "", "B01", no_serialisation});
  add({"rmmod-vs-mode-set", callback_overlap, "L0..L4", "", "B01", no_serialisation});
  add({"rmmod-vs-mode-set", ops_lifetime, "L0..L4", "", "B01", freed_module});
  add({"rmmod-vs-mode-set", unregister_complete, "L0..L4", "", "B01", built_left});
  add({"rmmod-vs-mode-set", unprovoked_error, "L0..L4", "", "B01", refused});
  add({"rmmod-vs-mode-set", device_lifetime, "L0..L4", "", "B32", loaded_before_done});
  add({"rmmod-vs-mode-set", devlink_held, "L0..L7", "", "B36", no_devlink});

  add({"sriov-vs-late-load", eventually_loaded, "L0..L6", "", "B02", late_ib});
  add({"sriov-vs-late-load", eventually_loaded, "L7", "the uplink", "",
       "enabling SR-IOV moves the generation on, so a late reload that waits for devlink is dropped as stale; it loads "
       "VFs only, and the uplink's IB is never loaded: patch 7 closes B02 but for this"});
  add({"sriov-vs-late-load", unprovoked_error, "L0..L7", "", "",
       "SR-IOV loads a VF's IB before the uplink has any, gets -EINVAL, and fails for a reason that its user cannot "
       "see"});

  add({"sriov-off-vs-rmmod", ops_lifetime, "L0..L4", "", "B01", freed_module});
  add({"sriov-off-vs-rmmod", device_lifetime, "L0..L4", "", "B01", device_gone});
  add({"sriov-off-vs-rmmod", unregister_complete, "L0..L4", "", "B01", built_left});
  add({"sriov-off-vs-rmmod", devlink_held, "L0..L7", "", "B36", no_devlink});

  add({"vf-event-failure", eventually_loaded, "L0..L7", "lost", "B25",
       "the notifier drops the event when its atomic allocation fails; VFs stay without representors until the next "
       "one"});

  add({"sf-vs-rmmod", rep_state, "L0..L4", "", "B01", no_serialisation});
  add({"sf-vs-rmmod", callback_overlap, "L0..L4", "", "B01", no_serialisation});
  add({"sf-vs-rmmod", ops_lifetime, "L0..L4", "", "B01", freed_module});
  add({"sf-vs-rmmod", device_lifetime, "L0..L4", "is gone", "B01", device_gone});
  add({"sf-vs-rmmod", device_lifetime, "L0..L4", "no priv", "B32", loaded_before_done});
  add({"sf-vs-rmmod", unregister_complete, "L0..L4", "", "B01", built_left});
  add({"sf-vs-rmmod", unprovoked_error, "L0..L4", "", "B01", refused});
  add({"sf-vs-rmmod", devlink_held, "L0..L7", "", "B36", no_devlink});

  add({"rmmod-vs-reload", device_lifetime, "L0..L4", "is gone", "B01", device_gone});
  add({"rmmod-vs-reload", rep_state, "L0..L4", "", "B01", no_serialisation});
  add({"rmmod-vs-reload", rep_state, "L5", "", "B04", stays_loaded});
  add({"rmmod-vs-reload", callback_overlap, "L0..L4", "", "B01", no_serialisation});
  add({"rmmod-vs-reload", ops_lifetime, "L0..L4", "", "B01", freed_module});
  add({"rmmod-vs-reload", unregister_complete, "L0..L4", "", "B01", built_left});
  add({"rmmod-vs-reload", failed_load, "L0..L5", "", "B04", stays_loaded});
  add({"rmmod-vs-reload", unprovoked_error, "L0..L7", "", "", refused});
  add({"rmmod-vs-reload", device_lifetime, "L0..L7", "no priv", "B32", loaded_before_done});
  add({"rmmod-vs-reload", devlink_held, "L0..L7", "", "B36", no_devlink});

  add({"load-failure", unprovoked_error, "L7 L7+plain-peer-lock", "", "",
       "a peer's late reload can run while the master's IB device is down; the refusal is dropped, and a later reload "
       "loads it"});
  add({"load-failure", rep_state, "L0..L5 L7-6 L5+plain-peer-lock", "", "B04", stays_loaded});
  add({"load-failure", failed_load, "L0..L5 L7-6 L5+plain-peer-lock", "", "B04", stays_loaded});
  add({"load-failure", unwind, "L7-6", "", "B03",
       "with patch 7 and without 6, one failed IB reload takes down an uplink netdev that has been up for hours"});
  add({"load-failure", device_lifetime, "L7 L7-6 L7+plain-peer-lock", "no priv", "B32", loaded_before_done});
  add({"load-failure", devlink_held, "L0..L7 L7-6 L5+plain-peer-lock L7+plain-peer-lock", "", "B36", no_devlink});
  const std::string annotation =
      "the peer's reps_lock is another lock of the same class: no deadlock, but lockdep reports recursion without the "
      "nested variant";
  add({"load-failure", lock_order, "L5+plain-peer-lock L7+plain-peer-lock", "", "B08", annotation});
  add({"load-failure", nesting_rules, "L5+plain-peer-lock L7+plain-peer-lock", "", "B08", annotation});

  add({"late-load-failure", eventually_loaded, "L0..L6", "", "B02", late_ib});
  add({"late-load-failure", eventually_loaded, "L7", "after its uplink", "B34",
       "an uplink that fails ends the late reload; its VFs stay REGISTERED and nobody is told"});
  add({"late-load-failure", eventually_loaded, "L7 L7-6", "", "B33",
       "register ignores that the late reload could not be queued; IB stays REGISTERED and modprobe succeeds"});
  add({"late-load-failure", unwind, "L7-6", "", "B03",
       "with patch 7 and without 6, one failed late IB load takes down an uplink netdev that has been up for hours"});

  add({"bond-vs-unbind", deadlock, "L5-4 L7-4", "", "B05", abba});
  add({"bond-vs-unbind", lock_order, "L0..L3", "", "", lag_lock_over_rescan});
  add({"bond-vs-unbind", lock_order, "L5-4 L7-4", "realised", "B05", abba});
  add({"bond-vs-unbind", lock_order, "L5-4 L7-4", "gated", "", lag_lock_over_rescan});
  add({"bond-vs-unbind", assert_held, "L5-4 L7-4", "", "B05",
       "patch 4 is also what makes the LAG's reload take reps_lock; without it the assertion of patch 5 fires"});
  add({"bond-vs-unbind", rep_state, "L0..L4 L5-4 L7-4", "", "B01", no_serialisation});
  add({"bond-vs-unbind", callback_overlap, "L0..L4 L5-4 L7-4", "", "B01", no_serialisation});
  add({"bond-vs-unbind", ops_lifetime, "L5-4 L7-4", "", "B01",
       "the unlocked reload calls through the ops pointer that unregister clears"});
  add({"bond-vs-unbind", unregister_complete, "L0..L4 L5-4 L7-4", "", "B01", built_left});
  add({"bond-vs-unbind", devlink_held, "L0..L7 L5-4 L7-4", "", "B36", no_devlink});

  add({"bond-vs-mode-set", devlink_held, "L0..L7", "", "B36", no_devlink});

  add({"shared-fdb-vs-unbind", device_lifetime, "L0..L4", "is gone", "B01", device_gone});
  add({"shared-fdb-vs-unbind", rep_state, "L0..L4", "", "B01", no_serialisation});
  add({"shared-fdb-vs-unbind", callback_overlap, "L0..L4", "", "B01", no_serialisation});
  add({"shared-fdb-vs-unbind", unregister_complete, "L0..L4", "", "B01", built_left});
  add({"shared-fdb-vs-unbind", failed_load, "L0..L4", "", "B04", stays_loaded});
  add({"shared-fdb-vs-unbind", unprovoked_error, "L0..L4", "", "B01", refused});
  add({"shared-fdb-vs-unbind", device_lifetime, "L0..L4", "", "B32", loaded_before_done});
  add({"shared-fdb-vs-unbind", devlink_held, "L0..L7", "", "B36", no_devlink});
  add_whole_driver(list);
  add_variants(list);
  return list;
}

}  // namespace

const std::vector<Known>& known() {
  static const std::vector<Known> all = make();
  return all;
}

}  // namespace replock::checks
