// From a state back to the initial one, by the first predecessor each time.
#include "schedules/trace_back.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>

namespace replock::schedules {

template <unsigned W>
typename TraceBack<W>::Parent TraceBack<W>::find_parent(std::uint64_t state) const {
  const std::uint64_t from = store_.parent(state);
  const Words<W> before = store_[from], wanted = store_[state];
  std::optional<Parent> found;
  Schedule moves;
  successors_.follow(before, [&](const Hop<W>& hop) {
    if (found) return;
    add(hop, rules_, moves);
    if (!hop.ends || hop.corrupts) return;
    const auto kept = successors_.representative(hop.after);
    if (kept.state == wanted) found = Parent{from, moves, kept.by};
  });
  if (!found) throw model::ModelFault{"a state without a predecessor: the explorer contradicts itself"};
  return *found;
}

template <unsigned W>
const typename TraceBack<W>::Parent& TraceBack<W>::parent_of(std::uint64_t state) {
  const auto known = parents_.find(state);
  return known != parents_.end() ? known->second : parents_.emplace(state, find_parent(state)).first->second;
}

/// Where a kept state is a renaming of what the moves lead to, so are all moves before.
template <unsigned W>
Trail<W> TraceBack<W>::way_to(std::uint64_t state) {
  Trail<W> trail{{}, store_[state]};
  std::array<model::ThreadId, model::threads_max> called{};  // by its name in the state
  std::iota(called.begin(), called.end(), model::ThreadId{0});
  while (state != 0) {
    const Parent& parent = parent_of(state);
    if (parent.by) {
      const std::array<model::ThreadId, model::threads_max> before = called;
      const std::vector<model::ThreadId>& names = successors_.renamings()[*parent.by].threads;
      for (std::size_t thread = 0; thread < names.size(); ++thread) called[thread] = before[names[thread]];
    }
    for (auto move = parent.moves.rbegin(); move != parent.moves.rend(); ++move) {
      trail.moves.push_back(*move);
      trail.moves.back().thread = called[move->thread];
    }
    state = parent.state;
  }
  std::reverse(trail.moves.begin(), trail.moves.end());
  return trail;
}

template <unsigned W>
Schedule TraceBack<W>::schedule(const Sighting& to) {
  Trail<W> trail = way_to(to.state);
  if (to.move) go_on(trail, *to.move, rules_, successors_);
  verify(trail, world_, rules_);
  return trail.moves;
}

template class TraceBack<1>;
template class TraceBack<2>;
template class TraceBack<3>;
template class TraceBack<4>;
template class TraceBack<6>;
template class TraceBack<8>;

}  // namespace replock::schedules
