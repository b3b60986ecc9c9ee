// `replock mutate`: each line of the flows wrong once, and what catches it.
#include <algorithm>

#include "checks/commands.h"
#include "checks/mutation.h"
#include "model/operation_sets.h"
#include "model/refusal.h"
#include "reports/mutation_report.h"
#include "schedules/files.h"

namespace replock::checks {
namespace {

MutationSearch search_of(const MutateCommand& command) {
  MutationSearch search{chosen(command.series), {}, command.only, command.states_max};
  for (const std::string& name : command.scenarios) search.scenarios.push_back(model::scenario_named(name));
  if (!search.scenarios.empty()) return search;
  search.scenarios = model::scenarios();
  for (const model::Scenario& scenario : model::merged_scenarios()) search.scenarios.push_back(scenario);
  model::OperationSets pairs;  // of one PF: small, and many
  pairs.pfs = {1};
  for (model::Scenario& pair : model::operation_sets(pairs)) search.scenarios.push_back(std::move(pair));
  return search;
}

int exit_code(const schedules::Mutation& mutation) {
  const auto any = [&](schedules::Fate fate, bool explained) {
    return std::ranges::any_of(mutation.mutants, [&](const schedules::MutantResult& mutant) {
      return mutant.fate == fate && (!explained || mutant.why.empty());
    });
  };
  if (any(schedules::Fate::survived, true)) return exit_violated;
  const bool incomplete = any(schedules::Fate::open, false) || any(schedules::Fate::interrupted, false);
  return incomplete ? exit_incomplete : exit_ok;
}

}  // namespace

int run(const MutateCommand& command) {
  if (!command.json.empty()) schedules::require_writable(command.json);
  const MutationSearch search = search_of(command);
  const Attention attention(command.threads);
  Journal journal("mutation");
  if (!command.resume.empty()) open_for(search, attention, journal, command.resume);
  const schedules::Mutation mutation = mutate(search, attention, journal);
  if (mutation.mutants.empty())
    throw model::Refusal("--only '" + command.only + "': no line of these flows; see 'replock show SCENARIO'");
  if (!command.json.empty()) schedules::write_file(command.json, reports::mutation_json(mutation));
  if (command.json != "-") schedules::write_file("-", reports::mutation_report(mutation));
  return exit_code(mutation);
}

}  // namespace replock::checks
