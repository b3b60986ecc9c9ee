// Which states were seen lately: most of what moves lead to was, and is told apart here without a look at the table.
#pragma once

#include <bit>
#include <cstddef>
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

  /// Keeps those of `count` states, each with its hash, that are not among the recent ones, and says how many: each is
  /// among them from then on. Without branches, since half of them would be guessed wrong.
  template <class Pending>
  std::size_t leave_unknown(Pending* pending, std::size_t count) {
    std::size_t left = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const Pending one = pending[i];
      Words<W>& here = at(one.hash);
      const bool known = is_same<W>(here, one.state);
      here = one.state;
      pending[left] = one;
      left += known ? 0 : 1;
    }
    return left;
  }

  /// A state in a place that is not its own stands for nothing: the zeros that are not at theirs, and what is put
  /// there.
  void forget() {
    states_ = Pages(places * sizeof(Words<W>));
    Words<W> other{};
    const std::uint64_t zero = hash<W>(other);
    while (&at(hash<W>(other)) == &at(zero)) ++other[0];
    at(zero) = other;
  }

 private:
  static constexpr std::uint64_t bytes_max = std::uint64_t{256} << 10;
  static constexpr std::uint64_t places = std::bit_floor(bytes_max / sizeof(Words<W>));
  Words<W>& at(std::uint64_t hash) const { return static_cast<Words<W>*>(states_.data())[hash & (places - 1)]; }

  Pages states_;
};

}  // namespace replock::schedules
