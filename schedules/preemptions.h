// How often a schedule takes a thread off that could go on: what a bounded search has to spend to run it.
#pragma once

#include "schedules/explorer.h"

namespace replock::schedules {

/// A switch where the thread before is blocked, or done, is none. REQUIRES: each move is enabled in turn.
unsigned preemptions(const model::World& world, const Schedule& schedule);

}  // namespace replock::schedules
