// Rebuilds the schedules of a reduced search after it, without parent pointers.
//
// States are numbered in the order in which they were found. It is enough to have noted how many there were before each
// expansion: that tells the first predecessor of a state, and expanding that one again finds the moves.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "schedules/explorer.h"
#include "schedules/rules.h"
#include "schedules/store.h"
#include "schedules/successors.h"
#include "schedules/trail.h"
#include "schedules/watch.h"

namespace replock::schedules {

/// By state: how many were known (and settled) before it was expanded.
using Growth = std::vector<std::uint32_t>;

template <unsigned W>
class TraceBack {
 public:
  /// REQUIRES: all outlive this.
  TraceBack(const model::World& world, const Rules<W>& rules, const Successors<W>& successors, const Store<W>& store,
            const Growth& growth)
      : world_(world), rules_(rules), successors_(successors), store_(store), growth_(growth) {}

  /// The schedule to the sighting, its move included. Held against model/step.h; throws ModelFault where they differ.
  Schedule schedule(const Sighting& to);

 private:
  struct Parent {
    std::uint64_t state = 0;
    Schedule moves;  ///< from there
  };
  const Parent& parent_of(std::uint64_t state);
  Parent find_parent(std::uint64_t state) const;
  Trail<W> way_to(std::uint64_t state);

  const model::World& world_;
  const Rules<W>& rules_;
  const Successors<W>& successors_;
  const Store<W>& store_;
  const Growth& growth_;
  std::unordered_map<std::uint64_t, Parent> parents_;  // found so far: schedules share their beginnings
};

}  // namespace replock::schedules
