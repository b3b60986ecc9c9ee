// Two searches that must have come to the same.
#pragma once

#include <catch2/catch.hpp>

#include "schedules/explorer.h"

namespace replock::tests {

/// But for seconds, and how much memory was taken ahead.
inline void check_same(const schedules::Result& one, const schedules::Result& other) {
  CHECK(one.end == other.end);
  CHECK(one.states == other.states);
  CHECK(one.transitions == other.transitions);
  CHECK(one.depth == other.depth);
  CHECK(one.left == other.left);
  CHECK(one.digest == other.digest);
  CHECK(one.hits == other.hits);
  CHECK(one.stuck == other.stuck);
  CHECK(one.acquisitions == other.acquisitions);
  CHECK(one.reached == other.reached);
  CHECK(one.taken == other.taken);
}

}  // namespace replock::tests
