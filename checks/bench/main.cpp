// replock_bench [search, ladder, growth, profile]: the first two without an argument.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "checks/bench/bench.h"

namespace {

/// What runs without being asked for: the next rung takes Spin to the end of its memory, and a quarter of an hour.
constexpr std::uint64_t ladder_states_max = 20'000'000;

int usage() {
  std::fputs("usage: replock_bench [search | ladder [STATES [FROM]] | growth [FILE.svg] | profile]\n", stderr);
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);  // each line when it is there, in a pipe too
  const std::string section = argc > 1 ? argv[1] : "", argument = argc > 2 ? argv[2] : "";
  const std::uint64_t most = argument.empty() ? ladder_states_max : std::strtoull(argument.c_str(), nullptr, 10);
  const std::uint64_t least = argc > 3 ? std::strtoull(argv[3], nullptr, 10) : 0;
  if (section.empty()) {
    replock::bench::search_speed();
    std::printf("\n");
    replock::bench::spin_ladder({0, most});
  } else if (section == "search") {
    replock::bench::search_speed();
  } else if (section == "ladder" && most > least) {
    replock::bench::spin_ladder({least, most});
  } else if (section == "growth") {
    replock::bench::growth(argument);
  } else if (section == "profile") {
    replock::bench::profile();
  } else {
    return usage();
  }
  return 0;
}
