// Runs ours, and takes medians.
#include "checks/bench/measured.h"

#include <unistd.h>

#include <chrono>
#include <cstdio>

#include "checks/bench/bench.h"

namespace replock::bench {

Measured measure_ours(const checks::Question& question, schedules::Reduction reduction, schedules::Workers* workers) {
  schedules::Options options;
  options.reduction = reduction;
  options.workers = workers;
  const double began_s = now_s();
  const schedules::Result result = schedules::explore(question.recorded.world, question.claims, options);
  return {result.states, result.transitions, now_s() - began_s,
          static_cast<double>(result.memory_bytes) / static_cast<double>(result.states),
          result.end == schedules::End::exhausted ? "" : words(result.end)};
}

Measured measure_ours_warm(const checks::Question& question, schedules::Reduction reduction,
                           schedules::Workers* workers) {
  measure_ours(question, reduction, workers);
  return measure_ours(question, reduction, workers);
}

Measured middle(const std::vector<Measured>& runs) {
  std::vector<double> seconds;
  for (const Measured& run : runs) seconds.push_back(run.seconds);
  Measured all = runs.back();
  all.seconds = median(seconds);
  return all;
}

unsigned rounds_for(std::uint64_t states) {
  if (states < 2'000'000) return 5;
  return states < 50'000'000 ? 3 : 1;
}

double times_faster(const Measured& slow, const Measured& fast) { return slow.seconds / fast.seconds; }

void meanwhile(const std::string& what) {
  if (isatty(STDERR_FILENO) != 0) std::fprintf(stderr, "(%s)\n", what.c_str());
}

double now_s() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

}  // namespace replock::bench
