// devlink's mode set, and the mode change and the enable and disable of the E-Switch that it is made of.
//
// Left out on purpose: TC users (user_count) and IPsec's block_mode, which refuse a mode set at its start: no flow
// recorded here raises either. Active traps likewise. The FDB of legacy mode with SR-IOV: no representor depends on it.
// The E-Switch's mode-change notifier chain: it deletes SFs, and there are none here; the vport and functions-changed
// notifiers likewise only bring work that no flow here queues. Multiport E-Switch mode (a LAG of another kind), vports
// of the PF itself and of an ECPF, and the registration of devlink ports, which fails with the vport's one choice.
#include "model/flows/flows.h"

namespace replock::model {
namespace {

bool serialized(const Thread& t) { return t.series().has(Patch::serialize_rep_lifecycle); }

void set_enabled(Thread& t, Eswitch& esw, Rep& rep, bool on) {
  const Scope in = t.function(on ? "mlx5_esw_vport_enable" : "mlx5_esw_vport_disable");
  t.lock(esw.state_lock);
  t.set(rep.enabled, on);
  t.unlock(esw.state_lock);
}

/// mlx5_eswitch_load_vport(): vport, devlink port, representors. On failure all of it is undone.
void load_vport(Thread& t, Driver& d, Eswitch& esw, Rep& rep, Label& failed) {
  const Scope in = t.function("mlx5_eswitch_load_vport");
  Label reps_failed, done;

  t.may_fail("enable of " + rep.name, [&] { t.jump(failed); });
  set_enabled(t, esw, rep, true);
  rep_load(t, d, esw, rep, reps_failed);
  t.jump(done);
  t.place(reps_failed);
  set_enabled(t, esw, rep, false);
  t.jump(failed);
  t.place(done);
}

void unload_vport(Thread& t, Driver& d, Eswitch& esw, Rep& rep) {
  const Scope in = t.function("mlx5_eswitch_unload_vport");
  rep_unload(t, d, esw, rep);
  set_enabled(t, esw, rep, false);
}

/// esw_offloads_enable(): the uplink first, then VFs. Unwinds in reverse; once the uplink is up, a failure sets
/// SWITCH_LEGACY so that its netdev survives.
void offloads_enable(Thread& t, Driver& d, Eswitch& esw, Label& failed) {
  const Scope in = t.function("esw_offloads_enable");
  std::vector<Label> vf_failed(esw.reps.size());
  Label done;

  t.may_fail("E-Switch steering", [&] { t.jump(failed); });
  rep_load(t, d, esw, esw.uplink(), failed);
  for (Rep& rep : esw.reps)
    if (!rep.uplink) load_vport(t, d, esw, rep, vf_failed[rep.index]);
  t.jump(done);

  for (std::size_t i = esw.reps.size(); i-- > 0;) {
    if (esw.reps[i].uplink) continue;
    t.place(vf_failed[i]);
    if (i > 0 && t.reachable()) {
      unload_vport(t, d, esw, esw.reps[i - 1]);
      t.jump(vf_failed[i - 1]);
    }
  }
  if (t.reachable()) {
    t.set(esw.switch_legacy, true);
    rep_unload(t, d, esw, esw.uplink());
  }
  t.jump(failed);
  t.place(done);
}

/// esw_offloads_disable(): VFs, then the uplink.
void offloads_disable(Thread& t, Driver& d, Eswitch& esw) {
  const Scope in = t.function("esw_offloads_disable");
  for (Rep& rep : esw.reps)
    if (!rep.uplink) unload_vport(t, d, esw, rep);
  rep_unload(t, d, esw, esw.uplink());
}

/// mlx5_eswitch_disable_locked() in the mode given: notifiers are off, then stale work, then the teardown.
void disable_locked(Thread& t, Driver& d, Eswitch& esw, Mode from) {
  const Scope in = t.function("mlx5_eswitch_disable_locked");
  t.assert_held(esw.devlink);
  invalidate_work(t, esw);
  if (from == Mode::offloads) return offloads_disable(t, d, esw);
  for (Rep& rep : esw.reps)
    if (!rep.uplink) set_enabled(t, esw, rep, false);
}

void enable_legacy(Thread& t, Eswitch& esw) {
  const Scope in = t.function("mlx5_eswitch_enable_locked");
  t.assert_held(esw.devlink);
  for (Rep& rep : esw.reps)
    if (!rep.uplink) set_enabled(t, esw, rep, true);
}

/// esw_offloads_start(): a failure goes back to LEGACY. Whether SR-IOV's VFs come back then, the sources do not say;
/// the kernel leaves that to the user, and so do we.
void offloads_start(Thread& t, Driver& d, Eswitch& esw, Label& failed) {
  const Scope in = t.function("esw_offloads_start");
  Label enable_failed, done;

  esw_mode_change(t, d, esw, Mode::offloads);
  {
    const Scope enabling = t.function("mlx5_eswitch_enable_locked");
    t.assert_held(esw.devlink);
    offloads_enable(t, d, esw, enable_failed);
  }
  t.jump(done);
  t.place(enable_failed);
  esw_mode_change(t, d, esw, Mode::legacy);
  t.jump(failed);
  t.place(done);
}

void offloads_stop(Thread& t, Driver& d, Eswitch& esw) {
  const Scope in = t.function("esw_offloads_stop");
  esw_mode_change(t, d, esw, Mode::legacy);
  if (d.topology.vfs > 0) enable_legacy(t, esw);
}

/// What runs between the two holds of mode_lock, under reps_lock from [5] on.
void change_mode(Thread& t, Driver& d, Eswitch& esw, Mode to) {
  Label skip, done;
  if (serialized(t)) t.lock(esw.reps_lock);
  if (to == Mode::offloads) t.may_fail("netns-immutable", [&] { t.jump(skip); });
  t.set(esw.switch_legacy, to == Mode::legacy);
  disable_locked(t, d, esw, to == Mode::legacy ? Mode::offloads : Mode::legacy);
  if (to == Mode::offloads)
    offloads_start(t, d, esw, skip);
  else
    offloads_stop(t, d, esw);
  t.place(skip);
  if (serialized(t)) t.unlock(esw.reps_lock);
}

}  // namespace

/// esw_mode_change(): the auxiliary devices that fit the mode, under the HCA's devcom semaphore. [5] reps_lock is
/// dropped over all of it, because the rescan's probe and remove callbacks take it on this same thread.
void esw_mode_change(Thread& t, Driver& d, Eswitch& esw, Mode mode) {
  const Scope in = t.function("esw_mode_change");
  const bool drops = serialized(t) && !t.series().has(Patch::keep_reps_lock_over_rescan);

  if (drops) t.unlock(esw.reps_lock);
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
  if (drops) t.lock(esw.reps_lock);
}

/// mlx5_devlink_eswitch_mode_set(). devlink's core holds the devlink lock around it.
void devlink_eswitch_mode_set(Thread& t, Driver& d, Eswitch& esw, Mode to) {
  t.lock(esw.devlink);
  {
    const Scope in = t.function("mlx5_devlink_eswitch_mode_set");
    Label enable_lag, unlock;

    lag_disable_change(t, d);
    t.try_lock(esw.mode_lock, [] {}).otherwise([&] { t.jump(enable_lag); });
    t.when(esw.operation_in_progress == true, [&] { t.jump(unlock); });
    t.when(esw.mode == to, [&] { t.jump(unlock); });
    t.set(esw.operation_in_progress, true);
    t.unlock(esw.mode_lock);
    change_mode(t, d, esw, to);
    t.lock(esw.mode_lock);
    t.set(esw.operation_in_progress, false);
    t.place(unlock);
    t.unlock(esw.mode_lock);
    t.place(enable_lag);
    lag_enable_change(t, d);
  }
  t.unlock(esw.devlink);
}

}  // namespace replock::model
