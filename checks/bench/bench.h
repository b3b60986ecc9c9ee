// The sections of replock_bench. Each prints what it measures, all in one run.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace replock::bench {

/// The middle one. REQUIRES: one at least.
double median(std::vector<double> values);

/// Transitions a second and bytes a state; what a reduction saves.
void search_speed();
/// Ours beside Spin's on a ladder of sizes, up to so many states.
void spin_ladder(std::uint64_t states_max);

}  // namespace replock::bench
