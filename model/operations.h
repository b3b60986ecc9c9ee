// What users and hardware can start: one table with an entry per operation.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "model/driver.h"
#include "model/thread.h"

namespace replock::model {

/// What can be started. The work queues' workers are always there and need no actor.
enum class Operation : std::uint8_t {
  modprobe_ib,
  rmmod_ib,
  bind_eth_rep,
  unbind_eth_rep,
  bind_ib_rep,
  unbind_ib_rep,
  set_switchdev,
  set_legacy,
  bond,
  unbond,
  enable_sriov,
  disable_sriov,
  change_vf_count,
  add_sf,
  del_sf,
  enable_mpesw,
  disable_mpesw,
  unbind_eth,  ///< the uplink's own ETH device: its netdev goes
  unload_pf,
  load_pf,
  look_up_eth,  ///< a reader without a lock: the uplink's netdev
  look_up_ib    ///< ... or its IB device
};

struct Actor {
  Operation operation = Operation::modprobe_ib;
  unsigned pf = 0;  ///< which PF, for what concerns one
};

/// What can be true of a PF, or of all of them, when a scenario begins or in its course; ORed together. Only the
/// choice of scenarios reads these: they say which operations can do something together, and may say too much.
namespace fact {
enum Bits : unsigned {
  nothing = 0,
  legacy = 1U << 0,
  switchdev = 1U << 1,
  vfs = 1U << 2,
  no_vfs = 1U << 3,
  sf = 1U << 4,
  no_sf = 1U << 5,
  eth_bound = 1U << 6,
  eth_unbound = 1U << 7,  ///< the device is there without its driver, for a moment at least
  ib_bound = 1U << 8,
  ib_unbound = 1U << 9,
  module = 1U << 10,  ///< mlx5_ib is loaded
  no_module = 1U << 11,
  bonded = 1U << 12,  ///< a LAG can come up, go down, or stand
  unbonded = 1U << 13,
  mpesw = 1U << 15,   ///< the LAG is MPESW
  absent = 1U << 16,  ///< the PF's driver is not loaded
  reader = 1U << 17,  ///< true of nothing: a reader is no operation that somebody starts, so no set has one
  alike = 1U << 14,   ///< both PFs are in the same mode, in legacy without VFs: a bond can become a LAG
};
/// Those that are true of all PFs at once.
inline constexpr unsigned of_all = module | no_module | bonded | unbonded | alike | mpesw;
}  // namespace fact

/// What it acts on: the whole driver, one PF, the LAG that two of them have, or that LAG through one of them.
enum class Concerns : std::uint8_t { all, pf, lag, pf_of_lag };
/// What it changes that a topology has only where something changes it.
enum class Changes : std::uint8_t { nothing, vfs, sf, eth_device, driver };
/// Whether two users can do it at the same time, so that it pairs with itself.
enum class Twice : std::uint8_t { no, yes };

struct OperationInfo {
  Operation operation;
  std::string_view word;    ///< in names of scenarios: "set-legacy"
  std::string_view thread;  ///< in traces: "mode set # legacy"; # stands for the PF, "d0"
  Concerns concerns;
  Changes changes;
  Twice twice;
  unsigned needs, brings;  ///< facts: it does nothing without all of `needs`; `brings` may be true once it has begun
  void (*record)(Thread&, Driver&, Eswitch&);
};

/// It is about one PF: of those that there are, or of the LAG's.
inline bool concerns_pf(const OperationInfo& about) {
  return about.concerns == Concerns::pf || about.concerns == Concerns::pf_of_lag;
}

std::span<const OperationInfo> operations();
const OperationInfo& info(Operation operation);

/// How many actors can do it with that many PFs: {operation, 0}, {operation, 1}, ...
unsigned ways(const OperationInfo& about, unsigned pfs);

/// "rmmod-ib", "set-legacy.d0"
std::string word(const Actor& actor);
/// "mode set d0 legacy"
std::string thread_name(const Actor& actor);

}  // namespace replock::model
