// What happens to auxiliary devices and IB representors when a LAG goes up or down (lag.c, flow 2.11).
//
// Before patch 4 all of it runs under ldev->lock; from patch 4 on each rescan and reload runs in a window without it,
// with mode_changes_in_progress raised and the HCA's devcom semaphore held throughout.
// Left out on purpose: the FDB rules of each PF, whose failure is part of activate_lag's one choice; a LAG in switchdev
// without shared FDB (hardware that lacks it); and multipath, which has no shared FDB and no other flow than RoCE's.
#include "model/flows/flows.h"

namespace replock::model {
namespace {

bool drops_lock(const Thread& t) { return t.series().has(Patch::drop_lag_lock_around_rescan); }

/// [4] mlx5_lag_drop_lock_for_reps()
void open_window(Thread& t, Driver& d) {
  if (!drops_lock(t)) return;
  const Scope in = t.function("mlx5_lag_drop_lock_for_reps");
  t.assert_held(d.lag.lock);
  t.assert_held(d.hca_devcom);
  t.increment(d.lag.mode_changes);
  t.unlock(d.lag.lock);
}

/// [4] mlx5_lag_retake_lock_after_reps()
void close_window(Thread& t, Driver& d) {
  if (!drops_lock(t)) return;
  const Scope in = t.function("mlx5_lag_retake_lock_after_reps");
  t.lock(d.lag.lock);
  t.decrement(d.lag.mode_changes);
}

enum class Unloading : std::uint8_t { skipped, not_looked_at };

/// The body, unless the PF's driver is being unloaded (DISABLE_ALL_ADEV).
template <class Body>
void unless_unloading(Thread& t, const Eswitch& esw, Unloading unloading, Body body) {
  if (esw.disable_all_adev.id == none || unloading == Unloading::not_looked_at) return body();
  t.when(esw.disable_all_adev == false, body);
}

/// Sets or clears DISABLE_IB_ADEV on each PF and rescans it. [4] all flags first, then all rescans in one window.
void switch_ib_devices(Thread& t, Driver& d, const std::string& function, const std::vector<Eswitch*>& eswitches,
                       bool disable, Unloading unloading) {
  const Scope in = t.function(function);
  const auto set_flag = [&](Eswitch& esw) { t.set(esw.disable_ib_adev, disable); };
  const auto rescan = [&](Eswitch& esw) { rescan_drivers(t, d, esw); };
  if (!drops_lock(t)) {
    for (Eswitch* esw : eswitches)
      unless_unloading(t, *esw, unloading, [&] {
        set_flag(*esw);
        rescan(*esw);
      });
    return;
  }
  for (Eswitch* esw : eswitches) unless_unloading(t, *esw, unloading, [&] { set_flag(*esw); });
  open_window(t, d);
  for (Eswitch* esw : eswitches) unless_unloading(t, *esw, unloading, [&] { rescan(*esw); });
  close_window(t, d);
}

std::vector<Eswitch*> all(Driver& d) {
  std::vector<Eswitch*> list;
  for (Eswitch& esw : d.eswitches) list.push_back(&esw);
  return list;
}

void remove_devices(Thread& t, Driver& d) {
  switch_ib_devices(t, d, "mlx5_lag_remove_devices", all(d), true, Unloading::skipped);
}
void add_devices(Thread& t, Driver& d) {
  switch_ib_devices(t, d, "mlx5_lag_add_devices", all(d), false, Unloading::skipped);
}
/// Whether the master's driver is being unloaded, an activation looks from [4] on, mlx5_disable_lag() always.
void switch_master(Thread& t, Driver& d, bool disable, Unloading before_4 = Unloading::not_looked_at) {
  const Unloading unloading = drops_lock(t) ? Unloading::skipped : before_4;
  switch_ib_devices(t, d, "mlx5_lag_rescan_dev_locked", {&d.eswitches.front()}, disable, unloading);
}

/// IB alone since 0f06228d4a2d; before it both types, so that a failure took ETH down with it.
void reload_one(Thread& t, Driver& d, Eswitch& esw, Rep& rep, Label& failed) {
  if (t.series().has(Patch::reload_both_types))
    rep_load(t, d, esw, rep, failed);
  else
    load_rep(t, d, esw, rep, RepType::ib, failed);
}

/// mlx5_eswitch_reload_ib_reps() of one PF. Only the uplink's error is returned.
void reload_ib_reps_of(Thread& t, Driver& d, Eswitch& esw, Label& failed) {
  const Scope in = t.function("mlx5_eswitch_reload_ib_reps");
  constexpr unsigned eth = at(RepType::eth);
  Label out, uplink_failed;
  const auto only_if = [&](const Condition& condition) { t.when(condition, [] {}).otherwise([&] { t.jump(out); }); };

  only_if(esw.mode == Mode::offloads);
  only_if(esw.uplink().state[eth] == RepState::loaded);
  reload_one(t, d, esw, esw.uplink(), uplink_failed);
  for (Rep& rep : esw.reps)
    t.when(rep.state[eth] == RepState::loaded, [&] {
      Label ignored;
      reload_one(t, d, esw, rep, ignored);
      Label next;
      t.jump(next);
      t.place(ignored);
      t.mark(mark_of(What::load_gave_up, esw, rep, RepType::ib));
      t.place(next);
    });
  t.jump(out);

  t.place(uplink_failed);
  t.mark(mark_of(What::load_gave_up, esw, esw.uplink(), RepType::ib));
  t.jump(failed);
  t.place(out);
}

/// [4] under reps_lock, V1 blocked.
bool reload_locks(const Thread& t) {
  return drops_lock(t) || (t.series().has(Patch::block_word) && !t.series().has(Patch::forget_block));
}

/// The reload on every PF. [4] in a window. Jumps to `failed` only with OnError::stop.
void reload_ib_reps(Thread& t, Driver& d, OnError on_error, Unloading unloading, Label& failed) {
  const Scope in = t.function("mlx5_lag_reload_ib_reps");
  const bool locks = reload_locks(t);
  Label stopped, done;

  open_window(t, d);
  for (Eswitch& esw : d.eswitches)
    unless_unloading(t, esw, unloading, [&] {
      Label uplink_failed, next;
      if (locks) t.lock(esw.reps_lock);
      reload_ib_reps_of(t, d, esw, uplink_failed);
      if (locks) t.unlock(esw.reps_lock);
      t.jump(next);
      t.place(uplink_failed);
      if (locks) t.unlock(esw.reps_lock);
      t.jump(on_error == OnError::stop ? stopped : next);
      t.place(next);
    });
  close_window(t, d);
  t.jump(done);

  t.place(stopped);
  close_window(t, d);
  t.jump(failed);
  t.place(done);
}

/// Goes on after an error, which nobody is told of. V1's helper could not: it stopped there.
void reload_best_effort(Thread& t, Driver& d, Unloading unloading) {
  Label stopped;
  const bool stops = t.series().has(Patch::stop_at_first_error);
  reload_ib_reps(t, d, stops ? OnError::stop : OnError::go_on, unloading, stopped);
  t.place(stopped);
}

/// mlx5_activate_lag(): create_lag and the FDB rules, or nothing at all.
void activate_lag(Thread& t, Driver& d, LagMode mode, Label& failed) {
  const Scope in = t.function("mlx5_activate_lag");
  t.may_fail("firmware create_lag", [&] { t.jump(failed); });
  t.set(d.lag.mode, mode);
  if (mode != LagMode::roce) t.set(d.lag.shared_fdb, true);
}

/// mlx5_deactivate_lag(): the mode is gone before the firmware is asked. Jumps to `failed` on its error.
void deactivate_lag(Thread& t, Driver& d, Label& failed) {
  const Scope in = t.function("mlx5_deactivate_lag");
  t.set(d.lag.mode, LagMode::none);
  t.set(d.lag.shared_fdb, false);
  t.may_fail("firmware destroy_lag", [&] { t.jump(failed); });
}

}  // namespace

/// The activation of mlx5_do_bond() and of MPESW, with every failure branch. REQUIRES: devcom and ldev->lock held.
void lag_activate(Thread& t, Driver& d, LagMode mode) {
  const bool shared = mode != LagMode::roce;
  Label activate_failed, reload_failed, out;

  remove_devices(t, d);
  activate_lag(t, d, mode, activate_failed);
  switch_master(t, d, false);
  if (shared) reload_ib_reps(t, d, OnError::stop, Unloading::not_looked_at, reload_failed);
  t.jump(out);

  t.place(reload_failed);
  if (t.reachable()) {
    Label firmware_failed;
    switch_master(t, d, true);
    deactivate_lag(t, d, firmware_failed);
    t.place(firmware_failed);
  }
  t.place(activate_failed);
  if (t.reachable()) {
    add_devices(t, d);
    if (shared) reload_best_effort(t, d, Unloading::not_looked_at);
  }
  t.place(out);
}

/// mlx5_disable_lag(). A firmware error leaves the IB devices switched off. REQUIRES: devcom and ldev->lock held.
void lag_disable(Thread& t, Driver& d) {
  const Scope in = t.function("mlx5_disable_lag");
  Label out;
  t.when(d.lag.shared_fdb == true, [&] {
     remove_devices(t, d);
     deactivate_lag(t, d, out);
     add_devices(t, d);
     reload_best_effort(t, d, Unloading::skipped);
   }).otherwise([&] {
    switch_master(t, d, true, Unloading::skipped);
    deactivate_lag(t, d, out);
    add_devices(t, d);
  });
  t.place(out);
}

}  // namespace replock::model
