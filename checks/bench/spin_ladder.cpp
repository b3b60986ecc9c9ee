// Ours beside Spin's on the same models, each ten times as large as the one before it.
#include <cstdio>
#include <optional>

#include "checks/bench/bench.h"
#include "checks/bench/measured.h"
#include "checks/bench/spin_model.h"
#include "reports/text.h"

namespace replock::bench {
namespace {

using schedules::Reduction;

struct Rung {
  const char* scenario;
  std::uint64_t states;
};
/// At L7: 10^4 to 10^8.
constexpr Rung ladder[] = {
    {"shared-fdb-failure", 18'721},        {"shared-fdb-vs-two-unbinds", 86'249},
    {"three-pfs-vs-unbind", 1'123'184},    {"three-pfs-vs-unbind@vfs=1,failures=1", 12'051'281},
    {"unbind-eth-vs-peer-ib", 83'717'427},
};

/// All that is measured on one rung, each once a round.
struct Round {
  std::vector<Measured> spin, ours, two_cores, spin_reduced, ours_reduced;
};

Round measure_rung(const checks::Question& question, const SpinModel& spin, std::uint64_t states,
                   schedules::Workers& two) {
  Round all;
  const unsigned rounds = rounds_for(states);
  const auto ours = [&](Reduction reduction, schedules::Workers* workers) {
    return rounds > 1 ? measure_ours_warm(question, reduction, workers) : measure_ours(question, reduction, workers);
  };
  for (unsigned round = 0; round < rounds; ++round) {
    meanwhile("round " + std::to_string(round + 1) + " of " + std::to_string(rounds));
    all.ours.push_back(ours(Reduction::none, nullptr));
    all.spin.push_back(spin.measure(Reduction::none, states));
    all.two_cores.push_back(ours(Reduction::none, &two));
    all.ours_reduced.push_back(ours(Reduction::persistent, nullptr));
    all.spin_reduced.push_back(spin.measure(Reduction::persistent, states));
  }
  return all;
}

void print_line(const char* what, const Measured& measured, const Measured* beside) {
  std::printf("  %-32s %12s %13s %8.3f s %8.2f M/s %6.0f B", what, reports::grouped(measured.states).c_str(),
              reports::grouped(measured.transitions).c_str(), measured.seconds,
              static_cast<double>(measured.states) / measured.seconds / 1e6, measured.bytes_per_state);
  const bool ended = measured.cut.empty() && (beside == nullptr || beside->cut.empty());
  if (ended && beside != nullptr) std::printf(" %7.2f x", times_faster(*beside, measured));
  if (!measured.cut.empty()) std::printf("  %s", measured.cut.c_str());
  std::printf("\n");
}

/// It prints a count with eight digits, however long it is.
std::string as_pan_prints(std::uint64_t count) {
  char text[32];
  std::snprintf(text, sizeof text, "%.8g", static_cast<double>(count));
  return text;
}

void climb(const Rung& rung, schedules::Workers& two) {
  const checks::Question question = checks::ask(model::scenario_named(rung.scenario), model::Series::parse("L7"));
  std::printf("\n%s L7\n", rung.scenario);
  const SpinModel spin_model(question);
  const Round all = measure_rung(question, spin_model, rung.states, two);
  const Measured spin = middle(all.spin), ours = middle(all.ours), spin_reduced = middle(all.spin_reduced);
  print_line("Spin, no reduction", spin, nullptr);
  print_line("replock, no reduction", ours, &spin);
  print_line("replock, no reduction, two cores", middle(all.two_cores), &ours);
  print_line("Spin, its reduction", spin_reduced, nullptr);
  print_line("replock, persistent", middle(all.ours_reduced), &spin_reduced);
  if (ours.states != rung.states) std::printf("  NOT %s STATES\n", reports::grouped(rung.states).c_str());
  if (spin.cut.empty() &&
      (as_pan_prints(spin.states) != as_pan_prints(ours.states) ||
       as_pan_prints(spin.transitions + 1) != as_pan_prints(ours.transitions + 1)))  // pan counts the first state
    std::printf("  THE COUNTS DIFFER\n");
}

}  // namespace

void spin_ladder(Rungs rungs) {
  std::printf(
      "ours beside Spin's (gcc -O2, -DSAFETY, 16 GB): states, transitions, seconds (the median of 5 runs, of 3 from\n"
      "two million states on, of ours each after one that does not count; of one from fifty on), states a second,\n"
      "memory a state; x: how many times faster than Spin's, or than one core\n");
  if (!spin_is_installed()) {
    std::printf("  Spin or gcc is not installed: nothing to stand beside\n");
    return;
  }
  schedules::Workers two(2);
  for (const Rung& rung : ladder)
    if (rung.states >= rungs.states_min && rung.states <= rungs.states_max) climb(rung, two);
}

}  // namespace replock::bench
