// Records a scenario: threads in a fixed order, actors first, then the workers.
#include "model/scenario.h"

#include "model/flow_list.h"
#include "model/flows/flows.h"
#include "model/refusal.h"

namespace replock::model {
namespace {

void record_actor(Thread& t, Driver& d, const Actor& actor) {
  Eswitch& esw = d.eswitches.at(actor.pf);
  switch (actor.operation) {
    case Operation::modprobe_ib:
      return modprobe_ib(t, d);
    case Operation::rmmod_ib:
      return rmmod_ib(t, d);
    case Operation::bind_eth_rep:
      return sysfs_bind(t, d, esw, RepType::eth);
    case Operation::unbind_eth_rep:
      return sysfs_unbind(t, d, esw, RepType::eth);
    case Operation::bind_ib_rep:
      return sysfs_bind(t, d, esw, RepType::ib);
    case Operation::unbind_ib_rep:
      return sysfs_unbind(t, d, esw, RepType::ib);
    case Operation::set_switchdev:
      return devlink_eswitch_mode_set(t, d, esw, Mode::offloads);
    case Operation::set_legacy:
      return devlink_eswitch_mode_set(t, d, esw, Mode::legacy);
    case Operation::bond:
      return netdev_bond(t, d);
    case Operation::unbond:
      return netdev_unbond(t, d);
    case Operation::enable_sriov:
      return sriov_enable(t, d, esw);
    case Operation::disable_sriov:
      return sriov_disable(t, d, esw);
    case Operation::change_vf_count:
      return functions_changed_event(t, d, esw);
    case Operation::add_sf:
      return sf_add(t, d, esw);
    case Operation::del_sf:
      return sf_del(t, d, esw);
    case Operation::enable_mpesw:
      return set_mpesw(t, d, esw, true);
    case Operation::disable_mpesw:
      return set_mpesw(t, d, esw, false);
    case Operation::unbind_eth:
      return sysfs_unbind_eth(t, d, esw);
    case Operation::unload_pf:
      return unload_pf(t, d, esw);
    case Operation::load_pf:
      return load_pf(t, d, esw);
    case Operation::look_up_eth:
      return look_up_device(t, esw, RepType::eth);
    case Operation::look_up_ib:
      return look_up_device(t, esw, RepType::ib);
  }
}

}  // namespace

std::string thread_name(const Actor& actor) {
  const std::string d = "d" + std::to_string(actor.pf);
  switch (actor.operation) {
    case Operation::modprobe_ib:
      return "modprobe mlx5_ib";
    case Operation::rmmod_ib:
      return "rmmod mlx5_ib";
    case Operation::bind_eth_rep:
      return "bind " + d + ".ETH_REP";
    case Operation::unbind_eth_rep:
      return "unbind " + d + ".ETH_REP";
    case Operation::bind_ib_rep:
      return "bind " + d + ".IB_REP";
    case Operation::unbind_ib_rep:
      return "unbind " + d + ".IB_REP";
    case Operation::set_switchdev:
      return "mode set " + d + " switchdev";
    case Operation::set_legacy:
      return "mode set " + d + " legacy";
    case Operation::bond:
      return "bond";
    case Operation::unbond:
      return "unbond";
    case Operation::enable_sriov:
      return "enable SR-IOV " + d;
    case Operation::disable_sriov:
      return "disable SR-IOV " + d;
    case Operation::change_vf_count:
      return "VF count event " + d;
    case Operation::add_sf:
      return "SF add " + d;
    case Operation::del_sf:
      return "SF del " + d;
    case Operation::enable_mpesw:
      return "MPESW on " + d;
    case Operation::disable_mpesw:
      return "MPESW off " + d;
    case Operation::unbind_eth:
      return "unbind " + d + ".ETH";
    case Operation::unload_pf:
      return "unload " + d;
    case Operation::load_pf:
      return "load " + d;
    case Operation::look_up_eth:
      return "look up netdev " + d;
    case Operation::look_up_ib:
      return "look up IB device " + d;
  }
  return "";
}

namespace {

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
  return {std::move(world), std::move(driver)};
}

}  // namespace

Recorded record(const Scenario& scenario, const Series& series) {
  Recorder recorder(series, scenario.failures);
  Driver driver = make_driver(recorder, scenario.topology, scenario.first);
  name_workers(driver, scenario.actors.size());
  for (const Actor& actor : scenario.actors) record_actor(recorder.thread(thread_name(actor)), driver, actor);
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
