// Many states expanded by many threads, and what they lead to added to the store: as if by one, in order.
//
// Loops that are shared out, with a wait between them. First the states are expanded, a stretch of them after the
// other; what they lead to is sorted by the part of the store that it belongs to. Then each part takes up what there is
// for it, in the order of the stretches. A part is one thread's at a time, and its states come as they would if one
// thread had done it all. Last it is told, by stretch, which part had each new one: how many there are before a stretch
// is known by then, so each puts its own in order.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "schedules/bunch.h"
#include "schedules/expansion.h"
#include "schedules/part_order.h"
#include "schedules/prefetch.h"
#include "schedules/recent.h"
#include "schedules/store.h"
#include "schedules/workers.h"

namespace replock::schedules {

template <unsigned W>
class Together {
 public:
  static constexpr std::uint64_t states_max = 32'768;  ///< of one call: what is found stays in the caches

  /// REQUIRES: all outlive this; the store has parts. `from` says what was seen so far, and which level it is.
  Together(Store<W>& store, Workers& workers, const Expansion<W>& from);

  /// Expands the states first..first+count-1 and adds what they lead to. REQUIRES: the store is settled. Throws what
  /// expanding the first of them in order throws; then nothing of the call is left.
  void expand(std::uint64_t first, std::uint64_t count);

  /// From here on the states are that many moves away from the initial one.
  void begin_level(std::uint64_t moves);

  /// What each thread saw, over all calls.
  std::vector<const Expansion<W>*> expansions() const;

 private:
  static constexpr unsigned parts = Store<W>::parts_max;
  static constexpr unsigned stretches_max = 32;  // of one call
  static constexpr std::uint64_t stretch_states_min = 64;

  /// What one thread keeps. The stretches that it expands in one call come in order: what it came to lately is earlier
  /// than what it comes to now.
  struct alignas(lines_apart) Helper {
    Helper(const Expansion<W>& from, unsigned place) : number(place), expansion(from) {}
    unsigned number;  // from 0 on
    std::thread::id thread = std::this_thread::get_id();
    Expansion<W> expansion;
    Recent<W> recent;
    typename Expansion<W>::Mark before;  ///< this call
    /// In this call: in order, the part of what was found; by part, what was found, and which of it is new.
    Bunch<std::uint8_t> found_in;
    std::array<Bunch<Candidate<W>>, parts> found;
    std::array<std::vector<std::uint8_t>, parts> is_new;
  };
  /// Up to where what its helper has found is of this stretch.
  struct Ends {
    std::size_t all = 0;
    std::array<std::size_t, parts> of_part{};
  };
  struct alignas(lines_apart) Stretch {
    std::uint64_t states_from = 0, states_end = 0;
    Helper* by = nullptr;
    Ends first, end;
    PartOrder::Counts found_new{};
    PartOrder::Room room;  ///< for those that are new
    std::exception_ptr failure;
  };

  Helper& helper();
  static Ends ends(const Helper& helper);
  /// Calls visit(Helper&) for each thread that ever helped. REQUIRES: none does now.
  template <class Visit>
  void each_helper(Visit&& visit) const {
    for (const std::unique_ptr<Helper>& helper : helpers_)
      if (helper) visit(*helper);
  }
  /// Calls visit(number) for those of this call, begun in order, by whoever is free.
  template <class Visit>
  void each_stretch(Visit&& visit);
  void share_out(std::uint64_t first, std::uint64_t count);
  void expand_stretches();
  void expand(unsigned number, Helper& own);
  void sort(Helper& own);
  void take_up_parts();
  void take_up(unsigned part);
  void put_in_order();
  void put_new(const Stretch& stretch);
  void put_parts(const Stretch& stretch);

  Store<W>& store_;
  Workers& workers_;
  const Expansion<W>& from_;
  std::vector<std::unique_ptr<Helper>> helpers_;  // a place for each thread; taken, in order, by who ever helped
  std::mutex mutex_;                              // who takes one
  std::array<Stretch, stretches_max> stretches_;
  unsigned stretches_used_ = 0;
};

}  // namespace replock::schedules
