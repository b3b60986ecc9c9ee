// Twins of the checks on representors, modules, failures, work and counters.
#include <catch2/catch.hpp>
#include <set>

#include "checks/catalogue.h"
#include "checks/tests/twin.h"

using namespace replock;
using namespace replock::model;
using checks::Check;
using replock::tests::Body;
using replock::tests::esw0;
using replock::tests::Twin;
using replock::tests::violated_after;

namespace {

constexpr std::size_t ib = at(RepType::ib);

Twin lag_world(std::vector<Body> threads) {
  return {.topology = {.pfs = 2, .vfs = 0},
          .first = {.modes = {Mode::offloads, Mode::offloads}},
          .threads = std::move(threads)};
}

}  // namespace

TEST_CASE("twins of rep-state: register over LOADED, a second load, an unload of what was never built") {
  const Twin over{.series = "L4", .threads = {[](Thread& t, Driver& d) {
                                    register_vport_reps(t, d, esw0(d), RepType::ib, Nesting::plain);
                                  }}};
  CHECK(violated_after(over.verdict(), Check::rep_state) == 2);

  const Twin twice{.threads = {[](Thread& t, Driver& d) {
                     Label failed;
                     load_callback(t, d, esw0(d), esw0(d).uplink(), RepType::ib, failed);
                     t.place(failed);
                   }}};
  CHECK(violated_after(twice.verdict(), Check::rep_state) == 1);

  const Twin never_built{.threads = {[](Thread& t, Driver& d) {
                           t.set(esw0(d).uplink().priv[ib], false);
                           unload_callback(t, d, esw0(d), esw0(d).uplink(), RepType::ib);
                         }}};
  CHECK(violated_after(never_built.verdict(), Check::rep_state) == 2);
}

TEST_CASE("twin of rep-state: unregister stores UNREGISTERED over LOADED, in a mode that it thinks is legacy") {
  const auto twin = [](const char* series) {
    return Twin{.series = series, .threads = {[](Thread& t, Driver& d) {
                                    t.set(esw0(d).mode, Mode::legacy);
                                    unregister_vport_reps(t, d, esw0(d), RepType::ib, Nesting::plain);
                                  }}};
  };
  CHECK(violated_after(twin("L4").verdict(), Check::rep_state) == 3);
  CHECK_FALSE(violated_after(twin("L5").verdict(), Check::rep_state).has_value());
}

TEST_CASE("twin of callback-overlap: load and unload with no lock between them") {
  const Body load = [](Thread& t, Driver& d) {
    Label failed;
    load_callback(t, d, esw0(d), esw0(d).uplink(), RepType::ib, failed);
    t.place(failed);
  };
  const Body unload = [](Thread& t, Driver& d) { unload_callback(t, d, esw0(d), esw0(d).uplink(), RepType::ib); };
  const auto locked = [](const Body& body) -> Body {
    return [body](Thread& t, Driver& d) {
      t.lock(esw0(d).reps_lock);
      body(t, d);
      t.unlock(esw0(d).reps_lock);
    };
  };
  CHECK(violated_after(Twin{.threads = {load, unload}}.verdict(), Check::callback_overlap) == 2);
  CHECK_FALSE(
      violated_after(Twin{.threads = {locked(load), locked(unload)}}.verdict(), Check::callback_overlap).has_value());
}

TEST_CASE("twin of devlink-held: a load without devlink") {
  const auto twin = [](bool with_devlink) {
    return Twin{.threads = {[with_devlink](Thread& t, Driver& d) {
                  if (with_devlink) t.lock(esw0(d).devlink);
                  unload_callback(t, d, esw0(d), esw0(d).uplink(), RepType::ib);
                  if (with_devlink) t.unlock(esw0(d).devlink);
                }}};
  };
  CHECK(violated_after(twin(false).verdict(), Check::devlink_held) == 1);
  CHECK_FALSE(violated_after(twin(true).verdict(), Check::devlink_held).has_value());
}

TEST_CASE("twins of ops-lifetime: a callback after the module is gone, during its going, and through missing ops") {
  const Body unload = [](Thread& t, Driver& d) { unload_callback(t, d, esw0(d), esw0(d).uplink(), RepType::ib); };
  const Body free_module = [](Thread& t, Driver& d) { t.set(d.ib.text, false); };
  CHECK(violated_after(Twin{.threads = {free_module, unload}}.verdict(), Check::ops_lifetime) == 2);
  const Twin missing{.threads = {[&](Thread& t, Driver& d) {
                       t.set(esw0(d).ops[ib], Ops::null);
                       unload(t, d);
                     }}};
  CHECK(violated_after(missing.verdict(), Check::ops_lifetime) == 2);
  CHECK_FALSE(violated_after(Twin{.threads = {unload}}.verdict(), Check::ops_lifetime).has_value());
}

TEST_CASE("twin of device-lifetime: LOADED without priv, and a VF that reads it") {
  const auto twin = [](bool broken) {
    return Twin{.topology = {.pfs = 1, .vfs = 1}, .threads = {[broken](Thread& t, Driver& d) {
                                                    if (broken) t.set(esw0(d).uplink().priv[ib], false);
                                                    Label failed;
                                                    load_callback(t, d, esw0(d), esw0(d).reps.front(), RepType::ib,
                                                                  failed);
                                                    t.place(failed);
                                                  }}};
  };
  CHECK(violated_after(twin(true).verdict(), Check::device_lifetime) == 5);
  CHECK_FALSE(violated_after(twin(false).verdict(), Check::device_lifetime).has_value());
}

TEST_CASE("twin of device-lifetime: the uplink's IB device goes before the VFs that use it") {
  const auto twin = [](bool uplink_first) {
    return Twin{.topology = {.pfs = 1, .vfs = 1}, .threads = {[uplink_first](Thread& t, Driver& d) {
                                                    if (!uplink_first)
                                                      unload_callback(t, d, esw0(d), esw0(d).reps.front(), RepType::ib);
                                                    unload_callback(t, d, esw0(d), esw0(d).uplink(), RepType::ib);
                                                  }}};
  };
  CHECK(violated_after(twin(true).verdict(), Check::device_lifetime) == 3);
  CHECK_FALSE(violated_after(twin(false).verdict(), Check::device_lifetime).has_value());
}

TEST_CASE("twin of device-lifetime: in shared FDB the master's IB device goes before its peers' VFs") {
  const auto twin = [](bool peers_first) {
    return Twin{.topology = {.pfs = 2, .vfs = 1},
                .first = {.modes = {Mode::offloads, Mode::offloads}, .lag = LagState::shared_fdb},
                .threads = {[peers_first](Thread& t, Driver& d) {
                  unload_callback(t, d, esw0(d), esw0(d).reps.front(), RepType::ib);
                  if (peers_first) return unload_callback(t, d, esw0(d), esw0(d).uplink(), RepType::ib);
                  t.set(esw0(d).uplink().priv[ib], false);
                  t.mark(mark_of(What::unload_ends, esw0(d), esw0(d).uplink(), RepType::ib));
                }}};
  };
  CHECK(violated_after(twin(false).verdict(), Check::device_lifetime).has_value());
  CHECK_FALSE(violated_after(twin(true).verdict(), Check::device_lifetime).has_value());
}

TEST_CASE("twin of unwind: without patch 6, ETH goes although another call had loaded it") {
  const auto twin = [](const char* series) {
    return Twin{.series = series, .failures = 1, .threads = {[](Thread& t, Driver& d) {
                                                   t.lock(esw0(d).reps_lock);
                                                   t.set(esw0(d).uplink().priv[ib], false);
                                                   t.set(esw0(d).uplink().state[ib], RepState::registered);
                                                   Label failed;
                                                   rep_load(t, d, esw0(d), esw0(d).uplink(), failed);
                                                   t.place(failed);
                                                   t.unlock(esw0(d).reps_lock);
                                                 }}};
  };
  CHECK(violated_after(twin("L5").verdict(), Check::unwind) == 9);
  CHECK_FALSE(violated_after(twin("L6").verdict(), Check::unwind).has_value());
}

TEST_CASE("twin of failed-load: LOADED stays behind a failed load") {
  const auto twin = [](bool resets) {
    return Twin{
        .series = "L5", .failures = 1, .threads = {[resets](Thread& t, Driver& d) {
                                         t.set(esw0(d).uplink().state[ib], RepState::registered);
                                         Label failed, done;
                                         load_rep(t, d, esw0(d), esw0(d).uplink(), RepType::ib, failed);
                                         t.jump(done);
                                         t.place(failed);
                                         if (resets) t.set(esw0(d).uplink().state[ib], RepState::registered);
                                         t.mark(mark_of(What::load_gave_up, esw0(d), esw0(d).uplink(), RepType::ib));
                                         t.place(done);
                                       }}};
  };
  CHECK(violated_after(twin(false).verdict(), Check::failed_load) == 4);
  CHECK_FALSE(violated_after(twin(true).verdict(), Check::failed_load).has_value());
}

TEST_CASE("twin of unregister-complete: unregister in a mode that it thinks is legacy unloads nothing") {
  const auto twin = [](const char* series) {
    return Twin{.series = series, .threads = {[](Thread& t, Driver& d) {
                                    t.set(esw0(d).mode, Mode::legacy);  // stored without reps_lock: B30
                                    unregister_vport_reps(t, d, esw0(d), RepType::ib, Nesting::plain);
                                  }}};
  };
  CHECK(violated_after(twin("L4").verdict(), Check::unregister_complete) == 3);
  CHECK_FALSE(violated_after(twin("L5").verdict(), Check::unregister_complete).has_value());
}

TEST_CASE("twin of eventually-loaded: a register that queues nothing") {
  const auto twin = [](const char* series) {
    return Twin{.series = series,
                .first = {.modes = {Mode::offloads}, .ib_module = false},
                .threads = {[](Thread& t, Driver& d) {
                  t.set(d.ib.text, true);
                  register_vport_reps(t, d, esw0(d), RepType::ib, Nesting::plain);
                }},
                .worker = [](Thread& t, Driver& d) { eswitch_worker(t, d, esw0(d)); }};
  };
  CHECK(violated_after(twin("L6").verdict(), Check::eventually_loaded) == 5);
  CHECK_FALSE(violated_after(twin("L7").verdict(), Check::eventually_loaded).has_value());
}

TEST_CASE("twin of eventually-loaded: an uplink's ETH that is registered and never loaded") {
  const auto twin = [](const char* series) {
    return Twin{.series = series,
                .threads = {[](Thread& t, Driver& d) {
                  sysfs_unbind(t, d, esw0(d), RepType::eth);
                  sysfs_bind(t, d, esw0(d), RepType::eth);
                }},
                .worker = [](Thread& t, Driver& d) { eswitch_worker(t, d, esw0(d)); }};
  };
  CHECK(violated_after(twin("L6").verdict(), Check::eventually_loaded).has_value());
  CHECK_FALSE(violated_after(twin("L7").verdict(), Check::eventually_loaded).has_value());
}

TEST_CASE("eventually-loaded: a failed load explains only until the type is registered anew") {
  const Twin twin{.series = "L6", .failures = 1, .threads = {[](Thread& t, Driver& d) {
                                                   t.set(esw0(d).uplink().priv[ib], false);
                                                   t.set(esw0(d).uplink().state[ib], RepState::registered);
                                                   t.lock(esw0(d).reps_lock);
                                                   Label failed;
                                                   load_rep(t, d, esw0(d), esw0(d).uplink(), RepType::ib, failed);
                                                   t.place(failed);
                                                   t.unlock(esw0(d).reps_lock);
                                                   sysfs_unbind(t, d, esw0(d), RepType::ib);
                                                   sysfs_bind(t, d, esw0(d), RepType::ib);
                                                 }}};
  const schedules::Verdict verdict = twin.verdict();
  CHECK(violated_after(verdict, Check::eventually_loaded).has_value());
}

TEST_CASE("bind finds no driver once rmmod has taken it off the bus") {
  const Twin twin{.threads = {[](Thread& t, Driver& d) { rmmod_ib(t, d); },
                              [](Thread& t, Driver& d) { sysfs_bind(t, d, esw0(d), RepType::ib); }},
                  .worker = [](Thread& t, Driver& d) { eswitch_worker(t, d, esw0(d)); }};
  CHECK_FALSE(violated_after(twin.verdict(), Check::ops_lifetime).has_value());
}

TEST_CASE("twin of unprovoked-error: a VF is loaded before its uplink") {
  const auto twin = [](bool uplink_loaded) {
    return Twin{.topology = {.pfs = 1, .vfs = 1}, .threads = {[uplink_loaded](Thread& t, Driver& d) {
                                                    if (!uplink_loaded)
                                                      t.set(esw0(d).uplink().state[ib], RepState::registered);
                                                    Label failed;
                                                    load_callback(t, d, esw0(d), esw0(d).reps.front(), RepType::ib,
                                                                  failed);
                                                    t.place(failed);
                                                  }}};
  };
  CHECK(violated_after(twin(false).verdict(), Check::unprovoked_error) == 3);
  CHECK_FALSE(violated_after(twin(true).verdict(), Check::unprovoked_error).has_value());
}

TEST_CASE("twin of stale-work: a handler that does not look at the generation") {
  const auto twin = [](bool looks) {
    return Twin{.threads = {[](Thread& t, Driver& d) {
                  add_work(t, d, esw0(d), EswWork::reload_reps, Gfp::kernel);
                  invalidate_work(t, esw0(d));
                }},
                .worker = [looks](Thread& t, Driver& d) {
                  if (looks) return eswitch_worker(t, d, esw0(d));
                  const Var<unsigned> stamp = d.of(t).stamp;
                  t.serve(esw0(d).work_queue, stamp, [&](unsigned) {
                    t.lock(esw0(d).devlink);
                    Mark runs{What::work_runs};
                    runs.field = stamp.id;
                    runs.other = esw0(d).generation.id;
                    t.mark(runs);
                    t.unlock(esw0(d).devlink);
                  });
                }};
  };
  CHECK(violated_after(twin(false).verdict(), Check::stale_work) == 5);
  // The real one: nothing here invalidates under devlink, so even its second look can be too early.
  CHECK_FALSE(violated_after(twin(true).verdict(), Check::stale_work).has_value());
}

TEST_CASE("twins of counter-balance: one enable too few, one too many") {
  const Twin too_few = lag_world({[](Thread& t, Driver& d) { lag_disable_change(t, d); }});
  CHECK(violated_after(too_few.verdict(), Check::counter_balance).has_value());
  const Twin too_many = lag_world({[](Thread& t, Driver& d) { lag_enable_change(t, d); }});
  CHECK(violated_after(too_many.verdict(), Check::counter_balance) == 2);
  const Twin sound = lag_world({[](Thread& t, Driver& d) {
    lag_disable_change(t, d);
    lag_enable_change(t, d);
  }});
  CHECK_FALSE(violated_after(sound.verdict(), Check::counter_balance).has_value());
}

/// V1 and L5-4, because the checks on atomic context, and guarded-by, make claims only where something may be wrong.
TEST_CASE("every check that makes claims makes some that the catalogue's searches at L7, V1 or L5-4 come by") {
  std::set<std::uint8_t> visited;
  for (const checks::Row& row : checks::catalogue_rows()) {
    if (row.series != "L7" && row.series != "V1" && row.series != "L5-4") continue;
    const checks::Question question = checks::ask(scenario_named(row.scenario), Series::parse(row.series));
    const schedules::Result result = schedules::explore(question.recorded.world, question.claims, {});
    for (const Claim& claim : question.claims)
      if (claim.at_rest || claim.at_entry || result.reached[claim.thread][claim.step]) visited.insert(claim.check);
  }
  for (const Check check : checks::all_checks()) {
    const bool by_search = check <= Check::nesting_rules;
    INFO(checks::info(check).id);
    CHECK((by_search || visited.contains(static_cast<std::uint8_t>(check))));
  }
}
