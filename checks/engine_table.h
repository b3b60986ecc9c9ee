// Both engines on the same row: what each needs, and whether they find the same.
#pragma once

#include <atomic>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "checks/relacy_answer.h"

namespace replock::checks {

/// What Relacy may spend on a row: its full search, then, unless that ended, searches with at most 0, 1, ...
/// preemptions, each until one is cut. One preemption more costs ten to fifty times the executions. Where a finding
/// with a short trace is still missing, searches of so many steps follow, with more and more preemptions; where one is
/// missing even then, searches of all steps with more preemptions, and schedules at random, from seed 0.
struct EngineLimits {
  std::uint64_t full_executions = 3'000;
  std::uint64_t bounded_executions = 3'000'000;  ///< for each bounded search, and at random
  unsigned preemptions_max = 1;                  ///< searched in each row
  unsigned short_max = 2;                        ///< a trace is short with at most so many preemptions
  std::size_t short_steps = 100;                 ///< of each execution, where such a trace is looked for
};

struct RelacyTry {
  schedules::RelacyOptions options;
  schedules::RelacyRun run;
};

/// How long the explorer's schedule is, and what a bounded search must spend to run it (schedules/preemptions.h).
struct Trace {
  std::size_t steps = 0;
  unsigned preemptions = 0;
};

struct EngineRow {
  using What = std::pair<std::string, std::string>;  ///< check and sentence: schedules differ between the engines
  std::string scenario, series;
  EngineLimits limits;
  std::uint64_t states = 0;      ///< that the explorer needs
  bool exhausted = false;        ///< by the explorer
  std::size_t findings = 0;      ///< that it finds, lock-order apart
  std::vector<RelacyTry> tries;  ///< one after the other
  std::map<What, Trace> missed;  ///< by all tries together
  std::set<What> only;           ///< found by Relacy alone: there must be none
};

/// lock-order is left out: its findings say "open" where a search is incomplete.
EngineRow compare_engines(const Question& question, const EngineLimits& limits,
                          const std::atomic<bool>* interrupted = nullptr);

/// What Relacy searched to the end in the row: a number of preemptions, `every_schedule`, or nothing.
inline constexpr unsigned every_schedule = ~0U;
std::optional<unsigned> searched(const EngineRow& row);

enum class Agreement : std::uint8_t {
  agree,       ///< in all that was asked; and Relacy has each finding with a short trace
  incomplete,  ///< one of them was cut before
  differ       ///< Relacy found what the explorer did not, or searched where a finding is, and missed it
};
Agreement agreement(const EngineRow& row);

/// "late-load  L7  75  265  -  2/2  every schedule": states, then the executions of Relacy's full and bounded searches
/// (">": cut), how many of the explorer's findings it has, and where they agree; sums of it below.
std::string engine_table(const std::vector<EngineRow>& rows);

}  // namespace replock::checks
