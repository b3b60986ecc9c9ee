// `replock engines`: the explorer and Relacy beside each other, over the catalogue or over what only weak memory shows.
#include <algorithm>
#include <cstdio>

#include "checks/catalogue.h"
#include "checks/commands.h"
#include "checks/engine_rows.h"
#include "checks/memory_table.h"
#include "checks/progress.h"
#include "model/refusal.h"
#include "schedules/files.h"

namespace replock::checks {
namespace {

using schedules::RelacyOptions;

/// As of `replock explore --engine relacy --schedule bound`.
RelacyOptions options(const EnginesCommand& command, const std::string& executions, const std::string& preemptions) {
  EngineChoice choice;
  choice.engine = "relacy";
  choice.schedule = "bound";
  choice.memory = command.memory;
  choice.iterations = command.iterations.empty() ? executions : command.iterations;
  choice.bound = command.bound.empty() ? preemptions : command.bound;
  return relacy_options(choice, {});
}

EngineLimits limits_of(const EnginesCommand& command) {
  EngineLimits limits;
  const RelacyOptions asked =
      options(command, std::to_string(limits.bounded_executions), std::to_string(limits.preemptions_max));
  limits.bounded_executions = asked.executions_max;
  if (!command.iterations.empty()) limits.full_executions = asked.executions_max;
  limits.preemptions_max = asked.preemptions_max;
  return limits;
}

std::vector<model::Series> wanted_series(const EnginesCommand& command) {
  std::vector<model::Series> series;
  for (const std::string& name : command.series) series.push_back(series_named(name));
  return series;
}

std::vector<Question> wanted_rows(const EnginesCommand& command) {
  std::vector<Question> questions;
  for (const Row& row : rows_named(catalogue_rows(), command.scenarios, command.series))
    questions.push_back(ask(model::scenario_named(row.scenario), model::Series::parse(row.series)));
  return questions;
}

std::vector<EngineRow> compared(const EnginesCommand& command) {
  const EngineSearch search{limits_of(command), thread_count(command.threads)};
  const Attention attention(1);  // the searches run in processes
  return engine_rows(wanted_rows(command), search, attention);
}

int compare(const EnginesCommand& command) {
  const std::vector<EngineRow> rows = compared(command);
  if (rows.empty()) {
    std::fputs("replock: the catalogue has no such row; see 'replock check'\n", stderr);
    return exit_nothing;
  }
  schedules::write_file("-", engine_table(rows));
  const auto any = [&](Agreement how) {
    return std::ranges::any_of(rows, [&](const EngineRow& row) { return agreement(row) == how; });
  };
  if (any(Agreement::differ)) return exit_violated;
  return any(Agreement::incomplete) ? exit_incomplete : exit_ok;
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
  const Attention attention(command.threads);
  RelacyOptions asked = options(command, "30000", "2");
  asked.interrupted = attention.silent({}).interrupted;
  const auto seen = seen_by(hazards, series, asked);
  schedules::write_file("-",
                        memory_table(hazards, series, seen) +
                            "\nboth: the explorer, and Relacy without a stale read; weak: Relacy with a stale read, "
                            "the explorer never;\nrace: two plain accesses that nothing orders; explorer: Relacy "
                            "not within its bound; -: neither;\n?: not yet, a search was cut short\n");
  const bool cut =
      std::ranges::any_of(seen, [](const auto& row) { return std::ranges::count(row, SeenBy::nobody_so_far) != 0; });
  return cut ? exit_incomplete : exit_ok;
}

}  // namespace

int run(const EnginesCommand& command) {
  if (!schedules::has_relacy())
    throw model::Refusal("engines: this build has sanitizers, which Relacy does not bear; use a release build");
  const bool kernel = options(command, "1", "0").memory == schedules::Memory::kernel;
  return kernel ? weak_memory(command) : compare(command);
}

}  // namespace replock::checks
