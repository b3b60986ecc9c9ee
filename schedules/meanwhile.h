// What is called now and then while something takes long.
#pragma once

#include <functional>

namespace replock::schedules {

/// Called every millisecond or so; what it throws ends the work.
using Meanwhile = std::function<void()>;

}  // namespace replock::schedules
