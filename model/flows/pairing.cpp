// PAIR and UNPAIR: an uplink's TC tells the peers' E-Switches that it comes or goes (eswitch_offloads.c, lib/devcom.c).
//
// The handler calls rep_ops->event on LOADED representors of both E-Switches; the ESW devcom semaphore is the only lock
// that it holds on purpose. Left out on purpose: the components' list and its own lock; a PAIR that fails half way and
// is taken back, which calls the same readers once more; peers' miss rules, which touch no representor.
#include "model/flows/flows.h"

namespace replock::model {
namespace {

/// mlx5_esw_offloads_rep_event(): for every type. Only mlx5e has an event callback, but both ops pointers are followed.
void tell_representors(Thread& t, Eswitch& esw) {
  const Scope in = t.function("mlx5_esw_offloads_rep_event");
  for (Rep& rep : esw.reps)
    for (const RepType type : {RepType::ib, RepType::eth})
      t.when(rep.state[at(type)] == RepState::loaded, [&] {
        t.call(esw.ops[at(type)], "rep_ops[" + std::string(name(type)) + "]->event(" + rep.name + ")", [&] {
           t.mark(mark_of(What::reads_rep, esw, rep, type));
           if (type == RepType::ib) return;
           t.when(rep.priv[at(type)] == true, [] {}).otherwise([&] {
             t.mark(mark_of(What::null_priv, esw, rep, type));
           });
         }).otherwise([&] { t.mark(mark_of(What::calls_null_ops, esw, rep, type)); });
      });
}

void broadcast(Thread& t, Driver& d, Eswitch& esw, bool paired) {
  const Scope in = t.function("mlx5_devcom_send_event");
  t.lock(d.esw_devcom);
  t.set(esw.paired, paired);
  for (Eswitch& peer : d.eswitches) {
    if (peer.pf == esw.pf) continue;
    t.when(peer.paired == true, [&] {
      tell_representors(t, esw);
      tell_representors(t, peer);
    });
  }
  t.unlock(d.esw_devcom);
}

}  // namespace

void pair_with_peers(Thread& t, Driver& d, Eswitch& esw) {
  if (d.esw_devcom != none) broadcast(t, d, esw, true);
}

void unpair_from_peers(Thread& t, Driver& d, Eswitch& esw) {
  if (d.esw_devcom == none) return;
  t.when(esw.paired == true, [&] { broadcast(t, d, esw, false); });
}

}  // namespace replock::model
