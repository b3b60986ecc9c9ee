// Known violations in the parts of the driver around the series: MPESW, unload, the ETH device, pairing, readers.
#include "checks/known_parts.h"

namespace replock::checks {
namespace {

const std::string self_deadlock =
    "unbinding an uplink's ETH driver holds mode_lock for reading over the removal of ETH_REP, whose IPsec cleanup "
    "wants "
    "mode_lock for writing: with IPsec state on the uplink, the unbind never returns";
const std::string opposite_orders =
    "unbinding ETH takes mode_lock and then ETH_REP's locks, unbinding ETH_REP takes them the other way round through "
    "the IPsec cleanup: two users who unbind at once hang both";
const std::string parent_and_child =
    "an ETH device's lock is held while those of the representor devices are taken, never the other way round; they "
    "are "
    "one class here, and lockdep does not look at device_lock at all";
const std::string deleted_twice =
    "unbinding ETH deletes the representor devices without the HCA's devcom semaphore, and a rescan that runs at the "
    "same time deletes the same ones: a use after free";
const std::string rescan_under_lag_lock =
    "before patch 4 a rescan waits for IB_REP's device_lock under ldev->lock, and ETH_REP's removal waits for "
    "ldev->lock "
    "under its own: two devices, and so no circle; lockdep validates no device_lock";
const std::string stale_devcom =
    "the LAG's work looks the first PF's devcom component up under ldev->lock and uses it after: a driver unload frees "
    "it in between";
const std::string null_ops =
    "a reader without reps_lock sees LOADED, and follows an ops pointer that unregister has cleared since: the pairing "
    "handler and the lookups are not torn down by the IB unload that precedes the clear";
const std::string reader_in_freed_module =
    "unregister leaves the ops pointer, so a reader without a lock follows it into a module that is gone";
const std::string no_reference =
    "what get_proto_dev() returns is not held: a reader outside of the load and unload context uses a device that an "
    "unregister has destroyed since";
const std::string peer_without_master =
    "a peer's late reload can run while the master's IB device is down; the refusal is dropped, and a later reload "
    "loads it";

const std::string refused_takes_eth =
    "a VF's IB load is refused while the master's IB device is down, the reload takes the VF's ETH representor back "
    "with "
    "it, and nobody tries again: the VF has no representor netdev";

const std::string lag_without_netdev =
    "the LAG looks at its netdevs, then drops ldev->lock for its windows (patch 4): a netdev that goes there sees no "
    "LAG "
    "yet and queues no work, and the LAG is made without it";
const std::string netdev_unregistered =
    "a mode set to switchdev whose uplink cannot load IB takes ETH back while SWITCH_LEGACY is still clear: the "
    "uplink's "
    "netdev is unregistered, where a failure a little later would keep it";
const std::string netdev_of_unbound =
    "a rescan brings ETH_REP back while the uplink's ETH device is being unbound, and the late reload adds its netdev "
    "to "
    "the LAG once more: the LAG is left with a netdev that is freed";
const std::string lag_not_back =
    "SR-IOV takes a RoCE LAG down when it comes, and nobody queues the bond work when it goes: the netdevs stay bonded "
    "without a LAG until one of them changes";
const std::string vfs_while_bonding =
    "the VF-count work loads IB while the LAG has taken the IB devices away: the load is refused, the VFs go again, "
    "and "
    "nobody looks at the firmware's count until it changes once more";
const std::string sf_while_bonding =
    "an SF's IB is loaded while the LAG has shared FDB already and the uplink's IB is yet to be loaded by the late "
    "reload: the add is refused, and the user has to try again";
const std::string reload_outside =
    "without patch 4 the LAG's reload changes representors without reps_lock, beside those who hold it";

void add_bookkeeping_of_all(std::vector<Known>& list) {
  using enum Check;
  add_each(list, "rmmod-vs-mode-set unbind-vs-mode-set unbind-eth-vs-mpesw-down",
           {"", bookkeeping, "L0..L4", "built in legacy", "B01", built_left});
  add_each(list, "bond-vs-unbind", {"", bookkeeping, "L4..L7 V2", "one of its netdevs", "", lag_without_netdev});
  add_each(list, "bond-vs-unbind", {"", guarded_by, "L5-4 L7-4", "", "", reload_outside});
  add_each(list, "unbind-eth-vs-bond", {"", bookkeeping, "L4..L7", "one of its netdevs", "", lag_without_netdev});
  add_each(list, "mode-set-vs-lag", {"", bookkeeping, "L0..L7", "unregisters", "", netdev_unregistered});
  add_each(list, "unbind-eth-vs-bond unbind-eth-vs-mpesw-down",
           {"", bookkeeping, "L7", "that is unbound", "", netdev_of_unbound});
  add_each(list, "sriov-vs-roce-lag", {"", bookkeeping, "L7", "no LAG is made", "", lag_not_back});
  add_each(list, "vf-events-vs-bond", {"", bookkeeping, "L7", "num_vfs", "", vfs_while_bonding});
  add_each(list, "vf-events-vs-bond", {"", unprovoked_error, "L7", "", "", vfs_while_bonding});
  add_each(list, "sf-vs-bond", {"", bookkeeping, "L7", "an SF was added", "", sf_while_bonding});
  add_each(list, "sf-vs-bond", {"", unprovoked_error, "L7", "", "", sf_while_bonding});
  // At L7 only: the merged level's own scenarios.
  add_each(list, "pair-failure", {"", bookkeeping, "L7", "unregisters", "", netdev_unregistered});
  add_each(list, "unbind-eth-vs-legacy-fdb unbind-eth-vs-peer-ib unbind-eth-vs-rmmod",
           {"", bookkeeping, "L7", "one of its netdevs", "", lag_without_netdev});
  add_each(list, "unbind-eth-vs-legacy-fdb unbind-eth-vs-peer-ib unbind-eth-vs-rmmod unbind-eth-vs-peer-unload",
           {"", bookkeeping, "L7", "that is unbound", "", netdev_of_unbound});
}

void add_unbind_eth_at_l7(std::vector<Known>& list) {
  using enum Check;
  const std::string all =
      "unbind-eth-vs-legacy-fdb unbind-eth-vs-peer-ib unbind-eth-vs-rmmod unbind-eth-vs-peer-unload";
  add_each(list, all, {"", lock_order, "L7", "gated cycle device_lock -> device_lock", "", parent_and_child});
  add_each(list, all, {"", device_lifetime, "L7", "deleted twice", "", deleted_twice});
  add_each(list, all, {"", devlink_held, "L7", "", "B36", no_devlink});
  const std::string made = "unbind-eth-vs-peer-ib unbind-eth-vs-rmmod";
  add_each(list, made, {"", device_lifetime, "L7", "no priv", "B32", loaded_before_done});
  add_each(list, made, {"", unprovoked_error, "L7", "", "", peer_without_master});
  add_each(list, "unbind-eth-vs-peer-ib", {"", eventually_loaded, "L7", "a VF's ETH", "", refused_takes_eth});
}

void add_ways_at_l7(std::vector<Known>& list) {
  using enum Check;
  add_each(list,
           "mpesw-twice mpesw-vs-legacy mpesw-vs-unbond legacy-failure-vs-rmmod unload-vs-unload "
           "shared-fdb-vs-unbind-eth shared-fdb-vs-two-unbinds vf-events-vs-bond sf-vs-bond ipsec-rebind "
           "pair-vs-unbind-eth pair-failure",
           {"", devlink_held, "L7", "", "B36", no_devlink});
  add_each(list, "unload-vs-unload roce-vs-unload", {"", device_lifetime, "L7", "devcom", "", stale_devcom});
  add_each(list, "pair-vs-unbind-eth",
           {"", lock_order, "L7", "gated cycle device_lock -> device_lock", "", parent_and_child});
  add_each(list, "pair-vs-unbind-eth", {"", ops_lifetime, "L7", "missing ops", "B31", null_ops});
  add_each(list, "pair-vs-pair", {"", device_lifetime, "L7", "no priv", "B32", loaded_before_done});
}

void add_mpesw_down(std::vector<Known>& list) {
  using enum Check;
  const auto add = [&](Check check, const char* series, const char* about, const char* hazard,
                       const std::string& meaning) {
    add_each(list, "unbind-eth-vs-mpesw-down", {"", check, series, about, hazard, meaning});
  };
  add(lock_order, "L0..L3", "gated cycle device_lock -> ldev->lock", "", rescan_under_lag_lock);
  add(lock_order, "L0..L7", "device_lock -> device_lock", "", parent_and_child);
  add(rep_state, "L0..L4", "", "B01", no_serialisation);
  add(callback_overlap, "L0..L4", "", "B01", no_serialisation);
  add(device_lifetime, "L0..L7", "deleted twice", "", deleted_twice);
  add(unregister_complete, "L0..L4", "", "B01", built_left);
  add(eventually_loaded, "L0..L6", "", "B02", late_eth);
  add(devlink_held, "L0..L7", "", "B36", no_devlink);
}

void add_eth_device(std::vector<Known>& list) {
  using enum Check;
  const std::string both = "unbind-eth unbind-eth-vs-unbind";
  add_each(list, both, {"", deadlock, "L0..L7", "which it holds itself", "", self_deadlock});
  add_each(list, both, {"", recursion, "L0..L7", "", "", self_deadlock});
  add_each(list, both, {"", lock_order, "L0..L7", "realised cycle mode_lock -> mode_lock", "", self_deadlock});
  add_each(list, both + " unbind-eth-vs-mode-set unbind-eth-vs-bond",
           {"", lock_order, "L0..L7", "gated cycle device_lock -> device_lock", "", parent_and_child});
  add_each(list, "unbind-eth", {"", lock_order, "L0..L7", "gated", "", opposite_orders});
  add_each(list, "unbind-eth-vs-unbind", {"", deadlock, "L0..L7", "device_lock(d0.ETH_REP)", "", opposite_orders});
  add_each(list, "unbind-eth-vs-unbind", {"", deadlock, "L5..L7", "reps_lock(esw0)", "", opposite_orders});
  add_each(list, "unbind-eth-vs-unbind", {"", lock_order, "L0..L7", "device_lock -> mode_lock", "", opposite_orders});
  add_each(list, "unbind-eth-vs-unbind", {"", lock_order, "L5..L7", "reps_lock", "", opposite_orders});
  add_each(list, "unbind-eth-vs-unbind", {"", unregister_complete, "L0..L4", "", "B01", built_left});
  add_each(list, "unbind-eth-vs-bond",
           {"", lock_order, "L0..L3", "gated cycle device_lock -> ldev->lock", "", rescan_under_lag_lock});
  add_each(list, "unbind-eth-vs-bond", {"", device_lifetime, "L0..L7", "deleted twice", "", deleted_twice});
  add_each(list, "unbind-eth-vs-bond", {"", eventually_loaded, "L0..L6", "", "B02", late_eth});
}

void add_readers(std::vector<Known>& list) {
  using enum Check;
  const std::string lookups = "look-up-vs-unbind look-up-vs-rmmod";
  add_each(list, lookups, {"", device_lifetime, "L0..L7 V1 V2", "no priv", "B32", loaded_before_done});
  add_each(list, lookups, {"", device_lifetime, "L0..L7 V1 V2", "that is gone", "", no_reference});
  add_each(list, lookups, {"", ops_lifetime, "L5..L7 V2", "missing ops", "B31", null_ops});
  add_each(list, "look-up-vs-rmmod",
           {"", ops_lifetime, "L0..L4 V1", "after it was freed", "B31", reader_in_freed_module});
  add_each(list, "pair-vs-rmmod", {"", ops_lifetime, "L5..L7", "missing ops", "B31", null_ops});
  add_each(list, "pair-vs-rmmod", {"", ops_lifetime, "L0..L4", "lock-free", "B31", reader_in_freed_module});
  add_each(list, "pair-vs-rmmod", {"", ops_lifetime, "L0..L4", "", "B01", freed_module});
}

void add_lag(std::vector<Known>& list) {
  using enum Check;
  add_each(list, "mpesw-vs-unbind unload-vs-bond unload-vs-mpesw",
           {"", lock_order, "L0..L3", "", "", lag_lock_over_rescan});
  add_each(list, "unload-vs-bond unload-vs-mpesw", {"", device_lifetime, "L0..L7", "devcom", "", stale_devcom});
  add_each(list, "mpesw-vs-rmmod", {"", ops_lifetime, "L0..L4", "", "B01", freed_module});
  add_each(list, "mpesw-failure", {"", rep_state, "L0..L5", "", "B04", stays_loaded});
  add_each(list, "mpesw-failure shared-fdb-failure", {"", failed_load, "L0..L5", "", "B04", stays_loaded});
  add_each(list, "mpesw-failure", {"", device_lifetime, "L7", "no priv", "B32", loaded_before_done});
  add_each(list, "mpesw-failure", {"", unprovoked_error, "L7", "", "", peer_without_master});
  const std::string races = "pair-vs-rmmod mpesw-vs-rmmod mpesw-vs-unbind three-pfs-vs-unbind";
  add_each(list, races, {"", rep_state, "L0..L4", "", "B01", no_serialisation});
  add_each(list, races, {"", callback_overlap, "L0..L4", "", "B01", no_serialisation});
  add_each(list, races, {"", unregister_complete, "L0..L4", "", "B01", built_left});
}

}  // namespace

void add_each(std::vector<Known>& list, const std::string& scenarios, const Known& entry) {
  for (const std::string& scenario : words_of(scenarios)) {
    list.push_back(entry);
    list.back().scenario = scenario;
  }
}

void add_whole_driver(std::vector<Known>& list) {
  using enum Check;
  add_eth_device(list);
  add_mpesw_down(list);
  add_unbind_eth_at_l7(list);
  add_ways_at_l7(list);
  add_bookkeeping_of_all(list);
  add_readers(list);
  add_lag(list);
  add_each(
      list,
      "unbind-eth unbind-eth-vs-unbind unbind-eth-vs-mode-set unbind-eth-vs-bond shared-fdb-failure pair-vs-unbind "
      "pair-vs-rmmod mpesw-failure mpesw-vs-rmmod mpesw-vs-mode-set mpesw-vs-unbind unload-vs-bond unload-vs-rmmod "
      "unload-vs-mpesw three-pfs-vs-unbind four-pfs-vs-rmmod",
      {"", devlink_held, "L0..L7", "", "B36", no_devlink});
  add_each(list, "look-up-vs-unbind look-up-vs-rmmod ipsec-vs-mode-set",
           {"", devlink_held, "L0..L7 V1 V2", "", "B36", no_devlink});
  add_each(list, "late-load-vs-rmmod", {"", devlink_held, "L7 L4+7 V1 V2", "", "B36", no_devlink});
  add_each(list, "late-load-vs-rmmod", {"", eventually_loaded, "L0..L6", "", "B02", late_ib});
}

}  // namespace replock::checks
