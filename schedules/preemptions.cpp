// Looks, at each switch, whether the thread before had a move.
#include "schedules/preemptions.h"

namespace replock::schedules {

unsigned preemptions(const model::World& world, const Schedule& schedule) {
  unsigned count = 0;
  model::State state = model::initial_state(world);
  for (std::size_t index = 0; index < schedule.size(); ++index) {
    const bool switches = index > 0 && schedule[index].thread != schedule[index - 1].thread;
    if (switches && !model::enabled(world, state, schedule[index - 1].thread).empty()) ++count;
    state = model::after(world, state, schedule[index]);
  }
  return count;
}

}  // namespace replock::schedules
