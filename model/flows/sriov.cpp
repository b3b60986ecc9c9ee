// SR-IOV switched by the PF's driver, and the VF count as the firmware changes it for an ECPF (sriov.c, eswitch.c).
//
// Left out on purpose: pci_enable_sriov() and its failure, after which the caller disables again under the same devlink
// lock; devlink rate nodes; num_vfs other than none or all.
#include "model/flows/flows.h"

namespace replock::model {
namespace {

/// Runs the body under reps_lock from patch 5 on.
template <class Body>
void serialized(Thread& t, Eswitch& esw, Body body) {
  const bool locks = t.series().has(Patch::serialize_rep_lifecycle);
  if (locks) t.lock(esw.reps_lock);
  body();
  if (locks) t.unlock(esw.reps_lock);
}

/// The FDB is there (switchdev): VFs are loaded beside a LAG that stays as it is.
void enable_in_switchdev(Thread& t, Driver& d, Eswitch& esw) {
  invalidate_work(t, esw);
  serialized(t, esw, [&] {
    Label failed;
    load_vf_vports(t, d, esw, failed);
    t.set(esw.num_vfs, true);
    t.place(failed);
  });
}

void enable_in_legacy(Thread& t, Driver& d, Eswitch& esw) {
  lag_disable_change(t, d);
  invalidate_work(t, esw);
  serialized(t, esw, [&] {
    enable_legacy(t, esw);
    t.set(esw.num_vfs, true);
  });
  lag_enable_change(t, d);
}

}  // namespace

/// mlx5_device_enable_sriov(), mlx5_eswitch_enable(): sriov.c holds devlink.
void sriov_enable(Thread& t, Driver& d, Eswitch& esw) {
  t.lock(esw.devlink);
  {
    const Scope in = t.function("mlx5_eswitch_enable");
    t.when(esw.num_vfs == false, [&] {
      t.when(esw.mode == Mode::offloads, [&] { enable_in_switchdev(t, d, esw); }).otherwise([&] {
        enable_in_legacy(t, d, esw);
      });
    });
  }
  t.unlock(esw.devlink);
}

/// mlx5_eswitch_disable_sriov(). In legacy it disables the E-Switch without reps_lock: nothing is loaded there.
void sriov_disable(Thread& t, Driver& d, Eswitch& esw) {
  t.lock(esw.devlink);
  {
    const Scope in = t.function("mlx5_eswitch_disable_sriov");
    t.assert_held(esw.devlink);
    t.when(esw.num_vfs == true, [&] {
      invalidate_work(t, esw);
      serialized(t, esw, [&] { unload_vf_vports(t, d, esw); });
      t.when(esw.mode == Mode::legacy, [&] { disable_locked(t, d, esw, Mode::legacy); });
      t.set(esw.num_vfs, false);
    });
  }
  t.unlock(esw.devlink);
}

/// The EQ's functions-changed notifier: atomic, so it only allocates and queues. What it cannot queue is lost.
void functions_changed_event(Thread& t, Driver& d, Eswitch& esw) {
  const Scope in = t.function("mlx5_esw_funcs_changed_handler");
  t.when(esw.fw_vfs == true, [&] { t.set(esw.fw_vfs, false); }).otherwise([&] { t.set(esw.fw_vfs, true); });
  t.when(esw.notified == true, [&] {
    t.note(esw.notifying, true);
    add_work(t, d, esw, EswWork::vfs_changed);
    t.set(esw.notifying, false);
  });
}

/// esw_vfs_changed_event_handler(), from the worker: devlink held, generation as stamped.
void vfs_changed(Thread& t, Driver& d, Eswitch& esw) {
  const Scope in = t.function("esw_vfs_changed_event_handler");
  const auto load = [&] {
    Label failed;
    load_vf_vports(t, d, esw, failed);
    t.set(esw.num_vfs, true);
    t.place(failed);
  };
  const auto unload = [&] {
    unload_vf_vports(t, d, esw);
    t.set(esw.num_vfs, false);
  };
  t.when(esw.fw_vfs == true, [&] { t.when(esw.num_vfs == false, [&] { serialized(t, esw, load); }); }).otherwise([&] {
    t.when(esw.num_vfs == true, [&] { serialized(t, esw, unload); });
  });
}

}  // namespace replock::model
