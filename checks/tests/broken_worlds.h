// The same world with one fault: what an engine that gets a step wrong would search.
#pragma once

#include "model/program.h"

namespace replock::tests {

/// Each returns the world as it is where it has no such step.
model::World with_dropped_unlock(model::World world);    ///< the first unlock changes nothing
model::World with_lost_wakeup(model::World world);       ///< the first completion is not stored
model::World with_reordered_stores(model::World world);  ///< the first two stores in a row come the other way round
model::World with_missing_failure(model::World world);   ///< the first step that may fail never does

}  // namespace replock::tests
