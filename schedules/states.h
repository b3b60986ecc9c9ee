// States in the order in which they were added, in chunks that never move.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <vector>

#include "schedules/pages.h"
#include "schedules/prefetch.h"
#include "schedules/rules.h"
#include "schedules/wait_cycle.h"

namespace replock::schedules {

/// Which state another one was first found from.
enum class Parents : std::uint8_t { forgotten, kept };

/// Where several States have their chunks from, each maybe on a thread of its own.
template <unsigned W>
class ChunkPool {
 public:
  static constexpr unsigned chunk_bits = 14;
  static constexpr std::uint64_t chunk_bytes = sizeof(Words<W>) << chunk_bits;

  Words<W>* take() {
    const std::scoped_lock lock(mutex_);
    if (slabs_.empty() || slabs_.back().taken == slabs_.back().chunks) add_slab();
    Slab& slab = slabs_.back();
    return states_of(slab) + (slab.taken++ << chunk_bits);
  }
  /// Its content is not asked for again.
  void give_back(const Words<W>* chunk) {
    const std::scoped_lock lock(mutex_);
    const auto slab = std::ranges::find_if(slabs_, [&](const Slab& one) {
      return chunk >= states_of(one) && chunk < states_of(one) + (one.chunks << chunk_bits);
    });
    if (++slab->back == slab->chunks) slabs_.erase(slab);
  }

 private:
  static constexpr std::uint64_t chunks_max = 64;
  struct Slab {
    Pages pages;
    std::uint64_t chunks = 0, taken = 0, back = 0;
  };
  static Words<W>* states_of(const Slab& slab) { return static_cast<Words<W>*>(slab.pages.data()); }

  /// Of one chunk, two, four ...: little for a small world, few pieces and huge pages for a large one.
  void add_slab() {
    slabs_.push_back({Pages(next_chunks_ * chunk_bytes, Pages::Content::any), next_chunks_});
    next_chunks_ = std::min(next_chunks_ * 2, chunks_max);
  }

  std::mutex mutex_;
  std::vector<Slab> slabs_;
  std::uint64_t next_chunks_ = 1;
};

template <unsigned W>
class States {
 public:
  static constexpr std::uint64_t sleep_chunk_states = 2048;  ///< who is asleep in so many is forgotten at once

  /// REQUIRES: the pool outlives this.
  States(ChunkPool<W>& pool, Parents parents) : pool_(&pool), parents_kept_(parents) {}

  std::uint64_t size() const { return size_; }
  const Words<W>& operator[](std::uint64_t index) const { return chunks_[index >> chunk_bits][index & chunk_mask]; }
  /// 0 where they are forgotten.
  std::uint32_t parent(std::uint64_t index) const { return parents_kept_ == Parents::kept ? parents_[index] : 0; }

  /// Who is asleep there (schedules/sleep_sets.h); nobody where that is forgotten, or parents are kept.
  ThreadBits asleep(std::uint64_t index) const {
    if (parents_kept_ == Parents::kept) return 0;
    const std::unique_ptr<SleepChunk>& chunk = asleep_[index / sleep_chunk_states];
    return chunk ? (*chunk)[index % sleep_chunk_states] : ThreadBits{0};
  }
  /// Who is asleep in the states before this index is not asked for again.
  void forget_asleep_before(std::uint64_t index) {
    if (parents_kept_ == Parents::kept) return;
    for (; (asleep_forgotten_ + 1) * sleep_chunk_states <= index; ++asleep_forgotten_)
      asleep_[asleep_forgotten_].reset();
  }
  std::uint64_t bytes_asleep() const {
    return parents_kept_ == Parents::kept ? 0 : (size_ - asleep_forgotten_ * sleep_chunk_states) * sizeof(ThreadBits);
  }

  /// The one so far behind that one, and who is asleep there, soon to be asked for: each part's lie elsewhere, too many
  /// runs for a processor to foresee.
  void prefetch(std::uint64_t index, std::uint64_t behind) const {
    prefetch_to_read(chunks_[index >> chunk_bits] + (index & chunk_mask) + behind);
    if (parents_kept_ == Parents::kept) return;
    const std::unique_ptr<SleepChunk>& asleep = asleep_[index / sleep_chunk_states];
    if (asleep) prefetch_to_read(asleep->data() + index % sleep_chunk_states + behind);
  }

  void append(const Words<W>& state, std::uint64_t parent, ThreadBits asleep) {
    if (size_ % sleep_chunk_states == 0) add_chunks();
    const std::uint64_t place = size_++ & chunk_mask;
    Words<W>* const own = chunks_.back() + place;
    prefetch_to_write(own + ahead);
    *own = state;
    if (parents_kept_ == Parents::forgotten) {
      ThreadBits* const sleepers = asleep_.back()->data() + place % sleep_chunk_states;
      prefetch_to_write(sleepers + ahead);
      *sleepers = asleep;
      return;
    }
    if (parent >> 32 != 0) throw std::length_error("more states than 32-bit indices");
    parents_.push_back(static_cast<std::uint32_t>(parent));
  }
  /// The states before this index are not asked for again.
  void give_back_before(std::uint64_t index) {
    for (; ((given_back_ + 1) << chunk_bits) <= index; ++given_back_) pool_->give_back(chunks_[given_back_]);
  }

 private:
  static constexpr unsigned chunk_bits = ChunkPool<W>::chunk_bits;
  static constexpr std::uint64_t ahead = 32;  // states
  using SleepChunk = std::array<ThreadBits, sleep_chunk_states>;

  void add_chunks() {
    if ((size_ & chunk_mask) == 0) chunks_.push_back(pool_->take());
    if (parents_kept_ == Parents::forgotten) asleep_.push_back(std::make_unique_for_overwrite<SleepChunk>());
  }

  static constexpr std::uint64_t chunk_mask = (std::uint64_t{1} << chunk_bits) - 1;

  ChunkPool<W>* pool_;
  Parents parents_kept_;
  std::uint64_t size_ = 0;
  std::vector<Words<W>*> chunks_;
  std::vector<std::uint32_t> parents_;
  std::vector<std::unique_ptr<SleepChunk>> asleep_;  // by chunk, where parents are not kept; null: forgotten
  std::uint64_t asleep_forgotten_ = 0;               // chunks
  std::uint64_t given_back_ = 0;                     // chunks
};

}  // namespace replock::schedules
