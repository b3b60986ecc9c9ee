// Schedules that only weak memory has.
#pragma once

#include "schedules/explorer.h"

namespace replock::schedules {

/// How many moves of the schedule read a value that is no longer there. 0: any engine can run it.
std::size_t count_stale(const Schedule& schedule);

}  // namespace replock::schedules
