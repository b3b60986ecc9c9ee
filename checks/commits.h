// The commits of the series under study, one patch each, and the series with one of them left out.
#pragma once

#include <string>
#include <vector>

#include "model/series.h"

namespace replock::checks {

struct Commit {
  model::Patch patch;
  model::Series before, with;
};
/// L0 to L1, ..., L6 to L7: the only place that knows where the series begins and ends.
std::vector<Commit> commits();

/// The whole series without one patch, and without those that need it.
struct LeftOutSeries {
  model::Patch patch;
  model::Series series;
  std::vector<model::Patch> also;  ///< those that need it, in the order of the patches
};
LeftOutSeries left_out(model::Patch patch);

/// A patch of the series by number or name. Throws Refusal where it is unknown or no part of the series.
model::Patch commit_named(const std::string& name);

}  // namespace replock::checks
