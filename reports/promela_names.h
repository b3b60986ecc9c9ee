// Names that Promela accepts, and the C that Spin makes of it.
#pragma once

#include <string>
#include <vector>

#include "model/program.h"

namespace replock::reports {

struct PromelaNames {
  std::vector<std::string> fields;   ///< by FieldId
  std::vector<std::string> threads;  ///< by ThreadId
  std::string saved, watcher;        ///< names left over, for what is no part of the state
};

/// "reps_lock(esw0)" becomes reps_lock_esw0. All different, no keyword among them.
PromelaNames promela_names(const model::World& world);

}  // namespace replock::reports
