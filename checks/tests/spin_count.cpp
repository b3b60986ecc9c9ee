// Reads what pan prints: its exit code is 0 even where it found errors, or gave up.
#include "checks/tests/spin_count.h"

#include <cstdlib>
#include <optional>
#include <sstream>
#include <string_view>

#include "checks/tests/run_command.h"
#include "schedules/files.h"

namespace replock::tests {
namespace {

/// Unoptimised: a verifier of a large world takes minutes to optimise and seconds to run; tcc takes a fortieth of the
/// time of gcc -O0. A short search gets a small table, for else filling it takes longest.
std::string script(const std::string& folder, std::uint64_t states_max) {
  return "cd '" + folder + "' && { spin -a -o1 -o2 -o3 model.pml && { compiler=tcc; command -v tcc >/dev/null || " +
         "compiler='gcc -O0'; $compiler -w -DSAFETY -DNOREDUCE -DMEMLIM=8000 -o pan pan.c; } && ./pan -c0 -n " +
         (states_max <= 20'000 ? "-w16" : "-w24") + " -m" + std::to_string(states_max + 1000) +
         "; } >out 2>&1 </dev/null";
}

/// The number before the words: "       54 states, stored".
std::optional<std::uint64_t> number_before(const std::string& out, const std::string& words) {
  std::istringstream lines(out);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream parts(line);
    std::uint64_t number = 0;
    if (line.find(words) != std::string::npos && parts >> number) return number;
  }
  return std::nullopt;
}

std::optional<std::uint64_t> number_behind(const std::string& out, const std::string& words) {
  const std::size_t at = out.find(words);
  std::istringstream rest(at == std::string::npos ? "" : out.substr(at + words.size()));
  std::uint64_t number = 0;
  return rest >> number ? std::optional(number) : std::nullopt;
}

std::set<unsigned> violated(const std::string& out) {
  constexpr std::string_view words = "violated: ";
  std::set<unsigned> numbers;
  std::istringstream lines(out);
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with(words)) numbers.insert(static_cast<unsigned>(std::stoul(line.substr(words.size()))));
  return numbers;
}

std::string trouble(const std::string& out) {
  for (const char* const sign : {"assertion violated", "max search depth too small", "Search not completed",
                                 "memory bound", "out of memory", "VECTORSZ"})
    if (out.find(sign) != std::string::npos) return out;
  return "";
}

}  // namespace

bool spin_is_installed() {
  return std::system("command -v spin >/dev/null && { command -v tcc || command -v gcc; } >/dev/null") == 0;
}

SpinCount count_by_spin(const std::string& promela, std::uint64_t states_max) {
  const WorkFolder folder;
  schedules::write_file(folder.file("model.pml"), promela);
  const int status = std::system(script(folder.path(), states_max).c_str());
  const std::string out = schedules::read_file(folder.file("out"));
  const auto states = number_before(out, "states, stored");
  const auto transitions = number_before(out, "transitions (= stored+matched)");
  const auto deadlocks = number_behind(out, "errors: ");
  if (status != 0 || !states || !transitions || !deadlocks) return {0, 0, 0, {}, out};
  return {*states, *transitions - 1, *deadlocks, violated(out), trouble(out)};
}

}  // namespace replock::tests
