// `replock show`: a flow or a scenario as its recorded programs, listed or drawn, or the layout of its state.
#include "checks/commands.h"
#include "model/flow_list.h"
#include "model/layout.h"
#include "model/refusal.h"
#include "reports/listing.h"
#include "reports/program_drawing.h"
#include "schedules/files.h"

namespace replock::checks {
namespace {

model::Recorded recorded(const ShowCommand& command) {
  const model::Series series = chosen(command.series);
  if (const model::Flow* flow = model::find_flow(command.what)) return model::record(*flow, series, 1);
  try {
    return model::record(model::scenario_named(command.what), series);
  } catch (const model::Refusal&) {
    if (command.what.find_first_of("@/") != std::string::npos) throw;
    throw model::Refusal("show '" + command.what +
                         "': there is no such flow or scenario; see 'replock list flows' and 'replock list scenarios'");
  }
}

using Draw = std::string (*)(const reports::Drawing&);

Draw drawn_as(const std::string& file) {
  if (file.ends_with(".svg")) return reports::drawing_svg;
  if (file.ends_with(".dot")) return reports::drawing_dot;
  throw model::Refusal(file + ": can't tell the format of the drawing; name a file that ends in .dot or .svg");
}

void draw(const ShowCommand& command) {
  const Draw write = drawn_as(command.output);
  const std::string title = command.what + " at " + chosen(command.series).name();
  const model::World world = recorded(command).world;
  schedules::write_file(command.output, write(reports::program_drawing({title, world, command.depth})));
}

}  // namespace

int run(const ShowCommand& command) {
  if (!command.output.empty()) {
    draw(command);
    return exit_ok;
  }
  const model::World world = recorded(command).world;
  schedules::write_file(
      "-", command.layout ? reports::layout_listing(world, model::lay_out(world)) : reports::listing(world));
  return exit_ok;
}

}  // namespace replock::checks
