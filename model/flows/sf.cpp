// Adding and deleting a sub-function through devlink (sf/devlink.c).
//
// Left out on purpose: the SF's own auxiliary device and function state; its number, which is always the same here.
#include "model/flows/flows.h"

namespace replock::model {
namespace {

Rep& sf_of(Eswitch& esw) { return esw.reps.at(esw.reps.size() - 2); }

bool serialized(const Thread& t) { return t.series().has(Patch::serialize_rep_lifecycle); }

}  // namespace

/// mlx5_devlink_sf_port_new(): only in switchdev; a failed load gives the number back.
void sf_add(Thread& t, Driver& d, Eswitch& esw) {
  Rep& sf = sf_of(esw);
  t.lock(esw.devlink);
  t.when(esw.mode == Mode::offloads && sf.enabled == false, [&] {
    const Scope in = t.function("mlx5_devlink_sf_port_new");
    Label failed;
    if (serialized(t)) t.lock(esw.reps_lock);
    load_vport(t, d, esw, sf, failed);
    t.place(failed);
    if (serialized(t)) t.unlock(esw.reps_lock);
  });
  t.unlock(esw.devlink);
}

/// mlx5_devlink_sf_port_del(): reps_lock is taken here and not in mlx5_sf_del(), which a mode set calls under it.
void sf_del(Thread& t, Driver& d, Eswitch& esw) {
  Rep& sf = sf_of(esw);
  t.lock(esw.devlink);
  t.when(sf.enabled == true, [&] {
    const Scope in = t.function("mlx5_devlink_sf_port_del");
    if (serialized(t)) t.lock(esw.reps_lock);
    unload_vport(t, d, esw, sf);
    if (serialized(t)) t.unlock(esw.reps_lock);
  });
  t.unlock(esw.devlink);
}

}  // namespace replock::model
