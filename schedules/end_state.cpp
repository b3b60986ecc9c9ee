// Runs a schedule with the reference semantics.
#include "schedules/end_state.h"

namespace replock::schedules {

model::State end_state(const model::World& world, const Schedule& schedule) {
  model::State state = model::initial_state(world);
  for (const model::Move move : schedule) state = model::after(world, state, move);
  return state;
}

}  // namespace replock::schedules
