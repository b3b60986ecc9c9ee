// The representor callbacks of mlx5e (ETH, en_rep.c) and mlx5_ib (IB, ib_rep.c).
//
// Left out on purpose, ETH: a failure of TC init after the LAG knows the netdev. The NIC profile's own
// mlx5_lag_add_netdev() after an unload: the sources name the removal only; the netdev comes back with the next load.
// rtnl is held for as long as a netdev is registered, opened or closed, and nothing of this model is taken under it.
// Left out on purpose, IB: the IB device's own locks.
#include "model/flows/flows.h"

namespace replock::model {
namespace {

/// A vport's IB load needs the IB device of the uplink: a reader without the uplink's lock where `owner` is a peer.
void attach_to_ib_device(Thread& t, Eswitch& owner, Eswitch& esw, Rep& rep, Label& failed) {
  const Scope in = t.function("mlx5_ib_get_uplink_ibdev");
  constexpr unsigned ib = at(RepType::ib);
  Label found;

  get_proto_dev(t, owner, RepType::ib, found);
  Mark refused = mark_of(What::load_refused, esw, rep, RepType::ib);
  refused.other = owner.uplink().excused[ib].id;
  t.mark(refused);
  t.jump(failed);
  t.place(found);
  t.set(rep.priv[ib], true);
}

/// The environment may fail this load; until the next attempt that explains why the representor is not loaded.
void may_fail_load(Thread& t, Rep& rep, RepType type, const std::string& what, Label& failed) {
  t.may_fail(what, [&] {
    if (t.reachable()) t.note(rep.excused[at(type)], true);
    t.jump(failed);
  });
}

void create_ib_device(Thread& t, Rep& uplink, Label& failed) {
  may_fail_load(t, uplink, RepType::ib, "IB device registration", failed);
  t.set(uplink.priv[at(RepType::ib)], true);
}

/// A slave in shared FDB whose uplink has no IB device of its own; under MPESW it has one.
Condition is_slave_without_device(const Driver& d) { return d.lag.shared_fdb == true && d.lag.mode != LagMode::mpesw; }

/// mlx5_ib_vport_rep_load(). The LAG state is read once; the kernel looks again before it registers peers. From patch 5
/// on nothing moves it in between: the LAG changes mode only after it has unregistered IB everywhere, which waits for a
/// load that runs. Left out on purpose: that before patch 5 a load may see one state first and another one then; what
/// is wrong there is that it runs at all (B01).
void ib_load(Thread& t, Driver& d, Eswitch& esw, Rep& rep, Label& failed) {
  const Scope in = t.function("mlx5_ib_vport_rep_load");
  Eswitch& master = d.eswitches.front();
  const auto alone = [&] {
    if (rep.uplink)
      create_ib_device(t, rep, failed);
    else
      attach_to_ib_device(t, esw, esw, rep, failed);
  };
  const auto shared = [&] {
    if (!rep.uplink) return attach_to_ib_device(t, master, esw, rep, failed);
    if (!d.is_master(esw)) {
      t.when(d.lag.mode == LagMode::mpesw, [&] { create_ib_device(t, rep, failed); });
      return;
    }
    create_ib_device(t, rep, failed);
    for (Eswitch& peer : d.eswitches)
      if (peer.pf != esw.pf) register_vport_reps(t, d, peer, RepType::ib, Nesting::nested);
  };

  if (!d.lag.present) return alone();
  t.when(d.lag.shared_fdb == true, shared).otherwise(alone);
}

/// mlx5_ib_vport_rep_unload(). Left out on purpose: the IB device outlives priv until the peers are unregistered; here
/// it goes with priv, because no check looks at the device itself. That an MPESW slave's uplink unloads what it has
/// loaded is ours: the sources make the exception for the load only.
void ib_unload(Thread& t, Driver& d, Eswitch& esw, Rep& rep) {
  const Scope in = t.function("mlx5_ib_vport_rep_unload");
  const bool has_peers = rep.uplink && d.lag.present;
  Label out;

  t.when(rep.priv[at(RepType::ib)] == true, [] {}).otherwise([&] { t.jump(out); });
  if (has_peers && !d.is_master(esw)) t.when(is_slave_without_device(d), [&] { t.jump(out); });
  t.set(rep.priv[at(RepType::ib)], false);
  if (has_peers && d.is_master(esw))
    t.when(d.lag.shared_fdb == true, [&] {
      for (Eswitch& peer : d.eswitches)
        if (peer.pf != esw.pf) unregister_vport_reps(t, d, peer, RepType::ib, Nesting::nested);
    });
  t.place(out);
}

/// The uplink's netdev changes to the representor's profile. Without a driver on the ETH device there is none.
void attach_uplink_netdev(Thread& t, Driver& d, Eswitch& esw) {
  const Scope in = t.function("mlx5e_vport_uplink_rep_load");
  const auto attach = [&] {
    under_rtnl(t, d, "mlx5e_attach_netdev");
    lag_add_netdev(t, d, esw);
    pair_with_peers(t, d, esw);
  };
  if (esw.eth.device_lock == none) return attach();
  t.when(esw.eth.bound == true, attach);
}

/// mlx5e_vport_rep_load(): the uplink switches the netdev's profile and joins the LAG, a VF gets a netdev.
void eth_load(Thread& t, Driver& d, Eswitch& esw, Rep& rep, Label& failed) {
  const Scope in = t.function("mlx5e_vport_rep_load");
  may_fail_load(t, rep, RepType::eth, rep.uplink ? "uplink netdev profile" : "netdev registration", failed);
  t.set(rep.priv[at(RepType::eth)], true);
  if (rep.uplink)
    attach_uplink_netdev(t, d, esw);
  else
    under_rtnl(t, d, "register_netdev");
}

/// mlx5e_ipsec_cleanup(): what blocked the mode unblocks it.
void clean_up_ipsec(Thread& t, Eswitch& esw) {
  if (esw.mode_blocked.id == none) return;
  const Scope in = t.function("mlx5e_ipsec_cleanup");
  t.when(esw.mode_blocked == true, [&] {
    const Scope unblock = t.function("mlx5_eswitch_unblock_mode");
    t.lock(esw.mode_lock);
    t.set(esw.mode_blocked, false);
    t.unlock(esw.mode_lock);
  });
}

/// mlx5e_vport_rep_unload(). SWITCH_LEGACY decides whether the uplink's netdev is unregistered; either way it leaves
/// the LAG.
void eth_unload(Thread& t, Driver& d, Eswitch& esw, Rep& rep) {
  const Scope in = t.function("mlx5e_vport_rep_unload");
  if (rep.uplink) {
    const Scope uplink = t.function("mlx5e_vport_uplink_rep_unload");
    t.when(esw.switch_legacy == false, [&] { under_rtnl(t, d, "unregister_netdev"); });
    lag_remove_netdev(t, d, esw);
    clean_up_ipsec(t, esw);
    unpair_from_peers(t, d, esw);
  } else {
    under_rtnl(t, d, "unregister_netdev");
  }
  t.set(rep.priv[at(RepType::eth)], false);
}

std::string callback(const Rep& rep, RepType type, const char* verb) {
  return "rep_ops[" + std::string(name(type)) + "]->" + verb + "(" + rep.name + ")";
}

}  // namespace

/// register_netdev(), unregister_netdev(), dev_open() and their like.
void under_rtnl(Thread& t, Driver& d, const std::string& function) {
  const Scope in = t.function(function);
  t.lock(d.rtnl);
  t.unlock(d.rtnl);
}

void load_callback(Thread& t, Driver& d, Eswitch& esw, Rep& rep, RepType type, Label& failed) {
  Label inner_failed, done;
  t.call(esw.ops[at(type)], callback(rep, type, "load"), [&] {
     t.mark(mark_of(What::load_begins, esw, rep, type, Phase::before));
     t.note(rep.inside[at(type)], true);
     if (type == RepType::eth)
       eth_load(t, d, esw, rep, inner_failed);
     else
       ib_load(t, d, esw, rep, inner_failed);
     if (!t.reachable()) return;
     t.note(rep.inside[at(type)], false);
     if (rep.excused[at(type)].id != none) t.note(rep.excused[at(type)], false);
     t.mark(mark_of(What::load_ends, esw, rep, type));
     t.mark(mark_of(What::built, esw, rep, type));
   }).otherwise([&] {
    t.mark(mark_of(What::calls_null_ops, esw, rep, type));
    t.jump(failed);
  });
  t.jump(done);
  t.place(inner_failed);
  if (t.reachable()) t.note(rep.inside[at(type)], false);
  t.mark(mark_of(What::load_ends, esw, rep, type));
  t.jump(failed);
  t.place(done);
}

void unload_callback(Thread& t, Driver& d, Eswitch& esw, Rep& rep, RepType type) {
  t.call(esw.ops[at(type)], callback(rep, type, "unload"), [&] {
     t.mark(mark_of(What::unload_begins, esw, rep, type, Phase::before));
     t.note(rep.inside[at(type)], true);
     if (type == RepType::eth)
       eth_unload(t, d, esw, rep);
     else
       ib_unload(t, d, esw, rep);
     t.note(rep.inside[at(type)], false);
     t.mark(mark_of(What::unload_ends, esw, rep, type));
   }).otherwise([&] { t.mark(mark_of(What::calls_null_ops, esw, rep, type)); });
}

}  // namespace replock::model
