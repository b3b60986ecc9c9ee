// What moves lead to, collected, and left out where it was seen lately: most was, and is told apart here without a look
// at the table.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "schedules/hash.h"
#include "schedules/pages.h"
#include "schedules/rules.h"
#include "schedules/wait_cycle.h"

namespace replock::schedules {

/// A state that may be new.
template <unsigned W>
struct Candidate {
  Words<W> state;
  std::uint64_t hash = 0;
  static constexpr std::uint64_t parent_mask = (std::uint64_t{1} << 48) - 1;
  std::uint64_t parent : 48 = 0;  ///< index of the state that leads to it
  std::uint64_t asleep : 16 = 0;  ///< ThreadBits: who is asleep there (schedules/sleep_sets.h)
};

/// Small enough for a core's own cache. Forgets the old for the new; never takes one state for another.
template <unsigned W>
class Recent {
 public:
  static constexpr std::size_t batch_max = 128;

  Recent() { forget(); }

  /// True: as many are collected as there is room for, and it is time to take() them.
  bool collect(const Words<W>& state, std::uint64_t parent, ThreadBits asleep) {
    batch_[collected_++] = {state, hash<W>(state), parent & Candidate<W>::parent_mask, asleep};
    return collected_ == batch_max;
  }
  std::size_t collected() const { return collected_; }

  /// All, in order, until the next is collected: none of them becomes a recent one.
  std::span<const Candidate<W>> take_all() { return {batch_.data(), std::exchange(collected_, 0)}; }
  /// Calls visit(one, whether it is among the recent ones) for each, in order: it is from then on. Best without
  /// branches, since half of them would be guessed wrong.
  template <class Visit>
  void take_each(Visit&& visit) {
    const std::size_t count = std::exchange(collected_, 0);
    for (std::size_t i = 0; i < count; ++i) {
      const Candidate<W> one = batch_[i];
      Words<W>& here = at(one.hash);
      const bool is_recent = is_same<W>(here, one.state);
      here = one.state;
      visit(one, is_recent);
    }
  }
  /// In order, those that are not among the recent ones, until the next is collected.
  std::span<const Candidate<W>> take() {
    std::size_t left = 0;
    take_each([&](const Candidate<W>& one, bool is_recent) {
      batch_[left] = one;
      left += is_recent ? 0 : 1;
    });
    return {batch_.data(), left};
  }

  /// What was collected too. A state in a place that is not its own stands for nothing: the zeros that are not at
  /// theirs, and what is put there.
  void forget() {
    collected_ = 0;
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

  std::array<Candidate<W>, batch_max> batch_;
  std::size_t collected_ = 0;
  Pages states_;
};

}  // namespace replock::schedules
