// Adding and deleting a sub-function through devlink (sf/devlink.c).
//
// Left out on purpose: the SF's own auxiliary device and function state; its number, which is always the same here, so
// that an allocation of it fails only where the SF is there already.
#include "model/flows/flows.h"

namespace replock::model {
namespace {

Rep& sf_of(Eswitch& esw) { return esw.reps.at(esw.reps.size() - 2); }

}  // namespace

/// mlx5_sf_dealloc(): the table has a lock of its own.
void sf_dealloc(Thread& t, Eswitch& esw) {
  const Scope in = t.function("mlx5_sf_dealloc");
  t.lock(esw.sf_state_lock);
  t.unlock(esw.sf_state_lock);
}

/// mlx5_devlink_sf_port_new(): only in switchdev; a failed load gives the number back.
void sf_add(Thread& t, Driver& d, Eswitch& esw) {
  Rep& sf = sf_of(esw);
  Label gone;
  t.lock(esw.devlink);
  unless_unregistered(t, esw, gone);
  t.when(esw.mode == Mode::offloads && sf.enabled == false, [&] {
    const Scope in = t.function("mlx5_devlink_sf_port_new");
    Label failed, done;
    lock_reps(t, esw);
    load_vport(t, d, esw, sf, failed);
    unlock_reps(t, esw);
    t.jump(done);
    t.place(failed);
    if (t.reachable()) unlock_reps(t, esw);
    if (t.reachable()) sf_dealloc(t, esw);
    t.place(done);
  });
  t.place(gone);
  t.unlock(esw.devlink);
}

/// mlx5_devlink_sf_port_del(): reps_lock is taken here and not in mlx5_sf_del(), which a mode set calls under it.
void sf_del(Thread& t, Driver& d, Eswitch& esw) {
  Rep& sf = sf_of(esw);
  Label gone;
  t.lock(esw.devlink);
  unless_unregistered(t, esw, gone);
  t.when(sf.enabled == true, [&] {
    const Scope in = t.function("mlx5_devlink_sf_port_del");
    lock_reps(t, esw);
    unload_vport(t, d, esw, sf);
    sf_dealloc(t, esw);
    unlock_reps(t, esw);
  });
  t.place(gone);
  t.unlock(esw.devlink);
}

}  // namespace replock::model
