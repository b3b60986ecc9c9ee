// Which alternatives of which steps a search has seen taken, and which steps it has come to by them.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "model/program.h"

namespace replock::schedules {

/// As Result::taken, from what is said of each rule (schedules/rules.h).
std::vector<std::vector<std::vector<bool>>> steps_taken(const model::World& world,
                                                        const std::function<bool(std::uint32_t)>& is_taken);

/// As Result::reached: where some alternative leads that was taken, and where each thread begins.
std::vector<std::vector<bool>> steps_reached(const model::World& world,
                                             const std::vector<std::vector<std::vector<bool>>>& taken);

}  // namespace replock::schedules
