// MPESW: a LAG that a devlink user switches on, through work on the LAG's queue that he waits for (lag/mpesw.c).
//
// Left out on purpose: the order in which works of ldev->wq were queued. It runs one at a time, but here any that is
// pending may be next: the bond work's delay makes every order possible, but for two works that are both not delayed.
#include "model/flows/flows.h"

namespace replock::model {
namespace {

/// Metadata of each PF's ingress: set before anything else, or nothing at all.
void set_metadata(Thread& t, Label& failed) {
  const Scope in = t.function("mlx5_mpesw_metadata_set");
  t.may_fail("MPESW metadata", [&] { t.jump(failed); });
}

/// mlx5_lag_enable_mpesw()'s prerequisites: every PF in switchdev, its netdev there.
void need_prerequisites(Thread& t, Driver& d, Label& failed) {
  for (const Eswitch& esw : d.eswitches) t.when(esw.mode == Mode::offloads, [] {}).otherwise([&] { t.jump(failed); });
  Condition ready = d.lag.netdev.front() == true;
  for (std::size_t pf = 1; pf < d.lag.netdev.size(); ++pf) ready = ready && d.lag.netdev[pf] == true;
  t.when(ready, [] {}).otherwise([&] { t.jump(failed); });
}

}  // namespace

/// mlx5_lag_enable_mpesw(): none where it is on already; another mode refuses.
void mpesw_enable(Thread& t, Driver& d, Label& failed) {
  const Scope in = t.function("mlx5_lag_enable_mpesw");
  Label done;
  t.when(d.lag.mode == LagMode::mpesw, [&] { t.jump(done); });
  t.when(d.lag.mode != LagMode::none, [&] { t.jump(failed); });
  need_prerequisites(t, d, failed);
  set_metadata(t, failed);
  lag_activate(t, d, LagMode::mpesw);
  t.place(done);
}

/// mlx5_lag_disable_mpesw(): the metadata goes, then the LAG as any other.
void mpesw_disable(Thread& t, Driver& d) {
  const Scope in = t.function("mlx5_lag_disable_mpesw");
  t.when(d.lag.mode == LagMode::mpesw, [&] { lag_disable(t, d); });
}

/// mlx5_mpesw_work(): waits for devcom, unlike the bond work. A change in progress is -EAGAIN to the user.
/// Without a devcom component it returns and completes nothing: who asked would wait for ever. He holds the devlink
/// lock of a PF of the LAG, which has its component for as long.
void run_mpesw_work(Thread& t, Driver& d, const MpeswRequest& request) {
  const Scope in = t.function("mlx5_mpesw_work");
  Label nobodys, unlock;
  find_devcom(t, d, nobodys);
  t.lock(d.hca_devcom);
  mark_devcom_use(t, d);
  t.lock(d.lag.lock);
  t.when(d.lag.mode_changes != 0U, [&] { t.jump(unlock); });
  if (request.enable)
    mpesw_enable(t, d, unlock);
  else
    mpesw_disable(t, d);
  t.place(unlock);
  t.unlock(d.lag.lock);
  t.unlock(d.hca_devcom);
  t.complete(request.done);
  t.place(nobodys);
}

/// devlink's esw_multiport parameter: mlx5_lag_mpesw_queue_work() under the devlink lock.
void set_mpesw(Thread& t, Driver& d, Eswitch& esw, bool enable) {
  const std::string id = std::to_string(d.lag.requests.size());
  const std::string name = std::string(enable ? "MPESW enable" : "MPESW disable") + " work " + id;
  const MpeswRequest request{enable, t.recorder().flag(name, false), t.recorder().flag(name + " done", false)};
  d.lag.requests.push_back(request);

  Label gone;
  t.lock(esw.devlink);
  unless_unregistered(t, esw, gone);
  {
    const Scope in = t.function("mlx5_lag_mpesw_queue_work");
    Label out;
    t.may_fail("allocation of MPESW work", [&] { t.jump(out); });
    t.queue_pending_work(request.queued);
    t.wait_for_completion(request.done, {d.lag.worker});
    Mark waited{What::waited, Phase::before};
    waited.field = request.done.id;
    t.mark(waited);
    t.place(out);
  }
  t.place(gone);
  t.unlock(esw.devlink);
}

}  // namespace replock::model
