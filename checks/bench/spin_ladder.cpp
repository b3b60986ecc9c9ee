// The same models for both: exported, compiled as Spin's manual has it for speed, and searched one after the other.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <sstream>

#include "checks/bench/bench.h"
#include "checks/catalogue.h"
#include "checks/judge.h"
#include "reports/promela.h"
#include "reports/text.h"
#include "schedules/files.h"
#include "schedules/workers.h"

namespace replock::bench {
namespace {

using checks::Question;
using schedules::Reduction;

struct Rung {
  const char* scenario;
  const char* series;
  std::uint64_t states;  ///< about so many
};
constexpr Rung ladder[] = {
    {"load-failure", "L7", 52'000},
    {"bond-vs-unbind", "L7", 182'000},
    {"unbind-eth-vs-mpesw-down", "L7", 1'015'000},
    {"bond-vs-unbind@vfs=1,slots=4", "L7-4", 7'700'000},
    {"bond-vs-mode-set@failures=1,vfs=1", "L7", 20'000'000},
};
constexpr std::uint64_t measured_once_from = 5'000'000;  // states; three times below

struct Measured {
  std::uint64_t states = 0, transitions = 0;
  double seconds = 0, bytes = 0;  ///< bytes per state
};

double now_s() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

template <class Run>
Measured repeated(unsigned times, const Run& run) {
  std::vector<double> seconds;
  Measured last;
  for (unsigned i = 0; i < times; ++i) {
    last = run();
    seconds.push_back(last.seconds);
  }
  last.seconds = median(seconds);
  return last;
}

/// Claims watched and schedules rebuilt, tables for the reduction included.
Measured ours(const Question& question, Reduction reduction, schedules::Workers* workers) {
  schedules::Options options;
  options.reduction = reduction;
  options.workers = workers;
  const schedules::Result result = schedules::explore(question.recorded.world, question.claims, options);
  return {result.states, result.transitions, result.seconds,
          static_cast<double>(result.memory_bytes) / static_cast<double>(result.states)};
}

std::optional<double> number_before(const std::string& out, const std::string& words) {
  std::istringstream lines(out);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream parts(line);
    double number = 0;
    if (line.find(words) != std::string::npos && parts >> number) return number;
  }
  return std::nullopt;
}

/// A folder with the verifiers: pan (no reduction) and pan-por, both compiled with -O2.
class SpinModel {
 public:
  explicit SpinModel(const Question& question) {
    std::string name = (std::filesystem::temp_directory_path() / "replock-ladder-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) return;
    folder_ = name;
    schedules::write_file(name + "/model.pml", reports::promela(question.recorded.world, question.scenario));
    const std::string build = "cd '" + name +
                              "' && spin -a -o1 -o2 -o3 model.pml >/dev/null 2>&1 && "
                              "gcc -O2 -w -DSAFETY -DNOREDUCE -DMEMLIM=16000 -o pan pan.c && "
                              "gcc -O2 -w -DSAFETY -DMEMLIM=16000 -o pan-por pan.c";
    built_ = std::system(build.c_str()) == 0;
  }
  SpinModel(const SpinModel&) = delete;
  SpinModel& operator=(const SpinModel&) = delete;
  ~SpinModel() {
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
  }

  /// Nothing where it did not get to its end. The table is made for the number of states, as an expert would.
  std::optional<Measured> run(const std::string& verifier, std::uint64_t states) const {
    if (!built_) return std::nullopt;
    unsigned bits = 16;
    while ((std::uint64_t{1} << bits) < 2 * states && bits < 28) ++bits;
    const std::string command = "cd '" + folder_ + "' && ./" + verifier + " -c0 -n -w" + std::to_string(bits) + " -m" +
                                std::to_string(states + 1000) + " >out 2>&1";
    const double began = now_s();
    const int status = std::system(command.c_str());
    Measured measured;
    measured.seconds = now_s() - began;
    const std::string out = schedules::read_file(folder_ + "/out");
    const auto stored = number_before(out, "states, stored");
    const auto transitions = number_before(out, "transitions (= stored+matched)");
    const auto megabytes = number_before(out, "total actual memory usage");
    const bool cut = out.find("Search not completed") != std::string::npos ||
                     out.find("memory bound") != std::string::npos || out.find("too small") != std::string::npos;
    if (status != 0 || cut || !stored || !transitions || !megabytes) return std::nullopt;
    measured.states = static_cast<std::uint64_t>(*stored);
    measured.transitions = static_cast<std::uint64_t>(*transitions) - 1;
    measured.bytes = *megabytes * 1e6 / *stored;
    return measured;
  }

 private:
  std::string folder_;
  bool built_ = false;
};

void print(const char* what, const std::optional<Measured>& measured, const Measured* beside) {
  if (!measured) {
    std::printf("  %-34s did not get to its end\n", what);
    return;
  }
  std::printf("  %-34s %12s %14s %9.2f s %9.2f M/s %8.0f B", what, reports::grouped(measured->states).c_str(),
              reports::grouped(measured->transitions).c_str(), measured->seconds,
              static_cast<double>(measured->states) / measured->seconds / 1e6, measured->bytes);
  if (beside != nullptr) std::printf("  %7.2f x", beside->seconds / measured->seconds);
  std::printf("\n");
}

void climb(const Rung& rung, schedules::Workers& two) {
  const Question question = checks::ask(model::scenario_named(rung.scenario), model::Series::parse(rung.series));
  const unsigned times = rung.states < measured_once_from ? 3 : 1;
  std::printf("\n%s %s\n", rung.scenario, rung.series);
  const SpinModel spin(question);
  const Measured alone = repeated(times, [&] { return ours(question, Reduction::none, nullptr); });
  std::optional<Measured> full = spin.run("pan", alone.states), reduced = spin.run("pan-por", alone.states);
  for (unsigned i = 1; i < times && full && reduced; ++i) {
    full->seconds = std::min(full->seconds, spin.run("pan", alone.states)->seconds);
    reduced->seconds = std::min(reduced->seconds, spin.run("pan-por", alone.states)->seconds);
  }
  const Measured* const peer = full ? &*full : nullptr;
  const Measured* const reduced_peer = reduced ? &*reduced : nullptr;
  print("Spin, no reduction", full, nullptr);
  print("replock, no reduction", alone, peer);
  print("replock, no reduction, two cores", repeated(times, [&] { return ours(question, Reduction::none, &two); }),
        &alone);
  print("Spin, its reduction", reduced, nullptr);
  print("replock, persistent", repeated(times, [&] { return ours(question, Reduction::persistent, nullptr); }),
        reduced_peer);
  if (full && (full->states != alone.states || full->transitions != alone.transitions))
    std::printf("  THE COUNTS DIFFER\n");
}

}  // namespace

void spin_ladder(std::uint64_t states_max) {
  std::printf(
      "ours beside Spin's (gcc -O2, -DSAFETY, the best of 3 runs; ours: the median), states, transitions,\n"
      "seconds, states a second, memory a state; x: how many times faster than Spin's, or than one core\n");
  if (std::system("command -v spin gcc >/dev/null") != 0) {
    std::printf("  Spin or gcc is not installed: nothing to stand beside\n");
    return;
  }
  schedules::Workers two(2);
  for (const Rung& rung : ladder)
    if (rung.states <= states_max) climb(rung, two);
}

}  // namespace replock::bench
