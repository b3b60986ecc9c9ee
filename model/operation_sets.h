// Which operations can do something together, and from where: the scenarios of a campaign.
#pragma once

#include <optional>
#include <vector>

#include "model/composed.h"

namespace replock::model {

struct OperationSets {
  unsigned size = 2;                ///< operations at the same time: 2 or 3
  std::vector<unsigned> pfs{1, 2};  ///< on so many PFs
  std::optional<Operation> only;    ///< sets that this one is in
  unsigned failures = 1;
};

/// From what is true at first, and from what those bring who do something, each of them gets to do something.
bool can_all_act(const Start& start, const std::vector<Actor>& actors);

/// Every set of operations from every first state that matters to it, each once, in a fixed order; each has a name that
/// scenario_named() knows.
///
/// Left out on purpose, because another one that is there shows the same:
/// - sets with an operation that does nothing, from that state and with those partners (fact::Bits): del-sf without an
///   SF and without add-sf, bind without an unbind or a device that comes, bond without two PFs that can bond.
/// - first states that differ in what no operation of the set changes: VFs are there unless SR-IOV is switched (or
///   excluded), an SF is not unless SFs come or go, mlx5_ib is loaded unless modprobe is in the set.
/// - shared FDB as a first state: the same set from bonding comes there before anybody acts.
/// - with two PFs that nobody bonds: the mirror image, because only a LAG tells d0 from d1. modprobe and rmmod, which
///   visit d0 first, keep both.
std::vector<Scenario> operation_sets(const OperationSets& wanted);

/// The set that is left out because this one comes to its first state before anybody acts. What it shows, it shows in
/// fewer steps.
std::optional<Scenario> part_left_out(const Scenario& scenario);

}  // namespace replock::model
