// The table of mutants, for people and for machines.
#pragma once

#include <string>

#include "schedules/mutation.h"

namespace replock::reports {

/// Totals, then what kills each mutant, then those that nothing kills, with the reason where there is one.
std::string mutation_report(const schedules::Mutation& mutation);
std::string mutation_json(const schedules::Mutation& mutation);

}  // namespace replock::reports
