// Which moves of a state lead where the search comes in any case, so that nobody has to look whether that is known.
//
// Moves a and b of two threads, of which neither writes what the other reads or writes, close a diamond: a and then b,
// b and then a lead to one state. So in a state that b led to, a leads where b leads from the state that a led to, and
// one of the two look-ups is enough. These are sleep sets (P. Godefroid, Partial-Order Methods for the Verification of
// Concurrent Systems, LNCS 1032, 1996), of which only that much is used: threads asleep are those whose moves are not
// looked up, and they are threads before the one that moved, never behind it. Their moves are counted and watched as
// all others, and every state is found, in the same level.
//
// Nothing is lost: say that state s, which y led to by a move b, has thread a asleep. Then a can be made in y, and
// leads to a state that is expanded by the end of the level of s; b, made there, leads where a leads from s. It is
// looked up, or its thread is asleep there for the sake of a move of a thread behind it; so on, until no thread is
// behind.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "model/program.h"
#include "schedules/wait_cycle.h"

namespace replock::schedules {

class SleepSets {
 public:
  /// Of a stand (rules.h): two of one kind are independent of the same moves.
  using Kind = std::uint32_t;
  using Kinds = std::array<Kind, model::threads_max>;  ///< by thread: of where it stands

  enum class Sleep : std::uint8_t { nobody, allowed };
  SleepSets(const model::World& world, Sleep sleep);

  Kind kind(std::uint32_t stand) const { return stands_[stand]; }
  /// Who is asleep in the state that this move leads to. `kinds`: in the state before.
  ThreadBits behind(std::uint32_t rule, const Kinds& kinds) const {
    const std::uint8_t* const independent = independent_.data() + rules_[rule].row;
    unsigned asleep = 0;
    for (unsigned other = 0; other < rules_[rule].thread; ++other)
      asleep |= unsigned{independent[kinds[other]]} << other;
    return static_cast<ThreadBits>(asleep);
  }

 private:
  std::vector<Kind> stands_;
  struct Rule {
    std::uint32_t thread = 0;  // whose it is
    std::uint32_t row = 0;     // where it begins in independent_
  };
  std::vector<Rule> rules_;
  std::vector<std::uint8_t> independent_;  // a row for each kind of rule, in it one for each kind of stand: 1 or 0
};

}  // namespace replock::schedules
