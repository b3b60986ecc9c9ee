// A search that was not at its end, in a file: what it takes to go on as if nothing had been.
//
// The file: a line that says what it is; 64-bit words, the least byte first: all of Checkpoint, then the states in the
// order in which they were found; last a sum over all of them. It is replaced as a whole, so that whoever is killed
// leaves the one before.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "schedules/meanwhile.h"
#include "schedules/value_ranges.h"
#include "schedules/wait_cycle.h"
#include "schedules/watch.h"

namespace replock::schedules {

struct Checkpoint {
  std::uint64_t search = 0;  ///< fingerprint of world, claims and what is left out: only the same search goes on
  RuleBits foreseen;         ///< the states are packed with room for what these store; empty: for all values
  std::uint64_t states = 0, next = 0, level_end = 0, depth = 0, transitions = 0;
  std::vector<std::uint32_t> parents;  ///< of a reduced search: by state, which one it was first found from
  std::vector<ThreadBits> asleep;      ///< of one that is not: by state from `next` on, who is so (sleep_sets.h)
  std::vector<std::uint64_t> levels;   ///< the first state of each
  std::vector<std::uint32_t> taken;    ///< rules that some state has taken
  std::vector<ClaimSeen> claims;
  std::vector<AcquisitionSeen> acquisitions;
  std::vector<StuckSeen> stuck;
};

using Words64 = std::span<const std::uint64_t>;

/// `each_piece` calls its argument with the states, in pieces of any length. Throws Refusal where the file cannot be
/// written; then the one before is still there.
void save(const std::string& path, const Checkpoint& checkpoint,
          const std::function<void(const std::function<void(Words64)>&)>& each_piece);

/// A search that goes on: all that is known of it, and its states.
struct Known {
  Checkpoint checkpoint;
  /// Calls its argument with each state. Only once.
  std::function<void(const std::function<void(Words64)>&)> each_state;
  /// Some of the moves of the state that is next to be expanded were made already: it comes before anything else.
  bool next_is_begun = false;
};

/// Throws Refusal where the file cannot be read, is none of ours or torn, or is of another search. What is torn may
/// show only when the states are read. `meanwhile`: also while these are.
Known load(const std::string& path, std::uint64_t search, const model::World& world, const Meanwhile& meanwhile);

}  // namespace replock::schedules
