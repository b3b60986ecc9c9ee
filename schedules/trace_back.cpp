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
  for (std::uint64_t from = (past - 1) * Growth::run; from < past * Growth::run && from < store_.size(); ++from) {
    const Words<W> before = store_[from];
    for (unsigned thread = 0; thread < rules_.threads(); ++thread) {
      const Stand& stand = rules_.stand(rules_.stand_number(thread, before));
      rules_.moves(stand, before, [&](std::uint32_t rule, const Words<W>& after) {
        if (found || after != wanted) return;
        found = {from, {static_cast<model::ThreadId>(thread), static_cast<std::uint8_t>(rule - stand.first)}};
      });
      if (found) return *found;
    }
  }
  throw model::ModelFault{"a state without a predecessor: the explorer contradicts itself"};
}

template <unsigned W>
const typename TraceBack<W>::Parent& TraceBack<W>::parent_of(std::uint64_t state) {
  const auto known = parents_.find(state);
  return known != parents_.end() ? known->second : parents_.emplace(state, find_parent(state)).first->second;
}

template <unsigned W>
Schedule TraceBack<W>::schedule(const Sighting& to) {
  Schedule moves;
  for (std::uint64_t state = to.state; state != 0;) {
    const Parent& parent = parent_of(state);
    moves.push_back(parent.move);
    state = parent.state;
  }
  std::reverse(moves.begin(), moves.end());
  verify(moves, store_[to.state]);
  if (to.move) moves.push_back(*to.move);
  return moves;
}

template <unsigned W>
void TraceBack<W>::verify(const Schedule& schedule, const Words<W>& end) const {
  model::State state = model::initial_state(world_);
  for (const model::Move move : schedule) {
    const std::vector<model::Move> enabled = model::enabled(world_, state, move.thread);
    if (std::find(enabled.begin(), enabled.end(), move) == enabled.end())
      throw model::ModelFault{"a schedule that the reference semantics cannot follow"};
    state = model::after(world_, state, move);
  }
  if (rules_.pack(state) != end) throw model::ModelFault{"a schedule that leads the reference semantics elsewhere"};
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
