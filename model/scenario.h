// Scenarios: a topology, a first state, who does what at the same time, and how often the environment may fail.
#pragma once

#include <string>
#include <vector>

#include "model/driver.h"
#include "model/series.h"

namespace replock::model {

/// What users can start. The work queues' workers are always there and need no actor.
enum class Operation : std::uint8_t {
  modprobe_ib,
  rmmod_ib,
  bind_eth_rep,
  unbind_eth_rep,
  bind_ib_rep,
  unbind_ib_rep,
  set_switchdev,
  set_legacy,
  bond,
  unbond,
  enable_sriov,
  disable_sriov,
  change_vf_count,
  add_sf,
  del_sf,
  enable_mpesw,
  disable_mpesw,
  unbind_eth,  ///< the uplink's own ETH device: its netdev goes
  unload_pf,
  load_pf,
  look_up_eth,  ///< a reader without a lock: the uplink's netdev
  look_up_ib    ///< ... or its IB device
};

struct Actor {
  Operation operation = Operation::modprobe_ib;
  unsigned pf = 0;  ///< which PF, for what concerns one
};

struct Scenario {
  std::string name;      ///< "late-load"
  std::string question;  ///< what it asks, in one sentence
  Topology topology;
  FirstState first;
  std::vector<Actor> actors;
  unsigned failures = 0;  ///< the failure budget of one run
};

/// A world and the driver that its fields belong to (for the checks).
struct Recorded {
  World world;
  Driver driver;
};

/// Records every thread of the scenario against the series.
Recorded record(const Scenario& scenario, const Series& series);

const std::vector<Scenario>& scenarios();
/// By name, or by name with other bounds: "late-load@failures=2,vfs=1" (failures 0..3, vfs 0..2, slots 1..8,
/// generations 2..16). Throws Refusal on what is unknown or out of range, and names what there is.
Scenario scenario_named(const std::string& name);

/// "mode set d0 switchdev"
std::string thread_name(const Actor& actor);

}  // namespace replock::model
