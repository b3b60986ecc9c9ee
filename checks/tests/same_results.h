// Two searches that must have come to the same.
#pragma once

#include <catch2/catch.hpp>
#include <tuple>

#include "schedules/explorer.h"

namespace replock::tests {

/// But for seconds, and how much memory was taken ahead.
inline auto compared(const schedules::Result& result) {
  return std::tie(result.end, result.states, result.transitions, result.depth, result.left, result.digest, result.hits,
                  result.stuck, result.acquisitions, result.reached, result.taken);
}

inline bool is_same(const schedules::Result& one, const schedules::Result& other) {
  return compared(one) == compared(other);
}

/// All but what was found, and its schedules.
inline void check_same_states(const schedules::Result& one, const schedules::Result& other) {
  CHECK(one.end == other.end);
  CHECK(one.states == other.states);
  CHECK(one.transitions == other.transitions);
  CHECK(one.depth == other.depth);
  CHECK(one.left == other.left);
  CHECK(one.digest == other.digest);
  CHECK(one.reached == other.reached);
  CHECK(one.taken == other.taken);
}

inline void check_same(const schedules::Result& one, const schedules::Result& other) {
  check_same_states(one, other);
  CHECK(one.hits == other.hits);
  CHECK(one.stuck == other.stuck);
  CHECK(one.acquisitions == other.acquisitions);
}

}  // namespace replock::tests
