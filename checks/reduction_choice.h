// How much of the interleavings a row needs: all, or a reduction of them.
#pragma once

#include <optional>
#include <string>

#include "checks/judge.h"

namespace replock::checks {

/// None: a world of at most full_states_max states is searched in full, with its true counts; a larger one reduced.
using ReductionChoice = std::optional<schedules::Reduction>;
inline constexpr std::uint64_t full_states_max = 2'000'000;

/// "auto", or a reduction's name. Throws Refusal on another one, and says which there are.
ReductionChoice reduction_named(const std::string& name);

/// Searches, then judges. What a reduced search finds has its simplest schedule all the same (checks/shortest.h);
/// options.reduction is not looked at.
schedules::Verdict answer_chosen(const Question& question, schedules::Options options, ReductionChoice choice);

/// " --max-states 100": the bounds that are not the usual ones, where one of them may have ended the search.
std::string bounds_words(const schedules::Verdict& verdict, const schedules::Bounds& bounds);

/// What a search of this world does not follow, and which checks keep it from leaving out more. REQUIRES: a reduction.
schedules::LeftOut left_out(const Question& question, schedules::Reduction reduction);

}  // namespace replock::checks
