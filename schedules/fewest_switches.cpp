// Costs are 0 or 1: what costs nothing goes to the front of the line.
#include "schedules/fewest_switches.h"

#include <deque>
#include <utility>

#include "schedules/trail.h"

namespace replock::schedules {

template <unsigned W>
std::uint32_t FewestSwitches<W>::number(StateId state, std::uint64_t level) {
  const Numbered::Added added = states_.add({state, level});
  if (added.is_new) into_.emplace_back();
  return added.number;
}

template <unsigned W>
std::span<const typename FewestSwitches<W>::Into> FewestSwitches<W>::into(std::uint32_t state) {
  if (!into_[state].known) {
    const std::size_t first = moves_.size();
    const auto [id, level] = states_[state];
    for (const MoveInto& move : predecessors_.of(id, level - 1))
      moves_.push_back({number(move.from, level - 1), move.rule});
    into_[state] = {first, moves_.size(), true};
  }
  const Range& all = into_[state];
  return std::span<const Into>(moves_).subspan(all.first, all.end - all.first);
}

template <unsigned W>
Schedule FewestSwitches<W>::follow(std::uint32_t place) const {
  Trail<W> trail{{}, {}};
  for (; place != none; place = ways_[place].to) {
    const std::uint32_t rule = ways_[place].rule;
    trail.end = store_.state(states_[static_cast<std::uint32_t>(places_[place].one)].one);
    if (rule == none) break;
    trail.moves.push_back(rules_.move(rule));
    trail.end = rules_.after(rule, trail.end);
  }
  verify(trail, world_, rules_);
  return trail.moves;
}

template <unsigned W>
Schedule FewestSwitches<W>::schedule(std::uint64_t level, const std::vector<Showing>& to) {
  places_.clear(), ways_.clear();
  std::deque<std::uint32_t> line;
  for (const Showing& one : to) {
    const std::uint64_t next = one.rule ? thread_of_[*one.rule] : nobody;
    const Numbered::Added place = places_.add({number(one.state, level), next});
    if (!place.is_new) continue;
    ways_.push_back({.rule = one.rule.value_or(none)});
    line.push_back(place.number);
  }
  while (!line.empty()) {
    const std::uint32_t here = line.front();
    line.pop_front();
    if (std::exchange(ways_[here].settled, true)) continue;
    const auto state = static_cast<std::uint32_t>(places_[here].one);
    const std::uint64_t next = places_[here].other;
    if (states_[state].other == 0) {
      if (is_same<W>(store_.state(states_[state].one), initial_)) return follow(here);
      continue;
    }
    for (const Into& move : into(state)) {
      const std::uint64_t thread = thread_of_[move.rule];
      const bool is_switch = next != nobody && thread != next;
      const std::uint32_t switches = ways_[here].switches + (is_switch ? 1U : 0U);
      const Numbered::Added before = places_.add({move.from, thread});
      if (before.is_new) ways_.emplace_back();
      WayOn& way = ways_[before.number];
      if (!before.is_new && (way.settled || way.switches <= switches)) continue;
      way = {.switches = switches, .rule = move.rule, .to = here};
      if (is_switch)
        line.push_back(before.number);
      else
        line.push_front(before.number);
    }
  }
  throw model::ModelFault{"a state that no schedule leads to: the explorer contradicts itself"};
}

template class FewestSwitches<1>;
template class FewestSwitches<2>;
template class FewestSwitches<3>;
template class FewestSwitches<4>;
template class FewestSwitches<6>;
template class FewestSwitches<8>;

}  // namespace replock::schedules
