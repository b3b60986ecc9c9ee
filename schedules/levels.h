// How far away from the initial state the states of a search are, as a store tells it.
#pragma once

#include <bitset>
#include <cstdint>

namespace replock::schedules {

/// Modulo this number of moves.
inline constexpr std::uint64_t levels_told = 256;
/// By that.
using LevelBits = std::bitset<levels_told>;

/// Of work that is shared out.
struct Piece {
  unsigned number = 0, of = 1;
};

}  // namespace replock::schedules
