// Which states were seen lately: most of what moves lead to was, and is told apart here without a look at the table.
#pragma once

#include <bit>
#include <cstdint>

#include "schedules/mixing.h"
#include "schedules/pages.h"
#include "schedules/rules.h"

namespace replock::schedules {

/// Multiply-and-fold over pairs of words, in the way of wyhash.
template <unsigned W>
inline std::uint64_t hash(const Words<W>& state) {
  std::uint64_t seed = 0x2d358dccaa6c78a5ULL;
  for (unsigned w = 0; w < W; w += 2) {
    const std::uint64_t second = w + 1 < W ? state[w + 1] : 0;
    seed = mixing::fold(state[w] ^ 0x8bb84b93962eacc9ULL, second ^ seed);
  }
  return mixing::fold(seed ^ 0x4b33a62ed433d4a3ULL, 0x9e3779b97f4a7c15ULL);
}

/// Small enough for a core's own cache. Forgets the old for the new; never takes one state for another.
template <unsigned W>
class Recent {
 public:
  Recent() : states_(count * sizeof(Words<W>)) { forget(); }

  /// Whether the state is among them; it is from now on.
  bool knows(const Words<W>& state, std::uint64_t hash) {
    Words<W>& here = at(hash);
    if (is_same<W>(here, state)) return true;
    here = state;
    return false;
  }

  /// A state in a place that is not its own stands for nothing: the zeros that are not at theirs, and what is put
  /// there.
  void forget() {
    states_ = Pages(count * sizeof(Words<W>));
    Words<W> other{};
    const std::uint64_t zero = hash<W>(other);
    while (&at(hash<W>(other)) == &at(zero)) ++other[0];
    at(zero) = other;
  }

 private:
  static constexpr std::uint64_t bytes_max = std::uint64_t{256} << 10;
  static constexpr std::uint64_t count = std::bit_floor(bytes_max / sizeof(Words<W>));
  Words<W>& at(std::uint64_t hash) { return static_cast<Words<W>*>(states_.data())[hash & (count - 1)]; }

  Pages states_;
};

}  // namespace replock::schedules
