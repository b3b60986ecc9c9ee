// The exact set of visited states, kept in the order in which they were found.
//
// States lie in chunks that never move; an open-addressing table holds 32-bit entries: an index, and in the bits that
// the index leaves free a tag of the hash, so that nearly only equal states are compared. Additions are collected and
// resolved in batches, in order, so that their cache misses overlap; the outcome is that of one after the other. The
// table takes 5 to 10 bytes a state, and at most 7.5 where the states are so small that more would show.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "schedules/hash.h"
#include "schedules/mixing.h"
#include "schedules/pages.h"
#include "schedules/prefetch.h"
#include "schedules/recent.h"
#include "schedules/rules.h"

namespace replock::schedules {

template <unsigned W>
class Together;

template <unsigned W>
class Store {
 public:
  static constexpr unsigned batch_max = 128;

  Store();

  /// States settled so far; their indices are 0..size()-1.
  std::uint64_t size() const { return size_; }
  /// Once those are settled that wait for it.
  std::uint64_t size_at_most() const { return size_ + pending_; }
  const Words<W>& operator[](std::uint64_t index) const { return chunks_[index >> chunk_bits][index & chunk_mask]; }

  /// Adds the state if it is new; visible in size() after settle() at the latest.
  void add(const Words<W>& state) {
    const std::uint64_t its_hash = hash<W>(state);
    recent_.prefetch(its_hash);
    batch_[pending_++] = {state, its_hash};
    if (pending_ == batch_max) settle();
  }
  void settle();
  /// The index of a settled state; none: it is not known. Best after prefetch(its_hash), some time before.
  std::optional<std::uint64_t> find(const Words<W>& state, std::uint64_t its_hash) const;
  void prefetch(std::uint64_t hash) const { __builtin_prefetch(entries() + slot_of(hash)); }

  /// Calls visit(state) for each in order, and gives their memory back meanwhile: nothing else is done with the store
  /// from then on. REQUIRES: it is settled.
  template <class Visit>
  void take_apart(Visit&& visit) {
    table_ = Pages();
    std::uint64_t chunk = 0;
    for (Pages& slab : slabs_) {
      const std::uint64_t chunks = slab.bytes() / chunk_bytes;
      const std::uint64_t end = std::min(size_, (chunk + chunks) << chunk_bits);
      for (std::uint64_t index = chunk << chunk_bits; index < end; ++index) visit((*this)[index]);
      chunk += chunks;
      slab = Pages();
    }
  }

  /// In use now: states and table.
  std::uint64_t memory_bytes() const { return size_ * sizeof(Words<W>) + table_bytes(); }
  /// The table is enlarged when there are more states than this.
  std::uint64_t grows_at() const { return grows_at_; }
  /// How many states this much memory has room for, until the table is enlarged; more than grows_at(): at least so
  /// many.
  std::uint64_t states_that_fit(std::uint64_t bytes) const;

 private:
  friend class Together<W>;

  struct Pending {
    Words<W> state;
    std::uint64_t hash;
  };
  static constexpr std::uint64_t line_slots = 16;
  static constexpr unsigned chunk_bits = 14;
  static constexpr std::uint64_t chunk_mask = (std::uint64_t{1} << chunk_bits) - 1;
  static constexpr std::uint64_t slab_chunks_max = 64;
  static constexpr std::uint64_t chunk_bytes = sizeof(Words<W>) << chunk_bits;

  std::uint32_t* entries() const { return static_cast<std::uint32_t*>(table_.data()); }
  std::uint64_t table_bytes() const { return slots_ * sizeof(std::uint32_t); }
  /// In the order of the hashes.
  std::uint64_t slot_of(std::uint64_t hash) const {
    return static_cast<std::uint64_t>((static_cast<mixing::Wide>(hash) * slots_) >> 64);
  }
  /// Where the search that began at `first` goes on: around the cache line, then in the next one.
  std::uint64_t slot_behind(std::uint64_t slot, std::uint64_t first) const {
    constexpr std::uint64_t in_line = line_slots - 1;
    const std::uint64_t next = (slot & ~in_line) | ((slot + 1) & in_line);
    if (((next ^ first) & in_line) != 0) return next;
    return next + line_slots < slots_ ? next + line_slots : next & in_line;
  }
  /// Low bits of the hash, above those of the index; 0 where the index takes them all.
  std::uint32_t tag_of(std::uint64_t hash) const { return static_cast<std::uint32_t>(hash) & ~index_mask_; }
  std::uint32_t entry_for(std::uint64_t index, std::uint64_t hash) const {
    return static_cast<std::uint32_t>(index + 1) | tag_of(hash);
  }
  /// Whether the entry is one, and may be that of a state with this hash.
  bool may_be(std::uint32_t entry, std::uint64_t hash) const {
    return entry != 0 && ((entry ^ tag_of(hash)) & ~index_mask_) == 0;
  }
  std::uint64_t index_in(std::uint32_t entry) const { return (entry & index_mask_) - 1; }
  /// Where the state's entry is, or, where it has none, its place.
  std::uint64_t slot_for(const Words<W>& state, std::uint64_t hash) const;

  /// How many slots the table has when it has been enlarged.
  std::uint64_t slots_next() const;
  void make_table(std::uint64_t slots);
  void grow();
  /// Calls place(hash, index) for the states of that range; what it goes to in the table is on its way by then.
  template <class Place>
  void place_again(std::uint64_t begin, std::uint64_t end, Place&& place) const;
  void place(std::uint64_t hash, std::uint64_t index);
  void prefetch_equal(const Pending& pending) const;
  void resolve(const Pending& pending);
  void append(const Words<W>& state);
  void add_slab();
  void add_slabs_for(std::uint64_t states);
  /// Has the kernel clear the pages for so many states ahead of their use: two threads that meet at a page both clear
  /// it.
  void touch(std::uint64_t states);

  std::uint64_t size_ = 0;
  std::uint64_t grows_at_ = 0;
  std::uint64_t slots_ = 0;
  std::uint32_t index_mask_ = 0;  // of an entry: index + 1
  std::size_t pending_ = 0;
  std::array<Pending, batch_max> batch_;
  Recent<W> recent_;
  Pages table_;  // entry: tag | index + 1; 0: free
  std::vector<Words<W>*> chunks_;
  std::vector<Pages> slabs_;
  std::uint64_t slab_chunks_ = 1;
  std::uint64_t touched_ = 0;  // chunks
};

template <unsigned W>
template <class Place>
void Store<W>::place_again(std::uint64_t begin, std::uint64_t end, Place&& place) const {
  std::array<std::uint64_t, batch_max> hashes;
  for (; begin < end; begin += batch_max) {
    const std::uint64_t count = std::min<std::uint64_t>(batch_max, end - begin);
    for (std::uint64_t i = 0; i < count; ++i) {
      hashes[i] = hash<W>((*this)[begin + i]);
      prefetch_to_write(entries() + slot_of(hashes[i]));
    }
    for (std::uint64_t i = 0; i < count; ++i) place(hashes[i], begin + i);
  }
}

}  // namespace replock::schedules
