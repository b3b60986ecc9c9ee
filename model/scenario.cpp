// Records a scenario: threads in a fixed order, actors first, then the workers.
#include "model/scenario.h"

#include "model/flow_list.h"
#include "model/flows/flows.h"

namespace replock::model {
namespace {

/// Two users of the same operation are told apart: "SF add d0", "SF add d0 (2)".
std::string name_of(const std::vector<Actor>& actors, std::size_t index) {
  const std::string name = thread_name(actors[index]);
  std::size_t count = 1;
  for (std::size_t before = 0; before < index; ++before)
    if (thread_name(actors[before]) == name) ++count;
  return count == 1 ? name : name + " (" + std::to_string(count) + ")";
}

void record_actor(Recorder& recorder, Driver& driver, const std::vector<Actor>& actors, std::size_t index) {
  const Actor& actor = actors[index];
  Thread& thread = recorder.thread(name_of(actors, index));
  info(actor.operation).record(thread, driver, driver.eswitches.at(actor.pf));
}

/// The workers' threads come after the actors': flows that wait for one name it before it is there.
void name_workers(Driver& driver, std::size_t actors) {
  for (Eswitch& esw : driver.eswitches) esw.worker = static_cast<ThreadId>(actors + esw.pf);
  driver.lag.worker = static_cast<ThreadId>(actors + driver.eswitches.size());
}

void record_workers(Recorder& recorder, Driver& driver) {
  for (Eswitch& esw : driver.eswitches)
    eswitch_worker(recorder.worker("esw" + std::to_string(esw.pf) + " worker"), driver, esw);
  if (driver.lag.present) bond_worker(recorder.worker("bond worker"), driver);
}

Recorded finished(Recorder& recorder, Driver& driver) {
  World world = recorder.finish();
  return {std::move(world), std::move(driver), recorder.lines()};
}

}  // namespace

Recorded record(const Scenario& scenario, const Series& series) {
  Recorder recorder(series, scenario.failures);
  Driver driver = make_driver(recorder, scenario.topology, scenario.first);
  name_workers(driver, scenario.actors.size());
  for (std::size_t i = 0; i < scenario.actors.size(); ++i) record_actor(recorder, driver, scenario.actors, i);
  record_workers(recorder, driver);
  return finished(recorder, driver);
}

Recorded record(const Flow& flow, const Series& series, unsigned failures) {
  Recorder recorder(series, failures);
  Driver driver = make_driver(recorder, flow.topology, flow.first);
  name_workers(driver, 1);
  flow.body(recorder.thread(flow.name), driver);
  record_workers(recorder, driver);
  return finished(recorder, driver);
}

}  // namespace replock::model
