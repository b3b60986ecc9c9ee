// The ways that lead on from a step, as a reader wants to see them.
#pragma once

#include <string>
#include <vector>

#include "model/program.h"

namespace replock::reports {

struct Way {
  std::string words;  ///< "yes" instead of the whole question again
  model::StepId next = 0;
  bool failure = false;  ///< the environment chose one
  friend bool operator==(const Way&, const Way&) = default;
};

/// Ways that read the same and lead to the same step are one: an "or", or the slots of a queue. Those that only a check
/// looks for, "unlock x, which it does not hold", are left out. Empty where the thread is done.
std::vector<Way> ways(const model::Step& step);

}  // namespace replock::reports
