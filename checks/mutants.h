// Flows with one line wrong: dropped, or swapped with the line behind it.
//
// A line is a call of a verb in a flow together with the kernel function that it stands in; all places where it was
// recorded change at once. What can be dropped is what a kernel developer could forget: a lock, an unlock, a store, a
// counter, a cmpxchg (its body then runs, and nothing is compared or stored), a test (its body then does not run), a
// trylock (as if it had been taken), a wait, a completion, work that is queued. Two lines are swapped where the second
// always follows the first, in the same function, and nothing else leads to it.
//
// Not changed: what the environment chooses (failures), the call of a callback (its lines are), a worker's idle step.
#pragma once

#include <compare>
#include <string>
#include <vector>

#include "model/scenario.h"
#include "schedules/flow_line.h"

namespace replock::checks {

using schedules::FlowLine;

struct Mutant {
  enum class Does : std::uint8_t { drop, swap };
  Does does = Does::drop;
  FlowLine line;
  FlowLine next;      ///< swap: the line behind it
  std::string words;  ///< the step, or the two, as first recorded: "lock ldev->lock"
  friend auto operator<=>(const Mutant&, const Mutant&) = default;
};

/// All of the world's, sorted, each once.
std::vector<Mutant> mutants_of(const model::Recorded& recorded);
/// The same but for that line; false where the world has none such, and then nothing has changed.
bool apply(const Mutant& mutant, model::Recorded& recorded);

/// The lines at which something is asserted to be held: without one the kernel does the same, and so do the checks.
std::vector<FlowLine> assertions_of(const model::Recorded& recorded);

/// Swapped or not, nobody can tell: one of the two is a store that no other thread can touch meanwhile, and the other
/// one a store, a lock or an unlock; or both are unlocks, and at most one of the locks is ever tried or looked at.
bool is_unseen(const Mutant& swapped, const model::Recorded& recorded, const std::vector<model::Claim>& claims);

}  // namespace replock::checks
