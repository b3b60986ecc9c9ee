// One-word states in the order in which they were found, from some index on: those that are still to be expanded, and
// others of their levels. What is forgotten makes room for what is found.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "schedules/pages.h"
#include "schedules/prefetch.h"
#include "schedules/rules.h"
#include "schedules/wait_cycle.h"

namespace replock::schedules {

class Frontier {
 public:
  /// Their indices are first()..size()-1.
  std::uint64_t first() const { return first_; }
  std::uint64_t size() const { return size_; }
  const Words<1>& operator[](std::uint64_t index) const { return states(index)[index & chunk_mask]; }
  /// Who is asleep there (schedules/sleep_sets.h).
  ThreadBits asleep(std::uint64_t index) const { return sleepers(index)[index & chunk_mask]; }
  void prefetch(std::uint64_t index) const {
    if (index >= size_) return;
    prefetch_to_read(states(index) + (index & chunk_mask));
    prefetch_to_read(sleepers(index) + (index & chunk_mask));
  }

  void append(const Words<1>& state, ThreadBits asleep) {
    extend(1);
    put(size_ - 1, state, asleep);
  }
  /// Room for so many more, each to be put before it is asked for: different ones by several threads at once.
  void extend(std::uint64_t count) {
    size_ += count;
    while (chunks_.size() << chunk_bits < size_) add_chunk();
  }
  void put(std::uint64_t index, const Words<1>& state, ThreadBits asleep) {
    if (index < first_) return;
    states(index)[index & chunk_mask] = state;
    sleepers(index)[index & chunk_mask] = asleep;
  }
  /// Those before this index are not asked for again, those to come neither.
  void forget_before(std::uint64_t index) {
    first_ = std::max(first_, index);
    for (; (given_back_ + 1) << chunk_bits <= std::min(first_, size_); ++given_back_)
      if (Pages chunk = std::exchange(chunks_[given_back_], Pages());
          chunk.data() != nullptr && spare_.size() < spare_max)
        spare_.push_back(std::move(chunk));
  }

  static std::uint64_t bytes_for(std::uint64_t states) { return states * (sizeof(Words<1>) + sizeof(ThreadBits)); }
  std::uint64_t bytes() const { return bytes_for(size_ - std::min(first_, size_)); }

 private:
  static constexpr unsigned chunk_bits = 14;
  static constexpr std::size_t spare_max = 8;  // chunks
  static constexpr std::uint64_t chunk_states = std::uint64_t{1} << chunk_bits, chunk_mask = chunk_states - 1;

  /// Before first() nothing is kept.
  void add_chunk() {
    if ((chunks_.size() + 1) << chunk_bits <= first_) {
      chunks_.emplace_back();
    } else if (spare_.empty()) {
      chunks_.emplace_back(bytes_for(chunk_states), Pages::Content::any);
    } else {
      chunks_.push_back(std::move(spare_.back()));
      spare_.pop_back();
    }
  }
  /// Of the index's chunk.
  Words<1>* states(std::uint64_t index) const { return static_cast<Words<1>*>(chunks_[index >> chunk_bits].data()); }
  ThreadBits* sleepers(std::uint64_t index) const {
    return reinterpret_cast<ThreadBits*>(states(index) + chunk_states);
  }

  std::uint64_t first_ = 0, size_ = 0;
  std::vector<Pages> chunks_;     // states, then who is asleep in them; no memory: forgotten
  std::uint64_t given_back_ = 0;  // chunks
  std::vector<Pages> spare_;
};

}  // namespace replock::schedules
