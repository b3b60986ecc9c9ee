// Many states expanded by many threads, and what they lead to added to the store: as if by one, in order.
//
// Two loops, each shared out, with a wait between them. First the states are expanded, a stretch of them each; what is
// new goes into the table at once, by compare-and-swap, with the place where the stretch keeps it. Where two stretches
// find the same, the earlier one takes the entry over: so it belongs to who had found it first if one thread had done
// it all. Then each stretch knows how many new states stand before its own: that gives the indices, and it takes them
// up. If the table turns out too small, the stretches' entries are taken out of it again, and it is all done once more.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
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
  static constexpr std::uint64_t states_max = 65'536;  ///< of one call

  /// REQUIRES: store, growth and workers outlive this. `growth`: where it is noted; may be null. `from` says what was
  /// seen so far.
  Together(Store<W>& store, Growth* growth, Workers& workers, const Expansion<W>& from);

  /// Expands the states first..first+count-1 and adds what they lead to, each of them to `moves_max` others at most.
  /// REQUIRES: the store is settled. Throws what expanding the first of them in order throws; nothing goes on from
  /// there.
  void expand(std::uint64_t first, std::uint64_t count, std::uint64_t moves_max);

  /// From here on the states are that many moves away from the initial one.
  void begin_level(std::uint64_t moves) {
    for (Stretch& stretch : stretches_) stretch.expansion.begin_level(moves);
  }

  /// What each stretch saw, over all calls; the states of one call in the order of the stretches.
  std::vector<const Expansion<W>*> expansions() const;

 private:
  static constexpr unsigned stretches = 16;        // more than one a thread: some take longer
  static constexpr std::size_t lines_apart = 128;  // processors fetch cache lines in pairs
  static constexpr std::uint32_t taken_over = ~std::uint32_t{0};

  struct Found {
    Words<W> state;
    std::uint32_t slot = 0;  ///< of the table; or taken_over, by an earlier stretch
    std::uint32_t of = 0;    ///< the state that leads to it, counted from the stretch's first
  };
  struct Pending {
    Words<W> state;
    std::uint64_t hash = 0;
    std::uint32_t of = 0;
  };
  struct Stretch {
    Stretch(unsigned its_number, const Expansion<W>& from) : number(its_number), expansion(from) {}
    unsigned number = 0;
    Expansion<W> expansion;
    std::uint64_t first = 0, end = 0;                  ///< states
    std::array<Pending, Store<W>::batch_max> batch{};  ///< what they lead to; to be looked up at once
    std::size_t in_batch = 0;
    Pages memory;
    std::uint32_t found = 0, found_max = 0;  ///< what of it was not in the store, in order
    std::atomic<std::uint32_t> lost = 0;     ///< ... and was taken over
    std::uint64_t transitions_before = 0;
    Found& at(std::uint32_t place) { return static_cast<Found*>(memory.data())[place]; }
  };

  struct Lendable {
    std::unique_ptr<Recent<W>> recent;
    unsigned knows_up_to = 0;  ///< the stretches of this call before that one
  };
  /// What one thread has come to lately: in stretches before the one that it expands now, or in that one.
  class Lent {
   public:
    Lent(Together& from, unsigned stretch);
    ~Lent();
    Lent(const Lent&) = delete;
    Lent& operator=(const Lent&) = delete;
    Recent<W>& operator*() const { return *lent_.recent; }

   private:
    Together& from_;
    Lendable lent_;
  };

  bool expand_all(std::uint64_t added_max);
  void expand(Stretch& stretch);
  void look_up(Stretch& stretch);
  void look_up(Stretch& stretch, const Pending& pending);
  bool owns(Stretch& stretch, const Pending& pending, std::uint64_t slot, std::uint32_t entry);
  void prefetch_equal(std::uint64_t hash);
  Found& found_at(std::uint64_t provisional);
  void begin(Stretch& stretch);
  void take_out(Stretch& stretch);
  void grow();
  void take_up(Stretch& stretch, std::uint64_t index);

  std::atomic_ref<std::uint32_t> entry_at(std::uint64_t slot) const {
    return std::atomic_ref<std::uint32_t>(store_.entries()[slot]);
  }
  /// Where what was found lies until the number of the new ones before it is known; from size() on.
  std::uint64_t provisional(const Stretch& stretch, std::uint32_t found) const {
    return store_.size_ + std::uint64_t{found} * stretches + stretch.number;
  }

  Store<W>& store_;
  Growth* growth_;
  Workers& workers_;
  std::mutex mutex_;                // guards not_lent_, while stretches are expanded
  std::vector<Lendable> not_lent_;  // one for each thread that ever helped, and few more
  std::deque<Stretch> stretches_;
  std::uint64_t added_before_ = 0;  // by the last call: the next one may add more
  std::uint32_t found_max_ = 4096;  // by one stretch
  // Written all the time, and beside it read all the time: each on lines of its own.
  alignas(lines_apart) std::atomic<std::uint64_t> found_all_ = 0;
  alignas(lines_apart) std::atomic<bool> overflow_ = false;  // the table, or the memory of a stretch
};

}  // namespace replock::schedules
