// Where each field sits in the packed state: a few 64-bit words, no field across two words.
#pragma once

#include <cstdint>
#include <vector>

#include "model/step.h"

namespace replock::model {

struct Place {
  std::uint8_t word = 0;
  std::uint8_t shift = 0;  ///< bits from the least significant
  std::uint8_t bits = 0;   ///< 1..16; 0 for a field that can only be 0
};

struct Layout {
  std::vector<Place> places;  ///< by FieldId
  unsigned words = 0;         ///< 64-bit words in a packed state, 1 or more
  unsigned bits_used = 0;
};

using Packed = std::vector<std::uint64_t>;  ///< Layout::words of them

/// Widths from the ranges; wide fields first, so that little is lost at word ends. The same for equal worlds.
Layout lay_out(const World& world);
Packed pack(const Layout& layout, const State& state);
State unpack(const Layout& layout, const std::uint64_t* words);

}  // namespace replock::model
