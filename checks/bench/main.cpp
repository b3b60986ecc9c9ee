// replock_bench [search, ladder, growth, profile]: the first two without an argument.
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "checks/bench/bench.h"
#include "model/refusal.h"
#include "schedules/files.h"

namespace {

/// What runs without being asked for: the next rung takes Spin to the end of its memory, and a quarter of an hour.
constexpr std::uint64_t ladder_states_max = 20'000'000;

int usage() {
  std::fputs("usage: replock_bench [search | ladder [STATES [FROM]] | growth [FILE.svg] | profile]\n", stderr);
  return 2;
}

/// None: it is no number.
std::optional<std::uint64_t> number(const std::string& text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

int run_ladder(const std::vector<std::string>& bounds) {
  const std::optional<std::uint64_t> most = bounds.empty() ? ladder_states_max : number(bounds[0]);
  const std::optional<std::uint64_t> least = bounds.size() < 2 ? 0 : number(bounds[1]);
  if (!most || !least || *most <= *least) return usage();
  replock::bench::spin_ladder({*least, *most});
  return 0;
}

int run(const std::string& section, const std::vector<std::string>& arguments) {
  const std::size_t most = section == "ladder" ? 2 : section == "growth" ? 1 : 0;
  if (arguments.size() > most) return usage();
  if (section.empty() || section == "search") replock::bench::search_speed();
  if (section.empty()) std::printf("\n");
  if (section.empty() || section == "ladder") return run_ladder(arguments);
  if (section == "growth") {
    const std::string file = arguments.empty() ? "" : arguments[0];
    if (!file.empty()) replock::schedules::require_writable(file);  // refused now, not when it is drawn
    replock::bench::growth(file);
  } else if (section == "profile") {
    replock::bench::profile();
  } else if (section != "search") {
    return usage();
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);  // each line when it is there, in a pipe too
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  try {
    return arguments.empty() ? run("", {}) : run(arguments[0], {arguments.begin() + 1, arguments.end()});
  } catch (const replock::model::Refusal& refusal) {
    std::fprintf(stderr, "replock_bench: %s\n", refusal.what());
    return 2;
  }
}
