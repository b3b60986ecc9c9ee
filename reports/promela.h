// A world in Promela, for Spin: a second witness that shares nothing with the explorer but the recorded programs.
#pragma once

#include <string>
#include <vector>

#include "model/program.h"

namespace replock::reports {

/// A model that `spin -a` accepts and a person can read: one process a thread, one numbered statement a step, one
/// transition an alternative. Its first comment is the title, and how to run it so that Spin stores exactly the
/// explorer's states. What the explorer reports as a ModelFault is an assertion here.
///
/// With claims, the verifier prints which of them it saw violated (reports/promela_claims.h); the states and
/// transitions are the same. Left out: what is read off the lock graph (lock-order, nesting-rules).
std::string promela(const model::World& world, const std::string& title, const std::vector<model::Claim>& claimed = {});

}  // namespace replock::reports
