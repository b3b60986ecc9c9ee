// A shortest schedule to a finding, and of these one with the fewest switches between threads, from any schedule that
// shows it: searches that go for that one ending (schedules/toward.h). Reduced ones say how short it can be; then the
// schedules of just that length are searched without a reduction.
#pragma once

#include "checks/judge.h"

namespace replock::checks {

struct Shortened {
  schedules::Finding finding;  ///< no longer than before; `shown` says what its schedule is beside all others
  std::uint64_t states = 0;    ///< kept by all searches
  unsigned full_searches = 0;  ///< of them, those without a reduction
};

/// Which findings are the same: those that share check and sentence, or those that share what is in common
/// (checks/in_common.h).
enum class Same : std::uint8_t { sentence, in_common };

/// Of each search without a reduction: where there are more schedules of one length, they are not worth the wait.
inline constexpr std::uint64_t fewest_switches_states_max = 4'000'000;

/// The finding, or one that is the same, with its simplest schedule of this world. REQUIRES: `options` is how it was
/// found, with the bound on states for each search: reduced, and not by bits; the schedule shows the finding.
/// `full_states_max`: for each search without a reduction, beside that bound.
Shortened shortened(const Question& question, const schedules::Finding& finding, Same same,
                    const schedules::Options& options, std::uint64_t full_states_max = fewest_switches_states_max);

}  // namespace replock::checks
