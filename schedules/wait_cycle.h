// Rings of threads that wait for each other, and states in which nothing moves any more.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <unordered_set>
#include <vector>

#include "model/program.h"

namespace replock::schedules {

using ThreadBits = std::uint16_t;  ///< one bit per thread
static_assert(model::threads_max <= 16);

/// Where each thread stands, who is blocked there, and (of blocked threads only) for whom each waits. A blocked thread
/// waits for all of them: a ring through any of them holds it for ever.
struct Waiting {
  ThreadBits blocked = 0;
  std::array<ThreadBits, model::threads_max> whom{};
  std::array<model::StepId, model::threads_max> steps{};
};

/// The blocked threads that are in a ring or wait for somebody in one. 0: no ring.
inline ThreadBits tied(const Waiting& waiting) {
  unsigned left = waiting.blocked;
  for (unsigned before = 0; before != left;) {
    before = left;
    for (unsigned rest = left; rest != 0; rest &= rest - 1) {
      const auto thread = static_cast<unsigned>(__builtin_ctz(rest));
      if ((waiting.whom[thread] & left) == 0) left &= ~(1U << thread);
    }
  }
  return static_cast<ThreadBits>(left);
}

/// What was seen stuck: whose ring (or, for a standstill, no ring and the threads), where, in which state first.
struct StuckSeen {
  std::vector<model::ThreadId> cycle, threads;
  std::vector<model::StepId> steps;
  std::uint64_t state = 0;
};

/// Keeps the first of each set of (thread, step).
class StuckLog {
 public:
  /// For each wait of one tied thread for another, the shortest ring through it, so that every wait that closes a ring
  /// is in one that is told. A longer ring over waits that shorter ones cover is not told again.
  void add_rings(const Waiting& waiting, ThreadBits tied, std::uint64_t state);
  /// No move, no ring: these threads stand still outside of rest.
  void add_standstill(const Waiting& waiting, std::uint64_t state);
  /// As if it had seen these.
  void go_on_from(const std::vector<StuckSeen>& seen);
  const std::vector<StuckSeen>& seen() const { return seen_; }
  /// Forgets all but the first ones. From here on it is only asked.
  void take_back(std::size_t count) { seen_.resize(count); }

 private:
  using Key = std::array<std::uint32_t, model::threads_max>;  ///< by thread: its step + 1, or 0
  struct KeyHash {
    std::size_t operator()(const Key& key) const;
  };
  void add_ring(const Waiting& waiting, const std::vector<model::ThreadId>& ring, std::uint64_t state);

  std::vector<StuckSeen> seen_;
  std::unordered_set<Key, KeyHash> rings_, standstills_;
  std::vector<model::ThreadId> ring_;  // kept between calls for its memory
};

}  // namespace replock::schedules
