// Where each field sits in the packed state: a few 64-bit words, no field across two words.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

#include "model/step.h"

namespace replock::model {

/// The values that a field may have, both ends included.
struct Range {
  std::uint16_t min = 0, max = 0;
  bool has(unsigned value) const { return min <= value && value <= max; }
  friend bool operator==(const Range&, const Range&) = default;
};

struct Place {
  std::uint8_t word = 0;
  std::uint8_t shift = 0;  ///< bits from the least significant
  std::uint8_t bits = 0;   ///< 1..16; 0 for a field that has one value only
  Range range;             ///< what can be said here; the bits say how far above its least value
};

struct Layout {
  std::vector<Place> places;  ///< by FieldId
  unsigned words = 0;         ///< 64-bit words in a packed state: 1, 2, 3, or an even number
  unsigned bits_used = 0;
};

using Packed = std::vector<std::uint64_t>;  ///< Layout::words of them

/// By FieldId: 0 to the field's max.
std::vector<Range> all_values(const World& world);
/// Widths from the ranges, which may be narrower than all_values(); wide fields first, so that little is lost at word
/// ends. The same for equal worlds and ranges.
Layout lay_out(const World& world, const std::vector<Range>& ranges);
Layout lay_out(const World& world);  ///< with all values
/// Of a packed state.
std::uint16_t value_at(const Place& place, const std::uint64_t* words);
/// REQUIRES: each value is in its range.
Packed pack(const Layout& layout, const State& state);
State unpack(const Layout& layout, const std::uint64_t* words);

/// Fields that go from one word to another, and stay as far from each other there. What would be behind the word's end
/// is left out.
struct WordMove {
  unsigned from = 0, to = 0;  ///< words
  int left = 0;               ///< bits that they are rotated by
  std::uint64_t mask = 0;     ///< before
  std::uint64_t moved(const std::uint64_t* words) const { return std::rotl(words[from] & mask, left); }
};
/// With those that move alike. REQUIRES: neither place is of no bits.
void add_move(std::vector<WordMove>& moves, const Place& from, const Place& to);

/// From one layout of a world to another, many fields at once.
class Repacking {
 public:
  Repacking(const Layout& from, const Layout& to);
  /// REQUIRES: the values are in the ranges of both.
  void repack(const std::uint64_t* from, std::uint64_t* to) const;

 private:
  /// How a word comes about. The bits of a field say how far above its least value it is, which another layout may put
  /// elsewhere: what that makes for all of them is added.
  struct Word {
    std::vector<WordMove> moves;
    std::uint64_t added = 0;
    std::uint64_t made_of(const std::uint64_t* from) const;
  };
  static std::vector<Word> way(const Layout& from, const Layout& to);
  std::vector<Word> there_, back_;
};

}  // namespace replock::model
