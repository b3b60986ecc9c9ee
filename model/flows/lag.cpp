// The LAG's entry points: netdevs that come and go, the pause around a reconfiguration, and the bond work (lag.c).
//
// A single PF has no LAG: all of these record nothing then. Bond work that is put off for a reason that never goes away
// is at rest here, where the kernel would look every second for ever: a counter that leaks shows as counter-balance, a
// lock as lock-balance, not as a deadlock.
#include "model/flows/flows.h"

namespace replock::model {
namespace {

/// mlx5_lag_check_prereq() with the netdevs' readiness: both PFs in the same mode, and in legacy no SR-IOV (that last
/// one from the kernel; the sources say "prerequisites"). Reads one
/// PF's mode after the other, under devcom only.
template <class Body>
void when_can_bond(Thread& t, Driver& d, Body yes, Label& no) {
  Lag& lag = d.lag;
  const auto need = [&](const Condition& condition) { t.when(condition, [] {}).otherwise([&] { t.jump(no); }); };
  need(lag.bonded == true);
  Condition ready = lag.netdev[0] == true;
  for (std::size_t pf = 1; pf < lag.netdev.size(); ++pf) ready = ready && lag.netdev[pf] == true;
  need(ready);
  const auto all_in = [&](Mode mode) {
    for (std::size_t pf = 1; pf < d.eswitches.size(); ++pf) need(d.eswitches[pf].mode == mode);
    yes(mode);
  };
  t.when(d.eswitches[0].mode == Mode::offloads, [&] { all_in(Mode::offloads); }).otherwise([&] {
    for (const Eswitch& esw : d.eswitches) {
      Label no_vfs;
      unless_vfs(t, esw, no_vfs);
      t.jump(no);
      t.place(no_vfs);
    }
    all_in(Mode::legacy);
  });
}

/// mlx5_do_bond(). A change of the ports' affinity of an active LAG is left out: it touches no representor.
void do_bond(Thread& t, Driver& d) {
  const Scope in = t.function("mlx5_do_bond");
  Label no_bond, out;
  when_can_bond(
      t, d,
      [&](Mode mode) {
        t.when(d.lag.mode == LagMode::none,
               [&] { lag_activate(t, d, mode == Mode::offloads ? LagMode::sriov : LagMode::roce); });
      },
      no_bond);
  t.jump(out);
  t.place(no_bond);
  t.when(d.lag.mode != LagMode::none, [&] { lag_disable(t, d); });
  t.place(out);
}

/// queue_delayed_work() for a second from now; does nothing where the work is pending already.
void look_again(Thread& t, Driver& d, BondDelay why) {
  const Scope in = t.function("mlx5_queue_bond_work");
  t.cas(d.lag.bond_work, false, true, [&] { t.note(d.lag.bond_delay, why); });
}

/// mlx5_do_bond_work(). Looks again a second later where devcom is busy, or where a mode change is in progress.
void do_bond_work(Thread& t, Driver& d) {
  const Scope in = t.function("mlx5_do_bond_work");
  Label out;

  t.note(d.lag.bond_delay, BondDelay::not_delayed);
  t.lock(d.lag.lock);  // only to read whose devcom it is
  t.unlock(d.lag.lock);
  t.try_lock(d.hca_devcom, [] {}).otherwise([&] {
    look_again(t, d, BondDelay::devcom_busy);
    t.jump(out);
  });
  t.lock(d.lag.lock);
  t.when(d.lag.mode_changes != 0U, [&] {
    t.unlock(d.lag.lock);
    t.unlock(d.hca_devcom);
    look_again(t, d, BondDelay::mode_changes);
    t.jump(out);
  });
  do_bond(t, d);
  t.unlock(d.lag.lock);
  t.unlock(d.hca_devcom);
  t.place(out);
}

}  // namespace

void queue_bond_work(Thread& t, Driver& d) {
  const Scope in = t.function("mlx5_queue_bond_work");
  t.queue_pending_work(d.lag.bond_work);
}

void bond_worker(Thread& t, Driver& d) {
  const Condition ready = d.lag.bond_delay == BondDelay::not_delayed ||
                          (d.lag.bond_delay == BondDelay::devcom_busy && t.is_free(d.hca_devcom)) ||
                          (d.lag.bond_delay == BondDelay::mode_changes && d.lag.mode_changes == 0U);
  t.serve({{"bond_work", d.lag.bond_work, ready}}, [&](std::size_t) { do_bond_work(t, d); });
}

void netdev_bond(Thread& t, Driver& d) {
  const Scope in = t.function("mlx5_lag_netdev_event");
  t.set(d.lag.bonded, true);
  queue_bond_work(t, d);
}

void netdev_unbond(Thread& t, Driver& d) {
  const Scope in = t.function("mlx5_lag_netdev_event");
  t.set(d.lag.bonded, false);
  queue_bond_work(t, d);
}

/// mlx5_lag_add_netdev(), from the uplink's ETH load.
void lag_add_netdev(Thread& t, Driver& d, Eswitch& esw) {
  if (!d.lag.present) return;
  const Scope in = t.function("mlx5_lag_add_netdev");
  t.lock(d.lag.lock);
  t.set(d.lag.netdev[esw.pf], true);
  t.unlock(d.lag.lock);
  queue_bond_work(t, d);
}

/// mlx5_lag_remove_netdev(), from the uplink's ETH unload: queues only if a LAG was active.
void lag_remove_netdev(Thread& t, Driver& d, Eswitch& esw) {
  if (!d.lag.present) return;
  const Scope in = t.function("mlx5_lag_remove_netdev");
  t.lock(d.lag.lock);
  t.set(d.lag.netdev[esw.pf], false);
  t.when(d.lag.mode != LagMode::none, [&] {
     t.unlock(d.lag.lock);
     queue_bond_work(t, d);
   }).otherwise([&] { t.unlock(d.lag.lock); });
}

/// mlx5_lag_disable_change(): holds LAG changes off, and takes an active LAG down.
void lag_disable_change(Thread& t, Driver& d) {
  if (!d.lag.present) return;
  const Scope in = t.function("mlx5_lag_disable_change");
  t.lock(d.hca_devcom);
  t.lock(d.lag.lock);
  t.increment(d.lag.mode_changes);
  t.when(d.lag.mode != LagMode::none, [&] { lag_disable(t, d); });
  t.unlock(d.lag.lock);
  t.unlock(d.hca_devcom);
}

void lag_enable_change(Thread& t, Driver& d) {
  if (!d.lag.present) return;
  const Scope in = t.function("mlx5_lag_enable_change");
  t.lock(d.lag.lock);
  t.decrement(d.lag.mode_changes);
  t.unlock(d.lag.lock);
  queue_bond_work(t, d);
}

}  // namespace replock::model
