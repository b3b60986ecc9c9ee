// The mutants that no check catches, one by one: the same to everybody, or what is missing.
#include "checks/mutation.h"

namespace replock::checks {
namespace {

using Does = Mutant::Does;
constexpr bool same = true, missing = false;

void add_dropped(std::vector<ExplainedMutant>& list) {
  const auto add = [&](const char* function, const char* words, bool equivalent, const char* why, unsigned nth = 0) {
    list.push_back({Does::drop, function, words, equivalent, why, nth});
  };
  add("esw_wq_handler", "generation(esw0) != gen of the work on wq(esw0)?", same,
      "the wait for devlink that follows ends on the same condition, and so does the look behind it", 1);
  add("mlx5_eswitch_disable_locked", "mode(esw0) == OFFLOADS?", same,
      "a driver that is unloaded has deleted its representor devices before: nothing is LOADED any more, and vports "
      "are "
      "disabled on both ways");
  for (const char* function : {"esw_offloads_disable", "mlx5_eswitch_disable_locked"})
    add(function, "num_vfs(esw0) == 0?", same, "without VFs none is LOADED or enabled: the unloads find nothing to do");
  add("mlx5_lag_disable_change", "ldev->mode == MPESW?", same,
      "both ways take the LAG down; what MPESW cleans up besides touches no representor");
  add("mlx5_lag_enable_mpesw", "ldev->mode == MPESW?", same,
      "refused as any other LAG is: nothing is changed either way, and what the user is told is not modelled");
  add("mlx5_do_bond", "num_vfs(esw0) == 0?", missing,
      "no LAG in legacy mode any more; the one scenario that has the line ends without a LAG as it is");
  add("esw_mode_change", "DISABLE_IB_ADEV(d0) == 1?", missing,
      "the flag is set here only after firmware failed to destroy the LAG, where the driver leaves IB off for good; "
      "the "
      "mutant brings it back, and nothing says that it must not");
  add("esw_mode_change", "DISABLE_IB_ADEV(d0) = 1", same,
      "IB goes in the second rescan instead of the first, in the same hold of devlink and devcom, and since patch 5 "
      "its "
      "unregister does not ask for the mode");
  add("mlx5_devlink_eswitch_mode_set", "operation_in_progress(esw0) == 1?", same,
      "whoever sets the flag holds the PF's devlink lock until it is cleared, and so does who looks here");
  add("", "DISABLE_ALL_ADEV(d0) == 0?", same,
      "a load of what is loaded finds everything done; the PCI core does not even ask");
  for (const char* function : {"mlx5_lag_add_mdev", "mlx5_lag_remove_mdev"})
    add(function, "wait until mode_changes_in_progress == 0", same,
        "it looks again at once instead of after the sleep");
  add("mlx5_eswitch_uplink_get_proto_dev", "priv[uplink]", missing,
      "the reader's own use of what it looked up: without it there is nothing to go wrong");
  add("mlx5_eswitch_disable_sriov", "mode(esw0) == LEGACY?", same,
      "the VFs are disabled already; what else is stopped there runs in switchdev only");
  add("mlx5_lag_reload_ib_reps", "DISABLE_ALL_ADEV(d0) == 0?", missing,
      "since patch 7 each register queues a late reload, which loads the same a little later");
  add("bind_store", "adev(d0.ETH_REP) == 1", missing,
      "a bind that does nothing: it is only searched beside an unbind, which may have been the later one");
  add("device_del", "unlock device_lock(d0.IB_REP)", missing,
      "of two such lines: this one is behind a use of freed memory, and past that nothing is followed");
  add("mlx5e_vport_uplink_rep_unload", "SWITCH_LEGACY(d0) == 0?", missing,
      "the netdev itself is not modelled: that an unbind must unregister it, nothing says");
  add("mlx5_ib_vport_rep_load", "ldev->shared_fdb == 1?", missing,
      "each PF then has an IB device of its own; whose device a representor uses is not modelled");
  add("mlx5_ib_vport_rep_unload", "ldev->shared_fdb == 1", missing,
      "the unload goes on where nothing was built, and leaves priv as it was");
  add("mlx5_lag_get_devcom_comp", "devcom of the LAG's work", missing,
      "the work then has no component to go wrong with");
  for (const char* function : {"mlx5_esw_offloads_rep_event", "mlx5_eswitch_uplink_get_proto_dev"})
    add(function, "== LOADED?", missing,
        "a reader that reads less: what the event or the look-up is for is not modelled");
  add("mlx5_devcom_send_event", "paired(esw1) == 1?", missing,
      "peers are told nothing: what the event is for is not modelled");
}

void add_swapped(std::vector<ExplainedMutant>& list) {
  const auto add = [&](const char* function, const char* words, bool equivalent, const char* why) {
    list.push_back({Does::swap, function, words, equivalent, why});
  };
  add("mlx5_activate_lag", "ldev->mode = SRIOV <-> ldev->shared_fdb = 1", same,
      "only IB's callbacks read the two without ldev->lock, and the IB devices of all PFs are gone then");
  add("mlx5_deactivate_lag", "ldev->mode = NONE <-> ldev->shared_fdb = 0", missing,
      "only IB's callbacks read the two without ldev->lock, and there are none but beside an unbind of ETH, which is "
      "wrong already");
  add("device_add", "adev(d0.ETH_REP) = 1 <-> lock device_lock", missing,
      "a bind that comes in between finds the device a moment earlier or later, and who is first probes it");
  add("esw_mode_change", "DISABLE_IB_ADEV(d0) = 0", same,
      "that flag is read under devcom only, which is held over both");
  add("esw_mode_change", "unlock hca_devcom <-> lock reps_lock(esw0)", same,
      "reps_lock is taken a moment before devcom is dropped; the rescan's probe takes it under devcom anyway");
  add("mlx5_init_one", "destroyed = 0", same, "nobody queues work before the devices are registered");
  add("mlx5_lag_add_mdev", "unlock ldev->lock <-> unlock hca_devcom", same,
      "nothing is done between the two, and nobody takes devcom under ldev->lock");
  add("mlx5_lag_remove_mdev", "hca_devcom_comp(d0) = 0", same,
      "who looks the component up takes ldev->lock, and finds no such member on either side");
  const char* const not_loaded =
      "a reader without reps_lock follows the ops of what is LOADED, which it is on neither side";
  for (const char* function : {"mlx5_eswitch_register_vport_reps", "mlx5_eswitch_register_vport_reps_nested"})
    add(function, "= set <-> state", same, not_loaded);
  for (const char* function : {"mlx5_eswitch_unregister_vport_reps", "mlx5_eswitch_unregister_vport_reps_nested"})
    add(function, "= UNREGISTERED <-> rep_ops", same, not_loaded);
  add("mlx5_devlink_eswitch_mode_set", "lock reps_lock(esw0) <-> SWITCH_LEGACY(d0) = 1", missing,
      "an ETH_REP that is unbound in between keeps its netdev; that is not modelled");
  add("mlx5_eswitch_disable", "unlock reps_lock(esw0) <-> mode(esw0) = LEGACY", same,
      "the mode is stored a moment earlier, under one lock more");
  for (const char* function : {"esw_vfs_changed_event_handler", "mlx5_eswitch_enable"})
    add(function, "num_vfs(esw0)", same,
        "it is read under devlink, which is held, or by the LAG in legacy mode, which mode_changes_in_progress holds "
        "off");
}

}  // namespace

const std::vector<ExplainedMutant>& explained_mutants() {
  static const std::vector<ExplainedMutant> all = [] {
    std::vector<ExplainedMutant> list;
    add_dropped(list);
    add_swapped(list);
    return list;
  }();
  return all;
}

}  // namespace replock::checks
