// Where a way round through the states is cut.
#pragma once

#include <vector>

#include "model/program.h"
#include "schedules/value_ranges.h"

namespace replock::schedules {

/// [thread][step]: on every way from a state back to itself some thread moves on from such a step.
///
/// A way round takes each of its threads round in its program. Where that takes an item from a queue, or the mark that
/// work is pending, something on the way must put one there again; so cuts where work is queued do for the workers.
/// `passed`, by thread and step: here no way is cut. REQUIRES: each of these steps leads to one other step only.
/// `possible`: the alternatives that some schedule may take.
std::vector<std::vector<bool>> loop_heads(const model::World& world, const std::vector<std::vector<bool>>& passed,
                                          const RuleBits& possible);

}  // namespace replock::schedules
