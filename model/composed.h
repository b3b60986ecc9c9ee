// Scenarios composed of operations and a first state, and their systematic names.
#pragma once

#include <string>
#include <vector>

#include "model/first_states.h"
#include "model/scenario.h"

namespace replock::model {

/// These actors at the same time, from there: "rmmod-ib+set-legacy.d0/1pf-switchdev". Its actors are sorted by their
/// words. REQUIRES: at least one actor, and each actor's PF is there.
Scenario composed(std::vector<Actor> actors, const Start& start);

/// The scenario of that systematic name: what composed() gives has it. Throws Refusal on what is unknown, and says what
/// there is.
Scenario composed_named(const std::string& name);

/// "rmmod-ib+set-legacy": its operations without their PFs, sorted; two scenarios with the same are the same pair.
std::string operations_of(const Scenario& scenario);

/// A world holds 14 threads, and up to three of them are workers.
inline constexpr std::size_t operations_max = 8;

/// "rmmod-ib", "set-legacy": each once, in the order of the table, comma separated.
std::string operation_words();

}  // namespace replock::model
