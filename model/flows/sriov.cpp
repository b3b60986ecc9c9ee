// SR-IOV switched by the PF's driver, and the VF count as the firmware changes it for an ECPF (sriov.c, eswitch.c).
//
// Left out on purpose: devlink rate nodes; num_vfs other than none or all; a firmware query that fails, after which the
// event is as lost as one that was not queued.
#include "model/flows/flows.h"

namespace replock::model {
namespace {

/// The FDB is there (switchdev): VFs are loaded beside a LAG that stays as it is.
void enable_in_switchdev(Thread& t, Driver& d, Eswitch& esw, Label& failed) {
  Label load_failed, done;
  invalidate_work(t, esw);
  lock_reps(t, esw);
  load_vf_vports(t, d, esw, load_failed);
  t.set(esw.num_vfs, true);
  unlock_reps(t, esw);
  t.jump(done);
  t.place(load_failed);
  unlock_reps(t, esw);
  t.jump(failed);
  t.place(done);
}

void enable_in_legacy(Thread& t, Driver& d, Eswitch& esw) {
  lag_disable_change(t, d);
  invalidate_work(t, esw);
  lock_reps(t, esw);
  enable_legacy(t, esw);
  t.set(esw.num_vfs, true);
  unlock_reps(t, esw);
  lag_enable_change(t, d);
}

/// mlx5_eswitch_disable_sriov(). In legacy it disables the E-Switch without reps_lock: nothing is loaded there.
void eswitch_disable_sriov(Thread& t, Driver& d, Eswitch& esw) {
  const Scope in = t.function("mlx5_eswitch_disable_sriov");
  t.assert_held(esw.devlink);
  t.when(esw.num_vfs == true, [&] {
    invalidate_work(t, esw);
    lock_reps(t, esw);
    unload_vf_vports(t, d, esw);
    unlock_reps(t, esw);
    t.when(esw.mode == Mode::legacy, [&] { disable_locked(t, d, esw, Mode::legacy); });
    t.set(esw.num_vfs, false);
  });
}

void eswitch_enable(Thread& t, Driver& d, Eswitch& esw, Label& failed) {
  const Scope in = t.function("mlx5_eswitch_enable");
  t.assert_held(esw.devlink);
  t.when(esw.mode == Mode::offloads, [&] { enable_in_switchdev(t, d, esw, failed); }).otherwise([&] {
    enable_in_legacy(t, d, esw);
  });
}

}  // namespace

/// mlx5_device_enable_sriov(), then pci_enable_sriov(), whose failure takes all of it back. sriov.c holds devlink,
/// since February 2026 on the way back too.
void sriov_enable(Thread& t, Driver& d, Eswitch& esw) {
  Label gone;
  t.lock(esw.devlink);
  unless_unregistered(t, esw, gone);
  t.when(esw.num_vfs == false, [&] {
    const Scope in = t.function("mlx5_sriov_enable");
    Label failed;
    eswitch_enable(t, d, esw, failed);
    t.may_fail("pci_enable_sriov", [&] { eswitch_disable_sriov(t, d, esw); });
    t.place(failed);
  });
  t.place(gone);
  t.unlock(esw.devlink);
}

void sriov_disable(Thread& t, Driver& d, Eswitch& esw) {
  Label gone;
  t.lock(esw.devlink);
  unless_unregistered(t, esw, gone);
  eswitch_disable_sriov(t, d, esw);
  t.place(gone);
  t.unlock(esw.devlink);
}

/// The EQ's functions-changed notifier: atomic, so it only allocates and queues. What it cannot queue is lost.
void functions_changed_event(Thread& t, Driver& d, Eswitch& esw) {
  const Scope in = t.function("mlx5_esw_funcs_changed_handler");
  t.when(esw.fw_vfs == true, [&] { t.set(esw.fw_vfs, false); }).otherwise([&] { t.set(esw.fw_vfs, true); });
  const AtomicContext atomic = t.atomic_context();
  t.when(esw.notified == true, [&] {
    t.note(esw.notifying, true);
    add_work(t, d, esw, EswWork::vfs_changed, Gfp::atomic);
    t.set(esw.notifying, false);
  });
}

/// esw_vfs_changed_event_handler(), from the worker: devlink held, generation as stamped.
void vfs_changed(Thread& t, Driver& d, Eswitch& esw) {
  const Scope in = t.function("esw_vfs_changed_event_handler");
  Mark decides{What::vfs_work_runs};
  decides.pf = static_cast<std::int8_t>(esw.pf);
  const auto load = [&] {
    Label failed;
    lock_reps(t, esw);
    load_vf_vports(t, d, esw, failed);
    t.set(esw.num_vfs, true);
    t.place(failed);
    unlock_reps(t, esw);
  };
  const auto unload = [&] {
    lock_reps(t, esw);
    unload_vf_vports(t, d, esw);
    t.set(esw.num_vfs, false);
    unlock_reps(t, esw);
  };
  t.mark(decides);
  t.when(esw.fw_vfs == true, [&] { t.when(esw.num_vfs == false, load); }).otherwise([&] {
    t.when(esw.num_vfs == true, unload);
  });
}

}  // namespace replock::model
