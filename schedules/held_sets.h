// What locks a thread surely holds where it stands, by data flow over its program.
#pragma once

#include <optional>
#include <vector>

#include "model/program.h"

namespace replock::schedules {

/// [thread][step]: true only if in all reachable states in which the thread stands at the step it holds one and the
/// same set of locks. False where that is not so, or not clear.
std::vector<std::vector<bool>> steps_with_one_held_set(const model::World& world);

/// [thread][step]: what the thread's locks say in all reachable states in which it stands there, for as long as it
/// does.
using HeldFacts = std::vector<std::vector<model::Conjunction>>;
/// Nothing where it is not clear that a thread alone gives itself locks and takes them from itself.
std::optional<HeldFacts> surely_held(const model::World& world);

}  // namespace replock::schedules
