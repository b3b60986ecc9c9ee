// Where threads go round.
#pragma once

#include <vector>

#include "model/program.h"

namespace replock::schedules {

/// [thread][step]: every way round in the thread's program leads over such a step: where a depth-first walk jumps back.
std::vector<std::vector<bool>> loop_heads(const model::World& world);

}  // namespace replock::schedules
