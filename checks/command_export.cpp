// `replock export`: a scenario as a model that another checker reads.
#include "checks/commands.h"
#include "checks/judge.h"
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
  const Question question = ask(scenario, series);
  schedules::write_file(
      command.output,
      reports::promela(question.recorded.world, title, command.claims ? question.claims : std::vector<model::Claim>{}));
  return exit_ok;
}

}  // namespace replock::checks
