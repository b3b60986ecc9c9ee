// A world as plain JSON, for the independent brute force in toy_explore.py (which describes the format).
#pragma once

#include <string>

#include "model/program.h"

namespace replock::tests {

std::string world_json(const model::World& world);

}  // namespace replock::tests
