// What one step changed, in words; and a schedule walked step by step.
#pragma once

#include <string>
#include <vector>

#include "schedules/explorer.h"

namespace replock::reports {

/// "state[uplink][IB](esw0): REGISTERED -> LOADED", "reps_lock(esw0): taken", by FieldId. Program counters and ghosts
/// are left out: the first is what the step itself says, the second no kernel has.
std::vector<std::string> changes(const model::World& world, const model::State& before, const model::State& after);

/// One numbered step with thread, function and words, and what it changed below it, in lines of at most `width`.
/// REQUIRES: the move is enabled.
std::string step_report(const model::World& world, const model::State& before, model::Move move, std::size_t number,
                        std::size_t width);

/// All steps of the schedule. REQUIRES: each move is enabled in turn.
std::string walk(const model::World& world, const schedules::Schedule& schedule, std::size_t width);

}  // namespace replock::reports
