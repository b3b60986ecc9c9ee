// Which of the four.
#include "schedules/two_verdicts.h"

namespace replock::schedules {

Quadrant quadrant(const TwoVerdicts& two) {
  if (two.open) return Quadrant::open;
  if (two.deadlocks) return two.splats ? Quadrant::both : Quadrant::deadlock_only;
  return two.splats ? Quadrant::lockdep_only : Quadrant::neither;
}

}  // namespace replock::schedules
