// Counts by toy_explore.py, the Python script that shares no code with the explorer.
#pragma once

#include <string>

#include "model/program.h"

namespace replock::tests {

/// The script's line about the world: "STATES TRANSITIONS DEPTH DEADLOCKS\n", or "fault\n".
std::string by_brute_force(const model::World& world);

}  // namespace replock::tests
