// Every flow by name, so that each can be shown and run alone.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "model/scenario.h"

namespace replock::model {

struct Flow {
  std::string name;      ///< "mode-set-switchdev"
  std::string function;  ///< the kernel function that it starts in
  std::string source;    ///< its number in SOURCES.md: "2.7"
  Topology topology;
  FirstState first;
  std::function<void(Thread&, Driver&)> body;  ///< with the locks that its caller holds
};
const std::vector<Flow>& flows();
/// Null where there is none of that name.
const Flow* find_flow(const std::string& name);

/// The flow alone in one thread, beside the idle workers.
Recorded record(const Flow& flow, const Series& series, unsigned failures);

}  // namespace replock::model
