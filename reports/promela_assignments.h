// What an alternative changes, as Promela assignments that may run one after the other.
#pragma once

#include <string>
#include <vector>

#include "model/program.h"
#include "reports/promela_names.h"

namespace replock::reports {

/// All effects of an alternative read the state before it; these assignments, run in order, have the same outcome.
/// Asserts first what the guard does not exclude: that a value leaves its field's range.
std::vector<std::string> promela_assignments(const model::World& world, const PromelaNames& names,
                                             const model::Alternative& way);

}  // namespace replock::reports
