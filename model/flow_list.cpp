// The flows as data: each with a topology in which it has something to do, under the locks that its callers hold.
#include "model/flow_list.h"

#include "model/flows/flows.h"

namespace replock::model {
namespace {

const Topology one_pf{.pfs = 1, .vfs = 1}, two_pfs{.pfs = 2, .vfs = 1};
const FirstState legacy{.modes = {Mode::legacy}}, switchdev{.modes = {Mode::offloads}};
const Topology vfs_off{.pfs = 1, .vfs = 2, .vfs_change = true}, one_sf{.pfs = 1, .vfs = 0, .sf = true};
const Topology vfs_off_two_pfs{.pfs = 2, .vfs = 1, .vfs_change = true};
const FirstState legacy_no_vfs{.modes = {Mode::legacy}, .vfs = false};
const FirstState switchdev_no_vfs{.modes = {Mode::offloads}, .vfs = false};
const FirstState both_without_ib{.modes = {Mode::offloads, Mode::offloads}, .ib_module = false};
const FirstState both_unbonded{.modes = {Mode::offloads, Mode::offloads}};
const FirstState both{.modes = {Mode::offloads, Mode::offloads}, .bonded = true};
const Topology paired{.pfs = 2, .vfs = 1, .pairing = true, .ipsec = true};
const Topology unloadable{.pfs = 2, .vfs = 0, .work_slots = 6, .eth_device = true, .unload = true};
const Topology unbindable{.pfs = 2, .vfs = 0, .work_slots = 6, .eth_device = true, .eth_unbind = true};
const FirstState mpesw{.modes = {Mode::offloads, Mode::offloads}, .lag = LagState::mpesw};
const FirstState one_absent{.modes = {Mode::offloads}, .loaded_pfs = 1};
const FirstState shared{.modes = {Mode::offloads, Mode::offloads}, .lag = LagState::shared_fdb};

Eswitch& esw0(Driver& d) { return d.eswitches.front(); }

/// The body under reps_lock, where the series has it around this flow.
template <class Body>
void under_reps_lock(Thread& t, Driver& d, Body body) {
  lock_reps(t, esw0(d));
  body();
  unlock_reps(t, esw0(d));
}

template <class Body>
void under_lag_locks(Thread& t, Driver& d, Body body) {
  t.lock(d.hca_devcom);
  t.lock(d.lag.lock);
  body();
  t.unlock(d.lag.lock);
  t.unlock(d.hca_devcom);
}

void load_alone(Thread& t, Driver& d) {
  under_reps_lock(t, d, [&] {
    Label failed;
    rep_load(t, d, esw0(d), esw0(d).uplink(), failed);
    t.place(failed);
  });
}

std::vector<Flow> make() {
  return {
      {"register", "mlx5_eswitch_register_vport_reps", "2.1", one_pf, legacy,
       [](Thread& t, Driver& d) { register_vport_reps(t, d, esw0(d), RepType::eth, Nesting::plain); }},
      {"register-nested", "mlx5_eswitch_register_vport_reps_nested", "2.1", two_pfs, both,
       [](Thread& t, Driver& d) {
         under_reps_lock(t, d, [&] { register_vport_reps(t, d, d.eswitches[1], RepType::ib, Nesting::nested); });
       }},
      {"unregister", "mlx5_eswitch_unregister_vport_reps", "2.2", one_pf, switchdev,
       [](Thread& t, Driver& d) { unregister_vport_reps(t, d, esw0(d), RepType::ib, Nesting::plain); }},
      {"unregister-shared-fdb", "mlx5_eswitch_unregister_vport_reps", "2.2, 2.4", two_pfs, shared,
       [](Thread& t, Driver& d) { unregister_vport_reps(t, d, esw0(d), RepType::ib, Nesting::plain); }},
      {"rep-load", "mlx5_esw_offloads_rep_load", "2.3", one_pf, switchdev, load_alone},
      {"rep-unload", "mlx5_esw_offloads_rep_unload", "2.3", one_pf, switchdev,
       [](Thread& t, Driver& d) { under_reps_lock(t, d, [&] { rep_unload(t, d, esw0(d), esw0(d).uplink()); }); }},
      {"mode-change", "esw_mode_change", "2.6", one_pf, legacy,
       [](Thread& t, Driver& d) { under_reps_lock(t, d, [&] { esw_mode_change(t, d, esw0(d), Mode::offloads); }); }},
      {"mode-set-switchdev", "mlx5_devlink_eswitch_mode_set", "2.7", one_pf, legacy,
       [](Thread& t, Driver& d) { devlink_eswitch_mode_set(t, d, esw0(d), Mode::offloads); }},
      {"mode-set-legacy", "mlx5_devlink_eswitch_mode_set", "2.7", two_pfs, shared,
       [](Thread& t, Driver& d) { devlink_eswitch_mode_set(t, d, esw0(d), Mode::legacy); }},
      {"rescan", "mlx5_rescan_drivers_locked", "2.6", one_pf, legacy,
       [](Thread& t, Driver& d) {
         t.lock(d.hca_devcom);
         rescan_drivers(t, d, esw0(d));
         t.unlock(d.hca_devcom);
       }},
      {"modprobe", "mlx5_ib_init", "2.1", two_pfs, both_without_ib, modprobe_ib},
      {"rmmod", "mlx5_ib_cleanup", "2.2", two_pfs, shared, rmmod_ib},
      {"bind", "bind_store", "2.1", one_pf, switchdev,
       [](Thread& t, Driver& d) { sysfs_bind(t, d, esw0(d), RepType::ib); }},
      {"unbind", "unbind_store", "2.2", one_pf, switchdev,
       [](Thread& t, Driver& d) { sysfs_unbind(t, d, esw0(d), RepType::eth); }},
      {"sriov-enable", "mlx5_eswitch_enable", "2.9", vfs_off, switchdev_no_vfs,
       [](Thread& t, Driver& d) { sriov_enable(t, d, esw0(d)); }},
      {"sriov-enable-legacy", "mlx5_eswitch_enable", "2.9", vfs_off_two_pfs, legacy_no_vfs,
       [](Thread& t, Driver& d) { sriov_enable(t, d, esw0(d)); }},
      {"sriov-disable", "mlx5_eswitch_disable_sriov", "2.9", vfs_off, switchdev,
       [](Thread& t, Driver& d) { sriov_disable(t, d, esw0(d)); }},
      {"vf-count-event", "mlx5_esw_funcs_changed_handler", "2.8", vfs_off, switchdev_no_vfs,
       [](Thread& t, Driver& d) { functions_changed_event(t, d, esw0(d)); }},
      {"sf-add", "mlx5_devlink_sf_port_new", "2.10", one_sf, switchdev,
       [](Thread& t, Driver& d) { sf_add(t, d, esw0(d)); }},
      {"sf-add-and-del", "mlx5_devlink_sf_port_del", "2.10", one_sf, switchdev,
       [](Thread& t, Driver& d) {
         sf_add(t, d, esw0(d));
         sf_del(t, d, esw0(d));
       }},
      {"late-reload", "esw_wq_handler", "2.8, 2.13", one_pf, switchdev,
       [](Thread& t, Driver& d) { add_work(t, d, esw0(d), EswWork::reload_reps, Gfp::kernel); }},
      {"lag-disable-change", "mlx5_lag_disable_change", "2.11", two_pfs, shared,
       [](Thread& t, Driver& d) {
         lag_disable_change(t, d);
         lag_enable_change(t, d);
       }},
      {"lag-activate", "mlx5_do_bond", "2.11", two_pfs, both,
       [](Thread& t, Driver& d) { under_lag_locks(t, d, [&] { lag_activate(t, d, LagMode::sriov); }); }},
      {"lag-disable", "mlx5_disable_lag", "2.11", two_pfs, shared,
       [](Thread& t, Driver& d) { under_lag_locks(t, d, [&] { lag_disable(t, d); }); }},
      {"bond-work", "mlx5_do_bond_work", "2.11", two_pfs, both, [](Thread& t, Driver& d) { queue_bond_work(t, d); }},
      {"lag-add-netdev", "mlx5_lag_add_netdev", "2.5, 2.11", two_pfs, both,
       [](Thread& t, Driver& d) { lag_add_netdev(t, d, esw0(d)); }},
      {"lag-remove-netdev", "mlx5_lag_remove_netdev", "2.5, 2.11", two_pfs, shared,
       [](Thread& t, Driver& d) { lag_remove_netdev(t, d, esw0(d)); }},
      {"pair-and-unpair", "mlx5_devcom_send_event", "2.5", paired, both_unbonded,
       [](Thread& t, Driver& d) {
         under_reps_lock(t, d, [&] {
           rep_unload(t, d, esw0(d), esw0(d).uplink());
           Label failed;
           rep_load(t, d, esw0(d), esw0(d).uplink(), failed);
           t.place(failed);
         });
       }},
      {"mpesw-enable", "mlx5_lag_mpesw_queue_work", "2.11", two_pfs, both_unbonded,
       [](Thread& t, Driver& d) { set_mpesw(t, d, esw0(d), true); }},
      {"mpesw-disable", "mlx5_lag_mpesw_queue_work", "2.11", two_pfs, mpesw,
       [](Thread& t, Driver& d) { set_mpesw(t, d, esw0(d), false); }},
      {"look-up-netdev", "mlx5_eswitch_uplink_get_proto_dev", "2.4", one_pf, switchdev,
       [](Thread& t, Driver& d) { look_up_device(t, esw0(d), RepType::eth); }},
      {"unbind-eth", "mlx5_eswitch_safe_aux_devs_remove", "2.14", unbindable, shared,
       [](Thread& t, Driver& d) { sysfs_unbind_eth(t, d, esw0(d)); }},
      {"eswitch-disable", "mlx5_eswitch_disable", "2.12", unloadable, shared,
       [](Thread& t, Driver& d) {
         t.lock(esw0(d).devlink);
         eswitch_disable(t, d, esw0(d));
         t.unlock(esw0(d).devlink);
       }},
      {"eswitch-cleanup", "mlx5_eswitch_cleanup", "2.12", unloadable, both,
       [](Thread& t, Driver& d) {
         t.lock(esw0(d).devlink);
         eswitch_cleanup(t, esw0(d));
         t.unlock(esw0(d).devlink);
       }},
      {"unload-pf", "mlx5_uninit_one", "2.12", unloadable, shared,
       [](Thread& t, Driver& d) { unload_pf(t, d, esw0(d)); }},
      {"load-pf", "mlx5_init_one", "2.11, 2.12", unloadable, one_absent,
       [](Thread& t, Driver& d) { load_pf(t, d, d.eswitches[1]); }},
      {"lag-remove-mdev", "mlx5_lag_remove_mdev", "2.11", unloadable, both,
       [](Thread& t, Driver& d) { lag_remove_mdev(t, d, d.eswitches[1]); }},
      {"lag-add-mdev", "mlx5_lag_add_mdev", "2.11", unloadable, one_absent,
       [](Thread& t, Driver& d) { lag_add_mdev(t, d, d.eswitches[1]); }},
  };
}

}  // namespace

const std::vector<Flow>& flows() {
  static const std::vector<Flow> all = make();
  return all;
}

const Flow* find_flow(const std::string& name) {
  for (const Flow& flow : flows())
    if (flow.name == name) return &flow;
  return nullptr;
}

}  // namespace replock::model
