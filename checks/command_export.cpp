// `replock export`: a scenario as a model that another checker reads.
#include "checks/commands.h"
#include "model/refusal.h"
#include "model/scenario.h"
#include "reports/promela.h"
#include "schedules/files.h"

namespace replock::checks {

int run(const ExportCommand& command) {
  if (command.format != "promela")
    throw model::Refusal("export '" + command.format + "': no such format; there is: promela");
  const model::Series series = chosen(command.series);
  const model::Scenario scenario = model::scenario_named(command.scenario);
  const std::string title = scenario.name + " at " + series.name() + ": " + scenario.question;
  schedules::write_file(command.output, reports::promela(model::record(scenario, series).world, title));
  return exit_ok;
}

}  // namespace replock::checks
