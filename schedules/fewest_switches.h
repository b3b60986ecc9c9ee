// Of all shortest schedules to what was seen one with the fewest switches from one thread to another.
//
// Backwards, level by level, cheapest first: a move by the same thread as the one behind it costs nothing, one by
// another thread a switch. The first time that the initial state comes up, no shortest schedule has fewer. Only states
// are looked at that are as many switches away or less.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "schedules/explorer.h"
#include "schedules/lookalikes.h"
#include "schedules/predecessors.h"

namespace replock::schedules {

template <unsigned W>
class FewestSwitches {
 public:
  /// `levels`: by number of moves, the first state that is so far away. REQUIRES: all outlive this.
  FewestSwitches(const model::World& world, const Rules<W>& rules, const Store<W>& store, Predecessors<W>& predecessors,
                 const std::vector<std::uint64_t>& levels)
      : world_(world), rules_(rules), store_(store), predecessors_(predecessors), levels_(levels) {}

  /// The states as far away as this one.
  StateRange level_of(std::uint64_t state) const;
  /// To any of these, the move included. REQUIRES: there is one; all are of one level, all with a move or none. Held
  /// against model/step.h; throws ModelFault where they differ.
  Schedule schedule(const std::vector<Showing>& to);

 private:
  static constexpr model::ThreadId nobody = model::threads_max;

  /// A state, and who moves next: nobody where the schedule ends.
  struct Place {
    std::uint64_t state = 0;
    model::ThreadId next = nobody;
    friend bool operator==(const Place&, const Place&) = default;
  };
  struct PlaceHash {
    std::size_t operator()(const Place& place) const { return place.state * (nobody + 1U) + place.next; }
  };
  /// The best known way on from a place.
  struct WayOn {
    std::uint32_t switches = 0;
    std::optional<std::uint32_t> rule;  ///< none: it ends here
    std::optional<Place> to;            ///< none: it ends behind the move
    bool settled = false;
  };
  using WaysOn = std::unordered_map<Place, WayOn, PlaceHash>;

  const std::vector<MoveInto>& into(std::uint64_t state);
  Schedule follow(const WaysOn& ways, Place from) const;

  const model::World& world_;
  const Rules<W>& rules_;
  const Store<W>& store_;
  Predecessors<W>& predecessors_;
  const std::vector<std::uint64_t>& levels_;
  std::unordered_map<std::uint64_t, std::vector<MoveInto>> known_;  // schedules share their beginnings
};

}  // namespace replock::schedules
