// `replock show -o`: the threads of a world as state machines.
#pragma once

#include <optional>
#include <string>

#include "model/program.h"
#include "reports/drawing.h"

namespace replock::reports {

/// What is drawn, and how much of it.
struct ShownWorld {
  std::string title;  ///< "late-load at L7"
  const model::World& world;
  std::optional<std::size_t> depth;  ///< calls nested deeper are folded; none: as deep as stays readable
};

/// A cluster a thread, in it a cluster a call of a kernel function. A node is a run of steps that nothing enters or
/// leaves midway, a line a step with its number in listing(); or a folded call, with the locks it goes for. An edge is
/// an alternative.
Drawing program_drawing(const ShownWorld& shown);

}  // namespace replock::reports
