// The nesting-rules check: the rules that the series' authors state, each from the patch that introduces it.
#pragma once

#include <vector>

#include "model/series.h"
#include "schedules/verdict.h"

namespace replock::checks {

/// Findings without their schedules' catalogue marks, one per rule that an acquisition breaks.
std::vector<schedules::Finding> nesting_rules(const model::World& world, const model::Series& series,
                                              const schedules::Result& result);

}  // namespace replock::checks
