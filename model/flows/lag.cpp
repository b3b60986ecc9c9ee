// The LAG's entry points: netdevs that come and go, the pause around a reconfiguration, and the bond work (lag.c).
//
// A change of the active ports' affinity, and ldev->speed_update_work, which puts itself off while
// mode_changes_in_progress is not zero, are left out: neither touches a representor.
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

/// mlx5_do_bond(). It leaves MPESW alone.
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
  t.when(d.lag.mode != LagMode::none && d.lag.mode != LagMode::mpesw, [&] { lag_disable(t, d); });
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
  find_devcom(t, d, out);
  t.try_lock(d.hca_devcom, [&] { mark_devcom_use(t, d); }).otherwise([&] {
    mark_devcom_use(t, d);
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

/// mlx5_lag_get_devcom_comp(): the first PF's, looked up under ldev->lock, used after it.
void find_devcom(Thread& t, Driver& d, Label& nobodys) {
  const Scope in = t.function("mlx5_lag_get_devcom_comp");
  Label found;
  t.lock(d.lag.lock);
  for (std::size_t pf = 0; pf < d.lag.member.size(); ++pf)
    t.when(d.lag.member[pf] == true, [&] {
      t.set(d.lag.devcom_of, static_cast<unsigned>(pf + 1));
      t.jump(found);
    });
  if (!d.lag.member.empty()) {
    t.unlock(d.lag.lock);
    t.jump(nobodys);
  }
  t.place(found);
  t.unlock(d.lag.lock);
}

void mark_devcom_use(Thread& t, const Driver& d) {
  for (std::size_t pf = 0; pf < d.lag.component.size(); ++pf) {
    Mark uses{What::wants_devcom, Phase::before};
    uses.pf = static_cast<std::int8_t>(pf);
    uses.field = d.lag.devcom_of.id;
    uses.other = d.lag.component[pf].id;
    t.mark(uses);
  }
  if (d.lag.devcom_of.id != none) t.note(d.lag.devcom_of, 0);
}

void queue_bond_work(Thread& t, Driver& d) {
  const Scope in = t.function("mlx5_queue_bond_work");
  t.queue_pending_work(d.lag.bond_work);
}

void bond_worker(Thread& t, Driver& d) {
  const Condition ready = d.lag.bond_delay == BondDelay::not_delayed ||
                          (d.lag.bond_delay == BondDelay::devcom_busy && t.is_free(d.hca_devcom)) ||
                          (d.lag.bond_delay == BondDelay::mode_changes && d.lag.mode_changes == 0U);
  std::vector<Job> jobs{{"bond_work", d.lag.bond_work, ready}};
  for (const MpeswRequest& request : d.lag.requests)
    jobs.push_back({request.enable ? "MPESW enable work" : "MPESW disable work", request.queued});
  t.serve(jobs, [&](std::size_t job) {
    if (job == 0)
      do_bond_work(t, d);
    else
      run_mpesw_work(t, d, d.lag.requests[job - 1]);
  });
}

/// The netdev notifier, under rtnl: it only keeps the tracker and queues.
void netdev_event(Thread& t, Driver& d, bool bonded) {
  t.lock(d.rtnl);
  {
    const Scope in = t.function("mlx5_lag_netdev_event");
    t.set(d.lag.bonded, bonded);
    queue_bond_work(t, d);
  }
  t.unlock(d.rtnl);
}

void netdev_bond(Thread& t, Driver& d) { netdev_event(t, d, true); }
void netdev_unbond(Thread& t, Driver& d) { netdev_event(t, d, false); }

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
  t.when(d.lag.mode == LagMode::mpesw, [&] { mpesw_disable(t, d); }).otherwise([&] {
    t.when(d.lag.mode != LagMode::none, [&] { lag_disable(t, d); });
  });
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
