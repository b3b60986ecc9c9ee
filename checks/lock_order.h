// The lock-order check: the graph over lock classes from what the search saw, and its cycles.
#pragma once

#include <string>
#include <vector>

#include "model/scenario.h"
#include "schedules/verdict.h"

namespace replock::checks {

struct LockOrder {
  std::vector<schedules::LockEdge> edges;
  std::vector<schedules::LockCycle> cycles;
};

/// Edges as lockdep would record them, subclasses merged: an acquisition with a nesting annotation is kind `nested` and
/// closes no cycle with its own class; a trylock makes no edge to itself, but edges from it while held. Waits for a
/// thread (flush, completion) lead to a node named after the thread, and from it to what that thread locks.
LockOrder lock_order(const model::World& world, const schedules::Result& result);

/// What a thread that stands at this step wants: a lock class, or the thread that it waits for.
std::string wanted(const model::World& world, const model::Step& step);

/// "ldev->lock -> reps_lock -> ldev->lock"
std::string words(const schedules::LockCycle& cycle);

}  // namespace replock::checks
