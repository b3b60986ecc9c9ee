// What one verdict shows and another one does not.
#pragma once

#include <vector>

#include "schedules/verdict.h"

namespace replock::schedules {

/// With the same check and sentence; null where there is none.
const Finding* same_finding(const Verdict& verdict, const Finding& finding);

struct NewFinding {
  const Finding* finding = nullptr;
  bool adds_to_others = false;  ///< the other verdict violates this check too, in another way
};

/// Refers into `verdict`, in its order. Only a complete search shows that something is not there: nothing is new to an
/// incomplete one.
std::vector<NewFinding> new_findings(const Verdict& verdict, const Verdict& other);

}  // namespace replock::schedules
