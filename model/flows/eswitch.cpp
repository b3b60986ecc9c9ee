// Enabling and disabling the E-Switch and its vports (eswitch.c, eswitch_offloads.c).
#include "model/flows/flows.h"

namespace replock::model {

void set_enabled(Thread& t, Eswitch& esw, Rep& rep, bool on) {
  const Scope in = t.function(on ? "mlx5_esw_vport_enable" : "mlx5_esw_vport_disable");
  t.lock(esw.state_lock);
  t.set(rep.enabled, on);
  t.unlock(esw.state_lock);
}

/// mlx5_eswitch_load_vport(): vport, devlink port, representors. On failure all of it is undone; the vport and its
/// devlink port fail with one choice, since nothing of a representor lies between them.
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

void unless_vfs(Thread& t, const Eswitch& esw, Label& none_there) {
  if (esw.reps.size() == 1) return t.jump(none_there);
  if (esw.vfs_change()) t.when(esw.num_vfs == false, [&] { t.jump(none_there); });
}

/// mlx5_eswitch_load_vf_vports(): in order, a failure unloads those before it.
void load_vf_vports(Thread& t, Driver& d, Eswitch& esw, Label& failed) {
  const Scope in = t.function("mlx5_eswitch_load_vf_vports");
  std::vector<Label> vf_failed(esw.reps.size());
  Label done;

  for (Rep& rep : esw.reps)
    if (rep.is_vf()) load_vport(t, d, esw, rep, vf_failed[rep.index]);
  t.jump(done);
  for (std::size_t i = esw.reps.size(); i-- > 0;) {
    if (!esw.reps[i].is_vf()) continue;
    t.place(vf_failed[i]);
    if (i > 0 && t.reachable()) {
      unload_vport(t, d, esw, esw.reps[i - 1]);
      t.jump(vf_failed[i - 1]);
    }
  }
  t.jump(failed);
  t.place(done);
}

void unload_vf_vports(Thread& t, Driver& d, Eswitch& esw) {
  const Scope in = t.function("mlx5_eswitch_unload_vf_vports");
  for (Rep& rep : esw.reps)
    if (rep.is_vf()) unload_vport(t, d, esw, rep);
}

namespace {

/// esw_offloads_enable(): the uplink first, then VFs. Unwinds in reverse; once the uplink is up, a failure sets
/// SWITCH_LEGACY so that its netdev survives. RoCE, metadata and steering come before any representor: one choice.
void offloads_enable(Thread& t, Driver& d, Eswitch& esw, Label& failed) {
  const Scope in = t.function("esw_offloads_enable");
  Label vfs_failed, enabled, done;

  t.may_fail("E-Switch steering", [&] { t.jump(failed); });
  rep_load(t, d, esw, esw.uplink(), failed);
  unless_vfs(t, esw, enabled);
  load_vf_vports(t, d, esw, vfs_failed);
  t.place(enabled);
  if (esw.vfs_change()) t.set(esw.notified, true);
  t.jump(done);

  t.place(vfs_failed);
  t.set(esw.switch_legacy, true);
  rep_unload(t, d, esw, esw.uplink());
  t.jump(failed);
  t.place(done);
}

/// esw_offloads_disable(): VFs, then the uplink.
void offloads_disable(Thread& t, Driver& d, Eswitch& esw) {
  const Scope in = t.function("esw_offloads_disable");
  Label no_vfs;
  unless_vfs(t, esw, no_vfs);
  unload_vf_vports(t, d, esw);
  t.place(no_vfs);
  rep_unload(t, d, esw, esw.uplink());
}

/// The notifier chain of SFs: told LEGACY, it deletes them all. reps_lock is the caller's, where it is held.
void delete_all_sfs(Thread& t, Driver& d, Eswitch& esw) {
  for (Rep& rep : esw.reps) {
    if (!rep.sf) continue;
    const Scope in = t.function("mlx5_sf_del_all");
    t.when(rep.enabled == true, [&] {
      unload_vport(t, d, esw, rep);
      sf_dealloc(t, esw);
    });
  }
}

/// Unregistering waits for a callback that runs (synchronize_rcu): B23 is none. Before aed763abf0e9 it flushed, too.
void unregister_notifier(Thread& t, Eswitch& esw) {
  if (!esw.vfs_change()) return;
  const Scope in = t.function("mlx5_esw_event_handler_unregister");
  t.set(esw.notified, false);
  t.wait_until(esw.notifying == false);
  if (t.series().has(Patch::flush_work)) drain_work(t, esw, "flush_workqueue");
}

void legacy_disable(Thread& t, Eswitch& esw) {
  Label no_vfs;
  unless_vfs(t, esw, no_vfs);
  for (Rep& rep : esw.reps)
    if (rep.is_vf()) set_enabled(t, esw, rep, false);
  t.place(no_vfs);
}

/// What comes before the teardown: notifiers are off, then stale work. V1 had it the other way round.
void quiesce(Thread& t, Driver& d, Eswitch& esw) {
  const bool early = t.series().has(Patch::early_generation);
  t.assert_held(esw.devlink);
  if (early) invalidate_work(t, esw);
  delete_all_sfs(t, d, esw);
  unregister_notifier(t, esw);
  if (!early) invalidate_work(t, esw);
}

}  // namespace

/// mlx5_eswitch_disable_locked() in the mode given, which its caller knows.
void disable_locked(Thread& t, Driver& d, Eswitch& esw, Mode from) {
  const Scope in = t.function("mlx5_eswitch_disable_locked");
  quiesce(t, d, esw);
  if (from == Mode::offloads)
    offloads_disable(t, d, esw);
  else
    legacy_disable(t, esw);
}

void disable_locked(Thread& t, Driver& d, Eswitch& esw) {
  const Scope in = t.function("mlx5_eswitch_disable_locked");
  quiesce(t, d, esw);
  t.when(esw.mode == Mode::offloads, [&] { offloads_disable(t, d, esw); }).otherwise([&] { legacy_disable(t, esw); });
}

void enable_legacy(Thread& t, Eswitch& esw) {
  const Scope in = t.function("mlx5_eswitch_enable_locked");
  t.assert_held(esw.devlink);
  for (Rep& rep : esw.reps)
    if (rep.is_vf()) set_enabled(t, esw, rep, true);
}

/// mlx5_eswitch_enable_locked() in OFFLOADS mode.
void enable_offloads(Thread& t, Driver& d, Eswitch& esw, Label& failed) {
  const Scope in = t.function("mlx5_eswitch_enable_locked");
  t.assert_held(esw.devlink);
  offloads_enable(t, d, esw, failed);
}

}  // namespace replock::model
