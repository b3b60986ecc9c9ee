// devlink's mode set, and the mode change that it is made of.
//
// Left out on purpose: TC users (user_count), which refuse a mode set at its start: no flow recorded here raises them.
// Active traps likewise. The FDB of legacy mode with SR-IOV: no representor depends on it. Vport-change events: their
// work touches no representor. Multiport E-Switch mode, whose rescan is the one of DISABLE_IB_ADEV; and the
// registration of devlink ports, which fails with the vport's one choice.
#include "model/flows/flows.h"

namespace replock::model {
namespace {

/// esw_offloads_start(): a failure goes back to LEGACY. Whether SR-IOV's VFs come back then, the sources do not say;
/// the kernel leaves that to the user, and so do we.
void offloads_start(Thread& t, Driver& d, Eswitch& esw, Label& failed) {
  const Scope in = t.function("esw_offloads_start");
  Label enable_failed, done;

  esw_mode_change(t, d, esw, Mode::offloads);
  enable_offloads(t, d, esw, enable_failed);
  t.jump(done);
  t.place(enable_failed);
  esw_mode_change(t, d, esw, Mode::legacy);
  t.jump(failed);
  t.place(done);
}

void offloads_stop(Thread& t, Driver& d, Eswitch& esw) {
  const Scope in = t.function("esw_offloads_stop");
  esw_mode_change(t, d, esw, Mode::legacy);
  Label no_vfs;
  unless_vfs(t, esw, no_vfs);
  enable_legacy(t, esw);
  t.place(no_vfs);
}

/// What runs between the two holds of mode_lock, under reps_lock from [5] on. V1's caller blocks already.
void change_mode(Thread& t, Driver& d, Eswitch& esw, Mode to) {
  const bool locks = !t.series().has(Patch::block_word);
  Label skip;
  if (locks) lock_reps(t, esw);
  if (to == Mode::offloads) t.may_fail("netns-immutable", [&] { t.jump(skip); });
  t.set(esw.switch_legacy, to == Mode::legacy);
  disable_locked(t, d, esw, to == Mode::legacy ? Mode::offloads : Mode::legacy);
  if (to == Mode::offloads)
    offloads_start(t, d, esw, skip);
  else
    offloads_stop(t, d, esw);
  t.place(skip);
  if (locks) unlock_reps(t, esw);
}

}  // namespace

/// esw_mode_change(): the auxiliary devices that fit the mode, under the HCA's devcom semaphore. [5] reps_lock is
/// dropped over all of it, because the rescan's probe and remove callbacks take it on this same thread; V1 unblocks
/// likewise.
void esw_mode_change(Thread& t, Driver& d, Eswitch& esw, Mode mode) {
  const Scope in = t.function("esw_mode_change");
  const bool drops = !t.series().has(Patch::keep_reps_lock_over_rescan);

  if (drops) unlock_reps(t, esw);
  t.lock(d.hca_devcom);
  t.when(esw.disable_ib_adev == true, [&] {
     t.set(esw.mode, mode);
     rescan_drivers(t, d, esw);
   }).otherwise([&] {
    t.set(esw.disable_ib_adev, true);
    rescan_drivers(t, d, esw);
    t.set(esw.mode, mode);
    t.set(esw.disable_ib_adev, false);
    rescan_drivers(t, d, esw);
  });
  t.unlock(d.hca_devcom);
  if (drops) lock_reps(t, esw);
}

/// mlx5_devlink_eswitch_mode_set(). devlink's core holds the devlink lock around it. V1 blocks before it lets go of
/// mode_lock, and unblocks after it has it again.
void devlink_eswitch_mode_set(Thread& t, Driver& d, Eswitch& esw, Mode to) {
  Label gone;
  t.lock(esw.devlink);
  unless_unregistered(t, esw, gone);
  {
    const Scope in = t.function("mlx5_devlink_eswitch_mode_set");
    const bool word = t.series().has(Patch::block_word);
    Label enable_lag, unlock;

    lag_disable_change(t, d);
    t.try_lock(esw.mode_lock, [] {}).otherwise([&] { t.jump(enable_lag); });
    t.when(esw.operation_in_progress == true, [&] { t.jump(unlock); });
    t.when(esw.mode == to, [&] { t.jump(unlock); });
    if (esw.mode_blocked.id != none) t.when(esw.mode_blocked == true, [&] { t.jump(unlock); });
    if (word) lock_reps(t, esw);
    t.set(esw.operation_in_progress, true);
    t.unlock(esw.mode_lock);
    change_mode(t, d, esw, to);
    t.lock(esw.mode_lock);
    if (word) unlock_reps(t, esw);
    t.set(esw.operation_in_progress, false);
    t.place(unlock);
    t.unlock(esw.mode_lock);
    t.place(enable_lag);
    lag_enable_change(t, d);
  }
  t.place(gone);
  t.unlock(esw.devlink);
}

}  // namespace replock::model
