// Costs are 0 or 1: what costs nothing goes to the front of the line.
#include "schedules/fewest_switches.h"

#include <algorithm>
#include <deque>

#include "schedules/trail.h"

namespace replock::schedules {
namespace {

constexpr model::ThreadId nobody = model::threads_max;

/// A state, and who moves next.
struct Place {
  std::uint64_t state = 0;
  model::ThreadId next = nobody;
  friend bool operator==(const Place&, const Place&) = default;
  std::uint64_t key() const { return state * (model::threads_max + 1) + next; }
};

/// The best known way on from a place.
struct Onward {
  std::uint32_t switches = 0;
  std::uint32_t rule = 0;
  Place to;
  bool ends = false;  ///< no move, or the last one
  bool moves = true;
  bool settled = false;
};

}  // namespace

template <unsigned W>
StateRange FewestSwitches<W>::level_of(std::uint64_t state) const {
  const auto behind = std::upper_bound(levels_.begin(), levels_.end(), state);
  return {*(behind - 1), behind == levels_.end() ? store_.size() : *behind};
}

template <unsigned W>
const std::vector<MoveInto>& FewestSwitches<W>::into(std::uint64_t state) {
  const auto [known, is_new] = known_.try_emplace(state);
  if (is_new && state != 0) {
    const StateRange before = level_of(level_of(state).first - 1);
    known->second = predecessors_.of(state, before.first, before.end);
  }
  return known->second;
}

template <unsigned W>
Schedule FewestSwitches<W>::schedule(const std::vector<Showing>& to) {
  std::unordered_map<std::uint64_t, Onward> best;
  std::deque<Place> line;
  for (const Showing& one : to) {
    const Place place{one.state, one.rule ? rules_.move(*one.rule).thread : nobody};
    const Onward onward{
        .switches = 0, .rule = one.rule.value_or(0), .to = place, .ends = true, .moves = one.rule.has_value()};
    if (best.try_emplace(place.key(), onward).second) line.push_back(place);
  }
  while (!line.empty()) {
    const Place place = line.front();
    line.pop_front();
    Onward& here = best.at(place.key());
    if (here.settled) continue;
    here.settled = true;
    if (place.state == 0) {
      Trail<W> trail;
      const Onward* at = &here;
      for (;; at = &best.at(at->to.key())) {
        if (at->moves) trail.moves.push_back(rules_.move(at->rule));
        if (at->ends) break;
      }
      trail.end = at->moves ? rules_.after(at->rule, store_[at->to.state]) : store_[at->to.state];
      verify(trail, world_, rules_);
      return trail.moves;
    }
    const std::uint32_t switches = here.switches;
    for (const MoveInto& move : into(place.state)) {
      const Place before{move.from, rules_.move(move.rule).thread};
      const bool is_switch = place.next != nobody && before.next != place.next;
      const Onward onward{.switches = switches + (is_switch ? 1U : 0U), .rule = move.rule, .to = place};
      const auto [entry, is_new] = best.try_emplace(before.key(), onward);
      if (!is_new && (entry->second.settled || entry->second.switches <= onward.switches)) continue;
      entry->second = onward;
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
