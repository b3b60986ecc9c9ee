// The driver's objects as fields and locks: PFs with their E-Switch, representors, auxiliary devices, and the LAG.
#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include "model/recorder.h"
#include "model/thread.h"

namespace replock::model {

/// What there is. PFs belong to one HCA; with several of them there is one LAG device (mlx5_lag). VFs are per PF.
struct Topology {
  unsigned pfs = 1;          ///< 1..4
  unsigned vfs = 0;          ///< 0..2 per PF; SR-IOV is on when there are any
  unsigned work_slots = 3;   ///< capacity of an esw->work_queue; more pending work is a ModelFault
  unsigned generations = 4;  ///< values of esw->generation; more invalidations are a ModelFault
  bool vfs_change = false;   ///< SR-IOV is switched, or the firmware's VF count moves: num_vfs is a field
  bool sf = false;           ///< each PF can have one SF
  bool pairing = false;      ///< uplinks PAIR with their peers' under the ESW devcom semaphore
  bool ipsec = false;        ///< each uplink's netdev has IPsec state in hardware: it blocks the mode, and unblocks it
  bool eth_device = false;   ///< the uplink's own ETH auxiliary device
  bool eth_unbind = false;   ///< its driver can be unbound by hand, without devcom. REQUIRES: eth_device
  bool unload = false;       ///< a PF's driver can be unloaded and loaded. REQUIRES: eth_device
};

enum class LagState : std::uint8_t { off, on, shared_fdb, mpesw };

/// Where a scenario starts: at rest, all that belongs together loaded.
struct FirstState {
  std::vector<Mode> modes;       ///< by PF; a missing one is legacy
  bool ib_module = true;         ///< mlx5_ib is loaded and bound to every IB_REP device
  bool vfs = true;               ///< with vfs_change: the VFs are enabled (and, in switchdev, loaded)
  bool sf = false;               ///< with sf: the SF is there (and, in switchdev, loaded)
  LagState lag = LagState::off;  ///< on: RoCE LAG in legacy; shared_fdb: SRIOV LAG in switchdev; mpesw: likewise
  bool bonded = false;           ///< the user has enslaved both netdevs
  bool bond_work = false;        ///< and the bond work is queued
  unsigned loaded_pfs = 4;       ///< with unload: the driver of the PFs from this one on is not loaded
};

template <class T>
using ByType = std::array<T, 2>;  ///< index with at(type)
constexpr unsigned at(RepType type) { return static_cast<unsigned>(type); }

/// struct mlx5_eswitch_rep of one vport, with rep_data[] flattened.
///
/// Left out on purpose: the SF's representor is made and freed with the SF; here it is there all the time, not enabled,
/// so that a register finds it as it finds a VF that is not enabled. The vports of the PF itself, of an ECPF and of
/// EC-VFs: they are loaded and unloaded by the same functions in the same places as VFs.
struct Rep {
  std::string name;                 ///< "uplink", "vf0"
  unsigned index = 0;               ///< in Eswitch::reps
  bool uplink = false, sf = false;  ///< neither: a VF
  Var<bool> enabled;                ///< vport->enabled; not for the uplink
  ByType<Var<RepState>> state;      ///< rep_data[type].state
  ByType<Var<bool>> priv;           ///< rep_data[type].priv is set: the callback has built its netdev or IB device
  ByType<Var<bool>> inside;         ///< ghost: a load or unload callback of this type runs
  bool is_vf() const { return !uplink && !sf; }
  ByType<Var<bool>> excused;  ///< ghost: the environment failed the last load of this type; none without failures
};

/// An auxiliary device of a PF. Left out on purpose: the struct device is new after each device_add, with a new lock;
/// here the lock is the same. A waiter for the old lock would find the device dead; here it finds the new one, as if it
/// had come a little later. Who has read the old one's address does not find the new one: `valid`.
struct AuxDevice {
  std::string name;  ///< "d0.IB_REP"
  RepType type = RepType::eth;
  LockId device_lock = none;
  Var<bool> alive;   ///< on the bus, and not marked dead
  Var<bool> listed;  ///< priv.adev[]: set behind device_add(), cleared behind device_del()
  Var<bool> valid;   ///< what the unbind of ETH has read there is alive; none where all who read it hold devcom
  Var<bool> bound;   ///< dev->driver
  /// Else `listed` is `alive`: under devcom nobody can tell.
  bool has_list() const { return valid.id != none; }
};

struct Eswitch {
  unsigned pf = 0;
  LockId devlink = none, mode_lock = none, state_lock = none;
  LockId reps_lock = none;      ///< V1: the BLOCKED/UNBLOCKED word
  LockId intf_state = none;     ///< none without unload
  LockId sf_state_lock = none;  ///< none without sf
  Var<Mode> mode;
  Var<bool> operation_in_progress;  ///< esw->eswitch_operation_in_progress
  Var<unsigned> generation;
  Queue work_queue;
  ThreadId worker = 0;     ///< of the queue
  Var<bool> working;       ///< it runs an item; none where nobody waits for that
  Var<bool> wq_destroyed;  ///< none without unload
  Var<bool> num_vfs;       ///< esw_funcs.num_vfs != 0; none without vfs_change: then the VFs are always there
  Var<bool> fw_vfs;        ///< the firmware's answer to the same question; none without vfs_change
  Var<bool> notified;      ///< the functions-changed notifier is registered; none without vfs_change
  Var<bool> event_lost;    ///< ghost: an event could not be queued; none without failures
  Var<bool> notifying;     ///< and its callback runs
  ByType<Var<Ops>> ops;    ///< rep_ops[type]
  std::vector<Rep> reps;   ///< in xarray order: VFs first, the uplink last
  AuxDevice eth_rep, ib_rep;
  AuxDevice eth;                             ///< with eth_device: the uplink's netdev driver
  Var<bool> disable_ib_adev, switch_legacy;  ///< priv.flags
  Var<bool> disable_all_adev;                ///< likewise; none without unload
  Var<bool> paired;                          ///< registered with the ESW devcom; none without pairing
  Var<bool> mode_blocked;                    ///< offloads.num_block_mode != 0; none without ipsec

  bool vfs_change() const { return num_vfs.id != none; }
  Rep& uplink() { return reps.back(); }
  const Rep& uplink() const { return reps.back(); }
  AuxDevice& adev(RepType type) { return type == RepType::eth ? eth_rep : ib_rep; }
};

/// Why the bond work queued itself again. The second that it waits stands for any time until its reason is gone: a look
/// in between changes nothing.
enum class BondDelay : std::uint8_t { not_delayed, devcom_busy, mode_changes };

/// A request of a devlink user to the LAG's work queue, who waits for its completion.
struct MpeswRequest {
  bool enable = false;
  Var<bool> queued, done;
};

/// struct mlx5_lag. Left out on purpose: NDEVS_READY is not a field; it is what all `netdev` flags say together, and
/// both are only written under ldev->lock. lag_lock is a leaf spinlock around single reads: a read here is one step.
struct Lag {
  bool present = false;
  ThreadId worker = 0;  ///< of ldev->wq, which runs one work at a time
  LockId lock = none;   ///< ldev->lock
  Var<LagMode> mode;
  Var<bool> shared_fdb;              ///< mode_flags has SHARED_FDB
  Var<unsigned> mode_changes;        ///< mode_changes_in_progress
  std::vector<Var<bool>> netdev;     ///< by PF
  std::vector<Var<bool>> member;     ///< by PF: in ldev->pfs; empty without unload
  std::vector<Var<bool>> component;  ///< by PF: priv.hca_devcom_comp is registered; empty without unload
  Var<unsigned> devcom_of;           ///< the works' local: whose component, plus 1; 0: none. none without unload
  std::vector<MpeswRequest> requests;
  Var<bool> bonded;           ///< tracker.is_bonded
  Var<bool> bond_work;        ///< the delayed work is pending
  Var<BondDelay> bond_delay;  ///< and if it was put off for a second: why
};

/// What a thread keeps for itself across steps.
struct Locals {
  Var<bool> newly_loaded_eth;  ///< rep_load's own record from patch 6 on; before it, a ghost
  Var<unsigned> stamp;         ///< generation of the work that it is about to queue
};

/// What an E-Switch's worker keeps while it runs an item.
struct Worker {
  Var<unsigned> stamp;        ///< the item's
  FieldId generation = none;  ///< of its E-Switch
};

/// The module mlx5_ib. Left out on purpose: its plain IB driver (legacy mode) and the multiport driver; probing them
/// touches no representor and takes none of the E-Switch's locks.
struct IbModule {
  Var<bool> text;    ///< the module's code is in memory
  Var<bool> live;    ///< MODULE_STATE_LIVE: only then can it be removed
  Var<bool> driver;  ///< the rdma-rep driver is on the auxiliary bus
};

struct Driver {
  Topology topology;
  LockId hca_devcom = none;
  LockId esw_devcom = none;  ///< none without pairing
  LockId rtnl = none;
  std::vector<Eswitch> eswitches;  ///< by PF; PF 0 is the LAG master
  Lag lag;
  IbModule ib;
  bool reps_lock_guards = false;  ///< from patch 5 on: what representors are is stored under reps_lock
  std::map<ThreadId, Locals> locals;
  std::map<ThreadId, Worker> workers;

  Locals& of(Thread& thread);  ///< made on first use
  bool is_master(const Eswitch& esw) const { return esw.pf == 0; }
};

Driver make_driver(Recorder& recorder, const Topology& topology, const FirstState& first);

}  // namespace replock::model
