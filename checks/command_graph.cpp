// `replock graph`: the lock graph of one scenario, or of all together, as DOT, SVG or JSON.
#include "checks/commands.h"
#include "checks/judge.h"
#include "checks/progress.h"
#include "checks/reduction_choice.h"
#include "model/refusal.h"
#include "reports/lock_graph.h"
#include "reports/text.h"
#include "schedules/files.h"

namespace replock::checks {
namespace {

using Render = std::string (*)(const reports::LockGraph&);

Render renderer(const std::string& file) {
  if (file.ends_with(".svg")) return reports::lock_graph_svg;
  if (file.ends_with(".dot")) return reports::lock_graph_dot;
  if (file.ends_with(".json")) return reports::lock_graph_json;
  throw model::Refusal(file + ": can't tell the format of the graph; name a file that ends in .dot, .svg or .json");
}

std::vector<model::Scenario> wanted(const GraphCommand& command) {
  if (command.scenario.empty()) return model::scenarios();
  return {model::scenario_named(command.scenario)};
}

}  // namespace

int run(const GraphCommand& command) {
  const Render render = renderer(command.output);
  schedules::require_writable(command.output);
  const model::Series series = chosen(command.series);
  std::vector<schedules::Verdict> verdicts;
  {
    const Attention attention;
    for (const model::Scenario& scenario : wanted(command))
      verdicts.push_back(answer_chosen(ask(scenario, series), attention.options(scenario.name, {}), std::nullopt));
  }
  const reports::LockGraph graph = reports::lock_graph(verdicts);
  schedules::write_file(command.output, render(graph));
  if (graph.incomplete.empty()) return exit_ok;
  schedules::write_file("-", reports::line(reports::printable(command.output + ": " + graph.incomplete)));
  return exit_incomplete;
}

}  // namespace replock::checks
