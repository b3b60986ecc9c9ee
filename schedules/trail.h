// A way through the states that a search keeps, as moves, held against the reference semantics.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "model/step.h"
#include "schedules/explorer.h"
#include "schedules/rules.h"
#include "schedules/successors.h"

namespace replock::schedules {

/// Moves from the initial state, and where they lead.
template <unsigned W>
struct Trail {
  Schedule moves;
  Words<W> end;
};

/// One more of the moves that are followed from a kept state: those up to and with it, from the kept state on.
template <unsigned W>
void add(const Hop<W>& hop, const Rules<W>& rules, Schedule& moves) {
  if (hop.starts) moves.clear();
  moves.push_back(rules.move(hop.rule));
}

/// Up to and with the move that has this number, as in Sighting, of those that the search follows from the end of the
/// way.
template <unsigned W>
void go_on(Trail<W>& trail, std::uint32_t move, const Rules<W>& rules, const Successors<W>& successors) {
  if (successors.sleep_sets() != nullptr) {
    trail.moves.push_back(rules.move(move));
    trail.end = rules.after(move, trail.end);
    return;
  }
  const Words<W> from = trail.end;
  Schedule moves;
  std::uint32_t number = 0;
  successors.follow(from, [&](const Hop<W>& hop) {
    if (number++ > move) return;
    add(hop, rules, moves);
    trail.end = hop.after;
  });
  trail.moves.insert(trail.moves.end(), moves.begin(), moves.end());
}

/// Where model/step.h comes to; throws ModelFault where it cannot follow.
inline model::State followed_plainly(const model::World& world, const Schedule& schedule) {
  model::State state = model::initial_state(world);
  for (const model::Move move : schedule) {
    const std::vector<model::Move> enabled = model::enabled(world, state, move.thread);
    if (std::find(enabled.begin(), enabled.end(), move) == enabled.end())
      throw model::ModelFault{"a schedule that the reference semantics cannot follow"};
    state = model::after(world, state, move);
  }
  return state;
}

/// Throws ModelFault where model/step.h cannot follow the way, or ends elsewhere.
template <unsigned W>
void verify(const Trail<W>& trail, const model::World& world, const Rules<W>& rules) {
  if (rules.pack(followed_plainly(world, trail.moves)) != trail.end)
    throw model::ModelFault{"a schedule that leads the reference semantics elsewhere"};
}

}  // namespace replock::schedules
