// One world through every search there is: the plain one, the explorer with each of its options, Relacy.
#pragma once

#include <string>

#include "model/program.h"

namespace replock::tests {

struct AllEngines {
  std::string difference;        ///< "" where they agree
  bool relacy_complete = false;  ///< Relacy's full search ended, and was compared in full
};

/// What each of them searches: the same world, unless it is a twin with one fault.
struct WorldOfEach {
  const model::World &plain, &explorer, &reduced, &relacy;
};

/// Compares the violated claims, the locks acquired and the order that they give, and the counts where counts must
/// agree: states, transitions and depth between the plain search and the unreduced explorer. What Relacy finds before a
/// bound ends it must be part of the rest. Where the model is at fault, all must say so, Relacy if it ends.
AllEngines ask_all(const WorldOfEach& worlds, const std::vector<model::Claim>& claims);
inline AllEngines ask_all(const model::World& world, const std::vector<model::Claim>& claims) {
  return ask_all({world, world, world, world}, claims);
}

}  // namespace replock::tests
