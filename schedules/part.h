// The states whose hashes begin with certain bits, and the table in which they are found: a part of the store, for one
// thread at a time.
//
// The open-addressing table holds 32-bit entries, a cache line of them at a time: a state's index in the part, and in
// the bits that it leaves free a tag of the hash, so that nearly only equal states are compared. It takes 4.8 to 9.6
// bytes a state, and at most 7.2 where the states are so small that more would show.
#pragma once

#include <cstdint>
#include <optional>

#include "schedules/hash.h"
#include "schedules/mixing.h"
#include "schedules/prefetch.h"
#include "schedules/recent.h"
#include "schedules/states.h"
#include "schedules/table_line.h"
#include "schedules/table_pool.h"

namespace replock::schedules {

/// Where the parts of a store have their memory from.
template <unsigned W>
struct Pools {
  explicit Pools(unsigned parts) : tables(parts) {}
  ChunkPool<W> chunks;
  TablePool<TableLine> tables;
};

template <unsigned W>
class alignas(lines_apart) Part {
 public:
  /// `number`: which part. `hash_bits`: so many of a hash are the same for all of it. `states`: there is room for so
  /// many at first. REQUIRES: the pools outlive this.
  Part(Pools<W>& pools, unsigned number, Parents parents, unsigned hash_bits, std::uint64_t states);

  const States<W>& states() const { return states_; }
  States<W>& states() { return states_; }

  void prefetch_to_write(std::uint64_t hash) const { schedules::prefetch_to_write(table_ + line_of(hash)); }
  void prefetch(std::uint64_t hash) const { prefetch_to_read(table_ + line_of(hash)); }
  /// Of the state that may be the one with this hash. Best after one of the others, some time before.
  void prefetch_equal(std::uint64_t hash) const {
    const TableLine& line = table_[line_of(hash)];
    const TableLine::Places equal = line.look(tag_of(hash), ~index_mask_).equal;
    if (equal != 0) prefetch_to_read(&states_[index_in(line.entries[TableLine::first(equal)])]);
  }
  /// If it is new; says whether it is.
  bool add(const Candidate<W>& one) {
    std::uint32_t* const entry = entry_of(one.state, one.hash);
    if (*entry != 0) return false;
    append(one, entry);
    return true;
  }
  /// REQUIRES: it is new.
  void add_new(const Candidate<W>& one) { append(one, free_entry(one.hash)); }
  /// Its index in the part; none: it is not known.
  std::optional<std::uint64_t> find(const Words<W>& state, std::uint64_t hash) const {
    const std::uint32_t entry = *entry_of(state, hash);
    return entry == 0 ? std::nullopt : std::optional(index_in(entry));
  }

  /// Then nothing is found any more.
  void give_table_back() { tables_->give_back(table_); }
  std::uint64_t table_bytes() const { return lines_ * sizeof(TableLine); }
  /// Of a table with room for so many states more.
  std::uint64_t table_bytes_with(std::uint64_t more) const {
    return lines_for(states_.size() + more, lines_) * sizeof(TableLine);
  }

 private:
  static constexpr std::uint64_t lines_max = (std::uint64_t{1} << 32) / TableLine::entries_max - 1;

  static std::uint64_t full_at(std::uint64_t lines) { return lines * TableLine::entries_max / 6 * 5; }
  static std::uint64_t lines_behind(std::uint64_t lines);
  /// With room for so many states: one of the sizes that a table comes to from this one on.
  static std::uint64_t lines_for(std::uint64_t states, std::uint64_t lines);

  /// In the order of the hashes.
  std::uint64_t line_of(std::uint64_t hash) const {
    return static_cast<std::uint64_t>((static_cast<mixing::Wide>(hash << hash_bits_) * lines_) >> 64);
  }
  /// Where the search goes on if the line is full.
  std::uint64_t line_behind(std::uint64_t line) const { return line + 1 == lines_ ? 0 : line + 1; }
  /// Low bits of the hash, above those of the index; 0 where the index takes them all.
  std::uint32_t tag_of(std::uint64_t hash) const { return static_cast<std::uint32_t>(hash) & ~index_mask_; }
  std::uint32_t entry_for(std::uint64_t index, std::uint64_t hash) const {
    return static_cast<std::uint32_t>(index + 1) | tag_of(hash);
  }
  std::uint64_t index_in(std::uint32_t entry) const { return (entry & index_mask_) - 1; }
  /// The state's, or, where it has none, its place.
  std::uint32_t* entry_of(const Words<W>& state, std::uint64_t hash) const {
    for (std::uint64_t at = line_of(hash);; at = line_behind(at)) {
      TableLine& line = table_[at];
      const TableLine::Seen seen = line.look(tag_of(hash), ~index_mask_);
      for (TableLine::Places equal = seen.equal; equal != 0; equal &= equal - 1) {
        std::uint32_t& entry = line.entries[TableLine::first(equal)];
        if (is_same<W>(states_[index_in(entry)], state)) return &entry;
      }
      if (seen.free != 0) return &line.entries[TableLine::first(seen.free)];
    }
  }
  std::uint32_t* free_entry(std::uint64_t hash) const {
    for (std::uint64_t at = line_of(hash);; at = line_behind(at))
      if (const TableLine::Places free = table_[at].look(0, 0).free; free != 0)
        return &table_[at].entries[TableLine::first(free)];
  }
  void append(const Candidate<W>& one, std::uint32_t* entry);
  void make_table(std::uint64_t lines);
  void grow();

  States<W> states_;
  unsigned number_;
  unsigned hash_bits_;
  std::uint64_t lines_ = 0;
  std::uint32_t index_mask_ = 0;  // of an entry: index + 1
  TablePool<TableLine>* tables_;
  TableLine* table_ = nullptr;  // entry: tag | index + 1
};

}  // namespace replock::schedules
