// Holds the explorer, saved schedules and replay to the plain search, in one world.
#pragma once

#include <string>

#include "checks/tests/reference_search.h"

namespace replock::tests {

/// What the explorer and the plain search say differently; "" where they agree: on states, transitions, depth, reached
/// steps, acquisitions with their shortest schedules, who waits for himself, the shortest schedule to the first
/// deadlock, or on a fault of the model. Each schedule of the explorer must also survive saving and replaying.
std::string disagreement(const model::World& world);

}  // namespace replock::tests
