// The states of a search that another one goes on from: packed for it, and put into its store in their order. Many at a
// time, by whoever is free.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "model/layout.h"
#include "schedules/checkpoint.h"
#include "schedules/hash.h"
#include "schedules/part_order.h"
#include "schedules/recent.h"
#include "schedules/store.h"
#include "schedules/workers.h"

namespace replock::schedules {

template <unsigned W>
class Intake {
 public:
  /// `way`: from how they are packed to how they are here; null: that is the same. `shared_from`: so many are worth the
  /// waits of threads. REQUIRES: all outlive this; nothing waits for the store; `words`: of a state, as it comes.
  Intake(Store<W>& store, unsigned words, const model::Repacking* way, Workers* workers, std::uint64_t shared_from)
      : store_(store),
        words_(words),
        way_(way),
        workers_(workers),
        shared_from_(shared_from),
        packed_(states_max * words),
        states_(states_max),
        parts_(states_max) {}

  /// A state that is new. It is in the store after settle() at the latest.
  void add(Words64 state, std::uint64_t parent, ThreadBits asleep) {
    std::ranges::copy(state, packed_.begin() + static_cast<std::ptrdiff_t>(count_ * words_));
    Candidate<W>& one = states_[count_++];
    one.parent = parent & Candidate<W>::parent_mask;
    one.asleep = asleep;
    if (count_ == states_max) settle();
  }

  void settle() {
    if (shares())
      take_together();
    else
      take_alone();
    count_ = 0;
  }

 private:
  static constexpr std::size_t states_max = 8192;  // what is collected stays in the caches

  bool shares() const {
    return workers_ != nullptr && count_ >= shared_from_ && store_.has_parts() && !store_.forgets_places() &&
           workers_->any_free();
  }

  Words<W> here(std::size_t number) const {
    Words<W> state{};
    const std::uint64_t* const packed = packed_.data() + number * words_;
    if (way_ != nullptr)
      way_->repack(packed, state.data());
    else
      std::copy_n(packed, W, state.begin());
    return state;
  }

  void take_alone() {
    for (std::size_t i = 0; i < count_; ++i) {
      const auto asleep = static_cast<ThreadBits>(states_[i].asleep);
      store_.add_new(here(i), states_[i].parent, asleep);
    }
    store_.settle_new();
  }

  /// First each thread packs some of the states, then it adds those of some parts.
  void take_together() {
    const std::size_t pieces = workers_->threads();
    workers_->each(pieces, [&](std::size_t piece) {
      for (std::size_t i = count_ * piece / pieces; i < count_ * (piece + 1) / pieces; ++i) {
        states_[i].state = here(i);
        states_[i].hash = hash<W>(states_[i].state);
        parts_[i] = static_cast<std::uint8_t>(store_.part_of(states_[i].hash));
      }
    });
    workers_->each(pieces, [&](std::size_t piece) {
      const std::size_t parts = Store<W>::parts_max;
      add_of(static_cast<unsigned>(parts * piece / pieces), static_cast<unsigned>(parts * (piece + 1) / pieces));
    });
    const auto parts = std::span(parts_).first(count_);
    PartOrder::Counts more{};
    for (const std::uint8_t part : parts) ++more[part];
    store_.put(store_.make_room(more), parts);
  }

  /// Those of the parts from `first` up to `end`.
  void add_of(unsigned first, unsigned end) {
    std::array<std::size_t, Store<W>::batch_max> batch{};
    std::size_t in_batch = 0;
    const auto add_all = [&] {
      store_.add_all_new(in_batch, [&](std::size_t i) -> const Candidate<W>& { return states_[batch[i]]; });
      in_batch = 0;
    };
    for (std::size_t i = 0; i < count_; ++i) {
      batch[in_batch] = i;  // without a branch: half of them would be guessed wrong
      in_batch += unsigned{parts_[i] >= first} & unsigned{parts_[i] < end};
      if (in_batch == batch.size()) add_all();
    }
    add_all();
  }

  Store<W>& store_;
  unsigned words_;
  const model::Repacking* way_;
  Workers* workers_;
  std::uint64_t shared_from_;
  std::size_t count_ = 0;              // of those that are collected
  std::vector<std::uint64_t> packed_;  // as they came
  std::vector<Candidate<W>> states_;   // what is beside them; shared out, they themselves too
  std::vector<std::uint8_t> parts_;
};

}  // namespace replock::schedules
