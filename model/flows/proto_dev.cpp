// The readers of representors that take no lock: get_proto_dev() and who calls it.
#include "model/flows/flows.h"

namespace replock::model {

/// mlx5_eswitch_get_proto_dev(): state, then ops, then what the callback reads of priv.
void get_proto_dev(Thread& t, Eswitch& owner, RepType type, Label& found) {
  Rep& uplink = owner.uplink();
  const std::string callback = "rep_ops[" + std::string(name(type)) + "]->get_proto_dev(uplink)";

  t.when(uplink.state[at(type)] == RepState::loaded, [&] {
    t.call(owner.ops[at(type)], callback, [&] {
       t.mark(mark_of(What::reads_rep, owner, uplink, type));
       t.when(uplink.priv[at(type)] == true, [&] { t.jump(found); }).otherwise([&] {
         t.mark(mark_of(What::null_proto_dev, owner, uplink, type));
       });
     }).otherwise([&] { t.mark(mark_of(What::calls_null_ops, owner, uplink, type)); });
  });
}

/// Somebody who is no part of a load or unload looks up the uplink's netdev or IB device and uses it: IPsec's uplink
/// lookup, an event handler. Nothing keeps what it finds alive but the context that it runs in.
void look_up_device(Thread& t, Eswitch& esw, RepType type) {
  const Scope in = t.function("mlx5_eswitch_uplink_get_proto_dev");
  Label found, out;
  get_proto_dev(t, esw, type, found);
  t.jump(out);
  t.place(found);
  t.when(esw.uplink().priv[at(type)] == true, [] {}).otherwise([&] {
    t.mark(mark_of(What::uses_gone_device, esw, esw.uplink(), type));
  });
  t.place(out);
}

}  // namespace replock::model
