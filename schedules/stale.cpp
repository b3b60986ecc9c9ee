// Counts what the moves say themselves.
#include "schedules/stale.h"

#include <algorithm>

namespace replock::schedules {

std::size_t count_stale(const Schedule& schedule) {
  return static_cast<std::size_t>(
      std::ranges::count_if(schedule, [](const model::Move& move) { return move.stale != model::none; }));
}

}  // namespace replock::schedules
