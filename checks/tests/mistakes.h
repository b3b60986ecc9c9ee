// What holds far too often to tell each time.
#pragma once

#include <cstdint>

namespace replock::tests {

struct Mistakes {
  std::uint64_t count = 0;
  void unless(bool holds) { count += holds ? 0U : 1U; }
};

}  // namespace replock::tests
