// Many states expanded by many threads, and what they lead to added to the store: as if by one, in order.
//
// Three loops, each shared out, with a wait between them. First the states are expanded, a stretch of them each; what a
// stretch leads to that is not known yet is listed, apart for each part of the table. Then each part of the table looks
// up what is listed for it, in the order of the stretches, and takes up what is new. Last, each stretch counts what was
// new of it: that gives the indices, the same as if one thread had done it all.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "schedules/expansion.h"
#include "schedules/store.h"
#include "schedules/trace_back.h"
#include "schedules/workers.h"

namespace replock::schedules {

template <unsigned W>
class Together {
 public:
  static constexpr std::uint64_t states_max = 65'536;  ///< of one call

  /// REQUIRES: store, growth and workers outlive this. `from` says what was seen so far.
  Together(Store<W>& store, Growth& growth, Workers& workers, const Expansion<W>& from);

  /// Expands the states first..first+count-1 and adds what they lead to. REQUIRES: the store is settled. Throws what
  /// expanding the first of them in order throws; then nothing was added.
  void expand(std::uint64_t first, std::uint64_t count);

  /// From here on the states are that many moves away from the initial one.
  void begin_level(std::uint64_t moves) {
    for (Stretch& stretch : stretches_) stretch.expansion.begin_level(moves);
  }

  /// What each stretch saw, over all calls; the states of one call in the order of the stretches.
  std::vector<const Expansion<W>*> expansions() const;

 private:
  static constexpr unsigned stretches = 16;  // more than one a thread: some take longer
  static constexpr unsigned part_bits = 4;
  static constexpr unsigned parts = 1U << part_bits;  // of the table, by the first bits of the hash
  static constexpr std::uint64_t known = ~std::uint64_t{0};

  struct Found {
    Words<W> state;
    std::uint64_t hash = 0;
    std::uint64_t slot = known;  ///< new: where it lies in the table
    std::uint32_t of = 0;        ///< the state that leads to it, counted from the stretch's first
  };
  struct Stretch {
    Expansion<W> expansion;
    std::uint64_t first = 0, end = 0;              ///< states
    std::array<Found, Store<W>::batch_max> batch;  ///< what they lead to; to be looked up at once
    std::size_t in_batch = 0;
    std::vector<Found> found;                              ///< ... what of it was not in the store, in order
    std::array<std::vector<std::uint32_t>, parts> listed;  ///< `found`, by part
    std::uint64_t added = 0;
  };

  void expand(Stretch& stretch);
  void list(Stretch& stretch);
  bool knows(const Found& found) const;
  void prefetch_equal(std::uint64_t hash) const;
  void make_room();
  void look_up(unsigned part);
  /// Until the end of the part, or, Within::table, all around. False where there was no place.
  enum class Within : std::uint8_t { part, table };
  bool look_up(Found& found, std::uint64_t provisional, Within within);
  const Words<W>& state_at(std::uint64_t index) const;
  void take_up(Stretch& stretch, std::uint64_t index);

  /// Where what was found lies until the number of the new ones before it is known; from size() on.
  std::uint64_t provisional(unsigned stretch, std::uint32_t found) const {
    return store_.size_ + std::uint64_t{found} * stretches + stretch;
  }

  Store<W>& store_;
  Growth& growth_;
  Workers& workers_;
  std::vector<Stretch> stretches_;
  std::uint64_t added_before_ = 0;  // by the last call: the next one may add more
  struct Late {
    unsigned stretch = 0;
    std::uint32_t found = 0;
  };
  std::array<std::vector<Late>, parts> late_;  // found no place within their part
};

}  // namespace replock::schedules
