// How a table of one-word states grows: in the order of the hashes, from one table into the next.
#include "schedules/word_table.h"

#include <algorithm>
#include <array>
#include <utility>

namespace replock::schedules {
namespace {

/// Half as much more each time, in four steps: 3/2 to the power of 0, 1/4, 1/2, 3/4.
constexpr std::array<std::uint64_t, WordTable::phases> lines_at_first{256, 283, 314, 347};

}  // namespace

WordTable::WordTable(Pool& pool, unsigned number, unsigned hash_bits, std::uint64_t states)
    : number_(number), hash_bits_(hash_bits), pool_(&pool) {
  take_table(lines_for(states, lines_at_first[number % phases]));
  std::fill_n(table_, all_lines(places_.lines()), WideLine{});
}

/// Its content is anything.
void WordTable::take_table(std::uint64_t lines) {
  table_ = pool_->take(number_ / phases, all_lines(lines));
  places_ = HashPlaces(number_, hash_bits_, lines);
}

std::optional<std::uint64_t> WordTable::level(std::uint64_t hash) const {
  const Found found = find(hash);
  if (found.is_known) return level_of(*found.entry);
  if (found.entry != nullptr) return std::nullopt;
  const auto without_room = without_room_.find(hash);
  return without_room == without_room_.end() ? std::nullopt : std::optional<std::uint64_t>(without_room->second);
}

/// The table is full, or all lines are to which it may go.
bool WordTable::add_elsewhere(std::uint64_t hash, std::uint64_t level) {
  if (this->level(hash)) return false;
  if (size_ == full_at(places_.lines())) grow();
  put(hash, level % levels_told);
  ++size_;
  return true;
}

/// REQUIRES: it is new.
void WordTable::put(std::uint64_t hash, std::uint64_t told) {
  const Found found = find(hash);
  if (found.entry != nullptr)
    *found.entry = found.key | told << behind_bits;
  else
    without_room_.emplace(hash, static_cast<std::uint8_t>(told));
}

/// What is where in the next table is known without a look at it: its lines are filled one after the other, but for
/// what is some lines behind its own.
void WordTable::grow() {
  constexpr std::uint64_t at_hand_max = 64;  // lines: those of `behind_max` lines before, and as many behind the next
  static_assert(at_hand_max > 2 * behind_max + behind_max * 3 / 2);
  const HashPlaces before = places_;
  const WideLine* const table = table_;
  const auto without_room = std::exchange(without_room_, {});
  take_table(lines_behind(before.lines()));
  std::array<std::uint8_t, at_hand_max> taken{};  // entries, by line
  std::uint64_t cleared = 0;                      // lines
  const auto clear_to = [&](std::uint64_t line) {
    for (; cleared <= line; ++cleared) {
      table_[cleared] = {};
      taken[cleared % at_hand_max] = 0;
    }
  };
  each_hash(before, table, [&](std::uint64_t entry, const auto& hash_of) {
    const std::uint64_t hash = hash_of();
    const HashPlaces::Place place = places_.place(hash);
    clear_to(place.line + behind_max - 1);
    for (std::uint64_t behind = 0; behind < behind_max; ++behind) {
      const std::uint64_t line = place.line + behind;
      std::uint8_t& next = taken[line % at_hand_max];
      if (next == WideLine::entries_max) continue;
      table_[line].entries[next++] = key(place.rest, behind) | (entry & level_mask);
      return;
    }
    without_room_.emplace(hash, static_cast<std::uint8_t>(level_of(entry)));
  });
  clear_to(all_lines(places_.lines()) - 1);
  for (const auto& [hash, told] : without_room) put(hash, told);
  pool_->give_back(table);
}

}  // namespace replock::schedules
