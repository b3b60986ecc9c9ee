// The table of operations.
#include "model/operations.h"

#include <algorithm>
#include <cassert>

#include "model/flows/flows.h"

namespace replock::model {
namespace {

using Op = Operation;
constexpr auto all = Concerns::all;
constexpr auto pf = Concerns::pf;
constexpr auto lag = Concerns::lag;
constexpr auto pf_of_lag = Concerns::pf_of_lag;
constexpr auto nothing = Changes::nothing;
constexpr auto vfs = Changes::vfs;
constexpr auto sf = Changes::sf;
constexpr auto eth_device = Changes::eth_device;
constexpr auto driver = Changes::driver;
constexpr auto once = Twice::no;
constexpr auto twice = Twice::yes;

// A new operation is an entry here and a value of the enumeration, nowhere else.
//
// `twice` is no where nobody can: the module loader, the PCI device's lock (SR-IOV), rtnl (bonding) and the one event
// queue let one finish before the other, which then finds it done.
//
// What `brings` must not forget: a mode set to switchdev adds devices before it takes their device_lock, so a bind can
// be first; a PF that comes to switchdev has no SF yet.
constexpr OperationInfo table[] = {
    {Op::modprobe_ib, "modprobe-ib", "modprobe mlx5_ib", all, nothing, once, fact::no_module,
     fact::module | fact::ib_bound, [](Thread& t, Driver& d, Eswitch&) { modprobe_ib(t, d); }},
    {Op::rmmod_ib, "rmmod-ib", "rmmod mlx5_ib", all, nothing, once, fact::module, fact::no_module,
     [](Thread& t, Driver& d, Eswitch&) { rmmod_ib(t, d); }},
    {Op::bind_eth_rep, "bind-eth-rep", "bind #.ETH_REP", pf, nothing, twice, fact::switchdev | fact::eth_unbound,
     fact::eth_bound, [](Thread& t, Driver& d, Eswitch& esw) { sysfs_bind(t, d, esw, RepType::eth); }},
    {Op::unbind_eth_rep, "unbind-eth-rep", "unbind #.ETH_REP", pf, nothing, twice, fact::switchdev | fact::eth_bound,
     fact::eth_unbound, [](Thread& t, Driver& d, Eswitch& esw) { sysfs_unbind(t, d, esw, RepType::eth); }},
    {Op::bind_ib_rep, "bind-ib-rep", "bind #.IB_REP", pf, nothing, twice,
     fact::switchdev | fact::module | fact::ib_unbound, fact::ib_bound,
     [](Thread& t, Driver& d, Eswitch& esw) { sysfs_bind(t, d, esw, RepType::ib); }},
    {Op::unbind_ib_rep, "unbind-ib-rep", "unbind #.IB_REP", pf, nothing, twice,
     fact::switchdev | fact::module | fact::ib_bound, fact::ib_unbound,
     [](Thread& t, Driver& d, Eswitch& esw) { sysfs_unbind(t, d, esw, RepType::ib); }},
    {Op::set_switchdev, "set-switchdev", "mode set # switchdev", pf, nothing, twice, fact::legacy,
     fact::switchdev | fact::eth_bound | fact::eth_unbound | fact::ib_bound | fact::ib_unbound | fact::no_sf |
         fact::alike,
     [](Thread& t, Driver& d, Eswitch& esw) { devlink_eswitch_mode_set(t, d, esw, Mode::offloads); }},
    {Op::set_legacy, "set-legacy", "mode set # legacy", pf, nothing, twice, fact::switchdev, fact::legacy | fact::alike,
     [](Thread& t, Driver& d, Eswitch& esw) { devlink_eswitch_mode_set(t, d, esw, Mode::legacy); }},
    {Op::bond, "bond", "bond", lag, nothing, once, fact::unbonded | fact::alike,
     fact::bonded | fact::ib_bound | fact::ib_unbound, [](Thread& t, Driver& d, Eswitch&) { netdev_bond(t, d); }},
    {Op::unbond, "unbond", "unbond", lag, nothing, once, fact::bonded, fact::unbonded,
     [](Thread& t, Driver& d, Eswitch&) { netdev_unbond(t, d); }},
    {Op::enable_sriov, "enable-sriov", "enable SR-IOV #", pf, vfs, once, fact::no_vfs, fact::vfs,
     [](Thread& t, Driver& d, Eswitch& esw) { sriov_enable(t, d, esw); }},
    {Op::disable_sriov, "disable-sriov", "disable SR-IOV #", pf, vfs, once, fact::vfs, fact::no_vfs | fact::alike,
     [](Thread& t, Driver& d, Eswitch& esw) { sriov_disable(t, d, esw); }},
    {Op::change_vf_count, "vf-event", "VF count event #", pf, vfs, once, fact::switchdev,
     fact::vfs | fact::no_vfs | fact::alike,
     [](Thread& t, Driver& d, Eswitch& esw) { functions_changed_event(t, d, esw); }},
    {Op::add_sf, "add-sf", "SF add #", pf, sf, twice, fact::switchdev | fact::no_sf, fact::sf,
     [](Thread& t, Driver& d, Eswitch& esw) { sf_add(t, d, esw); }},
    {Op::del_sf, "del-sf", "SF del #", pf, sf, twice, fact::sf, fact::no_sf,
     [](Thread& t, Driver& d, Eswitch& esw) { sf_del(t, d, esw); }},
    {Op::enable_mpesw, "enable-mpesw", "MPESW on #", pf_of_lag, nothing, twice, fact::switchdev | fact::alike,
     fact::bonded | fact::mpesw | fact::ib_bound | fact::ib_unbound,
     [](Thread& t, Driver& d, Eswitch& esw) { set_mpesw(t, d, esw, true); }},
    {Op::disable_mpesw, "disable-mpesw", "MPESW off #", pf_of_lag, nothing, twice, fact::mpesw,
     fact::unbonded | fact::ib_bound | fact::ib_unbound,
     [](Thread& t, Driver& d, Eswitch& esw) { set_mpesw(t, d, esw, false); }},
    {Op::unbind_eth, "unbind-eth", "unbind #.ETH", pf, eth_device, twice, fact::nothing,
     fact::eth_unbound | fact::ib_unbound, [](Thread& t, Driver& d, Eswitch& esw) { sysfs_unbind_eth(t, d, esw); }},
    {Op::unload_pf, "unload", "unload #", pf, driver, once, fact::nothing,
     fact::absent | fact::legacy | fact::unbonded | fact::ib_bound | fact::ib_unbound,
     [](Thread& t, Driver& d, Eswitch& esw) { unload_pf(t, d, esw); }},
    {Op::load_pf, "load", "load #", pf, driver, once, fact::absent, fact::legacy | fact::alike,
     [](Thread& t, Driver& d, Eswitch& esw) { load_pf(t, d, esw); }},
    {Op::look_up_eth, "look-up-eth", "look up netdev #", pf, nothing, once, fact::reader, fact::nothing,
     [](Thread& t, Driver&, Eswitch& esw) { look_up_device(t, esw, RepType::eth); }},
    {Op::look_up_ib, "look-up-ib", "look up IB device #", pf, nothing, once, fact::reader, fact::nothing,
     [](Thread& t, Driver&, Eswitch& esw) { look_up_device(t, esw, RepType::ib); }},
};

}  // namespace

std::span<const OperationInfo> operations() { return table; }

const OperationInfo& info(Operation operation) {
  const auto* const found = std::ranges::find(table, operation, &OperationInfo::operation);
  assert(found != std::end(table));
  return *found;
}

unsigned ways(const OperationInfo& about, unsigned pfs) {
  const bool of_lag = about.concerns == Concerns::lag || about.concerns == Concerns::pf_of_lag;
  if (of_lag && pfs < 2) return 0;
  return concerns_pf(about) ? pfs : 1;
}

std::string word(const Actor& actor) {
  const OperationInfo& about = info(actor.operation);
  return std::string(about.word) + (concerns_pf(about) ? ".d" + std::to_string(actor.pf) : "");
}

std::string thread_name(const Actor& actor) {
  std::string name(info(actor.operation).thread);
  const std::size_t hash = name.find('#');
  return hash == std::string::npos ? name : name.replace(hash, 1, "d" + std::to_string(actor.pf));
}

}  // namespace replock::model
