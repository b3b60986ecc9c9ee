// Both engines on the same rows: what each needs, and whether they find the same.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "checks/relacy_answer.h"

namespace replock::checks {

/// One search by Relacy beside the explorer's.
struct RelacyTry {
  schedules::RelacyOptions options;
  schedules::RelacyRun run;
  std::map<std::pair<std::string, std::string>, std::size_t> missed;  ///< (check, sentence) that only the explorer
                                                                      ///< found, with the steps to it
  std::set<std::pair<std::string, std::string>> only;                 ///< ... only Relacy: there must be none
};

/// What a search with one preemption is held to: findings of at most so many steps. The shortest one in the catalogue
/// that needs two has 27 (unbind-eth-vs-mpesw-down at L0, unregister-complete).
inline constexpr std::size_t short_steps = 25;

struct EngineRow {
  std::string scenario, series;
  std::uint64_t states = 0;      ///< that the explorer needs
  std::size_t findings = 0;      ///< that it finds, lock-order apart
  std::vector<RelacyTry> tries;  ///< in the order asked for
};

/// REQUIRES: the explorer exhausts the row. lock-order is left out: its findings say "open" where a search is
/// incomplete.
EngineRow compare_engines(const Question& question, const std::vector<schedules::RelacyOptions>& tries);

/// Relacy found what the explorer did not, or a full search that ended by itself missed something.
bool differ(const EngineRow& row);

/// "late-load  L7  54  153, 2/2  ...": states, then for each search its executions (">": a bound ended it) and how
/// many of the explorer's findings it has; the counts of rows that agree below it.
std::string engine_table(const std::vector<EngineRow>& rows);

}  // namespace replock::checks
