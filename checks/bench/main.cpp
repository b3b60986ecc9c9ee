// replock_bench [search, ladder [STATES]]: all of it without an argument, the ladder up to ten million states.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "checks/bench/bench.h"

namespace {

constexpr std::uint64_t ladder_states_max = 20'000'000;

int usage() {
  std::fputs("usage: replock_bench [search | ladder [STATES]]\n", stderr);
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string section = argc > 1 ? argv[1] : "";
  if (section.empty() || section == "search") replock::bench::search_speed();
  if (section.empty()) std::printf("\n");
  if (section.empty() || section == "ladder") {
    const std::uint64_t most = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : ladder_states_max;
    if (most == 0) return usage();
    replock::bench::spin_ladder(most);
    return 0;
  }
  return section == "search" ? 0 : usage();
}
