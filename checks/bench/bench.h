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
/// Those of so many states.
struct Rungs {
  std::uint64_t states_min = 0, states_max = 0;
};
/// Ours beside Spin's on a ladder of sizes.
void spin_ladder(Rungs rungs);
/// Ours beside Spin's while one thing about a world grows; `file`: a plot of it, "": none.
void growth(const std::string& file);
/// Where the time goes, and how far that is from what the memory bears.
void profile();

}  // namespace replock::bench
