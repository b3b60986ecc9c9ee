// The one-word states whose hashes begin with certain bits, in a table that holds the states themselves: a part of a
// WordStore, for one thread at a time.
//
// A one-word state and its hash are two words for the same (schedules/mixing.h), and the line to which a hash belongs
// says its first bits. Only what is left of it is stored, 52 bits at most; beside it how many moves the state is away,
// and how many lines behind its own the entry is, where there was no room before (quotients: D. E. Knuth, The Art of
// Computer Programming, vol. 3, exercise 6.4-13; J. G. Cleary, Compact Hash Tables Using Bidirectional Linear Probing,
// IEEE Transactions on Computers 33, 1984). So an entry is a state's word, and nothing is lost. A table takes 8.9 to
// 13.4 bytes a state; not all parts' tables grow at the same time, and together they take 10.4 to 11.6.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>

#include "schedules/levels.h"
#include "schedules/mixing.h"
#include "schedules/prefetch.h"
#include "schedules/table_line.h"
#include "schedules/table_pool.h"

namespace replock::schedules {

/// Which of a table's lines a hash belongs to, and which hash what is left of it stands for.
class HashPlaces {
 public:
  struct Place {
    std::uint64_t line = 0;
    std::uint64_t rest = 0;  ///< below 2^rest_bits
  };
  static constexpr unsigned rest_bits = 52;
  static constexpr std::uint64_t lines_min = 256;

  HashPlaces() = default;
  /// `number`: the first `hash_bits` bits of all hashes. REQUIRES: hash_bits is 4, lines_min lines at least.
  HashPlaces(unsigned number, unsigned hash_bits, std::uint64_t lines)
      : hash_bits_(hash_bits),
        begin_(std::uint64_t{number} << (64 - hash_bits)),
        lines_(lines),
        shift_(static_cast<unsigned>(63 - __builtin_clzll(lines)) + hash_bits) {}

  std::uint64_t lines() const { return lines_; }
  /// In the order of the hashes.
  Place place(std::uint64_t hash) const {
    const mixing::Wide product = static_cast<mixing::Wide>(hash << hash_bits_) * lines_;
    return {static_cast<std::uint64_t>(product >> 64), static_cast<std::uint64_t>(product) >> shift_};
  }
  /// The hash that has this place. Two of one line are lines << hash_bits apart in the product, which is 2^shift or
  /// more: it is the only one, and the first whose product is not below.
  std::uint64_t hash(Place place) const {
    const mixing::Wide least = static_cast<mixing::Wide>(place.line) << 64 | place.rest << shift_;
    const std::uint64_t apart = lines_ << hash_bits_;
    return begin_ | static_cast<std::uint64_t>((least + apart - 1) / apart);
  }

 private:
  unsigned hash_bits_ = 0;
  std::uint64_t begin_ = 0;
  std::uint64_t lines_ = 0;
  unsigned shift_ = 0;
};

class alignas(lines_apart) WordTable {
 public:
  using Pool = TablePool<WideLine>;
  /// Parts whose tables have the same sizes: every fourth.
  static constexpr unsigned phases = 4;

  /// `number`: which part. `hash_bits`: so many of a hash are the same for all of it. `states`: there is room for so
  /// many at first. REQUIRES: the pool is for number / phases, and outlives this.
  WordTable(Pool& pool, unsigned number, unsigned hash_bits, std::uint64_t states);

  void prefetch_to_write(std::uint64_t hash) const { schedules::prefetch_to_write(table_ + places_.place(hash).line); }
  void prefetch(std::uint64_t hash) const { prefetch_to_read(table_ + places_.place(hash).line); }
  /// If it is new, so many moves away; says whether it is. Best after a prefetch, some time before.
  bool add(std::uint64_t hash, std::uint64_t level) {
    const Found found = find(hash);
    if (found.is_known) return false;
    if (found.entry == nullptr || size_ == full_at(places_.lines())) return add_elsewhere(hash, level);
    *found.entry = found.key | level % levels_told << behind_bits;
    ++size_;
    return true;
  }
  /// How many moves it is away, modulo levels_told; none: it is not known.
  std::optional<std::uint64_t> level(std::uint64_t hash) const;
  /// Calls visit(state, level) for those that are in such levels, modulo levels_told.
  template <class Visit>
  void each(const LevelBits& among, Visit&& visit) const {
    each_hash(places_, table_, [&](std::uint64_t entry, const auto& hash_of) {
      const std::uint64_t level = level_of(entry);
      if (among[level]) visit(mixing::unmixed(hash_of()), level);
    });
    for (const auto& [hash, level] : without_room_)
      if (among[level]) visit(mixing::unmixed(hash), std::uint64_t{level});
  }

  std::uint64_t table_bytes() const { return bytes(places_.lines()); }
  /// Of a table with room for so many states more.
  std::uint64_t table_bytes_with(std::uint64_t more) const { return bytes(lines_for(size_ + more, places_.lines())); }

 private:
  // Of an entry: the rest of the hash | the level | lines behind its own + 1.
  static constexpr unsigned behind_bits = 4, level_bits = 8;
  static constexpr std::uint64_t behind_max = (1U << behind_bits) - 1, behind_mask = behind_max;
  static constexpr std::uint64_t level_mask = (levels_told - 1) << behind_bits;
  static_assert(levels_told == 1U << level_bits && HashPlaces::rest_bits + level_bits + behind_bits == 64);

  static std::uint64_t key(std::uint64_t rest, std::uint64_t behind) {
    return rest << (level_bits + behind_bits) | (behind + 1);
  }
  static std::uint64_t level_of(std::uint64_t entry) { return (entry & level_mask) >> behind_bits; }
  static std::uint64_t all_lines(std::uint64_t lines) { return lines + behind_max - 1; }
  static std::uint64_t bytes(std::uint64_t lines) { return all_lines(lines) * sizeof(WideLine); }
  static std::uint64_t full_at(std::uint64_t lines) { return lines * WideLine::entries_max / 10 * 9; }
  static std::uint64_t lines_behind(std::uint64_t lines) { return lines + lines / 2; }
  static std::uint64_t lines_for(std::uint64_t states, std::uint64_t lines) {
    while (full_at(lines) < states) lines = lines_behind(lines);
    return lines;
  }

  /// Calls visit(entry, what says the state's hash) for each that is in its table.
  template <class Visit>
  static void each_hash(const HashPlaces& places, const WideLine* table, Visit&& visit) {
    for (std::uint64_t line = 0; line < all_lines(places.lines()); ++line)
      for (const std::uint64_t entry : table[line].entries) {
        if (entry == 0) break;
        visit(entry, [&] {
          return places.hash({line - ((entry & behind_mask) - 1), entry >> (level_bits + behind_bits)});
        });
      }
  }
  /// Where a hash is in the table, or, where it is not known there, goes; none: there is no room for it.
  struct Found {
    std::uint64_t* entry = nullptr;
    std::uint64_t key = 0;
    bool is_known = false;
  };
  [[gnu::always_inline]] Found find(std::uint64_t hash) const {
    const HashPlaces::Place place = places_.place(hash);
    for (std::uint64_t behind = 0; behind < behind_max; ++behind) {
      WideLine& line = table_[place.line + behind];
      const std::uint64_t wanted = key(place.rest, behind);
      const WideLine::Seen seen = line.look(wanted, ~level_mask);
      if (seen.equal != 0) return {&line.entries[WideLine::first(seen.equal)], wanted, true};
      if (seen.free != 0) return {&line.entries[WideLine::first(seen.free)], wanted, false};
    }
    return {};
  }
  bool add_elsewhere(std::uint64_t hash, std::uint64_t level);
  void put(std::uint64_t hash, std::uint64_t told);
  void take_table(std::uint64_t lines);
  void grow();

  unsigned number_;
  unsigned hash_bits_;
  HashPlaces places_;
  Pool* pool_;
  WideLine* table_ = nullptr;
  std::uint64_t size_ = 0;
  std::unordered_map<std::uint64_t, std::uint8_t>
      without_room_;  // hash, level: hardly ever any, and exact all the same
};

}  // namespace replock::schedules
