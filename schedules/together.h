// Many states expanded by many threads, and what they lead to added to the store: as if by one, in order.
//
// Two loops, each shared out, with a wait between them. First the states are expanded, a stretch of them after the
// other; what is new goes into the table at once, by compare-and-swap, with the place where the thread keeps it. Where
// two threads find the same, the earlier state's finding takes the entry over: so it belongs to what had found it first
// if one thread had done it all. Then each stretch knows how many new states stand before its own: that gives the
// indices, and they are taken up, where possible by the thread that has them in its cache. If the table turns out too
// small, the entries are taken out of it again, and it is all done once more.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "schedules/expansion.h"
#include "schedules/pages.h"
#include "schedules/recent.h"
#include "schedules/store.h"
#include "schedules/trace_back.h"
#include "schedules/workers.h"

namespace replock::schedules {

template <unsigned W>
class Together {
 public:
  static constexpr std::uint64_t states_max = 16'384;  ///< of one call: what is found stays in the caches

  /// REQUIRES: all outlive this. `growth`: where it is noted; may be null. `from` says what was seen so far, and which
  /// level it is. `moves_max`: each state leads to so many others at most.
  Together(Store<W>& store, Growth* growth, Workers& workers, const Expansion<W>& from, std::uint64_t moves_max);

  /// Expands the states first..first+count-1 and adds what they lead to. REQUIRES: the store is settled. Throws what
  /// expanding the first of them in order throws; then nothing of the call is left but entries in the table.
  void expand(std::uint64_t first, std::uint64_t count);

  /// From here on the states are that many moves away from the initial one.
  void begin_level(std::uint64_t moves);

  /// What each thread saw, over all calls.
  std::vector<const Expansion<W>*> expansions() const;

 private:
  static constexpr unsigned stretches_max = 32;    // of one call: more than one a thread, for some take longer
  static constexpr unsigned stretch_bits_min = 6;  // states
  static constexpr std::size_t lines_apart = 128;  // processors fetch cache lines in pairs
  static constexpr std::uint32_t taken_over = ~std::uint32_t{0};

  struct Found {
    Words<W> state;
    std::uint32_t slot = 0;  ///< of the table; or taken_over, by an earlier state's finding
    std::uint32_t of = 0;    ///< the state that leads to it, counted from the call's first
  };
  struct Pending {
    Words<W> state;
    std::uint64_t hash = 0;
    std::uint32_t of = 0;
  };
  /// What one thread keeps. The stretches that it expands in one call come in order: what it came to lately is earlier
  /// than what it comes to now.
  struct alignas(lines_apart) Helper {
    Helper(std::uint64_t its_number, const Expansion<W>& from, std::uint64_t found_max)
        : number(its_number), expansion(from), memory(found_max * sizeof(Found)) {}
    std::uint64_t number = 0;
    std::thread::id thread = std::this_thread::get_id();
    Expansion<W> expansion;
    Recent<W> recent;
    std::array<Pending, Store<W>::batch_max> batch{};  ///< what the states lead to; to be looked up at once
    std::size_t in_batch = 0;
    Pages memory;
    std::uint32_t found = 0;             ///< what of it was not in the store, in this call
    typename Expansion<W>::Mark before;  ///< this call
    Found& at(std::uint32_t place) { return static_cast<Found*>(memory.data())[place]; }
  };
  struct alignas(lines_apart) Stretch {
    Helper* by = nullptr;
    std::uint32_t found_first = 0, found_end = 0;  ///< places
    std::atomic<std::uint32_t> lost = 0;           ///< of them taken over
    std::atomic<bool> taken_up = false;
  };

  Helper& helper();
  /// Calls visit(Helper&) for each thread that ever helped. REQUIRES: none does now.
  template <class Visit>
  void each_helper(Visit&& visit) const {
    for (const std::unique_ptr<Helper>& helper : helpers_)
      if (helper) visit(*helper);
  }
  bool expand_all();
  void expand(unsigned number);
  void look_up(Helper& own);
  void look_up(Helper& own, const Pending& pending);
  bool owns(Helper& own, const Pending& pending, std::uint64_t slot, std::uint32_t entry);
  void prefetch_equal(std::uint64_t hash);
  Found& found_at(std::uint64_t provisional);
  void begin();
  void take_out(Helper& helper);
  void grow();
  void take_up_all(const std::array<std::uint64_t, stretches_max>& index);
  void take_up(unsigned number, std::uint64_t index);

  std::atomic_ref<std::uint32_t> entry_at(std::uint64_t slot) const {
    return std::atomic_ref<std::uint32_t>(store_.entries()[slot]);
  }
  /// Where what was found lies until the number of the new ones before it is known; from size() on.
  std::uint64_t provisional(const Helper& helper, std::uint32_t place) const {
    return store_.size_ + (std::uint64_t{place} << helper_bits_ | helper.number);
  }
  unsigned stretches() const { return static_cast<unsigned>(((count_ - 1) >> stretch_bits_) + 1); }
  std::uint64_t end_of(unsigned stretch) const {
    return first_ + std::min(count_, std::uint64_t{stretch + 1} << stretch_bits_);
  }

  Store<W>& store_;
  Growth* growth_;
  Workers& workers_;
  const Expansion<W>& from_;
  std::uint64_t moves_max_;
  std::vector<std::unique_ptr<Helper>> helpers_;  // a place for each thread; taken, in order, by who ever helped
  unsigned helper_bits_;                          // of a place's number
  std::mutex mutex_;                              // who takes one
  std::array<Stretch, stretches_max> stretches_;
  std::uint64_t first_ = 0, count_ = 0;  // the states of this call
  unsigned stretch_bits_ = 0;
  std::uint64_t added_before_ = 0;  // by the last call: the next one may add more
  // Written all the time, and beside it read all the time: each on lines of its own.
  alignas(lines_apart) std::atomic<std::uint64_t> found_all_ = 0;
  alignas(lines_apart) std::atomic<bool> overflow_ = false;  // of the table
};

}  // namespace replock::schedules
