// Runs spin, gcc and pan, and reads what pan prints: its exit code is 0 even where it gave up.
#include "checks/bench/spin_model.h"

#include <algorithm>
#include <optional>
#include <sstream>

#include "reports/promela.h"
#include "schedules/files.h"

namespace replock::bench {
namespace {

constexpr std::uint64_t deepest = 1'000'000;  // moves
constexpr unsigned table_bits_least = 16, table_bits_most = 28;

std::optional<double> number_before(const std::string& out, const std::string& words) {
  std::istringstream lines(out);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream parts(line);
    double number = 0;
    if (line.find(words) != std::string::npos && parts >> number) return number;
  }
  return std::nullopt;
}

std::string why_cut(const std::string& out) {
  const auto says = [&out](const char* words) { return out.find(words) != std::string::npos; };
  if (says("too small")) return "reached its depth limit";
  if (says("MEMLIM") || says("memory bound") || says("out of memory")) return "reached its 16 GB";
  return says("Search not completed") ? "did not get to its end" : "";
}

}  // namespace

bool spin_is_installed() { return std::system("command -v spin >/dev/null && command -v gcc >/dev/null") == 0; }

SpinModel::SpinModel(const checks::Question& question) {
  meanwhile("compiling Spin's verifiers of " + question.scenario);
  schedules::write_file(folder_.file("model.pml"), reports::promela(question.recorded.world, question.scenario));
  const std::string gcc = "gcc -O2 -w -DSAFETY -DMEMLIM=16000 ";
  built_ = folder_.run("spin -a -o1 -o2 -o3 model.pml >/dev/null 2>&1 && { " + gcc + "-DNOREDUCE -o pan pan.c & " +
                       "other=$!; " + gcc + "-o pan-por pan.c; wait $other; } && test -x pan && test -x pan-por");
}

Measured SpinModel::measure(schedules::Reduction reduction, std::uint64_t states) const {
  Measured measured;
  measured.cut = "did not compile";
  if (!built_) return measured;
  unsigned bits = table_bits_least;
  while ((std::uint64_t{1} << bits) < 2 * states && bits < table_bits_most) ++bits;
  const std::string verifier = reduction == schedules::Reduction::none ? "./pan" : "./pan-por";
  const double began_s = now_s();
  const bool ran = folder_.run(verifier + " -c0 -n -w" + std::to_string(bits) + " -m" +
                               std::to_string(std::min(states + 1000, deepest)) + " >out 2>&1");
  measured.seconds = now_s() - began_s;
  const std::string out = schedules::read_file(folder_.file("out"));
  const auto stored = number_before(out, "states, stored");
  const auto transitions = number_before(out, "transitions (= stored+matched)");
  const auto megabytes = number_before(out, "total actual memory usage");
  measured.cut = why_cut(out);
  if (measured.cut.empty() && !(ran && stored && transitions && megabytes)) measured.cut = "failed";
  if (!stored || !transitions || !megabytes) return measured;
  measured.states = static_cast<std::uint64_t>(*stored);
  measured.transitions = static_cast<std::uint64_t>(*transitions) - 1;  // the arrival in the initial state is none
  measured.bytes_per_state = *megabytes * 1e6 / *stored;
  return measured;
}

}  // namespace replock::bench
