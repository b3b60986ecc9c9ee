// mlx5e's driver of the uplink's ETH auxiliary device: the netdev itself (en_main.c, flow 2.14).
//
// Left out on purpose: that the wait for mode_lock ends after 7 s. No time passes here; a mode set that goes on ends
// before, and one that does not is a deadlock of its own.
#include "model/flows/flows.h"

namespace replock::model {
namespace {

/// mlx5_eswitch_safe_aux_devs_remove(), in the kernel since January 2026: mode_lock for reading, taken while no
/// operation is in progress and held over the removal. No devlink, and no devcom but a rescan's.
void remove_rep_devices(Thread& t, Driver& d, Eswitch& esw) {
  const Scope in = t.function("mlx5_eswitch_safe_aux_devs_remove");
  t.try_lock_read_until(esw.mode_lock, esw.operation_in_progress == false);
  t.when(esw.mode == Mode::offloads, [&] {
    delete_without_devcom(t, d, esw, esw.ib_rep);
    delete_without_devcom(t, d, esw, esw.eth_rep);
  });
  t.unlock_read(esw.mode_lock);
}

}  // namespace

/// mlx5e_probe(): a netdev with the NIC profile, which joins the LAG.
void uplink_probe(Thread& t, Driver& d, Eswitch& esw) {
  const Scope in = t.function("mlx5e_probe");
  t.assert_held(esw.eth.device_lock);
  t.set(esw.eth.bound, true);
  lag_add_netdev(t, d, esw);
  under_rtnl(t, d, "register_netdev");
}

void uplink_remove(Thread& t, Driver& d, Eswitch& esw) {
  const Scope in = t.function("mlx5e_remove");
  t.assert_held(esw.eth.device_lock);
  remove_rep_devices(t, d, esw);
  under_rtnl(t, d, "unregister_netdev");
  lag_remove_netdev(t, d, esw);
  t.set(esw.eth.bound, false);
}

}  // namespace replock::model
