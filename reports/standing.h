// Where a thread stands in a state: what it holds, what it waits for, and the functions it is in.
#pragma once

#include <string>
#include <vector>

#include "model/step.h"

namespace replock::reports {

enum class Standing : std::uint8_t { done, idle, can_go_on, waits };
Standing standing(const model::World& world, const model::State& state, model::ThreadId thread);

/// "reps_lock(esw0), ldev->lock", or "nothing".
std::string holds_words(const model::World& world, const model::State& state, model::ThreadId thread);

/// "waits for reps_lock(esw0) held by unbind ETH_REP", "waits until count(ldev) == 0", "done", "idle", "has work to
/// run", "can go on with: lock reps_lock(esw0)".
std::string standing_words(const model::World& world, const model::State& state, model::ThreadId thread);

/// The innermost function first: "mlx5_ib_unregister <- device_del"; "" outside of any.
std::string call_stack(const model::World& world, const model::State& state, model::ThreadId thread);

/// "bond work waits for reps_lock(esw0) held by unbind, which waits for ldev->lock held by bond work". REQUIRES: a
/// cycle of waiting threads.
std::string wait_cycle(const model::World& world, const model::State& state, const std::vector<model::ThreadId>& cycle);

}  // namespace replock::reports
