// Both engines on the same rows: what each needs, and whether they find the same.
#pragma once

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
  std::set<std::pair<std::string, std::string>> missed;  ///< (check, sentence) that only the explorer found
  std::set<std::pair<std::string, std::string>> only;    ///< ... that only Relacy found: there must be none
};

struct EngineRow {
  std::string scenario, series;
  std::uint64_t states = 0;      ///< that the explorer needs
  std::size_t findings = 0;      ///< that it finds, lock-order apart
  std::vector<RelacyTry> tries;  ///< in the order asked for
};

/// REQUIRES: the explorer exhausts the row. lock-order is left out: its findings say "open" where a search is
/// incomplete.
EngineRow compare_engines(const Question& question, const std::vector<schedules::RelacyOptions>& tries);

/// "late-load L7 | 54 states | 2 | full 153, complete, 2 | ...": executions needed, how the search ended, found of
/// ours.
std::string engine_table(const std::vector<EngineRow>& rows);

}  // namespace replock::checks
