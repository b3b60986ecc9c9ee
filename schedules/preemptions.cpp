// Looks, at each switch, whether the thread before had a move.
#include "schedules/preemptions.h"

#include <utility>

namespace replock::schedules {

std::size_t switches(const Schedule& schedule) {
  std::size_t count = 0;
  for (std::size_t index = 1; index < schedule.size(); ++index)
    if (schedule[index].thread != schedule[index - 1].thread) ++count;
  return count;
}

bool is_simpler(const Schedule& one, const Schedule& other) {
  return std::pair(one.size(), switches(one)) < std::pair(other.size(), switches(other));
}

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
