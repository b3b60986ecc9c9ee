// Of all shortest schedules to what was seen one with the fewest switches from one thread to another.
//
// Backwards, level by level, cheapest first: a move by the same thread as the one behind it costs nothing, one by
// another thread a switch. The first time that the initial state comes up, no shortest schedule has fewer. Only states
// are looked at that are as many switches away or less.
//
// Which level a state is of is known modulo levels_told. That is enough: what was seen is shown by no state nearer than
// the given level, and a way of so many moves back to the initial state is a shortest one. A state that is further away
// than it is taken for has no such way, and is given up.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "schedules/explorer.h"
#include "schedules/lookalikes.h"
#include "schedules/mixing.h"
#include "schedules/predecessors.h"

namespace replock::schedules {

template <unsigned W>
class FewestSwitches {
 public:
  /// REQUIRES: all outlive this.
  FewestSwitches(const model::World& world, const Rules<W>& rules, const Store<W>& store, Predecessors<W>& predecessors)
      : world_(world),
        rules_(rules),
        store_(store),
        predecessors_(predecessors),
        initial_(rules.pack(model::initial_state(world))) {}

  /// To any of these states so many moves away, the move included. REQUIRES: there is one; all are with a move or none.
  /// Held against model/step.h; throws ModelFault where they differ.
  Schedule schedule(std::uint64_t level, const std::vector<Showing>& to);

 private:
  static constexpr model::ThreadId nobody = model::threads_max;

  /// A state, how many moves lead there, and who moves next: nobody where the schedule ends.
  struct Place {
    StateId state = 0;
    std::uint64_t level = 0;
    model::ThreadId next = nobody;
    friend bool operator==(const Place&, const Place&) = default;
  };
  struct PlaceHash {
    std::size_t operator()(const Place& place) const {
      return mixing::fold(place.state ^ place.level << 40, 0x9e3779b97f4a7c15ULL) * (nobody + 1U) + place.next;
    }
  };
  /// The best known way on from a place.
  struct WayOn {
    std::uint32_t switches = 0;
    std::optional<std::uint32_t> rule;  ///< none: it ends here
    std::optional<Place> to;            ///< none: it ends behind the move
    bool settled = false;
  };
  using WaysOn = std::unordered_map<Place, WayOn, PlaceHash>;

  const std::vector<MoveInto>& into(Place place);
  Schedule follow(const WaysOn& ways, Place from) const;

  const model::World& world_;
  const Rules<W>& rules_;
  const Store<W>& store_;
  Predecessors<W>& predecessors_;
  Words<W> initial_;
  std::unordered_map<Place, std::vector<MoveInto>, PlaceHash> known_;  // whoever moves next: nobody
};

}  // namespace replock::schedules
