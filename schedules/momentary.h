// Locks that are held for a moment only, and the failures' budget: what several threads use without telling from it
// who was first.
//
// A lock is momentary where whoever takes it, at every place, drops it with the next step. Taking and dropping it, with
// all else that this step does, can then be one move: nobody sees the state between, for the one who holds the lock can
// always go on, and so is in no ring of waits. Which of two such moves comes first, the lock does not tell.
//
// A failure takes one from the budget, and what may fail may as well go well, at no cost. A thread that stands before
// such a step can be followed alone, whatever others may fail at: where it fails first in one schedule and somebody
// else does later, both had enough, and the two can be swapped; where another one has used the budget up, it can only
// go well, and that touches no budget.
#pragma once

#include <vector>

#include "model/step.h"

namespace replock::schedules {

/// By lock.
std::vector<bool> momentary_locks(const model::World& world, const std::vector<model::Claim>& claims);
/// By thread and step: the one at which a momentary lock is held.
std::vector<std::vector<bool>> momentary_steps(const model::World& world, const std::vector<bool>& momentary);

/// The budget is used in no other way than to let a step fail that can also go well.
bool only_failures_use_the_budget(const model::World& world, const std::vector<model::Claim>& claims);

}  // namespace replock::schedules
