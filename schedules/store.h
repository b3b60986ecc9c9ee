// The exact set of visited states, kept in the order in which they were found.
//
// As long as there are few states, one table finds them. Later sixteen do, each those whose hashes begin with the same
// bits: then threads can work on different parts at once. Additions are collected and resolved in batches, so that
// their cache misses overlap; the outcome is that of one after the other.
//
// Many states of one word, where parents are forgotten, are in tables that hold the states themselves
// (schedules/word_store.h). Then the store forgets where a state lies once it is told that it is not asked for again.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <numeric>
#include <optional>
#include <span>
#include <vector>

#include "schedules/hash.h"
#include "schedules/levels.h"
#include "schedules/part.h"
#include "schedules/part_order.h"
#include "schedules/recent.h"
#include "schedules/rules.h"
#include "schedules/states.h"
#include "schedules/word_store.h"

namespace replock::schedules {

/// What stands for a state that a store has: its index, or, where it forgets places, its word.
using StateId = std::uint64_t;

template <unsigned W>
class Store {
 public:
  static constexpr std::size_t batch_max = Recent<W>::batch_max;
  static constexpr unsigned parts_max = PartOrder::parts_max;

  explicit Store(Parents parents = Parents::forgotten);
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  /// States settled so far; their indices are 0..size()-1.
  std::uint64_t size() const {
    if (words_) return words_->size();
    return has_parts() ? order_.size() : parts_.front().states().size();
  }
  /// Once those are settled that wait for it.
  std::uint64_t size_at_most() const { return size() + recent_.collected(); }
  /// For many states Walk is faster. REQUIRES: its place is not forgotten.
  const Words<W>& operator[](std::uint64_t index) const {
    if constexpr (W == 1)
      if (words_) return words_->frontier()[index];
    const Place place = place_of(index);
    return parts_[place.part].states()[place.index];
  }
  /// 0 where they are forgotten.
  std::uint32_t parent(std::uint64_t index) const {
    const Place place = place_of(index);
    return parts_[place.part].states().parent(place.index);
  }

  /// The states that are added from now on are so many moves away: as many as those before, or one more. Before it is
  /// called, none. `first`: the index of the first of them. REQUIRES: where places are forgotten, it is settled.
  void add_to_level(std::uint64_t level, std::uint64_t first) {
    if (level == levels_.size()) levels_.push_back(first);
    if (words_) words_->add_to_level(level);
  }
  /// By number of moves, the first state that is so far away; the last ones may be further than any state.
  const std::vector<std::uint64_t>& levels() const { return levels_; }
  /// How many moves the state with this index is away.
  std::uint64_t level_of(std::uint64_t index) const {
    return static_cast<std::uint64_t>(std::ranges::upper_bound(levels_, index) - levels_.begin()) - 1;
  }

  /// Adds the state if it is new; visible in size() after settle() at the latest. `parent`: the index of the state that
  /// leads to it. `asleep`: who is so there (schedules/sleep_sets.h).
  void add(const Words<W>& state, std::uint64_t parent, ThreadBits asleep) {
    if (recent_.collect(state, parent, asleep)) settle();
  }
  void settle();
  /// As add(), of a state that is new; then settle_new() in place of settle(). Only while nothing else waits for it.
  void add_new(const Words<W>& state, std::uint64_t parent, ThreadBits asleep) {
    if (recent_.collect(state, parent, asleep)) settle_new();
  }
  void settle_new();
  /// Who is asleep in the states before this one is not asked for again, nor where they lie. REQUIRES: it is settled.
  void forget_before(std::uint64_t index);
  /// Whether it does forget where states lie.
  bool forgets_places() const { return words_ != nullptr; }

  /// A settled state that is so many moves away, where places are forgotten modulo levels_told; none: it is not known,
  /// or not there. Best after prefetch(its_hash), some time before.
  std::optional<StateId> find(const Words<W>& state, std::uint64_t its_hash, std::uint64_t level) const;
  /// Of one that is so many moves away modulo levels_told: whether it is, as far as is known.
  bool may_be_at(StateId id, std::uint64_t level) const {
    return words_ || (level < levels_.size() && id >= levels_[level] && id < end_of_level(level));
  }
  /// REQUIRES: find() or each_before() said so.
  Words<W> state(StateId id) const {
    if constexpr (W == 1)
      if (words_) return {id};
    return (*this)[id];
  }
  void prefetch(std::uint64_t hash) const {
    if (words_)
      words_->prefetch(hash);
    else
      parts_[part_of(hash)].prefetch(hash);
  }

  /// The states from an index on, one after the other. As long as has_parts() stays what it is. REQUIRES: their places
  /// are not forgotten.
  class Walk {
   public:
    Walk(const Store& store, std::uint64_t index);
    std::uint64_t index() const { return index_; }
    /// In the state that next() said last.
    ThreadBits asleep() const { return asleep_; }
    /// REQUIRES: there is one.
    const Words<W>& next() {
      if constexpr (W == 1) {
        if (store_->words_) {
          const Frontier& frontier = store_->words_->frontier();
          frontier.prefetch(index_ + ahead);
          asleep_ = frontier.asleep(index_);
          return frontier[index_++];
        }
      }
      const unsigned part = store_->has_parts() ? store_->order_.part_of(index_) : 0;
      const States<W>& states = store_->parts_[part].states();
      const std::uint64_t index = next_[part]++;
      ++index_;
      states.prefetch(index, ahead);
      asleep_ = states.asleep(index);
      return states[index];
    }

    /// What next() says then. REQUIRES: so; parents are kept.
    const Words<W>& peek() const {
      const unsigned part = store_->has_parts() ? store_->order_.part_of(index_) : 0;
      return store_->parts_[part].states()[next_[part]];
    }

   private:
    friend class Store;
    static constexpr std::uint64_t ahead = 8;  // states of a part
    const Store* store_;
    std::uint64_t index_;
    ThreadBits asleep_ = 0;
    std::array<std::uint64_t, parts_max> next_{};  // by part: its state's index
  };
  /// Calls visit(index, state) for those from `first` up to `end`.
  template <class Visit>
  void each(std::uint64_t first, std::uint64_t end, Visit&& visit) const {
    for (Walk walk(*this, first); walk.index() < end;) {
      const std::uint64_t index = walk.index();
      visit(index, walk.next());
    }
  }
  /// Calls visit(state) for each, level by level, in the order that is kept. REQUIRES: it is settled.
  template <class Visit>
  void each_in_order(Visit&& visit) const;
  /// Calls visit(id, state, how many moves it is away, modulo levels_told) for those before the one with the index
  /// `next` that are in these levels, and in this piece of all; in any order. REQUIRES: it is settled, and the places
  /// of those from `next` on are not forgotten.
  template <class Visit>
  void each_before(std::uint64_t next, const LevelBits& among, Piece piece, Visit&& visit) const;
  /// As each_in_order(), and, where places are not forgotten, gives their memory back meanwhile: nothing else is done
  /// with the store from then on. REQUIRES: it is settled.
  template <class Visit>
  void take_apart(Visit&& visit);

  bool has_parts() const { return hash_bits_ != 0; }
  /// From now on. REQUIRES: it is settled. `states`: there will be so many soon. What memory it takes in the end is the
  /// same.
  void make_parts(std::uint64_t states);
  unsigned part_of(std::uint64_t hash) const { return static_cast<unsigned>((hash >> 1) >> (63 - hash_bits_)); }
  /// Calls added(i, part, whether it is new) for candidate(0) to candidate(count - 1), in order. Each is looked at
  /// several times. For several threads at once, each with its own parts; REQUIRES then: nothing waits for settle(),
  /// and behind it make_room() and put(), or count() for each new one, in order.
  template <class Get, class Added>
  void add_all(std::size_t count, Get&& candidate, Added&& added) {
    if (words_) {
      for (std::size_t i = 0; i < count; ++i) words_->prefetch_to_write(candidate(i).hash);
      for (std::size_t i = 0; i < count; ++i) added(i, part_of(candidate(i).hash), words_->add(candidate(i).hash));
      return;
    }
    for (std::size_t i = 0; i < count; ++i) part(candidate(i).hash).prefetch_to_write(candidate(i).hash);  // mostly new
    for (std::size_t i = 0; i < count; ++i) part(candidate(i).hash).prefetch_equal(candidate(i).hash);
    for (std::size_t i = 0; i < count; ++i) {
      const unsigned number = part_of(candidate(i).hash);
      added(i, number, parts_[number].add(candidate(i)));
    }
  }
  /// Adds candidate(0) to candidate(count - 1), in order. REQUIRES: so, and they are new; places are not forgotten.
  template <class Get>
  void add_all_new(std::size_t count, Get&& candidate) {
    for (std::size_t i = 0; i < count; ++i) part(candidate(i).hash).prefetch_to_write(candidate(i).hash);
    for (std::size_t i = 0; i < count; ++i) part(candidate(i).hash).add_new(candidate(i));
  }
  void count(unsigned part) { order_.append(part); }
  /// For so many more of each part.
  PartOrder::Room make_room(const PartOrder::Counts& more) {
    if (!words_) return order_.extend(more);
    const PartOrder::Room room{size(), {}};
    words_->frontier().extend(std::accumulate(more.begin(), more.end(), std::uint64_t{0}));
    return room;
  }
  /// By several threads at once, each other ones: which part each of them is in.
  void put(const PartOrder::Room& room, std::span<const std::uint8_t> parts) { order_.put(room, parts); }
  /// Where places are forgotten, each by itself.
  void put(std::uint64_t index, const Candidate<W>& one) {
    if constexpr (W == 1) words_->frontier().put(index, one.state, one.asleep);
  }

  /// In use now: states, with all that is kept for each, and tables.
  std::uint64_t memory_bytes() const {
    return words_ ? words_->memory_bytes() : bytes_for(size()) + bytes_asleep(0) + table_bytes();
  }
  /// Whether this much memory has room for so many states more, wherever they belong.
  bool fits(std::uint64_t more_states, std::uint64_t bytes) const;

 private:
  struct Place {
    unsigned part = 0;
    std::uint64_t index = 0;  ///< in it
  };
  Place place_of(std::uint64_t index) const {
    if (!has_parts()) return {0, index};
    const unsigned part = order_.part_of(index);
    return {part, order_.before(index, part)};
  }
  std::uint64_t end_of_level(std::uint64_t level) const {
    return level + 1 == levels_.size() ? size() : levels_[level + 1];
  }
  Part<W>& part(std::uint64_t hash) { return parts_[part_of(hash)]; }
  std::uint64_t bytes_for(std::uint64_t states) const {
    const std::uint64_t parent_bytes = parents_ == Parents::kept ? sizeof(std::uint32_t) : 0;
    return states * (sizeof(Words<W>) + parent_bytes) + (has_parts() ? PartOrder::bytes_for(states) : 0);
  }
  std::uint64_t table_bytes() const;
  /// Of those that are not forgotten, and of so many states more.
  std::uint64_t bytes_asleep(std::uint64_t more_states) const;
  void add_parts(unsigned hash_bits, std::uint64_t states_each);
  /// REQUIRES: places are forgotten.
  void put_next(const Candidate<W>& one) {
    if constexpr (W == 1) words_->frontier().append(one.state, one.asleep);
  }
  bool may_forget_places() const { return W == 1 && parents_ == Parents::forgotten; }

  Parents parents_;
  std::vector<std::uint64_t> levels_{0};
  std::unique_ptr<Pools<W>> pools_;  // of the parts there are
  unsigned hash_bits_ = 0;
  std::vector<Part<W>> parts_;        // one, or all
  PartOrder order_;                   // where there are all
  std::unique_ptr<WordStore> words_;  // in place of all
  Recent<W> recent_;
};

template <unsigned W>
template <class Visit>
void Store<W>::each_in_order(Visit&& visit) const {
  if constexpr (W == 1)
    if (words_) return words_->each_in_order(levels_, visit);
  each(0, size(), [&](std::uint64_t, const Words<W>& state) { visit(state); });
}

template <unsigned W>
template <class Visit>
void Store<W>::each_before(std::uint64_t next, const LevelBits& among, Piece piece, Visit&& visit) const {
  if constexpr (W == 1) {
    if (words_) {
      words_->each_before(next, among, piece,
                          [&](std::uint64_t word, std::uint64_t level) { visit(word, Words<1>{word}, level); });
      return;
    }
  }
  for (std::uint64_t level = 0; level < levels_.size() && levels_[level] < next; ++level) {
    const std::uint64_t told = level % levels_told, first = levels_[level];
    if (!among[told]) continue;
    const std::uint64_t count = std::min(next, end_of_level(level)) - first;
    each(first + count * piece.number / piece.of, first + count * (piece.number + 1) / piece.of,
         [&](std::uint64_t index, const Words<W>& state) { visit(index, state, told); });
  }
}

template <unsigned W>
template <class Visit>
void Store<W>::take_apart(Visit&& visit) {
  constexpr std::uint64_t some = 100'000;
  if (words_) {
    each_in_order(visit);
    words_.reset();
    return;
  }
  for (Part<W>& part : parts_) part.give_table_back();
  const std::uint64_t states = size();
  for (Walk walk(*this, 0); walk.index() < states;) {
    visit(walk.next());
    if (walk.index() % some != 0) continue;
    for (std::size_t part = 0; part < parts_.size(); ++part) parts_[part].states().give_back_before(walk.next_[part]);
  }
  parts_.clear();
  order_.clear();
  pools_.reset();
}

}  // namespace replock::schedules
