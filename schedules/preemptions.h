// How often a schedule goes from one thread to another, and how often it takes a thread off that could go on: what it
// costs to read, and what a bounded search has to spend to run it.
#pragma once

#include "schedules/explorer.h"

namespace replock::schedules {

/// Moves whose thread is not that of the move before.
std::size_t switches(const Schedule& schedule);
/// Has fewer moves, or as many and fewer switches.
bool is_simpler(const Schedule& one, const Schedule& other);

/// A switch where the thread before is blocked, or done, is none. REQUIRES: each move is enabled in turn.
unsigned preemptions(const model::World& world, const Schedule& schedule);

}  // namespace replock::schedules
