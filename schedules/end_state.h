// The state that a schedule ends in.
#pragma once

#include "schedules/explorer.h"

namespace replock::schedules {

/// By the reference semantics. REQUIRES: each move is enabled in turn.
model::State end_state(const model::World& world, const Schedule& schedule);

}  // namespace replock::schedules
