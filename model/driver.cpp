// Makes the driver's fields and locks in their first state.
#include "model/driver.h"

namespace replock::model {
namespace {

const std::vector<std::string> rep_states{"UNREGISTERED", "REGISTERED", "LOADED"};

/// How the kernel accesses the variable (SOURCES.md, "How the kernel accesses what"); else it is Access::ordered.
template <class E>
Var<E> accessed(Recorder& r, Access access, Var<E> var) {
  r.world().fields[var.id].access = access;
  return var;
}
template <class E>
Var<E> plain(Recorder& r, Var<E> var) {
  return accessed(r, Access::plain, var);
}

/// What a PF's first state says, worked out once.
struct FirstPf {
  Mode mode = Mode::legacy;
  bool vfs = true;            ///< VFs are enabled
  bool ib = false;            ///< an IB_REP device with a driver bound to it
  bool shared_slave = false;  ///< a slave in shared FDB: its uplink IB representor is LOADED with nothing built
  bool ib_disabled = false;   ///< DISABLE_IB_ADEV: a slave of any LAG
  bool there = true;          ///< the PF's driver is loaded
  bool sf = false;
};

FirstPf first_of(const FirstState& first, unsigned pf) {
  FirstPf one;
  if (pf < first.modes.size()) one.mode = first.modes[pf];
  one.vfs = first.vfs;
  one.sf = first.sf && one.mode == Mode::offloads;
  one.there = pf < first.loaded_pfs;
  one.ib_disabled = first.lag != LagState::off && pf != 0;
  one.ib = one.mode == Mode::offloads && first.ib_module && !one.ib_disabled;
  one.shared_slave = first.lag == LagState::shared_fdb && pf != 0;
  return one;
}

Rep make_rep(Recorder& r, const FirstPf& first, unsigned pf, const std::string& name, bool ib_registered) {
  Rep rep;
  rep.name = name;
  rep.uplink = name == "uplink";
  rep.sf = name == "sf0";
  const bool enabled = rep.uplink || (rep.sf ? first.sf : first.vfs);
  const std::string esw = "(esw" + std::to_string(pf) + ")";
  if (!rep.uplink) rep.enabled = plain(r, r.flag("enabled[" + name + "]" + esw, enabled));
  for (const RepType type : {RepType::eth, RepType::ib}) {
    const std::string where = "[" + name + "][" + std::string(model::name(type)) + "]" + esw;
    const bool registered = first.mode == Mode::offloads && (type == RepType::eth || ib_registered);
    const bool loaded = registered && enabled;
    const bool built = loaded && !(type == RepType::ib && rep.uplink && first.shared_slave);
    const RepState state = loaded ? RepState::loaded : registered ? RepState::registered : RepState::unregistered;
    rep.state[at(type)] = accessed(r, Access::atomic, r.variable("state" + where, state, rep_states));
    rep.priv[at(type)] = plain(r, r.flag("priv" + where, built));
    rep.inside[at(type)] = r.flag("inside" + where, false, Role::ghost);
    if (r.world().budget != none) rep.excused[at(type)] = r.flag("excused" + where, false, Role::ghost);
  }
  return rep;
}

enum class Listed : std::uint8_t { while_alive, apart };

AuxDevice make_adev(Recorder& r, const std::string& name, RepType type, bool alive, bool bound, Listed listed) {
  AuxDevice adev;
  adev.name = name;
  adev.type = type;
  adev.device_lock = r.lock(LockClass::device_lock, "device_lock(" + adev.name + ")");
  adev.listed = adev.alive = r.flag("adev(" + adev.name + ")", alive);
  if (listed == Listed::apart) {
    adev.alive = r.flag("alive(" + adev.name + ")", alive);
    adev.valid = r.flag("found(" + adev.name + ") is alive", false);
  }
  adev.bound = r.flag("bound(" + adev.name + ")", bound);
  return adev;
}

/// REQUIRES: reps_lock's kind is that of the series.
LockId make_reps_lock(Recorder& r, unsigned pf) {
  const std::string esw = "(esw" + std::to_string(pf) + ")";
  const bool word = r.series().has(Patch::block_word);
  const LockId made = word ? r.lock(LockClass::guard, "reps_conf_state" + esw, LockKind::guard)
                           : r.lock(LockClass::reps_lock, "reps_lock" + esw);
  r.world().locks[made].pf = static_cast<std::int8_t>(pf);
  return made;
}

/// What only some topologies have.
void make_extras(Recorder& r, const Topology& topology, const FirstPf& own, Eswitch& made) {
  const std::string d = "d" + std::to_string(made.pf), esw = "(esw" + std::to_string(made.pf) + ")";
  if (topology.sf) made.sf_state_lock = r.lock(LockClass::sf_state_lock, "sf_state_lock" + esw);
  if (topology.pairing) made.paired = r.flag("paired" + esw, own.mode == Mode::offloads);
  if (topology.ipsec) made.mode_blocked = plain(r, r.flag("num_block_mode" + esw, own.mode == Mode::offloads));
  if (topology.eth_device) made.eth = make_adev(r, d + ".ETH", RepType::eth, own.there, own.there, Listed::while_alive);
  const bool awaited = topology.unload || (topology.vfs_change && r.series().has(Patch::flush_work));
  if (awaited) made.working = r.flag("running work of wq" + esw, false);
  if (!topology.unload) return;
  made.intf_state = r.lock(LockClass::intf_state, "intf_state(" + d + ")");
  made.disable_all_adev = plain(r, r.flag("DISABLE_ALL_ADEV(" + d + ")", !own.there));
  made.wq_destroyed = r.flag("wq" + esw + " destroyed", !own.there);
}

Eswitch make_eswitch(Recorder& r, const Topology& topology, const FirstState& first, unsigned pf) {
  const FirstPf own = first_of(first, pf);
  const bool switchdev = own.mode == Mode::offloads;
  const bool ib_registered = switchdev && first.ib_module;
  const std::string d = "(d" + std::to_string(pf) + ")", esw = "(esw" + std::to_string(pf) + ")";
  Eswitch made;
  made.pf = pf;
  made.devlink = r.lock(LockClass::devlink, "devlink" + d);
  made.mode_lock = r.lock(LockClass::mode_lock, "mode_lock" + esw, LockKind::rwsem);
  made.reps_lock = make_reps_lock(r, pf);
  made.state_lock = r.lock(LockClass::state_lock, "state_lock" + esw);
  made.mode = plain(r, r.variable("mode" + esw, own.mode, {"LEGACY", "OFFLOADS"}));
  made.operation_in_progress = plain(r, r.flag("operation_in_progress" + esw, false));
  made.generation = accessed(r, Access::atomic, r.counter("generation" + esw, 0, topology.generations - 1));
  std::vector<std::string> work{"reload_reps"};
  if (topology.vfs_change) {
    work.emplace_back("vfs_changed");
    made.num_vfs = plain(r, r.flag("num_vfs" + esw, first.vfs));
    made.fw_vfs = r.flag("fw_num_vfs" + esw, first.vfs);
    made.notified = r.flag("functions_notifier" + esw, switchdev);
    if (r.world().budget != none) made.event_lost = r.flag("event_lost" + esw, false, Role::ghost);
    made.notifying = r.flag("functions_callback" + esw, false);
  }
  made.work_queue = r.queue("wq" + esw, work, topology.work_slots, topology.generations);
  made.ops[at(RepType::eth)] =
      plain(r, r.variable("rep_ops[ETH]" + esw, switchdev ? Ops::installed : Ops::null, {"NULL", "set"}));
  made.ops[at(RepType::ib)] =
      plain(r, r.variable("rep_ops[IB]" + esw, ib_registered ? Ops::installed : Ops::null, {"NULL", "set"}));
  for (unsigned vf = 0; vf < topology.vfs; ++vf)
    made.reps.push_back(make_rep(r, own, pf, "vf" + std::to_string(vf), ib_registered));
  if (topology.sf) made.reps.push_back(make_rep(r, own, pf, "sf0", ib_registered));
  made.reps.push_back(make_rep(r, own, pf, "uplink", ib_registered));
  for (unsigned i = 0; i < made.reps.size(); ++i) made.reps[i].index = i;
  const bool ib_device = switchdev && !own.ib_disabled;
  const std::string dev = "d" + std::to_string(pf);
  const Listed listed = topology.eth_unbind ? Listed::apart : Listed::while_alive;
  made.eth_rep = make_adev(r, dev + ".ETH_REP", RepType::eth, switchdev, switchdev, listed);
  made.ib_rep = make_adev(r, dev + ".IB_REP", RepType::ib, ib_device, ib_device && own.ib, listed);
  made.disable_ib_adev = plain(r, r.flag("DISABLE_IB_ADEV" + d, own.ib_disabled));
  made.switch_legacy = plain(r, r.flag("SWITCH_LEGACY" + d, false));
  make_extras(r, topology, own, made);
  return made;
}

Lag make_lag(Recorder& r, const Topology& topology, const FirstState& first) {
  Lag lag;
  lag.present = topology.pfs > 1;
  if (!lag.present) return lag;
  const bool shared = first.lag == LagState::shared_fdb || first.lag == LagState::mpesw;
  constexpr LagMode modes[] = {LagMode::none, LagMode::roce, LagMode::sriov, LagMode::mpesw};
  const LagMode mode = modes[static_cast<unsigned>(first.lag)];
  lag.lock = r.lock(LockClass::ldev_lock, "ldev->lock");
  lag.mode = plain(r, r.variable("ldev->mode", mode, {"NONE", "ROCE", "SRIOV", "MPESW"}));
  lag.shared_fdb = plain(r, r.flag("ldev->shared_fdb", shared));
  lag.mode_changes = plain(r, r.counter("mode_changes_in_progress", 0, 3));
  for (unsigned pf = 0; pf < topology.pfs; ++pf)
    lag.netdev.push_back(plain(r, r.flag("ldev->netdev(d" + std::to_string(pf) + ")", pf < first.loaded_pfs)));
  for (unsigned pf = 0; topology.unload && pf < topology.pfs; ++pf) {
    lag.member.push_back(plain(r, r.flag("ldev->pf(d" + std::to_string(pf) + ")", pf < first.loaded_pfs)));
    lag.component.push_back(r.flag("hca_devcom_comp(d" + std::to_string(pf) + ")", pf < first.loaded_pfs));
  }
  if (topology.unload) lag.devcom_of = r.counter("devcom of the LAG's work", 0, topology.pfs, Role::local);
  const bool by_bond = first.lag == LagState::on || first.lag == LagState::shared_fdb;
  lag.bonded = r.flag("tracker.is_bonded", first.bonded || by_bond);
  lag.bond_work = r.flag("bond_work", first.bond_work);
  lag.bond_delay = r.variable("bond_work delay", BondDelay::not_delayed, {"none", "devcom busy", "mode changes"});
  return lag;
}

}  // namespace

Driver make_driver(Recorder& recorder, const Topology& topology, const FirstState& first) {
  Driver driver;
  driver.topology = topology;
  driver.reps_lock_guards = recorder.series().has(Patch::serialize_rep_lifecycle);
  driver.hca_devcom = recorder.lock(LockClass::hca_devcom, "hca_devcom", LockKind::rwsem);
  if (topology.pairing) driver.esw_devcom = recorder.lock(LockClass::esw_devcom, "esw_devcom", LockKind::rwsem);
  driver.rtnl = recorder.lock(LockClass::rtnl, "rtnl");
  for (unsigned pf = 0; pf < topology.pfs; ++pf)
    driver.eswitches.push_back(make_eswitch(recorder, topology, first, pf));
  driver.lag = make_lag(recorder, topology, first);
  // Assumed: the loader's free_module() waits in synchronize_rcu() between the module's exit and its text, so that no
  // reader has a stale rep_ops[IB] by then. Access::ordered instead shows what that keeps away.
  driver.ib.text = accessed(recorder, Access::rcu_freed, recorder.flag("mlx5_ib text", first.ib_module));
  driver.ib.live = recorder.flag("mlx5_ib live", first.ib_module);
  driver.ib.driver = recorder.flag("mlx5_ib driver", first.ib_module);
  return driver;
}

Locals& Driver::of(Thread& thread) {
  const auto [entry, is_new] = locals.try_emplace(thread.id());
  if (is_new) {
    const std::string own = " of " + thread.recorder().world().threads[thread.id()].name;
    entry->second.newly_loaded_eth = thread.recorder().flag("newly_loaded[ETH]" + own, false, Role::local);
    entry->second.stamp = thread.recorder().counter("gen" + own, 0, topology.generations - 1, Role::local);
  }
  return entry->second;
}

}  // namespace replock::model
