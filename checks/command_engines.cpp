// `replock engines`: the explorer and Relacy beside each other, over the catalogue or over what only weak memory shows.
#include <algorithm>
#include <cstdio>

#include "checks/catalogue.h"
#include "checks/commands.h"
#include "checks/engine_table.h"
#include "checks/memory_table.h"
#include "checks/progress.h"
#include "model/refusal.h"
#include "schedules/files.h"

namespace replock::checks {
namespace {

using schedules::RelacyOptions;

/// As of `replock explore --engine relacy`; few executions where a table has many rows.
RelacyOptions options(const EnginesCommand& command, const std::string& schedule, const std::string& executions,
                      const std::string& preemptions) {
  EngineChoice choice;
  choice.engine = "relacy";
  choice.schedule = schedule;
  choice.memory = command.memory;
  choice.iterations = command.iterations.empty() ? executions : command.iterations;
  if (schedule == "bound") choice.bound = command.bound.empty() ? preemptions : command.bound;
  return relacy_options(choice, {});
}

std::vector<model::Series> wanted_series(const EnginesCommand& command) {
  std::vector<model::Series> series;
  for (const std::string& name : command.series) series.push_back(model::Series::parse(name));
  return series;
}

int agreement(const EnginesCommand& command) {
  const std::vector<model::Series> series = wanted_series(command);
  const auto wants = [&](const Row& row) {
    const bool scenario = command.scenarios.empty() || std::ranges::count(command.scenarios, row.scenario) > 0;
    const auto named = [&](const model::Series& one) { return one.name() == row.series; };
    return scenario && (series.empty() || std::ranges::any_of(series, named));
  };
  std::vector<RelacyOptions> tries{options(command, "full", "3000", ""), options(command, "bound", "20000", "1")};
  for (const std::string& name : command.scenarios) model::scenario_named(name);
  const Attention attention;
  std::vector<EngineRow> rows;
  for (const Row& row : catalogue_rows()) {
    if (!wants(row) || attention.interrupted()) continue;
    rows.push_back(compare_engines(ask(model::scenario_named(row.scenario), model::Series::parse(row.series)), tries));
  }
  if (rows.empty() && !attention.interrupted()) {
    std::fputs("replock: the catalogue has no such row; see 'replock check'\n", stderr);
    return exit_nothing;
  }
  schedules::write_file("-", engine_table(rows));
  if (std::ranges::any_of(rows, differ)) return exit_violated;
  return attention.interrupted() ? exit_incomplete : exit_ok;
}

int weak_memory(const EnginesCommand& command) {
  std::vector<model::Series> series = wanted_series(command);
  for (int level = 0; series.empty() || (command.series.empty() && level <= 7); ++level)
    series.push_back(model::Series::parse("L" + std::to_string(level)));
  std::vector<MemoryHazard> hazards = memory_hazards();
  for (const std::string& name : command.scenarios) model::scenario_named(name);
  std::erase_if(hazards, [&](const MemoryHazard& one) {
    return !command.scenarios.empty() && std::ranges::count(command.scenarios, one.scenario) == 0;
  });
  if (hazards.empty()) {
    std::fputs("replock: no hazard of weak memory is looked for there; leave the scenario out\n", stderr);
    return exit_nothing;
  }
  const auto seen = seen_by(hazards, series, options(command, "bound", "30000", "2"));
  schedules::write_file("-",
                        memory_table(hazards, series, seen) +
                            "\nboth: the explorer, and Relacy without a stale read; weak: Relacy with a stale read, "
                            "the explorer never;\nrace: two plain accesses that nothing orders; explorer: Relacy "
                            "not within its bound; -: neither;\n?: not yet, Relacy's search was cut short\n");
  return exit_ok;
}

}  // namespace

int run(const EnginesCommand& command) {
  if (!schedules::has_relacy())
    throw model::Refusal("engines: this build has sanitizers, which Relacy does not bear; use a release build");
  return options(command, "full", "1", "").memory == schedules::Memory::kernel ? weak_memory(command)
                                                                               : agreement(command);
}

}  // namespace replock::checks
