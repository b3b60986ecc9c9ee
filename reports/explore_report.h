// `replock explore`: one verdict in full: checks, counts, lock order, cycles, and each finding with its trace.
#pragma once

#include <string>

#include "reports/trace_table.h"
#include "reports/verdict_table.h"

namespace replock::reports {

/// REQUIRES: the verdict is about this world.
std::string explore_report(const model::World& world, const schedules::Verdict& verdict, const ScheduleFile& file,
                           Timing timing, TraceWidth width);

/// How far it was searched: "134 states, 214 transitions, depth 23, search complete", or which bound ended it.
std::string search_words(const schedules::Verdict& verdict, Timing timing);

/// "INCOMPLETE: bound on states, 1,000 states left", and by how much a search by bits missed. REQUIRES: the search is
/// not exhausted.
std::string bound_words(const schedules::Result& result);

}  // namespace replock::reports
