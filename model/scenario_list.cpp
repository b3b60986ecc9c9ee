// The scenarios, as data.
#include "model/scenario.h"

namespace replock::model {
namespace {

constexpr Mode legacy = Mode::legacy, switchdev = Mode::offloads;

std::vector<Scenario> make() {
  using enum Operation;
  std::vector<Scenario> list;
  const auto add = [&](Scenario scenario) { list.push_back(std::move(scenario)); };

  add({.name = "late-load",
       .question = "mlx5_ib comes late to a switchdev PF whose ETH representors are loaded: does IB get loaded?",
       .topology = {.pfs = 1, .vfs = 1},
       .first = {.modes = {switchdev}, .ib_module = false},
       .actors = {{modprobe_ib}}});
  add({.name = "register-vs-mode-set",
       .question = "mlx5_ib comes while the PF is being switched to switchdev",
       .topology = {.pfs = 1, .vfs = 1},
       .first = {.modes = {legacy}, .ib_module = false},
       .actors = {{modprobe_ib}, {set_switchdev}}});
  add({.name = "register-vs-mode-set-legacy",
       .question = "mlx5_ib comes while the PF is being switched back to legacy",
       .topology = {.pfs = 1, .vfs = 1},
       .first = {.modes = {switchdev}, .ib_module = false},
       .actors = {{modprobe_ib}, {set_legacy}}});
  add({.name = "rmmod-vs-mode-set",
       .question = "mlx5_ib goes while the PF is being switched to switchdev and loads its representors",
       .topology = {.pfs = 1, .vfs = 1},
       .first = {.modes = {legacy}},
       .actors = {{rmmod_ib}, {set_switchdev}}});
  add({.name = "rmmod-vs-mode-set-legacy",
       .question = "mlx5_ib goes while the PF is being switched back to legacy",
       .topology = {.pfs = 1, .vfs = 1},
       .first = {.modes = {switchdev}},
       .actors = {{rmmod_ib}, {set_legacy}}});
  add({.name = "unbind-vs-mode-set",
       .question = "ETH_REP is unbound while the PF is being switched to switchdev",
       .topology = {.pfs = 1, .vfs = 1},
       .first = {.modes = {legacy}},
       .actors = {{unbind_eth_rep}, {set_switchdev}}});
  add({.name = "unbind-and-bind",
       .question = "ETH_REP of a switchdev PF is unbound by one user and bound by another",
       .topology = {.pfs = 1, .vfs = 1},
       .first = {.modes = {switchdev}},
       .actors = {{unbind_eth_rep}, {bind_eth_rep}}});
  add({.name = "sriov-vs-late-load",
       .question = "SR-IOV is enabled on a switchdev PF while mlx5_ib comes late",
       .topology = {.pfs = 1, .vfs = 1, .vfs_change = true},
       .first = {.modes = {switchdev}, .ib_module = false, .vfs = false},
       .actors = {{modprobe_ib}, {enable_sriov}}});
  add({.name = "sriov-off-vs-rmmod",
       .question = "SR-IOV is disabled on a switchdev PF while mlx5_ib goes",
       .topology = {.pfs = 1, .vfs = 2, .vfs_change = true},
       .first = {.modes = {switchdev}},
       .actors = {{rmmod_ib}, {disable_sriov}}});
  add({.name = "vf-event-vs-mode-set",
       .question = "the firmware's VF count changes while the PF is switched to legacy and back",
       .topology = {.pfs = 1, .vfs = 1, .vfs_change = true},
       .first = {.modes = {switchdev}, .vfs = false},
       .actors = {{change_vf_count}, {set_legacy}, {set_switchdev}}});
  add({.name = "vf-event-failure",
       .question = "the firmware's VF count changes and one allocation or load fails",
       .topology = {.pfs = 1, .vfs = 2, .vfs_change = true},
       .first = {.modes = {switchdev}, .vfs = false},
       .actors = {{change_vf_count}},
       .failures = 1});
  add({.name = "sf-vs-mode-set",
       .question = "an SF is added and deleted while the PF is switched to legacy",
       .topology = {.pfs = 1, .vfs = 0, .sf = true},
       .first = {.modes = {switchdev}},
       .actors = {{add_sf}, {del_sf}, {set_legacy}}});
  add({.name = "sf-vs-rmmod",
       .question = "an SF is added while mlx5_ib goes, and one thing fails",
       .topology = {.pfs = 1, .vfs = 0, .sf = true},
       .first = {.modes = {switchdev}},
       .actors = {{add_sf}, {rmmod_ib}},
       .failures = 1});
  add({.name = "rmmod-vs-reload",
       .question = "mlx5_ib goes while a LAG that comes up reloads the IB representors",
       .topology = {.pfs = 2, .vfs = 1},
       .first = {.modes = {switchdev, switchdev}, .bonded = true, .bond_work = true},
       .actors = {{rmmod_ib}}});
  add({.name = "load-failure",
       .question = "one failure anywhere while a LAG comes up, IB representors are reloaded, and late reloads run",
       .topology = {.pfs = 2, .vfs = 1},
       .first = {.modes = {switchdev, switchdev}, .bonded = true, .bond_work = true},
       .actors = {},
       .failures = 1});
  add({.name = "late-load-failure",
       .question = "mlx5_ib comes late and one load, allocation or enable fails",
       .topology = {.pfs = 1, .vfs = 2},
       .first = {.modes = {switchdev}, .ib_module = false},
       .actors = {{modprobe_ib}},
       .failures = 1});
  add({.name = "bond-vs-unbind",
       .question = "a LAG activates shared FDB while ETH_REP of one PF is unbound",
       .topology = {.pfs = 2, .vfs = 0},
       .first = {.modes = {switchdev, switchdev}, .bonded = true, .bond_work = true},
       .actors = {{unbind_eth_rep, 0}}});
  add({.name = "bond-vs-mode-set",
       .question = "a LAG activates shared FDB while one PF is switched to legacy",
       .topology = {.pfs = 2, .vfs = 0},
       .first = {.modes = {switchdev, switchdev}, .bonded = true, .bond_work = true},
       .actors = {{set_legacy, 0}}});
  add({.name = "shared-fdb-vs-unbind",
       .question = "a LAG with shared FDB is taken down while IB_REP of the master is unbound",
       .topology = {.pfs = 2, .vfs = 1},
       .first = {.modes = {switchdev, switchdev}, .lag = LagState::shared_fdb},
       .actors = {{unbind_ib_rep, 0}, {unbond}}});
  add({.name = "mode-set-vs-lag",
       .question = "a PF in legacy mode, bonded over RoCE, is switched to switchdev, and one thing fails",
       .topology = {.pfs = 2, .vfs = 0},
       .first = {.modes = {legacy, legacy}, .lag = LagState::on},
       .actors = {{set_switchdev, 0}},
       .failures = 1});
  add({.name = "late-load-vs-rmmod",
       .question = "mlx5_ib comes late and goes at once, while the late reload that it queued is pending",
       .topology = {.pfs = 1, .vfs = 1},
       .first = {.modes = {switchdev}, .ib_module = false},
       .actors = {{modprobe_ib}, {rmmod_ib}}});
  add({.name = "vf-event-vs-unload",
       .question = "the firmware's VF count changes while the PF's driver is unloaded",
       .topology = {.pfs = 1, .vfs = 1, .vfs_change = true, .eth_device = true, .unload = true},
       .first = {.modes = {switchdev}, .vfs = false},
       .actors = {{change_vf_count}, {unload_pf}}});
  add({.name = "ipsec-vs-mode-set",
       .question = "ETH_REP of an uplink with IPsec state is unbound while the PF is being switched to legacy",
       .topology = {.pfs = 1, .vfs = 0, .ipsec = true},
       .first = {.modes = {switchdev}},
       .actors = {{unbind_eth_rep}, {set_legacy}}});
  add({.name = "unbind-eth",
       .question = "the uplink's own ETH device, with IPsec state, is unbound: its netdev goes",
       .topology = {.pfs = 1, .vfs = 0, .ipsec = true, .eth_device = true, .eth_unbind = true},
       .first = {.modes = {switchdev}},
       .actors = {{unbind_eth}}});
  add({.name = "unbind-eth-vs-unbind",
       .question = "the uplink's ETH device, with IPsec state, is unbound while its ETH_REP is",
       .topology = {.pfs = 1, .vfs = 0, .ipsec = true, .eth_device = true, .eth_unbind = true},
       .first = {.modes = {switchdev}},
       .actors = {{unbind_eth}, {unbind_eth_rep}}});
  add({.name = "unbind-eth-vs-mode-set",
       .question = "the uplink's ETH device is unbound while the PF is being switched to legacy",
       .topology = {.pfs = 1, .vfs = 1, .eth_device = true, .eth_unbind = true},
       .first = {.modes = {switchdev}},
       .actors = {{unbind_eth}, {set_legacy}}});
  add({.name = "unbind-eth-vs-bond",
       .question = "the uplink's ETH device is unbound while a LAG activates shared FDB and rescans, without mlx5_ib",
       .topology = {.pfs = 2, .vfs = 0, .work_slots = 6, .eth_device = true, .eth_unbind = true},
       .first = {.modes = {switchdev, switchdev}, .ib_module = false, .bonded = true, .bond_work = true},
       .actors = {{unbind_eth, 0}}});
  add({.name = "unbind-eth-vs-mpesw-down",
       .question = "the uplink's ETH device is unbound while a mode set takes MPESW down",
       .topology = {.pfs = 2, .vfs = 0, .work_slots = 8, .eth_device = true, .eth_unbind = true},
       .first = {.modes = {switchdev, switchdev}, .lag = LagState::mpesw},
       .actors = {{unbind_eth, 0}, {set_legacy, 0}}});
  add({.name = "shared-fdb-failure",
       .question = "a LAG with shared FDB is taken down, and one thing fails",
       .topology = {.pfs = 2, .vfs = 0},
       .first = {.modes = {switchdev, switchdev}, .lag = LagState::shared_fdb},
       .actors = {{unbond}},
       .failures = 1});
  add({.name = "pair-vs-unbind",
       .question = "one PF's uplink comes and pairs while the other's ETH_REP is unbound",
       .topology = {.pfs = 2, .vfs = 0, .pairing = true},
       .first = {.modes = {legacy, switchdev}},
       .actors = {{set_switchdev, 0}, {unbind_eth_rep, 1}}});
  add({.name = "pair-vs-rmmod",
       .question = "one PF's uplink comes and pairs while mlx5_ib goes",
       .topology = {.pfs = 2, .vfs = 0, .pairing = true},
       .first = {.modes = {legacy, switchdev}},
       .actors = {{set_switchdev, 0}, {rmmod_ib}}});
  add({.name = "look-up-vs-unbind",
       .question = "a reader without a lock looks the uplink's netdev up while ETH_REP is unbound",
       .topology = {.pfs = 1, .vfs = 0},
       .first = {.modes = {switchdev}},
       .actors = {{look_up_eth}, {unbind_eth_rep}}});
  add({.name = "look-up-vs-rmmod",
       .question = "a reader without a lock looks the uplink's IB device up while mlx5_ib goes",
       .topology = {.pfs = 1, .vfs = 0},
       .first = {.modes = {switchdev}},
       .actors = {{look_up_ib}, {rmmod_ib}}});
  add({.name = "mpesw-failure",
       .question = "MPESW is switched on, and one thing fails",
       .topology = {.pfs = 2, .vfs = 1},
       .first = {.modes = {switchdev, switchdev}},
       .actors = {{enable_mpesw, 0}},
       .failures = 1});
  add({.name = "mpesw-vs-rmmod",
       .question = "MPESW is switched on while mlx5_ib goes",
       .topology = {.pfs = 2, .vfs = 0},
       .first = {.modes = {switchdev, switchdev}},
       .actors = {{enable_mpesw, 0}, {rmmod_ib}}});
  add({.name = "mpesw-vs-mode-set",
       .question = "MPESW is switched off through one PF while the other is switched to legacy",
       .topology = {.pfs = 2, .vfs = 0},
       .first = {.modes = {switchdev, switchdev}, .lag = LagState::mpesw},
       .actors = {{disable_mpesw, 0}, {set_legacy, 1}}});
  add({.name = "mpesw-vs-unbind",
       .question = "MPESW is switched on while ETH_REP of one PF is unbound",
       .topology = {.pfs = 2, .vfs = 0},
       .first = {.modes = {switchdev, switchdev}},
       .actors = {{enable_mpesw, 0}, {unbind_eth_rep, 0}}});
  add({.name = "unload-vs-bond",
       .question = "the driver of one PF is unloaded while a LAG with shared FDB is taken down",
       .topology = {.pfs = 2, .vfs = 0, .work_slots = 6, .eth_device = true, .unload = true},
       .first = {.modes = {switchdev, switchdev}, .lag = LagState::shared_fdb},
       .actors = {{unload_pf, 0}, {unbond}}});
  add({.name = "unload-vs-rmmod",
       .question = "a PF's driver is unloaded while mlx5_ib goes",
       .topology = {.pfs = 1, .vfs = 1, .eth_device = true, .unload = true},
       .first = {.modes = {switchdev}},
       .actors = {{unload_pf}, {rmmod_ib}}});
  add({.name = "unload-vs-mpesw",
       .question = "the driver of one PF is unloaded while MPESW is switched off through the other",
       .topology = {.pfs = 2, .vfs = 0, .work_slots = 6, .eth_device = true, .unload = true},
       .first = {.modes = {switchdev, switchdev}, .lag = LagState::mpesw},
       .actors = {{unload_pf, 0}, {disable_mpesw, 1}}});
  add({.name = "load-vs-bond",
       .question = "the driver of a second PF is loaded while the bond work runs",
       .topology = {.pfs = 2, .vfs = 0, .work_slots = 6, .eth_device = true, .unload = true},
       .first = {.modes = {legacy, legacy}, .bonded = true, .bond_work = true, .loaded_pfs = 1},
       .actors = {{load_pf, 1}}});
  add({.name = "three-pfs-vs-unbind",
       .question = "IB_REP of the master of three PFs that share their FDB is unbound while the LAG goes",
       .topology = {.pfs = 3, .vfs = 0, .work_slots = 4},
       .first = {.modes = {switchdev, switchdev, switchdev}, .lag = LagState::shared_fdb},
       .actors = {{unbind_ib_rep, 0}, {unbond}}});
  add({.name = "four-pfs-vs-rmmod",
       .question = "mlx5_ib goes on four PFs that share their FDB",
       .topology = {.pfs = 4, .vfs = 1},
       .first = {.modes = {switchdev, switchdev, switchdev, switchdev}, .lag = LagState::shared_fdb},
       .actors = {{rmmod_ib}}});
  return list;
}

Scenario named(const std::string& composed, std::string name, std::string question) {
  Scenario scenario = scenario_named(composed);
  scenario.name = std::move(name);
  scenario.question = std::move(question);
  return scenario;
}

/// The four that a campaign brought: no other scenario shows what they do.
void add_unbind_eth(std::vector<Scenario>& list) {
  list.push_back(named("set-legacy.d0+unbind-eth.d0/2pf-switchdev-switchdev-shared-fdb@vfs=0",
                       "unbind-eth-vs-legacy-fdb",
                       "ETH of one PF is unbound while it leaves switchdev, and with it a LAG with shared FDB"));
  list.push_back(named("unbind-eth.d1+unbind-ib-rep.d0/2pf-switchdev-switchdev-bonding@vfs=1", "unbind-eth-vs-peer-ib",
                       "ETH of one PF and IB_REP of the other are unbound while the LAG is being made"));
  list.push_back(named("rmmod-ib+unbind-eth.d0/2pf-switchdev-switchdev-bonding@vfs=1", "unbind-eth-vs-rmmod",
                       "ETH of one PF is unbound and mlx5_ib goes while the LAG is being made"));
  list.push_back(named("unbind-eth.d0+unload.d1/2pf-switchdev-switchdev-bonding@failures=1,vfs=0",
                       "unbind-eth-vs-peer-unload",
                       "ETH of one PF is unbound and the driver of the other unloaded while the LAG is being made"));
}

/// Those that take the ways which the others leave out (`replock check --coverage`).
void add_ways(std::vector<Scenario>& list) {
  using enum Operation;
  list.push_back(named("enable-mpesw.d0+enable-mpesw.d1/2pf-switchdev-switchdev@vfs=0", "mpesw-twice",
                       "two users switch MPESW on, each through another PF"));
  list.push_back(named("enable-mpesw.d0+set-legacy.d1/2pf-switchdev-switchdev@vfs=0", "mpesw-vs-legacy",
                       "MPESW is switched on through one PF while the other leaves switchdev"));
  list.push_back(named("enable-mpesw.d0+unbond/2pf-switchdev-switchdev-shared-fdb@vfs=0", "mpesw-vs-unbond",
                       "MPESW is switched on while a LAG with shared FDB is there, and goes"));
  list.push_back(named("rmmod-ib+set-legacy.d1/2pf-switchdev-switchdev-shared-fdb@failures=1,vfs=0",
                       "legacy-failure-vs-rmmod",
                       "a PF leaves switchdev, and with it a LAG with shared FDB, mlx5_ib goes, and one thing fails"));
  list.push_back(named("unload.d0+unload.d1/2pf-switchdev-switchdev-bonding@vfs=0", "unload-vs-unload",
                       "the drivers of both PFs are unloaded while the LAG is being made"));
  list.push_back(named("disable-sriov.d0+enable-sriov.d0/2pf-legacy-legacy-roce-lag@failures=0", "sriov-vs-roce-lag",
                       "SR-IOV is enabled and disabled again on a PF of a RoCE LAG"));
  list.push_back(named("vf-event.d0+vf-event.d1/2pf-switchdev-switchdev-bonding-no-vfs@failures=0", "vf-events-vs-bond",
                       "the firmware's VF counts change while the LAG is being made"));
  list.push_back(named("add-sf.d0/2pf-switchdev-switchdev-bonding@failures=0,vfs=0", "sf-vs-bond",
                       "an SF is added to one PF while the LAG is being made"));
  list.push_back(named("unbond+unload.d0/2pf-legacy-legacy-roce-lag@failures=0", "roce-vs-unload",
                       "the driver of the master is unloaded while a RoCE LAG is taken down"));
  list.push_back(named("unbind-eth-rep.d0+unbond/2pf-switchdev-switchdev-shared-fdb@vfs=0", "shared-fdb-vs-unbind-eth",
                       "a LAG with shared FDB is taken down while ETH_REP of the master is unbound"));
  list.push_back(named("unbind-eth-rep.d0+unbind-ib-rep.d1/2pf-switchdev-switchdev-shared-fdb@vfs=0",
                       "shared-fdb-vs-two-unbinds",
                       "ETH_REP of the master and IB_REP of the slave are unbound under a LAG with shared FDB"));
  list.push_back({.name = "load-vs-unload",
                  .question = "the driver of a second PF is loaded and unloaded while the first is switched to "
                              "switchdev",
                  .topology = {.pfs = 2, .vfs = 0, .work_slots = 6, .eth_device = true, .unload = true},
                  .first = {.modes = {legacy, legacy}, .loaded_pfs = 1},
                  .actors = {{load_pf, 1}, {unload_pf, 1}, {set_switchdev, 0}}});
  list.push_back({.name = "unload-vs-load",
                  .question = "the driver of one PF is unloaded and loaded, and then the PF is switched to switchdev",
                  .topology = {.pfs = 2, .vfs = 0, .work_slots = 6, .eth_device = true, .unload = true},
                  .first = {.modes = {legacy, legacy}},
                  .actors = {{unload_pf, 1}, {load_pf, 1}, {set_switchdev, 1}}});
  list.push_back({.name = "two-vfs-mode-set",
                  .question = "a PF with two VFs is switched to switchdev and back, mlx5_ib is not there",
                  .topology = {.pfs = 1, .vfs = 2, .vfs_change = true},
                  .first = {.modes = {legacy}, .ib_module = false},
                  .actors = {{set_switchdev}, {set_legacy}}});
  list.push_back({.name = "vf-event-off",
                  .question = "the firmware takes the VFs away",
                  .topology = {.pfs = 1, .vfs = 1, .vfs_change = true},
                  .first = {.modes = {switchdev}},
                  .actors = {{change_vf_count}}});
  list.push_back({.name = "ipsec-rebind",
                  .question = "ETH_REP of an uplink with IPsec state is unbound, bound and unbound again",
                  .topology = {.pfs = 1, .vfs = 0, .ipsec = true},
                  .first = {.modes = {switchdev}},
                  .actors = {{unbind_eth_rep}, {bind_eth_rep}, {set_legacy}}});
  list.push_back({.name = "pair-vs-pair",
                  .question = "both PFs are switched to switchdev at once, and pair",
                  .topology = {.pfs = 2, .vfs = 1, .pairing = true},
                  .first = {.modes = {legacy, legacy}},
                  .actors = {{set_switchdev, 0}, {set_switchdev, 1}}});
  list.push_back({.name = "pair-vs-unbind-eth",
                  .question = "one PF's uplink comes and pairs while the other's ETH device is unbound",
                  .topology = {.pfs = 2, .vfs = 0, .pairing = true, .eth_device = true, .eth_unbind = true},
                  .first = {.modes = {legacy, switchdev}},
                  .actors = {{set_switchdev, 0}, {unbind_eth, 1}}});
  list.push_back({.name = "pair-failure",
                  .question = "one PF's uplink comes to pair, and one thing fails",
                  .topology = {.pfs = 2, .vfs = 0, .pairing = true},
                  .first = {.modes = {legacy, switchdev}},
                  .actors = {{set_switchdev, 0}, {unbind_eth_rep, 0}},
                  .failures = 1});
}

std::vector<Scenario> make_merged() {
  std::vector<Scenario> list;
  add_unbind_eth(list);
  add_ways(list);
  return list;
}

}  // namespace

const std::vector<Scenario>& merged_scenarios() {
  static const std::vector<Scenario> all = make_merged();
  return all;
}

const std::vector<Scenario>& scenarios() {
  static const std::vector<Scenario> all = make();
  return all;
}

}  // namespace replock::model
