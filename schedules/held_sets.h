// Where a thread surely holds the same locks each time it comes by, by data flow over its program.
#pragma once

#include <vector>

#include "model/program.h"

namespace replock::schedules {

/// [thread][step]: true only if in all reachable states in which the thread stands at the step it holds one and the
/// same set of locks. False where that is not so, or not clear.
std::vector<std::vector<bool>> steps_with_one_held_set(const model::World& world);

}  // namespace replock::schedules
