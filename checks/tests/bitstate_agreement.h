// Holds a search by bits, in an array with room enough, to one that keeps every state.
#pragma once

#include <string>
#include <vector>

#include "schedules/explorer.h"

namespace replock::tests {

/// What is there though its schedule does not show it, by the reference semantics; "" where each schedule does.
std::string unshown(const model::World& world, const std::vector<model::Claim>& claims,
                    const schedules::Result& result);

/// What the two searches say differently; "" where they agree on states, transitions, ways taken, all that
/// differences() looks at, or on a fault of the model; and where the schedules of the one by bits show what they are
/// for. "" too where there are more states than the options' bound.
std::string bitstate_disagreement(const model::World& world, const std::vector<model::Claim>& claims,
                                  const schedules::Options& options);

}  // namespace replock::tests
