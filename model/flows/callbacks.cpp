// The representor callbacks of mlx5e (ETH, en_rep.c) and mlx5_ib (IB, ib_rep.c).
//
// Left out on purpose, ETH: rtnl, a leaf here: no flow recorded so far takes a lock of this model under it. TC init
// with its PAIR and UNPAIR broadcasts under the ESW devcom semaphore: the handlers read rep_ops of both E-Switches
// without reps_lock. An experiment with UNPAIR on two PFs found missing ops without that semaphore and none with it:
// that it is held around the broadcast is what this relies on. A failure of TC init after the LAG knows the netdev. The
// NIC profile's own mlx5_lag_add_netdev() after an unload: the sources name the removal only; the netdev comes back
// with the next load. Left out on purpose, IB: the IB device's own locks, and MPESW's uplink slaves.
#include "model/flows/flows.h"

namespace replock::model {
namespace {

/// get_proto_dev() of the master's uplink, lock-free: state, then ops, then priv.
void attach_to_ib_device(Thread& t, Driver&, Eswitch& owner, Eswitch& esw, Rep& rep, Label& failed) {
  const Scope in = t.function("mlx5_ib_get_uplink_ibdev");
  Rep& uplink = owner.uplink();
  constexpr unsigned ib = at(RepType::ib);
  Label none_found, found;

  t.when(uplink.state[ib] == RepState::loaded, [&] {
    t.call(owner.ops[ib], "rep_ops[IB]->get_proto_dev(uplink)", [&] {
       t.when(uplink.priv[ib] == true, [&] { t.jump(found); }).otherwise([&] {
         t.mark(mark_of(What::null_proto_dev, owner, uplink, RepType::ib));
       });
     }).otherwise([&] { t.mark(mark_of(What::calls_null_ops, owner, uplink, RepType::ib)); });
  });
  Mark refused = mark_of(What::load_refused, esw, rep, RepType::ib);
  refused.other = uplink.excused[ib].id;
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

/// mlx5_ib_vport_rep_load(). The LAG state is read once; the kernel looks again before it registers peers. Nothing
/// moves it in between: the LAG changes mode only after it has unregistered IB everywhere.
void ib_load(Thread& t, Driver& d, Eswitch& esw, Rep& rep, Label& failed) {
  const Scope in = t.function("mlx5_ib_vport_rep_load");
  Eswitch& master = d.eswitches.front();
  const auto alone = [&] {
    if (rep.uplink)
      create_ib_device(t, rep, failed);
    else
      attach_to_ib_device(t, d, esw, esw, rep, failed);
  };
  const auto shared = [&] {
    if (!rep.uplink) return attach_to_ib_device(t, d, master, esw, rep, failed);
    if (!d.is_master(esw)) return;  // a slave's uplink builds nothing
    create_ib_device(t, rep, failed);
    for (Eswitch& peer : d.eswitches)
      if (peer.pf != esw.pf) register_vport_reps(t, d, peer, RepType::ib, Nesting::nested);
  };

  if (!d.lag.present) return alone();
  t.when(d.lag.shared_fdb == true, shared).otherwise(alone);
}

/// mlx5_ib_vport_rep_unload(). Left out on purpose: the IB device outlives priv until the peers are unregistered; here
/// it goes with priv, because no check looks at the device itself.
void ib_unload(Thread& t, Driver& d, Eswitch& esw, Rep& rep) {
  const Scope in = t.function("mlx5_ib_vport_rep_unload");
  const bool has_peers = rep.uplink && d.lag.present;
  Label out;

  t.when(rep.priv[at(RepType::ib)] == true, [] {}).otherwise([&] { t.jump(out); });
  if (has_peers && !d.is_master(esw)) t.when(d.lag.shared_fdb == true, [&] { t.jump(out); });
  t.set(rep.priv[at(RepType::ib)], false);
  if (has_peers && d.is_master(esw))
    t.when(d.lag.shared_fdb == true, [&] {
      for (Eswitch& peer : d.eswitches)
        if (peer.pf != esw.pf) unregister_vport_reps(t, d, peer, RepType::ib, Nesting::nested);
    });
  t.place(out);
}

/// mlx5e_vport_rep_load(): the uplink switches the netdev's profile and joins the LAG, a VF gets a netdev.
void eth_load(Thread& t, Driver& d, Eswitch& esw, Rep& rep, Label& failed) {
  const Scope in = t.function("mlx5e_vport_rep_load");
  may_fail_load(t, rep, RepType::eth, rep.uplink ? "uplink netdev profile" : "netdev registration", failed);
  if (rep.uplink) lag_add_netdev(t, d, esw);
  t.set(rep.priv[at(RepType::eth)], true);
}

/// mlx5e_vport_rep_unload(). SWITCH_LEGACY decides whether the uplink's netdev is unregistered; either way it leaves
/// the LAG, so the flag is not read here.
void eth_unload(Thread& t, Driver& d, Eswitch& esw, Rep& rep) {
  const Scope in = t.function("mlx5e_vport_rep_unload");
  if (rep.uplink) lag_remove_netdev(t, d, esw);
  t.set(rep.priv[at(RepType::eth)], false);
}

std::string callback(const Rep& rep, RepType type, const char* verb) {
  return "rep_ops[" + std::string(name(type)) + "]->" + verb + "(" + rep.name + ")";
}

}  // namespace

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
