// A schedule without the moves that what it shows does not need.
#pragma once

#include "checks/judge.h"

namespace replock::checks {

/// Takes the last moves of each thread away as long as the schedule still ends in that finding. Not the shortest
/// schedule there is: only one from whose threads' ends nothing can be left out. REQUIRES: it ends in the finding.
schedules::Schedule trimmed(const Question& question, const schedules::Finding& finding);

}  // namespace replock::checks
