// A PF's driver goes and comes: what of it the E-Switch and the LAG see (main.c, dev.c, eswitch.c, lag.c).
//
// Left out on purpose: firmware, health and page works, which touch no representor; failures of a load that is to be
// undone by the same steps as an unload; lightweight and attach/detach, whose rescans are those of register and
// unregister.
#include "model/flows/flows.h"

namespace replock::model {
namespace {

/// mlx5_unregister_device(): DISABLE_ALL_ADEV overwrites the other flags; the rescan deletes what there is. Left out on
/// purpose: that SWITCH_LEGACY is cleared with them. In switchdev it is clear, and in legacy mode nobody reads it
/// before the next mode set has written it.
void unregister_device(Thread& t, Driver& d, Eswitch& esw) {
  const Scope in = t.function("mlx5_unregister_device");
  t.assert_held(esw.devlink);
  t.lock(d.hca_devcom);
  t.set(esw.disable_all_adev, true);
  t.note(esw.disable_ib_adev, false);
  rescan_drivers(t, d, esw);
  t.unlock(d.hca_devcom);
}

void register_device(Thread& t, Driver& d, Eswitch& esw) {
  const Scope in = t.function("mlx5_register_device");
  t.assert_held(esw.devlink);
  t.lock(d.hca_devcom);
  t.set(esw.disable_all_adev, false);
  rescan_drivers(t, d, esw);
  t.unlock(d.hca_devcom);
}

}  // namespace

/// mlx5_lag_add_mdev(): the devcom component first, then membership, which waits while a change is in progress (100 ms
/// between two looks).
void lag_add_mdev(Thread& t, Driver& d, Eswitch& esw) {
  if (!d.lag.present) return;
  const Scope in = t.function("mlx5_lag_add_mdev");
  t.set(d.lag.component[esw.pf], true);
  const Label again = t.here();
  t.lock(d.hca_devcom);
  t.lock(d.lag.lock);
  t.when(d.lag.mode_changes != 0U, [&] {
    t.unlock(d.lag.lock);
    t.unlock(d.hca_devcom);
    t.wait_until(d.lag.mode_changes == 0U);
    t.jump(again);
  });
  t.set(d.lag.member[esw.pf], true);
  t.unlock(d.lag.lock);
  t.unlock(d.hca_devcom);
}

/// mlx5_lag_remove_mdev(): without devcom; what it waits for likewise. The component is freed after ldev->lock is.
void lag_remove_mdev(Thread& t, Driver& d, Eswitch& esw) {
  if (!d.lag.present) return;
  const Scope in = t.function("mlx5_lag_remove_mdev");
  const Label again = t.here();
  t.lock(d.lag.lock);
  t.when(d.lag.mode_changes != 0U, [&] {
    t.unlock(d.lag.lock);
    t.wait_until(d.lag.mode_changes == 0U);
    t.jump(again);
  });
  t.set(d.lag.member[esw.pf], false);
  t.unlock(d.lag.lock);
  t.set(d.lag.component[esw.pf], false);
}

/// mlx5_eswitch_disable(): the mode is stored after reps_lock is gone.
void eswitch_disable(Thread& t, Driver& d, Eswitch& esw) {
  const Scope in = t.function("mlx5_eswitch_disable");
  t.assert_held(esw.devlink);
  lag_disable_change(t, d);
  lock_reps(t, esw);
  disable_locked(t, d, esw);
  unlock_reps(t, esw);
  t.set(esw.mode, Mode::legacy);
  lag_enable_change(t, d);
}

/// mlx5_eswitch_cleanup(). Before the work queue part nothing told a worker that waits for devlink to give up.
void eswitch_cleanup(Thread& t, Eswitch& esw) {
  const Scope in = t.function("mlx5_eswitch_cleanup");
  if (!t.series().has(Patch::lock_before_generation)) invalidate_work(t, esw);
  drain_work(t, esw, "destroy_workqueue");
  t.set(esw.wq_destroyed, true);
}

/// devlink's core looks once it has the instance's lock: who waited for it while the driver went gets nothing. The user
/// of SR-IOV, whose file is the PCI device's, likewise: no driver, no SR-IOV.
void unless_unregistered(Thread& t, const Eswitch& esw, Label& gone) {
  if (esw.disable_all_adev.id == none) return;
  const Scope in = t.function("devl_is_registered");
  t.when(esw.disable_all_adev == true, [&] { t.jump(gone); });
}

/// remove_one(): mlx5_uninit_one() under devlink, from the devices down to the E-Switch.
void unload_pf(Thread& t, Driver& d, Eswitch& esw) {
  Label not_there;
  t.lock(esw.devlink);
  t.when(esw.disable_all_adev == true, [&] { t.jump(not_there); });
  {
    const Scope in = t.function("mlx5_uninit_one");
    t.lock(esw.intf_state);
    unregister_device(t, d, esw);
    eswitch_disable(t, d, esw);
    lag_remove_mdev(t, d, esw);
    t.unlock(esw.intf_state);
    eswitch_cleanup(t, esw);
  }
  t.place(not_there);
  t.unlock(esw.devlink);
}

/// probe_one(): mlx5_init_one() under devlink, an E-Switch in legacy mode.
void load_pf(Thread& t, Driver& d, Eswitch& esw) {
  Label there;
  t.lock(esw.devlink);
  t.when(esw.disable_all_adev == false, [&] { t.jump(there); });
  {
    const Scope in = t.function("mlx5_init_one");
    t.lock(esw.intf_state);
    t.set(esw.wq_destroyed, false);
    lag_add_mdev(t, d, esw);
    register_device(t, d, esw);
    t.unlock(esw.intf_state);
  }
  t.place(there);
  t.unlock(esw.devlink);
}

}  // namespace replock::model
