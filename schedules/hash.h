// The hash of a packed state.
#pragma once

#include <cstdint>

#include "schedules/mixing.h"
#include "schedules/rules.h"

namespace replock::schedules {

/// Multiply-and-fold over pairs of words, in the way of wyhash; of one word a mixing that can be undone.
template <unsigned W>
inline std::uint64_t hash(const Words<W>& state) {
  if constexpr (W == 1) return mixing::mixed(state[0]);
  std::uint64_t seed = 0x2d358dccaa6c78a5ULL;
  for (unsigned w = 0; w < W; w += 2) {
    const std::uint64_t second = w + 1 < W ? state[w + 1] : 0;
    seed = mixing::fold(state[w] ^ 0x8bb84b93962eacc9ULL, second ^ seed);
  }
  return mixing::fold(seed ^ 0x4b33a62ed433d4a3ULL, 0x9e3779b97f4a7c15ULL);
}

}  // namespace replock::schedules
