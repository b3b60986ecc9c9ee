// Which states were seen lately: most of what moves lead to was, and is told apart here without a look at the table.
#pragma once

#include <bit>
#include <cstdint>

#include "schedules/hash.h"
#include "schedules/pages.h"
#include "schedules/rules.h"

namespace replock::schedules {

/// Small enough for a core's own cache. Forgets the old for the new; never takes one state for another.
template <unsigned W>
class Recent {
 public:
  Recent() { forget(); }

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
