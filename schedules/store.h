// The exact set of visited states, kept in the order in which they were found.
//
// States lie in chunks that never move; an open-addressing table holds 32-bit entries: an index, and in the bits that
// the index leaves free a tag of the hash, so that nearly only equal states are compared. Additions are collected and
// resolved in batches, in order, so that their cache misses overlap; the outcome is that of one after the other.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "schedules/mixing.h"
#include "schedules/pages.h"
#include "schedules/rules.h"

namespace replock::schedules {

template <unsigned W>
std::uint64_t hash(const Words<W>& state);

template <unsigned W>
class Together;

template <unsigned W>
class Store {
 public:
  static constexpr unsigned batch_max = 64;

  Store();

  /// States settled so far; their indices are 0..size()-1.
  std::uint64_t size() const { return size_; }
  const Words<W>& operator[](std::uint64_t index) const { return chunks_[index >> chunk_bits][index & chunk_mask]; }

  /// Adds the state if it is new; visible in size() after settle() at the latest.
  void add(const Words<W>& state) {
    Pending& pending = batch_[pending_++];
    pending.state = state;
    pending.hash = hash<W>(state);
    __builtin_prefetch(entries() + slot_of(pending.hash));
    if (pending_ == batch_max) settle();
  }
  void settle();

  /// In use now: states and table.
  std::uint64_t memory_bytes() const { return size_ * sizeof(Words<W>) + table_bytes(); }
  /// The table is doubled when there are more states than this.
  std::uint64_t grows_at() const { return grows_at_; }
  /// How many states this much memory has room for, up to the next doubling; more than grows_at(): at least so many.
  std::uint64_t states_that_fit(std::uint64_t bytes) const;

 private:
  friend class Together<W>;

  struct Pending {
    Words<W> state;
    std::uint64_t hash;
  };
  static constexpr unsigned chunk_bits = 14;
  static constexpr std::uint64_t chunk_mask = (std::uint64_t{1} << chunk_bits) - 1;
  static constexpr std::uint64_t slab_chunks_max = 64;

  std::uint32_t* entries() const { return static_cast<std::uint32_t*>(table_.data()); }
  std::uint64_t slots() const { return std::uint64_t{1} << slot_bits_; }
  std::uint64_t table_bytes() const { return slots() * sizeof(std::uint32_t); }
  std::uint64_t slot_of(std::uint64_t hash) const { return hash >> (64 - slot_bits_); }
  /// The hash bits above those of the index; 0 where the index takes them all.
  std::uint32_t tag_of(std::uint64_t hash) const { return static_cast<std::uint32_t>(hash << slot_bits_); }
  std::uint32_t index_mask() const { return static_cast<std::uint32_t>(slots() - 1); }

  void make_table(unsigned slot_bits);
  void grow();
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
  unsigned slot_bits_ = 0;
  unsigned pending_ = 0;
  std::array<Pending, batch_max> batch_;
  Pages table_;  // entry: tag | index + 1; 0: free
  std::vector<Words<W>*> chunks_;
  std::vector<Pages> slabs_;
  std::uint64_t slab_chunks_ = 1;
  std::uint64_t touched_ = 0;  // chunks
};

/// Multiply-and-fold over pairs of words, in the way of wyhash.
template <unsigned W>
inline std::uint64_t hash(const Words<W>& state) {
  std::uint64_t seed = 0x2d358dccaa6c78a5ULL;
  for (unsigned w = 0; w < W; w += 2) {
    const std::uint64_t second = w + 1 < W ? state[w + 1] : 0;
    seed = mixing::fold(state[w] ^ 0x8bb84b93962eacc9ULL, second ^ seed);
  }
  return mixing::fold(seed ^ 0x4b33a62ed433d4a3ULL, 0x9e3779b97f4a7c15ULL);
}

}  // namespace replock::schedules
