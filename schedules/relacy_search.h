// A search by Relacy, told in the explorer's terms and held to the reference semantics.
#pragma once

#include <string>
#include <vector>

#include "schedules/relacy_engine.h"

namespace replock::schedules {

struct RelacyResult {
  Result result;  ///< end is `exhausted` only after a complete full search; the counts of states are 0
  RelacyRun run;
  std::uint64_t moves = 0;  ///< in all executions
  double seconds = 0;
};

/// Every schedule is replayed move by move in model/step.h, and shows there what it is said to show: else ModelFault.
/// Throws Refusal where the world has too many threads for Relacy, or this build has no Relacy.
RelacyResult relacy_search(const model::World& world, const std::vector<model::Claim>& claims,
                           const RelacyOptions& options);

/// "relacy full search, 36 executions, 12 of them cut short, complete"
std::string words(const RelacyResult& found, const RelacyOptions& options);

}  // namespace replock::schedules
