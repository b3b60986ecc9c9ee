// Whether a replayed schedule still ends in what it was saved for, judged without the explorer.
#pragma once

#include "checks/judge.h"
#include "schedules/saved.h"

namespace replock::checks {

/// For a claim: the last move violates a claim with the saved sentence, or the state at rest does. For deadlock and
/// recursion: the same threads wait for the same locks of each other, or stand still where they did. For lock-order and
/// nesting-rules, looser: the last move takes a lock while one is held, or a ring of threads waits. For data-race,
/// looser too: the last move and an earlier one of another thread make the two accesses.
bool still_violated(const Question& question, const schedules::SavedSchedule& saved,
                    const schedules::Schedule& schedule);

/// The threads of a wait cycle in this state, in its order; empty where there is none.
std::vector<model::ThreadId> wait_ring(const model::World& world, const model::State& state);

}  // namespace replock::checks
