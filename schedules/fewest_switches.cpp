// Costs are 0 or 1: what costs nothing goes to the front of the line.
#include "schedules/fewest_switches.h"

#include <algorithm>
#include <deque>
#include <utility>

#include "schedules/trail.h"

namespace replock::schedules {

/// Schedules share their beginnings.
template <unsigned W>
const std::vector<MoveInto>& FewestSwitches<W>::into(Place place) {
  place.next = nobody;
  const auto [known, is_new] = known_.try_emplace(place);
  if (is_new) known->second = predecessors_.of(place.state, place.level - 1);
  return known->second;
}

template <unsigned W>
Schedule FewestSwitches<W>::follow(const WaysOn& ways, Place from) const {
  Trail<W> trail{{}, store_.state(from.state)};
  for (std::optional<Place> at = from; at;) {
    const WayOn& way = ways.at(*at);
    trail.end = store_.state(at->state);
    if (way.rule) {
      trail.moves.push_back(rules_.move(*way.rule));
      trail.end = rules_.after(*way.rule, trail.end);
    }
    at = way.to;
  }
  verify(trail, world_, rules_);
  return trail.moves;
}

template <unsigned W>
Schedule FewestSwitches<W>::schedule(std::uint64_t level, const std::vector<Showing>& to) {
  WaysOn ways;
  std::deque<Place> line;
  for (const Showing& one : to) {
    const Place place{one.state, level, one.rule ? rules_.move(*one.rule).thread : nobody};
    if (ways.try_emplace(place, WayOn{.rule = one.rule}).second) line.push_back(place);
  }
  while (!line.empty()) {
    const Place place = line.front();
    line.pop_front();
    WayOn& here = ways.at(place);
    if (std::exchange(here.settled, true)) continue;
    if (place.level == 0) {
      if (is_same<W>(store_.state(place.state), initial_)) return follow(ways, place);
      continue;
    }
    const std::uint32_t switches = here.switches;
    for (const MoveInto& move : into(place)) {
      const Place before{move.from, place.level - 1, rules_.move(move.rule).thread};
      const bool is_switch = place.next != nobody && before.next != place.next;
      const WayOn way{.switches = switches + (is_switch ? 1U : 0U), .rule = move.rule, .to = place};
      const auto [entry, is_new] = ways.try_emplace(before, way);
      if (!is_new && (entry->second.settled || entry->second.switches <= way.switches)) continue;
      entry->second = way;
      if (is_switch)
        line.push_back(before);
      else
        line.push_front(before);
    }
  }
  throw model::ModelFault{"a state that no schedule leads to: the explorer contradicts itself"};
}

template class FewestSwitches<1>;
template class FewestSwitches<2>;
template class FewestSwitches<3>;
template class FewestSwitches<4>;
template class FewestSwitches<5>;
template class FewestSwitches<6>;
template class FewestSwitches<7>;
template class FewestSwitches<8>;

}  // namespace replock::schedules
