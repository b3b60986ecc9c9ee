// The lines and branches of the flows that no scenario takes, for people.
#pragma once

#include <string>

#include "schedules/coverage.h"

namespace replock::reports {

std::string coverage_report(const schedules::Coverage& coverage);
std::string coverage_json(const schedules::Coverage& coverage);

}  // namespace replock::reports
