// `replock windows`: where a lock is dropped and taken again, who runs meanwhile, and what is relied on behind it.
#include <cstdio>

#include "checks/catalogue.h"
#include "checks/commands.h"
#include "checks/progress.h"
#include "checks/windows.h"
#include "model/refusal.h"
#include "reports/windows_report.h"
#include "schedules/files.h"

namespace replock::checks {

int run(const WindowsCommand& command) {
  if (!command.json.empty()) schedules::require_writable(command.json);
  const model::Series series = series_named(command.series);
  const std::vector<Row> rows = rows_named(catalogue_rows(), command.scenarios, {series.name()});
  if (rows.empty()) {
    std::fputs("replock: the catalogue has no such row; see 'replock check'\n", stderr);
    return exit_nothing;
  }
  const Attention attention(command.threads);
  Board board(attention, "rows", rows.size());
  std::vector<WindowCount::Seen> seen(rows.size());
  attention.workers().each(rows.size(), [&](std::size_t index) {
    const Question question = ask(model::scenario_named(rows[index].scenario), series);
    if (attention.interrupted())
      seen[index].complete = false;
    else
      seen[index] = WindowCount::look_at(question, board.options(index, command.bounds));
    board.done(index, 0);
  });
  WindowCount count;
  for (const WindowCount::Seen& row : seen) count.add(row);
  const schedules::Windows windows = count.table(series.name(), rows.size());
  const reports::WorldOf world_of = [](const schedules::StaleWindowRead& stale) {
    return model::record(model::scenario_named(stale.scenario), model::Series::parse(stale.series)).world;
  };
  if (!command.json.empty()) schedules::write_file(command.json, reports::windows_json(windows, world_of));
  if (command.json != "-") schedules::write_file("-", reports::windows_report(windows, world_of));
  return windows.incomplete > 0 ? exit_incomplete : exit_ok;
}

}  // namespace replock::checks
