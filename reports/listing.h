// `replock show`: what each thread of a world can do, and how its state is packed.
#pragma once

#include <string>

#include "model/layout.h"
#include "model/program.h"

namespace replock::reports {

/// Threads with numbered steps under the function they are in; "-> 17" where a step does not go on to the next one.
std::string listing(const model::World& world);

/// Each field with its word, bits and number of values, then the sum. REQUIRES: the layout is this world's.
std::string layout_listing(const model::World& world, const model::Layout& layout);

}  // namespace replock::reports
