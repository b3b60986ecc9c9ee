// Data races: what only a search of the kernel's memory looks for, told as findings.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "schedules/explorer.h"

namespace replock::checks {

/// Beside the checks of checks.h, which every search answers.
inline constexpr std::string_view data_race_id = "data-race";
inline constexpr std::string_view data_race_claim =
    "locks or barriers order any two accesses to a plain variable, if one stores (--memory kernel only)";

/// "rep_ops[IB](esw0): a read in f() and a store in g() are not ordered", whichever came first.
std::string race_sentence(const model::World& world, const schedules::Race& race);

/// Of a schedule that ended in a race: do the last move and an earlier one of another thread still make the accesses
/// that the sentence names, with nothing between them that orders the two (schedules/happens_before.h)?
enum class RaceAgain : std::uint8_t { races, ordered, elsewhere };
/// REQUIRES: each move is enabled, as it reads.
RaceAgain race_again(const model::World& world, const schedules::Schedule& schedule, const std::string& sentence);

}  // namespace replock::checks
