// From a state back to the initial one, by the first predecessor each time.
#include "schedules/trace_back.h"

#include <algorithm>
#include <optional>

namespace replock::schedules {

template <unsigned W>
typename TraceBack<W>::Parent TraceBack<W>::find_parent(std::uint64_t state) const {
  const Words<W> wanted = store_[state];
  const auto later = std::upper_bound(growth_.sizes.begin(), growth_.sizes.end(), state);
  const auto past = static_cast<std::uint64_t>(later - growth_.sizes.begin());
  std::optional<Parent> found;
  Schedule moves;
  for (std::uint64_t from = (past - 1) * growth_.run; from < past * growth_.run && from < store_.size(); ++from) {
    const Words<W> before = store_[from];
    successors_.follow(before, successors_.scene(before), [&](const Hop<W>& hop) {
      if (found) return;
      add(hop, moves);
      if (hop.ends && !hop.corrupts && hop.after == wanted) found = Parent{from, moves};
    });
    if (found) return *found;
  }
  throw model::ModelFault{"a state without a predecessor: the explorer contradicts itself"};
}

template <unsigned W>
void TraceBack<W>::add(const Hop<W>& hop, Schedule& moves) const {
  if (hop.starts) moves.clear();
  moves.push_back(rules_.move(hop.rule));
}

template <unsigned W>
const typename TraceBack<W>::Parent& TraceBack<W>::parent_of(std::uint64_t state) {
  const auto known = parents_.find(state);
  return known != parents_.end() ? known->second : parents_.emplace(state, find_parent(state)).first->second;
}

template <unsigned W>
typename TraceBack<W>::Way TraceBack<W>::way_to(std::uint64_t state) {
  Way way{{}, store_[state]};
  while (state != 0) {
    const Parent& parent = parent_of(state);
    way.moves.insert(way.moves.end(), parent.moves.rbegin(), parent.moves.rend());
    state = parent.state;
  }
  std::reverse(way.moves.begin(), way.moves.end());
  return way;
}

/// Up to and with the n-th move that the search follows from the end of the way.
template <unsigned W>
void TraceBack<W>::go_on(Way& way, std::uint32_t move) const {
  const Words<W> from = way.end;
  Schedule moves;
  std::uint32_t number = 0;
  successors_.follow(from, successors_.scene(from), [&](const Hop<W>& hop) {
    if (number++ > move) return;
    add(hop, moves);
    way.end = hop.after;
  });
  way.moves.insert(way.moves.end(), moves.begin(), moves.end());
}

template <unsigned W>
Schedule TraceBack<W>::schedule(const Sighting& to) {
  Way way = way_to(to.state);
  if (to.move) go_on(way, *to.move);
  verify<W>(world_, rules_, way.moves, way.end);
  return way.moves;
}

template class TraceBack<1>;
template class TraceBack<2>;
template class TraceBack<3>;
template class TraceBack<4>;
template class TraceBack<5>;
template class TraceBack<6>;
template class TraceBack<7>;
template class TraceBack<8>;

}  // namespace replock::schedules
