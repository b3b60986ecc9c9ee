// What a search found in one of several states that are renamings of each other, told of each of them.
#pragma once

#include <vector>

#include "schedules/explorer.h"
#include "schedules/symmetry.h"

namespace replock::schedules {

/// Adds to what was found what is found so in renamed states, each with the renamed schedule, which is held against
/// model/step.h; throws ModelFault where it can't be followed. REQUIRES: with the one that changes nothing they are a
/// group.
void add_renamed(const model::World& world, const std::vector<Renaming>& renamings, Result& result);

}  // namespace replock::schedules
