// What Spin counts in a model: spin and a C compiler are run in a folder of their own.
#pragma once

#include <cstdint>
#include <set>
#include <string>

namespace replock::tests {

struct SpinCount {
  std::uint64_t states = 0;
  std::uint64_t transitions = 0;  ///< the arrival in the initial state is none
  std::uint64_t deadlocks = 0;    ///< states without a move in which some process is at no end label
  std::set<unsigned> violated;    ///< claims, as reports/promela_claims.h numbers them
  std::string trouble;            ///< what makes the numbers worthless: no compilation, truncation, an assertion
};

bool spin_is_installed();
/// REQUIRES: spin_is_installed(). `states_max`: the search is cut off, with trouble, beyond that depth.
SpinCount count_by_spin(const std::string& promela, std::uint64_t states_max);

}  // namespace replock::tests
