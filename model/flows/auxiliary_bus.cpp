// The auxiliary bus: rescans of one PF's devices, and the driver core's ways to probe and remove.
//
// Left out on purpose: driver_unregister's wait for iterators that still look at the driver (klist_remove). A probe
// that runs holds the device_lock that rmmod takes next, so rmmod waits for the same thread either way.
#include "model/flows/flows.h"

namespace replock::model {
namespace {

/// mlx5e's or mlx5_ib's rep driver: probe registers, remove unregisters. REQUIRES: device_lock(adev) held.
void probe(Thread& t, Driver& d, Eswitch& esw, AuxDevice& adev) {
  if (&adev == &esw.eth) return uplink_probe(t, d, esw);
  const Scope in = t.function(adev.type == RepType::eth ? "mlx5e_rep_probe" : "mlx5r_rep_probe");
  t.assert_held(adev.device_lock);
  t.set(adev.bound, true);
  register_vport_reps(t, d, esw, adev.type, Nesting::plain);
}

void remove(Thread& t, Driver& d, Eswitch& esw, AuxDevice& adev) {
  if (&adev == &esw.eth) return uplink_remove(t, d, esw);
  const Scope in = t.function(adev.type == RepType::eth ? "mlx5e_rep_remove" : "mlx5r_rep_remove");
  t.assert_held(adev.device_lock);
  unregister_vport_reps(t, d, esw, adev.type, Nesting::plain);
  t.set(adev.bound, false);
}

Mark deletes_device(Var<bool> there) {
  Mark mark{What::deletes_device, Phase::before};
  mark.field = there.id;
  return mark;
}

/// device_add(): probes if a driver is there. mlx5e's is part of mlx5_core and always is.
void device_add(Thread& t, Driver& d, Eswitch& esw, AuxDevice& adev) {
  const Scope in = t.function("device_add");
  t.set(adev.alive, true);
  t.lock(adev.device_lock);
  if (adev.type == RepType::eth)
    t.when(adev.bound == false, [&] { probe(t, d, esw, adev); });
  else
    t.when(d.ib.driver == true && adev.bound == false, [&] { probe(t, d, esw, adev); });
  t.unlock(adev.device_lock);
}

/// One look of driver_attach() or bind at a device. Its life and its binding change under device_lock only in ways that
/// this hold excludes, so both are one read. A driver that leaves the bus first waits for who is about to bind to it:
/// here the look at the driver is part of the same read, and finds it gone.
void attach(Thread& t, Driver& d, Eswitch& esw, AuxDevice& adev) {
  Condition binds = adev.alive == true && adev.bound == false;
  if (adev.type == RepType::ib) binds = binds && d.ib.driver == true;
  t.lock(adev.device_lock);
  t.when(binds, [&] { probe(t, d, esw, adev); });
  t.unlock(adev.device_lock);
}

void detach(Thread& t, Driver& d, Eswitch& esw, AuxDevice& adev) {
  t.lock(adev.device_lock);
  t.when(adev.bound == true, [&] { remove(t, d, esw, adev); });
  t.unlock(adev.device_lock);
}

/// Marked dead and taken off the bus, then its driver's remove. REQUIRES: device_lock(adev) held.
void kill(Thread& t, Driver& d, Eswitch& esw, AuxDevice& adev) {
  t.set(adev.alive, false);
  if (adev.has_list()) t.note(adev.valid, false);
  t.mark(deletes_device(adev.alive));
  t.when(adev.bound == true, [&] { remove(t, d, esw, adev); });
}

}  // namespace

/// The kernel marks the device dead and releases its driver in two holds of device_lock; nothing can bind in between,
/// and an unbind in between finds the same as one just before, so one hold stands for both.
void device_del(Thread& t, Driver& d, Eswitch& esw, AuxDevice& adev) {
  const Scope in = t.function("device_del");
  t.lock(adev.device_lock);
  kill(t, d, esw, adev);
  t.unlock(adev.device_lock);
}

namespace {

/// del_adev(priv->adev[i]), priv->adev[i] = NULL. Where the device is gone, the kernel uses freed memory, and here
/// nothing more is done: what would come of that is no finding.
void delete_listed(Thread& t, Driver& d, Eswitch& esw, AuxDevice& adev, Var<bool> is_there) {
  if (!adev.has_list()) return device_del(t, d, esw, adev);
  Label is_gone;
  {
    const Scope in = t.function("device_del");
    t.lock(adev.device_lock);
    t.when(is_there == true, [&] { kill(t, d, esw, adev); }).otherwise([&] {
      t.mark(deletes_device(is_there));
      t.unlock(adev.device_lock);
      t.jump(is_gone);
    });
    t.unlock(adev.device_lock);
  }
  t.set(adev.listed, false);
  t.place(is_gone);
}

void add_listed(Thread& t, Driver& d, Eswitch& esw, AuxDevice& adev) {
  device_add(t, d, esw, adev);
  if (adev.has_list()) t.set(adev.listed, true);
}

}  // namespace

/// By then a rescan may have deleted what was found, and have put a new device in its place.
void delete_without_devcom(Thread& t, Driver& d, Eswitch& esw, AuxDevice& adev) {
  t.when(adev.listed == true, [&] {
    if (adev.has_list()) t.note_copy(adev.valid, adev.alive);
    delete_listed(t, d, esw, adev, adev.valid);
  });
}

/// The assertion on devcom is ours: its sources name it for the LAG's helpers only.
///
/// mlx5_rescan_drivers_locked(): deletes what is no longer supported, last type first, then adds what is now. Mode and
/// flags keep still under the HCA's devcom semaphore, so that each decision is one read.
void rescan_drivers(Thread& t, Driver& d, Eswitch& esw) {
  const Scope in = t.function("mlx5_rescan_drivers_locked");
  const bool unloads = esw.disable_all_adev.id != none;
  const Condition legacy = esw.mode == Mode::legacy, ib_off = esw.disable_ib_adev == true;
  Condition no_eth = legacy, wants_eth = esw.mode == Mode::offloads;
  if (unloads) no_eth = no_eth || esw.disable_all_adev == true, wants_eth = wants_eth && esw.disable_all_adev == false;

  const auto drop = [&](AuxDevice& adev) { delete_listed(t, d, esw, adev, adev.alive); };
  const auto add = [&](AuxDevice& adev) { add_listed(t, d, esw, adev); };

  t.assert_held(d.hca_devcom);
  t.when(esw.ib_rep.listed == true && (no_eth || ib_off), [&] { drop(esw.ib_rep); });
  t.when(esw.eth_rep.listed == true && no_eth, [&] { drop(esw.eth_rep); });
  if (unloads) {
    t.when(esw.eth.listed == true && esw.disable_all_adev == true, [&] { drop(esw.eth); });
    t.when(esw.eth.listed == false && esw.disable_all_adev == false, [&] { add(esw.eth); });
  }
  t.when(esw.eth_rep.listed == false && wants_eth, [&] { add(esw.eth_rep); });
  t.when(esw.ib_rep.listed == false && wants_eth && esw.disable_ib_adev == false, [&] { add(esw.ib_rep); });
}

/// Module init of mlx5_ib: the driver goes on the bus, then each device is looked at. A module that is there, on its
/// way in or out, is not loaded again.
void modprobe_ib(Thread& t, Driver& d) {
  const Scope in = t.function("mlx5_ib_init");
  Label there;
  t.cas(d.ib.text, false, true, [] {}).otherwise([&] { t.jump(there); });
  t.set(d.ib.driver, true);
  {
    const Scope attaching = t.function("driver_attach");
    for (Eswitch& esw : d.eswitches) attach(t, d, esw, esw.ib_rep);
  }
  t.set(d.ib.live, true);
  t.place(there);
}

/// Module exit of mlx5_ib, and then its memory is freed. Refused while it is not live.
void rmmod_ib(Thread& t, Driver& d) {
  const Scope in = t.function("mlx5_ib_cleanup");
  Label not_live;
  t.cas(d.ib.live, true, false, [] {}).otherwise([&] { t.jump(not_live); });
  t.set(d.ib.driver, false);
  {
    const Scope detaching = t.function("driver_detach");
    for (Eswitch& esw : d.eswitches) detach(t, d, esw, esw.ib_rep);
  }
  t.set(d.ib.text, false);
  t.place(not_live);
}

void sysfs_bind(Thread& t, Driver& d, Eswitch& esw, RepType type) {
  const Scope in = t.function("bind_store");
  attach(t, d, esw, esw.adev(type));
}

void sysfs_unbind(Thread& t, Driver& d, Eswitch& esw, RepType type) {
  const Scope in = t.function("unbind_store");
  detach(t, d, esw, esw.adev(type));
}

void sysfs_unbind_eth(Thread& t, Driver& d, Eswitch& esw) {
  const Scope in = t.function("unbind_store");
  detach(t, d, esw, esw.eth);
}

}  // namespace replock::model
