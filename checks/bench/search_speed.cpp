// How fast the search is: medians of several runs over the largest catalogue rows and over rows made larger; and what a
// reduction saves.
#include <algorithm>
#include <cstdio>
#include <vector>

#include "checks/bench/bench.h"
#include "checks/catalogue.h"
#include "checks/judge.h"

namespace replock::bench {
namespace {

constexpr int runs = 5;

void measure(const std::string& scenario, const std::string& series) {
  const checks::Question question = checks::ask(model::scenario_named(scenario), model::Series::parse(series));
  std::vector<double> rates;
  schedules::Result result;
  for (int run = 0; run < runs; ++run) {
    result = schedules::explore(question.recorded.world, question.claims, {});
    rates.push_back(static_cast<double>(result.transitions) / result.seconds / 1e6);
  }
  std::ranges::sort(rates);
  std::printf("%-44s %11lu %12lu %6lu %8.1f (%.1f to %.1f) %10.1f\n", (scenario + " " + series).c_str(),
              static_cast<unsigned long>(result.states), static_cast<unsigned long>(result.transitions),
              static_cast<unsigned long>(result.depth), median(rates), rates.front(), rates.back(),
              static_cast<double>(result.memory_bytes) / static_cast<double>(result.states));
}

void compare(const std::string& scenario, const std::string& series) {
  const checks::Question question = checks::ask(model::scenario_named(scenario), model::Series::parse(series));
  std::printf("%-44s", (scenario + " " + series).c_str());
  for (const schedules::Reduction reduction : schedules::reductions) {
    schedules::Options options;
    options.reduction = reduction;
    const schedules::Result result = schedules::explore(question.recorded.world, question.claims, options);
    std::printf(" %11lu %12lu %8.3f", static_cast<unsigned long>(result.states),
                static_cast<unsigned long>(result.transitions), result.seconds);
  }
  std::printf("\n");
}

}  // namespace

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

void search_speed() {
  std::printf("one core, every claim watched, median of %d runs\n\n", runs);
  std::printf("%-44s %11s %12s %6s %22s %10s\n", "row", "states", "transitions", "depth", "million transitions/s",
              "bytes/state");
  measure("bond-vs-unbind", "L7");
  measure("bond-vs-unbind", "L7-4");
  measure("bond-vs-unbind@vfs=1", "L7");
  measure("bond-vs-unbind@vfs=1,slots=4", "L7-4");
  measure("rmmod-vs-reload@failures=1,slots=4", "L7");

  std::printf(
      "\nstates, transitions, seconds: without a reduction, with local steps first, and by persistent sets (tables and "
      "traces included)\n\n");
  compare("load-failure", "L7");
  compare("rmmod-vs-reload@failures=1", "L7");
  compare("bond-vs-unbind@vfs=1", "L7");
  compare("shared-fdb-vs-unbind@failures=1", "L7");
  compare("mode-set-vs-lag", "L7");
  compare("bond-vs-mode-set@failures=1,vfs=1", "L7");
  compare("bond-vs-unbind@failures=1", "L7-4");
}

}  // namespace replock::bench
