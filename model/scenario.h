// Scenarios: a topology, a first state, who does what at the same time, and how often the environment may fail.
#pragma once

#include <string>
#include <vector>

#include "model/driver.h"
#include "model/line.h"
#include "model/operations.h"
#include "model/series.h"

namespace replock::model {

struct Scenario {
  std::string name;      ///< "late-load"
  std::string question;  ///< what it asks, in one sentence
  Topology topology;
  FirstState first;
  std::vector<Actor> actors;
  unsigned failures = 0;  ///< the failure budget of one run
};

/// A world, the driver that its fields belong to (for the checks), and where in the flows its steps come from.
struct Recorded {
  World world;
  Driver driver;
  std::vector<std::vector<Line>> lines;  ///< [thread][step]
};

/// Records every thread of the scenario against the series.
Recorded record(const Scenario& scenario, const Series& series);

const std::vector<Scenario>& scenarios();
/// Those that are searched at the merged level only, reduced: for what no other scenario shows, or for ways through the
/// flows that no other one takes.
const std::vector<Scenario>& merged_scenarios();
/// By name, by systematic name (model/composed.h: "rmmod-ib+set-legacy.d0/1pf-switchdev"), or by either with other
/// bounds: "late-load@failures=2,vfs=1" (failures 0..3, vfs 0..2, slots 1..8, generations 2..16). Throws Refusal on
/// what is unknown or out of range, and names what there is.
Scenario scenario_named(const std::string& name);

}  // namespace replock::model
