// Reductions as a user names them.
#include "checks/commands.h"
#include "model/refusal.h"

namespace replock::checks {

schedules::Reduction reduction_named(const std::string& name) {
  std::string known;
  for (const schedules::Reduction reduction : schedules::reductions) {
    if (words(reduction) == name) return reduction;
    known += (known.empty() ? "" : ", ") + words(reduction);
  }
  throw model::Refusal("--reduction: '" + name + "' is none that is known; there are: " + known);
}

}  // namespace replock::checks
