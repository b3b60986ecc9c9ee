// Refuses worlds that contradict themselves, so that the search need not look for it at each step.
#pragma once

#include "model/program.h"

namespace replock::schedules {

/// Throws ModelFault: ids that name nothing, ranges too small for a step or an owner, a field written twice by one
/// alternative (its effects happen at once), an effect on a program counter (only `next` moves it).
void require_sound(const model::World& world);

/// Throws ModelFault where a claim names a place or a field that does not exist.
void require_sound(const model::World& world, const model::Claim& claim);

}  // namespace replock::schedules
