// Of all shortest schedules to what was seen one with the fewest switches from one thread to another.
//
// Backwards, level by level, cheapest first: a move by the same thread as the one behind it costs nothing, one by
// another thread a switch. The first time that the initial state comes up, no shortest schedule has fewer. Only states
// are looked at that are as many switches away or less.
//
// Where places are forgotten, which level a state is of is known modulo levels_told. That is enough: what was seen is
// shown by no state nearer than the given level, and a way of so many moves back to the initial state is a shortest
// one. A state that is further away than it is taken for has no such way, and is given up.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "schedules/explorer.h"
#include "schedules/lookalikes.h"
#include "schedules/numbered.h"
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
        initial_(rules.pack(model::initial_state(world))) {
    for (std::uint32_t rule = 0; rule < rules.size(); ++rule) thread_of_.push_back(rules.move(rule).thread);
  }

  /// To any of these states so many moves away, the move included. REQUIRES: there is one; all are with a move or none.
  /// Held against model/step.h; throws ModelFault where they differ.
  Schedule schedule(std::uint64_t level, const std::vector<Showing>& to);

 private:
  static constexpr model::ThreadId nobody = model::threads_max;

  static constexpr std::uint32_t none = ~std::uint32_t{0};

  /// The move by this rule from the state with this number.
  struct Into {
    std::uint32_t from = 0, rule = 0;
  };
  /// The moves into a state, among all.
  struct Range {
    std::size_t first = 0, end = 0;
    bool known = false;
  };
  /// The best known way on from a place.
  struct WayOn {
    std::uint32_t switches = 0;
    std::uint32_t rule = none;  ///< none: it ends here
    std::uint32_t to = none;    ///< the next place; none: it ends behind the move
    bool settled = false;
  };

  std::span<const Into> into(std::uint32_t state);
  std::uint32_t number(StateId state, std::uint64_t level);
  Schedule follow(std::uint32_t place) const;

  const model::World& world_;
  const Rules<W>& rules_;
  const Store<W>& store_;
  Predecessors<W>& predecessors_;
  Words<W> initial_;
  std::vector<model::ThreadId> thread_of_;  // by rule
  // Schedules share their beginnings.
  Numbered states_;          // a state, and how many moves lead there
  std::vector<Range> into_;  // by that
  std::vector<Into> moves_;
  // Of one schedule.
  Numbered places_;          // a state, and who moves next: nobody where the schedule ends
  std::vector<WayOn> ways_;  // by that
};

}  // namespace replock::schedules
