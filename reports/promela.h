// A world in Promela, for Spin: a second witness that shares nothing with the explorer but the recorded programs.
#pragma once

#include <string>

#include "model/program.h"

namespace replock::reports {

/// A model that `spin -a` accepts and a person can read: one process a thread, one label a step, one transition an
/// alternative. Its first comment is the title, and how to run it so that Spin stores exactly the explorer's states.
/// What the explorer reports as a ModelFault is an assertion here. Claims of the checks are not in it.
std::string promela(const model::World& world, const std::string& title);

}  // namespace replock::reports
