// Steps that are nobody's business but their own thread's.
#pragma once

#include <vector>

#include "model/program.h"

namespace replock::schedules {

/// [thread][step]: the thread may come to the step, and that touches nothing that other threads touch, so it does not
/// matter when it is made. No way round leads over such steps alone. `momentary`: those of the world's
/// momentary_locks() that are never held where another thread moves.
std::vector<std::vector<bool>> steps_alone(const model::World& world, const std::vector<model::Claim>& claims,
                                           const std::vector<bool>& momentary);

}  // namespace replock::schedules
