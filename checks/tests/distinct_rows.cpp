// Compares with what the same scenario had at its earlier rows: two levels that lie apart may be the same too.
#include "checks/tests/distinct_rows.h"

#include <algorithm>
#include <string>
#include <vector>

#include "model/scenario.h"

namespace replock::tests {
namespace {

#ifdef REPLOCK_SANITIZED
constexpr std::size_t one_in = 20;
constexpr bool with_merged = false;
#else
constexpr std::size_t one_in = 1;
constexpr bool with_merged = true;
#endif

}  // namespace

std::vector<checks::Row> all_rows() {
  std::vector<checks::Row> rows = checks::catalogue_rows();
  if (with_merged)
    for (const checks::Row& row : checks::merged_rows()) rows.push_back(row);
  return rows;
}

std::size_t one_row_in() { return one_in; }

void for_each_distinct_row(const std::function<void(const checks::Row&, const checks::Question&)>& visit) {
  std::string scenario;
  std::vector<model::World> seen;
  std::size_t rows = 0;
  for (const checks::Row& row : checks::catalogue_rows()) {
    if (rows++ % one_in != 0) continue;
    if (scenario != row.scenario) seen.clear();
    scenario = row.scenario;
    const checks::Question question =
        checks::ask(model::scenario_named(row.scenario), model::Series::parse(row.series));
    if (std::ranges::find(seen, question.recorded.world) != seen.end()) continue;
    seen.push_back(question.recorded.world);
    visit(row, question);
  }
}

}  // namespace replock::tests
