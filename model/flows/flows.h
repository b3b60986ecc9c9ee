// The kernel's flows, recorded: each function appends what the kernel function of that name does to a thread.
//
// The numbers are those of model/SOURCES.md. Error returns are jumps to a Label that the caller places, as goto
// unwinding in C. "[5]" in a comment is what patch 5 changes.
#pragma once

#include <string>
#include <vector>

#include "model/driver.h"

namespace replock::model {

enum class OnError : std::uint8_t { stop, go_on };

// reps_lock.cpp: what keeps load, unload, register and unregister of an E-Switch apart, where the series has it
bool serializes_reps(const Thread& t);
void lock_reps(Thread& t, Eswitch& esw, Nesting nesting = Nesting::plain);
void unlock_reps(Thread& t, Eswitch& esw);
void assert_reps_locked(Thread& t, Eswitch& esw);

// representors.cpp: eswitch_offloads.c, flows 2.1 to 2.3
void register_vport_reps(Thread& t, Driver& d, Eswitch& esw, RepType type, Nesting nesting);
void unregister_vport_reps(Thread& t, Driver& d, Eswitch& esw, RepType type, Nesting nesting);
void load_rep(Thread& t, Driver& d, Eswitch& esw, Rep& rep, RepType type, Label& failed);
void unload_rep(Thread& t, Driver& d, Eswitch& esw, Rep& rep, RepType type);
void rep_load(Thread& t, Driver& d, Eswitch& esw, Rep& rep, Label& failed);
void rep_unload(Thread& t, Driver& d, Eswitch& esw, Rep& rep);

// callbacks.cpp: mlx5_ib's ib_rep.c and mlx5e's en_rep.c, flows 2.4 and 2.5
void load_callback(Thread& t, Driver& d, Eswitch& esw, Rep& rep, RepType type, Label& failed);
void unload_callback(Thread& t, Driver& d, Eswitch& esw, Rep& rep, RepType type);
void under_rtnl(Thread& t, Driver& d, const std::string& function);

// proto_dev.cpp: the readers without a lock
/// get_proto_dev() of this uplink's representor. Jumps to `found` with its device; goes on without.
void get_proto_dev(Thread& t, Eswitch& owner, RepType type, Label& found);
void look_up_device(Thread& t, Eswitch& esw, RepType type);

// pairing.cpp: the ESW devcom's broadcasts. Record nothing without Topology::pairing
void pair_with_peers(Thread& t, Driver& d, Eswitch& esw);
void unpair_from_peers(Thread& t, Driver& d, Eswitch& esw);

// auxiliary_bus.cpp: dev.c and the driver core
/// By who holds devcom.
void device_del(Thread& t, Driver& d, Eswitch& esw, AuxDevice& adev);
/// What priv.adev[] holds, if anything. REQUIRES: device_lock(ETH) held
void delete_without_devcom(Thread& t, Driver& d, Eswitch& esw, AuxDevice& adev);
void rescan_drivers(Thread& t, Driver& d, Eswitch& esw);
void modprobe_ib(Thread& t, Driver& d);
void rmmod_ib(Thread& t, Driver& d);
void sysfs_bind(Thread& t, Driver& d, Eswitch& esw, RepType type);
void sysfs_unbind(Thread& t, Driver& d, Eswitch& esw, RepType type);
/// REQUIRES: Topology::eth_unbind
void sysfs_unbind_eth(Thread& t, Driver& d, Eswitch& esw);

// uplink_netdev.cpp: mlx5e's own driver of the uplink, flow 2.14. REQUIRES: device_lock(ETH) held
void uplink_probe(Thread& t, Driver& d, Eswitch& esw);
void uplink_remove(Thread& t, Driver& d, Eswitch& esw);

// pf_driver.cpp: a PF's driver goes and comes, 2.11 and 2.12. REQUIRES: Topology::unload
void lag_add_mdev(Thread& t, Driver& d, Eswitch& esw);
void lag_remove_mdev(Thread& t, Driver& d, Eswitch& esw);
void eswitch_disable(Thread& t, Driver& d, Eswitch& esw);
void eswitch_cleanup(Thread& t, Eswitch& esw);
void unload_pf(Thread& t, Driver& d, Eswitch& esw);
/// REQUIRES: devlink held.
void unless_unregistered(Thread& t, const Eswitch& esw, Label& gone);
void load_pf(Thread& t, Driver& d, Eswitch& esw);

// eswitch.cpp: 2.12 and what of 2.7 to 2.9 enables and disables vports
void set_enabled(Thread& t, Eswitch& esw, Rep& rep, bool on);
void load_vport(Thread& t, Driver& d, Eswitch& esw, Rep& rep, Label& failed);
void unload_vport(Thread& t, Driver& d, Eswitch& esw, Rep& rep);
void load_vf_vports(Thread& t, Driver& d, Eswitch& esw, Label& failed);
void unload_vf_vports(Thread& t, Driver& d, Eswitch& esw);
/// Jumps if no VF is enabled; decided while recording where that cannot change.
void unless_vfs(Thread& t, const Eswitch& esw, Label& none_there);
void enable_offloads(Thread& t, Driver& d, Eswitch& esw, Label& failed);
void enable_legacy(Thread& t, Eswitch& esw);
void disable_locked(Thread& t, Driver& d, Eswitch& esw, Mode from);
/// In the mode that the E-Switch is in now.
void disable_locked(Thread& t, Driver& d, Eswitch& esw);

// sriov.cpp: 2.8, 2.9; sf.cpp: 2.10. REQUIRES: Topology::vfs_change, Topology::sf
void sriov_enable(Thread& t, Driver& d, Eswitch& esw);
void sriov_disable(Thread& t, Driver& d, Eswitch& esw);
void functions_changed_event(Thread& t, Driver& d, Eswitch& esw);
void vfs_changed(Thread& t, Driver& d, Eswitch& esw);
void sf_add(Thread& t, Driver& d, Eswitch& esw);
void sf_del(Thread& t, Driver& d, Eswitch& esw);
void sf_dealloc(Thread& t, Eswitch& esw);

// mode_set.cpp: flows 2.6, 2.7 and what of 2.12 it calls
void esw_mode_change(Thread& t, Driver& d, Eswitch& esw, Mode mode);
void devlink_eswitch_mode_set(Thread& t, Driver& d, Eswitch& esw, Mode to);

// esw_work.cpp: flows 2.8 (the common handler) and 2.13
enum class EswWork : unsigned { reload_reps, vfs_changed };
void invalidate_work(Thread& t, Eswitch& esw);
void add_work(Thread& t, Driver& d, Eswitch& esw, EswWork work, Gfp gfp);
/// Waits for all work of the queue. REQUIRES: Eswitch::working
void drain_work(Thread& t, Eswitch& esw, const std::string& function);
void eswitch_worker(Thread& t, Driver& d, Eswitch& esw);

// lag.cpp, lag_transition.cpp, lag_mpesw.cpp: flow 2.11
void lag_add_netdev(Thread& t, Driver& d, Eswitch& esw);
void lag_remove_netdev(Thread& t, Driver& d, Eswitch& esw);
void lag_disable_change(Thread& t, Driver& d);
void lag_enable_change(Thread& t, Driver& d);
void lag_activate(Thread& t, Driver& d, LagMode mode);
void lag_disable(Thread& t, Driver& d);
/// MPESW; jumps to `failed` after it has undone all. REQUIRES: devcom and ldev->lock held.
void mpesw_enable(Thread& t, Driver& d, Label& failed);
void mpesw_disable(Thread& t, Driver& d);
void run_mpesw_work(Thread& t, Driver& d, const MpeswRequest& request);
/// devlink's parameter, set by a user who waits.
void set_mpesw(Thread& t, Driver& d, Eswitch& esw, bool enable);
/// Reads under ldev->lock which PF's devcom component to use. Jumps to `nobodys` where no PF is left.
void find_devcom(Thread& t, Driver& d, Label& nobodys);
/// Marks the step just taken: it goes for that component.
void mark_devcom_use(Thread& t, const Driver& d);
void queue_bond_work(Thread& t, Driver& d);
void bond_worker(Thread& t, Driver& d);
void netdev_bond(Thread& t, Driver& d);
void netdev_unbond(Thread& t, Driver& d);

/// A mark about one (PF, vport, type).
Mark mark_of(What what, const Eswitch& esw, const Rep& rep, RepType type, Phase phase = Phase::after);

}  // namespace replock::model
