// Twins of guarded-by and bookkeeping: one store in the wrong place, and what is said of it.
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "checks/tests/twin.h"

using namespace replock;
using namespace replock::model;
using checks::Check;
using replock::tests::Body;
using replock::tests::esw0;
using replock::tests::Twin;
using replock::tests::violated_after;

namespace {

constexpr std::size_t eth = at(RepType::eth), ib = at(RepType::ib);

/// All that there can be, on two PFs.
const Topology whole{.pfs = 2,
                     .vfs = 1,
                     .vfs_change = true,
                     .sf = true,
                     .pairing = true,
                     .ipsec = true,
                     .eth_device = true,
                     .eth_unbind = true,
                     .unload = true};

Twin twin_of(Mode mode, LagState lag, Body body, std::string series = "L7") {
  return {.series = std::move(series),
          .topology = whole,
          .first = {.modes = {mode, mode}, .vfs = mode == Mode::offloads, .lag = lag},
          .threads = {std::move(body)}};
}

std::set<std::string> sentences(const schedules::Verdict& verdict, Check check) {
  std::set<std::string> all;
  for (const schedules::Finding& finding : verdict.findings)
    if (finding.check == checks::info(check).id) all.insert(finding.sentence);
  return all;
}

struct Wrong {
  const char* sentence;
  Mode mode;
  LagState lag;
  Body body;
  const char* thread = "t0";
};

Twin twin_of(const Wrong& wrong) {
  Twin twin = twin_of(wrong.mode, wrong.lag, wrong.body);
  twin.names = {wrong.thread};
  return twin;
}

constexpr Mode legacy = Mode::legacy, switchdev = Mode::offloads;
constexpr LagState none_ = LagState::off, fdb = LagState::shared_fdb;

std::vector<Wrong> of_an_eswitch() {
  return {
      {"a representor stays LOADED in legacy mode (ETH)", switchdev, none_,
       [](Thread& t, Driver& d) { t.set(esw0(d).mode, legacy); }},
      {"a representor stays LOADED in legacy mode (IB)", switchdev, none_,
       [](Thread& t, Driver& d) { t.set(esw0(d).mode, legacy); }},
      {"a representor stays built in legacy mode (ETH)", legacy, none_,
       [](Thread& t, Driver& d) { t.set(esw0(d).uplink().priv[eth], true); }},
      {"a representor stays built in legacy mode (IB)", legacy, none_,
       [](Thread& t, Driver& d) { t.set(esw0(d).uplink().priv[ib], true); }},
      {"rep_ops are left behind by an unregister", switchdev, none_,
       [](Thread& t, Driver& d) { t.set(esw0(d).uplink().state[ib], RepState::unregistered); }},
      {"a registered representor has no rep_ops", switchdev, none_,
       [](Thread& t, Driver& d) { t.set(esw0(d).ops[ib], Ops::null); }},
      {"a VF's vport is enabled, and num_vfs is 0", switchdev, none_,
       [](Thread& t, Driver& d) { t.set(esw0(d).num_vfs, false); }},
      {"the functions-changed notifier is registered in legacy mode", legacy, none_,
       [](Thread& t, Driver& d) { t.set(esw0(d).notified, true); }},
      {"the functions-changed notifier is missing in switchdev mode", switchdev, none_,
       [](Thread& t, Driver& d) { t.set(esw0(d).notified, false); }},
      {"operation_in_progress stays set", legacy, none_,
       [](Thread& t, Driver& d) { t.set(esw0(d).operation_in_progress, true); }},
      {"IPsec blocks the mode, and the uplink's representor is gone", switchdev, none_,
       [](Thread& t, Driver& d) { t.set(esw0(d).uplink().priv[eth], false); }},
      {"an E-Switch is paired, and its uplink is gone", switchdev, none_,
       [](Thread& t, Driver& d) { t.set(esw0(d).uplink().priv[eth], false); }},
      {"an uplink is there, and its E-Switch is not paired", switchdev, none_,
       [](Thread& t, Driver& d) { t.set(esw0(d).paired, false); }},
      {"a driver is bound to a device that is deleted", switchdev, none_,
       [](Thread& t, Driver& d) { t.set(esw0(d).ib_rep.alive, false); }},
      {"priv.adev[] names a device that is gone", switchdev, none_,
       [](Thread& t, Driver& d) { t.set(esw0(d).ib_rep.alive, false); }},
      {"priv.adev[] leaves out a device that is there", switchdev, none_,
       [](Thread& t, Driver& d) { t.set(esw0(d).eth_rep.listed, false); }},
      {"a representor device stays in legacy mode", legacy, none_,
       [](Thread& t, Driver& d) { t.set(esw0(d).eth_rep.alive, true); }},
      {"IB_REP stays although DISABLE_IB_ADEV is set", switchdev, none_,
       [](Thread& t, Driver& d) { t.set(esw0(d).disable_ib_adev, true); }},
      {"ETH_REP is missing in switchdev mode", switchdev, none_,
       [](Thread& t, Driver& d) { t.set(esw0(d).eth_rep.alive, false); }},
      {"IB_REP is missing in switchdev mode", switchdev, none_,
       [](Thread& t, Driver& d) { t.set(esw0(d).ib_rep.alive, false); }},
      {"a mode change begins in the mode that it leads to", switchdev, none_,
       [](Thread& t, Driver& d) { t.set(esw0(d).switch_legacy, false); }},
      {"a mode change unregisters the uplink's netdev", switchdev, none_,
       [](Thread& t, Driver& d) {
         t.lock(esw0(d).devlink);
         t.set(esw0(d).operation_in_progress, true);
         rep_unload(t, d, esw0(d), esw0(d).uplink());
         t.set(esw0(d).operation_in_progress, false);
         t.unlock(esw0(d).devlink);
       }},
  };
}

std::vector<Wrong> of_a_driver() {
  return {
      {"a PF without a driver is in switchdev mode", switchdev, none_,
       [](Thread& t, Driver& d) { t.set(esw0(d).disable_all_adev, true); }},
      {"a PF without a driver has an ETH device", legacy, none_,
       [](Thread& t, Driver& d) { t.set(esw0(d).disable_all_adev, true); }},
      {"a PF's ETH device is missing", legacy, none_, [](Thread& t, Driver& d) { t.set(esw0(d).eth.alive, false); }},
      {"a PF without a driver has its E-Switch's queue", legacy, none_,
       [](Thread& t, Driver& d) { t.set(esw0(d).disable_all_adev, true); }},
      {"a PF's E-Switch has no queue", legacy, none_, [](Thread& t, Driver& d) { t.set(esw0(d).wq_destroyed, true); }},
      {"the LAG keeps a PF that is gone", legacy, none_,
       [](Thread& t, Driver& d) { t.set(esw0(d).disable_all_adev, true); }},
      {"the LAG does not know a PF", legacy, none_, [](Thread& t, Driver& d) { t.set(d.lag.member[0], false); }},
      {"the devcom component of a PF stays", legacy, none_,
       [](Thread& t, Driver& d) { t.set(esw0(d).disable_all_adev, true); }},
      {"a PF has no devcom component", legacy, none_, [](Thread& t, Driver& d) { t.set(d.lag.component[0], false); }},
      {"an E-Switch's queue is destroyed with work on it", switchdev, none_,
       [](Thread& t, Driver& d) {
         t.queue_work(esw0(d).work_queue, 0, d.of(t).stamp);
         t.set(esw0(d).wq_destroyed, true);
       }},
      {"an E-Switch's queue is destroyed twice", switchdev, none_,
       [](Thread& t, Driver& d) {
         t.set(esw0(d).wq_destroyed, true);
         t.set(esw0(d).wq_destroyed, true);
       }},
      {"an E-Switch's queue is destroyed while its work runs", switchdev, none_,
       [](Thread& t, Driver& d) {
         t.set(esw0(d).working, true);
         t.set(esw0(d).wq_destroyed, true);
       }},
      {"mlx5_ib is there, and neither live nor on its way", legacy, none_,
       [](Thread& t, Driver& d) { t.set(d.ib.live, false); }},
      {"mlx5_ib is live, and its driver not on the bus", legacy, none_,
       [](Thread& t, Driver& d) { t.set(d.ib.driver, false); }},
      {"mlx5_ib is freed, and its driver on the bus", legacy, none_,
       [](Thread& t, Driver& d) { t.set(d.ib.text, false); }},
      {"mlx5_ib is freed, and bound", switchdev, none_, [](Thread& t, Driver& d) { t.set(d.ib.text, false); }},
  };
}

std::vector<Wrong> of_a_lag() {
  return {
      {"there is no LAG, and it shares its FDB", switchdev, fdb,
       [](Thread& t, Driver& d) { t.set(d.lag.mode, LagMode::none); }},
      {"there is no LAG of that mode without a shared FDB", switchdev, fdb,
       [](Thread& t, Driver& d) { t.set(d.lag.shared_fdb, false); }},
      {"the LAG stays when its netdevs were released", switchdev, fdb,
       [](Thread& t, Driver& d) { t.set(d.lag.bonded, false); }},
      {"the LAG stays when one of its netdevs is gone", switchdev, fdb,
       [](Thread& t, Driver& d) { t.set(d.lag.netdev[1], false); }},
      {"DISABLE_IB_ADEV stays set without a LAG", switchdev, fdb,
       [](Thread& t, Driver& d) { t.set(d.lag.mode, LagMode::none); }},
      {"DISABLE_IB_ADEV is set for the LAG's master", switchdev, fdb,
       [](Thread& t, Driver& d) { t.set(esw0(d).disable_ib_adev, true); }},
      {"DISABLE_IB_ADEV is not set for a slave of the LAG", switchdev, fdb,
       [](Thread& t, Driver& d) { t.set(d.eswitches[1].disable_ib_adev, false); }},
      {"the LAG keeps the netdev of an uplink that is unbound", switchdev, none_,
       [](Thread& t, Driver& d) { t.set(esw0(d).eth.bound, false); }},
      {"the LAG misses the netdev of an uplink", switchdev, none_,
       [](Thread& t, Driver& d) { t.set(d.lag.netdev[0], false); }},
      {"the netdevs are bonded, and no LAG is made", switchdev, none_,
       [](Thread& t, Driver& d) { t.set(d.lag.bonded, true); }},
      {"the netdevs are bonded, and no LAG is made", legacy, none_,
       [](Thread& t, Driver& d) { t.set(d.lag.bonded, true); }},
      {"a PF joins or leaves the LAG while mode_changes_in_progress holds it off", legacy, none_,
       [](Thread& t, Driver& d) {
         t.increment(d.lag.mode_changes);
         t.set(d.lag.member[0], true);
       }},
      {"a LAG is made while mode_changes_in_progress holds it off", legacy, none_,
       [](Thread& t, Driver& d) {
         t.increment(d.lag.mode_changes);
         t.set(d.lag.mode, LagMode::roce);
       }},
      {"a LAG is made while there is one", switchdev, fdb,
       [](Thread& t, Driver& d) { t.set(d.lag.mode, LagMode::mpesw); }},
      {"a request to the LAG's work returns before it is done", switchdev, none_,
       [](Thread& t, Driver& d) {
         const Var<bool> done = t.recorder().flag("done", false);
         t.set(d.lag.bonded, false);
         Mark waited{What::waited, Phase::before};
         waited.field = done.id;
         t.mark(waited);
       }},
  };
}

std::vector<Wrong> of_a_wish() {
  const Body nothing = [](Thread& t, Driver& d) { t.when(esw0(d).mode == Mode::legacy, [] {}); };
  return {
      {"a device is there, and its driver is not bound", switchdev, none_,
       [](Thread& t, Driver& d) { t.set(esw0(d).ib_rep.bound, false); }},
      {"a device is there, and its driver is not bound", switchdev, none_,
       [](Thread& t, Driver& d) { t.set(esw0(d).eth_rep.bound, false); }},
      {"num_vfs is not the firmware's count", switchdev, none_,
       [](Thread& t, Driver& d) { t.set(esw0(d).fw_vfs, false); }, "VF count event d0"},
      {"an SF was added, and is not there", switchdev, none_, nothing, "SF add d0"},
      {"the netdevs were released, and the LAG takes them for bonded", switchdev, fdb, nothing, "unbond"},
      {"the netdevs were bonded, and the LAG does not know", switchdev, none_, nothing, "bond"},
      {"MPESW was switched off, and stays", switchdev, LagState::mpesw, nothing, "MPESW off d0"},
      {"MPESW was switched on, and is not there", switchdev, none_, nothing, "MPESW on d1"},
  };
}

/// In a mode change the uplink's ETH is loaded, its IB fails, and SWITCH_LEGACY is clear.
Twin failing_load() {
  Twin twin{.topology = {.pfs = 1, .vfs = 0}, .first = {.modes = {switchdev}}, .failures = 1};
  twin.threads = {[](Thread& t, Driver& d) {
    Label failed;
    t.lock(esw0(d).devlink);
    t.set(esw0(d).operation_in_progress, true);
    t.lock(esw0(d).reps_lock);
    for (const RepType type : {RepType::eth, RepType::ib})
      t.set(esw0(d).uplink().state[at(type)], RepState::registered);
    rep_load(t, d, esw0(d), esw0(d).uplink(), failed);
    t.place(failed);
    t.unlock(esw0(d).reps_lock);
    t.set(esw0(d).operation_in_progress, false);
    t.unlock(esw0(d).devlink);
  }};
  return twin;
}

const char* const failing = "a load that fails in a mode change unregisters the uplink's netdev";

std::vector<Wrong> all_wrong() {
  std::vector<Wrong> all = of_an_eswitch();
  for (const std::vector<Wrong>& more : {of_a_driver(), of_a_lag(), of_a_wish()})
    all.insert(all.end(), more.begin(), more.end());
  return all;
}

}  // namespace

TEST_CASE("twins of bookkeeping: each store that leaves things wrong is told as what it is", "[bookkeeping]") {
  for (const Wrong& wrong : all_wrong()) {
    INFO(wrong.sentence);
    CHECK(sentences(twin_of(wrong).verdict(), Check::bookkeeping).contains(wrong.sentence));
  }
}

TEST_CASE("twin of bookkeeping: the unwind of an uplink that fails unregisters its netdev in a mode change",
          "[bookkeeping]") {
  CHECK(sentences(failing_load().verdict(), Check::bookkeeping).contains(failing));
  Twin careful = failing_load();
  careful.failures = 0;
  CHECK_FALSE(sentences(careful.verdict(), Check::bookkeeping).contains(failing));
}

TEST_CASE("where nothing is left wrong, bookkeeping holds", "[bookkeeping]") {
  const Body reads = [](Thread& t, Driver& d) { t.when(esw0(d).mode == Mode::legacy, [] {}); };
  for (const Mode mode : {legacy, switchdev})
    for (const LagState lag : {LagState::off, LagState::on, LagState::shared_fdb, LagState::mpesw}) {
      if (lag != LagState::off && (mode == legacy) != (lag == LagState::on)) continue;
      INFO(static_cast<int>(mode) << " " << static_cast<int>(lag));
      CHECK(sentences(twin_of(mode, lag, reads).verdict(), Check::bookkeeping).empty());
    }
}

TEST_CASE("every claim of bookkeeping has its twin", "[bookkeeping]") {
  std::set<std::string> with_twin{failing}, all{failing};
  for (const Wrong& wrong : all_wrong()) {
    with_twin.insert(wrong.sentence);
    for (const Claim& claim : twin_of(wrong).question().claims)
      if (claim.check == static_cast<std::uint8_t>(Check::bookkeeping)) all.insert(claim.sentence);
  }
  CHECK(with_twin == all);
}

TEST_CASE("twins of guarded-by: a store without its lock, and one with it", "[bookkeeping]") {
  const auto verdict = [](const Body& body, const char* series = "L7") {
    return sentences(twin_of(switchdev, none_, body, series).verdict(), Check::guarded_by);
  };
  const auto netdev = [](Thread& t, Driver& d) { t.set(d.lag.netdev[0], true); };
  CHECK(verdict(netdev) == std::set<std::string>{"a netdev of the LAG is stored without ldev->lock"});
  CHECK(verdict([&](Thread& t, Driver& d) {
          t.lock(d.lag.lock);
          netdev(t, d);
          t.unlock(d.lag.lock);
        }).empty());
  // On one way only.
  CHECK(verdict([&](Thread& t, Driver& d) {
          t.when(esw0(d).mode == Mode::legacy, [&] { t.lock(d.lag.lock); });
          netdev(t, d);
        }).size() == 1);
  // By somebody else.
  Twin two = twin_of(switchdev, none_, netdev);
  two.threads.emplace_back([](Thread& t, Driver& d) {
    t.lock(d.lag.lock);
    t.unlock(d.lag.lock);
  });
  CHECK(violated_after(two.verdict(), Check::guarded_by) == 1);
  // A read lock is not enough.
  CHECK(verdict([](Thread& t, Driver& d) {
          t.lock_read(esw0(d).mode_lock);
          t.set(esw0(d).operation_in_progress, false);
          t.unlock_read(esw0(d).mode_lock);
        }) == std::set<std::string>{"operation_in_progress is stored without mode_lock"});
  // The end of a device only: device_add() stores before it takes the lock.
  CHECK(verdict([](Thread& t, Driver& d) { t.set(esw0(d).eth_rep.alive, true); }).empty());
  CHECK(verdict([](Thread& t, Driver& d) { t.set(esw0(d).eth_rep.alive, false); }).size() == 1);
  // Two locks may guard one field.
  const auto lag_mode = [](Thread& t, Driver& d) { t.set(d.lag.mode, LagMode::sriov); };
  CHECK(verdict(lag_mode) ==
        std::set<std::string>{"ldev->mode is stored without hca_devcom", "ldev->mode is stored without ldev->lock"});
  const auto enabled = [](Thread& t, Driver& d) { t.set(esw0(d).reps.front().enabled, false); };
  CHECK(verdict(enabled) == std::set<std::string>{"vport->enabled is stored without devlink",
                                                  "vport->enabled is stored without state_lock"});
  CHECK(verdict([](Thread& t, Driver& d) { t.increment(esw0(d).generation); }) ==
        std::set<std::string>{"the generation is stored without devlink"});
  CHECK(verdict([](Thread& t, Driver& d) { t.set(esw0(d).switch_legacy, true); }) ==
        std::set<std::string>{"SWITCH_LEGACY is stored without devlink"});
  // A PF joins under devcom, and leaves without.
  const auto member = [&](bool joins) {
    return verdict([joins](Thread& t, Driver& d) {
      t.lock(d.lag.lock);
      t.set(d.lag.member[0], joins);
      t.unlock(d.lag.lock);
    });
  };
  CHECK(member(true) == std::set<std::string>{"a PF that joins the LAG is stored without hca_devcom"});
  CHECK(member(false).empty());
  // What representors are, from patch 5 on.
  const auto state = [](Thread& t, Driver& d) { t.set(esw0(d).uplink().state[ib], RepState::loaded); };
  CHECK(verdict(state, "L7") == std::set<std::string>{"a representor's state is stored without reps_lock"});
  CHECK(verdict(state, "L4").empty());
  const auto priv = [](Thread& t, Driver& d) { t.set(esw0(d).uplink().priv[ib], false); };
  CHECK(verdict(priv, "L7") == std::set<std::string>{"a representor's priv is stored without reps_lock"});
  CHECK(verdict(priv, "L4").empty());
}
