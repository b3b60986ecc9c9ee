// Data races: what only a search of the kernel's memory looks for, told as findings.
#pragma once

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

/// The last move and an earlier one of another thread are the accesses that the sentence names. That nothing orders
/// them is not looked at. REQUIRES: each move is enabled, as it reads.
bool touches_as_said(const model::World& world, const schedules::Schedule& schedule, const std::string& sentence);

}  // namespace replock::checks
