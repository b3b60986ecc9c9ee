// Real deadlocks beside what lockdep would print: text for people, JSON for machines.
#pragma once

#include <string>
#include <vector>

#include "schedules/two_verdicts.h"

namespace replock::reports {

/// One paragraph per cycle, by quadrant.
std::string two_verdicts_report(const schedules::CyclesSeen& seen);
std::string two_verdicts_json(const schedules::CyclesSeen& seen);

/// As the kernel's self-test prints its table, and how many cases are as expected.
std::string conformance_report(const std::vector<schedules::ConformanceCase>& cases,
                               const std::vector<std::string>& left_out);
std::string conformance_json(const std::vector<schedules::ConformanceCase>& cases,
                             const std::vector<std::string>& left_out);

}  // namespace replock::reports
