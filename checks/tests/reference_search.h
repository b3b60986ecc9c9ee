// A plain breadth-first search over model::State by the reference semantics, slow and obvious: what the explorer is
// compared with.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "model/step.h"

namespace replock::tests::engine {

using Place = std::pair<model::ThreadId, model::StepId>;

/// How long a schedule is, and how often it goes from one thread to another. Shorter ones come first.
struct Cost {
  std::uint64_t moves = ~std::uint64_t{0}, switches = ~std::uint64_t{0};
  friend auto operator<=>(const Cost&, const Cost&) = default;
};
Cost cost(const std::vector<model::Move>& schedule);

struct Reference {
  std::uint64_t states = 0, transitions = 0, depth = 0;
  std::uint64_t deadlocks = 0;  ///< states without a move, not at rest
  std::set<Place> reached;
  std::set<Place> in_rings;  ///< who waits, directly or not, for himself
  /// Of the schedules that end with the acquisition the least.
  std::map<std::tuple<model::ThreadId, model::StepId, std::vector<model::LockId>>, Cost> acquisitions;
  static constexpr Cost never{};
  std::vector<Cost> claims;  ///< of the schedules to the violation the least; never if there is none
  Cost first_stuck = never;  ///< to a state with such a wait, or with a deadlock
};

Reference search_plainly(const model::World& world, const std::vector<model::Claim>& claims);

}  // namespace replock::tests::engine
