// A plain breadth-first search over model::State by the reference semantics, slow and obvious: what the explorer is
// compared with.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "model/step.h"

namespace replock::tests::engine {

using Place = std::pair<model::ThreadId, model::StepId>;

struct Reference {
  std::uint64_t states = 0, transitions = 0, depth = 0;
  std::uint64_t deadlocks = 0;  ///< states without a move, not at rest
  std::set<Place> reached;
  std::set<Place> in_rings;  ///< who waits, directly or not, for himself
  /// How many moves the shortest schedule has that ends with the acquisition.
  std::map<std::tuple<model::ThreadId, model::StepId, std::vector<model::LockId>>, std::uint64_t> acquisitions;
  static constexpr std::uint64_t never = ~std::uint64_t{0};
  std::vector<std::uint64_t> claims;  ///< moves of the shortest schedule to the violation; never if there is none
  std::uint64_t first_stuck = never;  ///< moves to the first state with such a wait, or with a deadlock
};

Reference search_plainly(const model::World& world, const std::vector<model::Claim>& claims);

}  // namespace replock::tests::engine
