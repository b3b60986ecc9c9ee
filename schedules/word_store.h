// The exact set of visited one-word states, for many of them: sixteen tables that hold the states themselves
// (schedules/word_table.h), and in order only those that are still asked for in order. It takes 10.4 to 11.6 bytes a
// state, and 10 more for each of the level that is expanded, and of the next.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "schedules/frontier.h"
#include "schedules/levels.h"
#include "schedules/part_order.h"
#include "schedules/rules.h"
#include "schedules/word_table.h"

namespace replock::schedules {

class WordStore {
 public:
  static constexpr unsigned part_bits = PartOrder::part_bits;
  static constexpr unsigned parts_max = PartOrder::parts_max;

  /// With room for so many states.
  explicit WordStore(std::uint64_t states);
  WordStore(const WordStore&) = delete;
  WordStore& operator=(const WordStore&) = delete;

  std::uint64_t size() const { return frontier_.size(); }
  const Frontier& frontier() const { return frontier_; }
  Frontier& frontier() { return frontier_; }

  /// The states that are added from now on are so many moves away.
  void add_to_level(std::uint64_t level) { level_ = level; }
  /// Says whether it is new: then it is still to be put in order. For several threads at once, each with its own parts.
  bool add(std::uint64_t hash) { return table(hash).add(hash, level_); }
  void prefetch_to_write(std::uint64_t hash) const { table(hash).prefetch_to_write(hash); }
  void prefetch(std::uint64_t hash) const { table(hash).prefetch(hash); }
  /// How many moves the state with this hash is away, modulo levels_told; none: it is not known.
  std::optional<std::uint64_t> level(std::uint64_t hash) const { return table(hash).level(hash); }

  /// Calls visit(state, its level modulo levels_told) for those in the order before `next`, in any order, that are in
  /// these levels, and in this piece of all. REQUIRES: the order has those from next on.
  template <class Visit>
  void each_before(std::uint64_t next, const LevelBits& among, Piece piece, Visit&& visit) const {
    each_but(ordered_from(next), among, piece, visit);
  }
  /// Calls visit(state) for each: level by level, those that the order does not have any more by size, then the others
  /// in order. `levels`: as Store::levels().
  void each_in_order(const std::vector<std::uint64_t>& levels, const std::function<void(const Words<1>&)>& visit) const;

  std::uint64_t memory_bytes() const;
  bool fits(std::uint64_t more_states, std::uint64_t bytes) const;

 private:
  static unsigned part_of(std::uint64_t hash) { return static_cast<unsigned>(hash >> (64 - part_bits)); }
  WordTable& table(std::uint64_t hash) { return tables_[part_of(hash)]; }
  const WordTable& table(std::uint64_t hash) const { return tables_[part_of(hash)]; }
  /// By size.
  std::vector<std::uint64_t> ordered_from(std::uint64_t index) const;
  /// As each_before(), but for the states left out, which are by size.
  template <class Visit>
  void each_but(const std::vector<std::uint64_t>& left_out, const LevelBits& among, Piece piece, Visit&& visit) const {
    for (unsigned part = piece.number; part < parts_max; part += piece.of)
      tables_[part].each(among, [&](std::uint64_t word, std::uint64_t level) {
        if (left_out.empty() || !std::ranges::binary_search(left_out, word)) visit(word, level);
      });
  }
  std::vector<std::vector<std::uint64_t>> in_levels(std::uint64_t first, std::uint64_t end,
                                                    const std::vector<std::uint64_t>& left_out) const;

  std::vector<std::unique_ptr<WordTable::Pool>> pools_;  // by phase
  std::vector<WordTable> tables_;                        // by part
  Frontier frontier_;
  std::uint64_t level_ = 0;
};

}  // namespace replock::schedules
