// How the cost grows with VFs, PFs, operations and failures: one small world, and one thing about it turned at a time.
#include "checks/bench/growth.h"

#include <cstdio>
#include <iterator>

#include "checks/bench/bench.h"
#include "checks/bench/spin_model.h"
#include "model/refusal.h"
#include "reports/text.h"

namespace replock::bench {
namespace {

using schedules::Reduction;

constexpr const char* series = "L7";

/// Operations at once on one PF: each world has one more than the one before it.
constexpr const char* operations[] = {
    "set-switchdev.d0",
    "modprobe-ib+set-switchdev.d0",
    "modprobe-ib+set-switchdev.d0+unbind-eth-rep.d0",
    "modprobe-ib+set-switchdev.d0+unbind-eth-rep.d0+unbind-ib-rep.d0",
    "modprobe-ib+rmmod-ib+set-switchdev.d0+unbind-eth-rep.d0+unbind-ib-rep.d0",
    "look-up-ib.d0+modprobe-ib+rmmod-ib+set-switchdev.d0+unbind-eth-rep.d0+unbind-ib-rep.d0",
};
constexpr unsigned operations_of_base = 4;

model::Scenario world_of(unsigned count, const std::string& bounds) {
  return model::scenario_named(operations[count - 1] + std::string("/1pf-legacy-no-ib") + bounds);
}

model::Scenario with_vfs(unsigned vfs) { return world_of(operations_of_base, "@vfs=" + std::to_string(vfs)); }
model::Scenario with_operations(unsigned count) { return world_of(count, ""); }
model::Scenario with_failures(unsigned failures) {
  return world_of(operations_of_base, "@failures=" + std::to_string(failures));
}

/// Another world: what PFs share is their LAG.
model::Scenario with_pfs(unsigned pfs) {
  model::Scenario scenario = model::scenario_named("three-pfs-vs-unbind");
  scenario.topology.pfs = pfs;
  scenario.first.modes.assign(pfs, model::Mode::offloads);
  return scenario;
}

struct Turn {
  const char* name;
  unsigned least, most;
  model::Scenario (*world)(unsigned value);
};
constexpr Turn turns[] = {
    {"VFs", 0, 2, with_vfs},
    {"failures", 0, 3, with_failures},
    {"operations at once", 1, std::size(operations), with_operations},
    {"PFs of a LAG", 2, 3, with_pfs},  // with four it had not ended in eight minutes
};

GrowthPoint measure_point(const checks::Question& question, unsigned value) {
  const SpinModel spin(question);
  std::vector<Measured> all_ours, all_ours_reduced, all_spin, all_spin_reduced;
  unsigned rounds = 1;
  for (unsigned round = 0; round < rounds; ++round) {
    all_ours.push_back(measure_ours_warm(question, Reduction::none, nullptr));
    const std::uint64_t states = all_ours.back().states;
    all_spin.push_back(spin.measure(Reduction::none, states));
    all_ours_reduced.push_back(measure_ours_warm(question, Reduction::persistent, nullptr));
    all_spin_reduced.push_back(spin.measure(Reduction::persistent, states));
    rounds = rounds_for(states);
  }
  return {value, middle(all_ours), middle(all_ours_reduced), middle(all_spin), middle(all_spin_reduced)};
}

void print_row(const char* name, const GrowthPoint& point) {
  const auto number = [](std::uint64_t count) { return reports::grouped(count); };
  std::printf("%-19s%2u %10s %11s %8.3f %8.3f %5.1f | %7s %8.4f %11s %8.3f %7.1f", name, point.value,
              number(point.ours.states).c_str(), number(point.ours.transitions).c_str(), point.ours.seconds,
              point.spin.seconds, times_faster(point.spin, point.ours), number(point.ours_reduced.states).c_str(),
              point.ours_reduced.seconds, number(point.spin_reduced.states).c_str(), point.spin_reduced.seconds,
              times_faster(point.spin_reduced, point.ours_reduced));
  if (!point.spin.cut.empty()) std::printf("  Spin %s", point.spin.cut.c_str());
  if (!point.spin_reduced.cut.empty()) std::printf("  Spin, reduced, %s", point.spin_reduced.cut.c_str());
  const bool same = point.spin.states == point.ours.states && point.spin.transitions == point.ours.transitions;
  if (point.spin.cut.empty() && !same) std::printf("  THE COUNTS DIFFER");
  std::printf("\n");
}

GrowthAxis measure_axis(const Turn& turn) {
  GrowthAxis axis{turn.name, {}};
  for (unsigned value = turn.least; value <= turn.most; ++value) {
    const checks::Question question = checks::ask(turn.world(value), model::Series::parse(series));
    axis.points.push_back(measure_point(question, value));
    print_row(value == turn.least ? turn.name : "", axis.points.back());
  }
  return axis;
}

void print_head() {
  std::printf(
      "one thing about a world turned at a time, the others as they are in\n"
      "  %s/1pf-legacy-no-ib %s (PFs: three-pfs-vs-unbind)\n"
      "one core, medians as on the ladder; seconds to the verdict, Spin's without its compilation and with a "
      "process's\n"
      "start; x: how many times faster ours is\n\n",
      operations[operations_of_base - 1], series);
  std::printf("%-21s %46s | ours: persistent; Spin's own\n", "", "without a reduction");
  std::printf("%-21s %10s %11s %8s %8s %5s | %7s %8s %11s %8s %7s\n", "", "states", "transitions", "ours s", "Spin s",
              "x", "ours", "s", "Spin", "s", "x");
}

}  // namespace

void growth(const std::string& file) {
  print_head();
  if (!spin_is_installed()) {
    std::printf("  Spin or gcc is not installed: nothing to stand beside\n");
    return;
  }
  std::vector<GrowthAxis> axes;
  for (const Turn& turn : turns) axes.push_back(measure_axis(turn));
  if (file.empty()) return;
  try {
    draw_growth(axes, file);
  } catch (const model::Refusal& refusal) {
    std::printf("\nno plot: %s\n", refusal.what());
  }
}

}  // namespace replock::bench
