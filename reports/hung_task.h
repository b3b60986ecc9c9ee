// Tasks that wait for ever for what is no lock, told as the kernel's hung task detector does.
#pragma once

#include <string>

#include "reports/told.h"

namespace replock::reports {

/// A report for each group of deadlock or recursion findings where some wait is no lock, or where there is no ring.
std::string hung_tasks(const Told& told);

}  // namespace replock::reports
