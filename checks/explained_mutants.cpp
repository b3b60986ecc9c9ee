// The mutants that no check catches, one by one: the same to everybody, or what is missing.
#include "checks/mutation.h"

namespace replock::checks {

const std::vector<ExplainedMutant>& explained_mutants() {
  static const std::vector<ExplainedMutant> list;
  return list;
}

}  // namespace replock::checks
