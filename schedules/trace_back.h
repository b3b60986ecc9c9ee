// Rebuilds the schedules of a reduced search after it: each state's first predecessor is kept, and expanding that one
// again finds the moves.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>

#include "schedules/explorer.h"
#include "schedules/rules.h"
#include "schedules/store.h"
#include "schedules/successors.h"
#include "schedules/trail.h"
#include "schedules/watch.h"

namespace replock::schedules {

template <unsigned W>
class TraceBack {
 public:
  /// REQUIRES: all outlive this; the store keeps parents.
  TraceBack(const model::World& world, const Rules<W>& rules, const Successors<W>& successors, const Store<W>& store)
      : world_(world), rules_(rules), successors_(successors), store_(store) {}

  /// The schedule to the sighting, its move included. Held against model/step.h; throws ModelFault where they differ.
  Schedule schedule(const Sighting& to);

 private:
  struct Parent {
    std::uint64_t state = 0;
    Schedule moves;                 ///< from there
    std::optional<std::size_t> by;  ///< the renaming of what they lead to that is kept
  };
  const Parent& parent_of(std::uint64_t state);
  Parent find_parent(std::uint64_t state) const;
  Trail<W> way_to(std::uint64_t state);

  const model::World& world_;
  const Rules<W>& rules_;
  const Successors<W>& successors_;
  const Store<W>& store_;
  std::unordered_map<std::uint64_t, Parent> parents_;  // found so far: schedules share their beginnings
};

}  // namespace replock::schedules
