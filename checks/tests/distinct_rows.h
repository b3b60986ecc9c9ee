// The catalogue's rows, each different world once: where a patch changes nothing in a scenario, the search is the same.
#pragma once

#include <functional>

#include "checks/catalogue.h"
#include "checks/judge.h"

namespace replock::tests {

/// In the catalogue's order. Where sanitizers make everything slow, one in four: what they look for lies in the
/// program, not in the row.
void for_each_distinct_row(const std::function<void(const checks::Row&, const checks::Question&)>& visit);

}  // namespace replock::tests
