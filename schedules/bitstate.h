// The search that keeps bits instead of states: far more states fit, some may be taken for known ones.
#pragma once

#include <vector>

#include "schedules/explorer.h"

namespace replock::schedules {

/// As explore(), for a state of W words. What it finds is so; what it does not find may be there all the same, and
/// Result::omission says how much it has missed by estimate. It goes deep first, one thread alone, and keeps the states
/// on its way and those beside it: they are the schedule to what is found, which need not be a shortest one.
///
/// With a reduction what is left out is the same as ever: which moves are followed depends on the state alone, not on
/// the way to it nor on what is known, and no way round starves anybody, for all are followed at loop heads
/// (schedules/reduction.h). So the order of the search does not matter.
///
/// REQUIRES: options.bitstate_bytes > 0, and nothing in the options that it does not go with. Throws as explore() does.
template <unsigned W>
Result search_by_bits(const model::World& world, const model::Layout& layout, const std::vector<model::Claim>& claims,
                      const Options& options);

}  // namespace replock::schedules
