// Each check catches its broken twin, after a shortest trace of known length, and lets the sound one pass.
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "checks/tests/twin.h"

using namespace replock;
using namespace replock::model;
using checks::Check;
using replock::tests::Body;
using replock::tests::Twin;
using replock::tests::violated_after;

namespace {

Eswitch& esw0(Driver& d) { return d.eswitches.front(); }
constexpr std::size_t ib = at(RepType::ib);

void take_both(Thread& t, LockId first, LockId second) {
  t.lock(first);
  t.lock(second);
  t.unlock(second);
  t.unlock(first);
}

const Topology two_pfs{.pfs = 2, .vfs = 0};
const FirstState both_switchdev{.modes = {Mode::offloads, Mode::offloads}};

Twin lag_world(std::vector<Body> threads) {
  return {.topology = two_pfs, .first = both_switchdev, .threads = std::move(threads)};
}

const Body reps_then_lag = [](Thread& t, Driver& d) { take_both(t, esw0(d).reps_lock, d.lag.lock); };
const Body lag_then_reps = [](Thread& t, Driver& d) { take_both(t, d.lag.lock, esw0(d).reps_lock); };

Body under(LockId Driver::*gate, Body body) {
  return [gate, body = std::move(body)](Thread& t, Driver& d) {
    t.lock(d.*gate);
    body(t, d);
    t.unlock(d.*gate);
  };
}

std::vector<std::string> verdicts(const schedules::Verdict& verdict) {
  std::vector<std::string> words;
  for (const schedules::LockCycle& cycle : verdict.cycles) {
    std::string text(schedules::words(cycle.verdict));
    for (const std::string& name : cycle.classes) text += " " + name;
    for (const std::string& gate : cycle.gates) text += " gate:" + gate;
    words.push_back(text);
  }
  return words;
}

}  // namespace

TEST_CASE("twin of deadlock: two locks in both orders") {
  const schedules::Verdict broken = lag_world({reps_then_lag, lag_then_reps}).verdict();
  CHECK(violated_after(broken, Check::deadlock) == 2);
  CHECK_FALSE(violated_after(broken, Check::recursion).has_value());
  const auto finding = std::ranges::find(broken.findings, "deadlock", &schedules::Finding::check);
  REQUIRE(finding != broken.findings.end());
  CHECK(finding->cycle == std::vector<ThreadId>{0, 1});
  CHECK_FALSE(violated_after(lag_world({reps_then_lag, reps_then_lag}).verdict(), Check::deadlock).has_value());
}

TEST_CASE("twin of deadlock: a wait that nobody ends") {
  const Twin broken = lag_world({[](Thread& t, Driver& d) { t.wait_until(d.lag.mode_changes != 0U); }});
  CHECK(violated_after(broken.verdict(), Check::deadlock) == 0);
}

TEST_CASE("twin of deadlock: a flush under the lock that the worker takes") {
  const auto twin = [](bool under_lock) {
    return Twin{.topology = two_pfs,
                .first = both_switchdev,
                .threads = {[under_lock](Thread& t, Driver& d) {
                  t.queue_pending_work(d.lag.bond_work);
                  if (under_lock) t.lock(d.lag.lock);
                  t.wait_until(d.lag.mode_changes != 0U, {1});
                  if (under_lock) t.unlock(d.lag.lock);
                  t.set(d.lag.mode_changes, 0);
                }},
                .worker = [](Thread& t, Driver& d) {
                  t.serve({{"bond_work", d.lag.bond_work}}, [&](std::size_t) {
                    t.lock(d.lag.lock);
                    t.increment(d.lag.mode_changes);
                    t.unlock(d.lag.lock);
                  });
                }};
  };
  const schedules::Verdict broken = twin(true).verdict();
  CHECK(violated_after(broken, Check::deadlock) == 3);
  CHECK(verdicts(broken) == std::vector<std::string>{"realised ldev->lock worker"});
  CHECK_FALSE(violated_after(twin(false).verdict(), Check::deadlock).has_value());
}

TEST_CASE("twin of recursion: register called under reps_lock") {
  const auto twin = [](const char* series) {
    return Twin{.series = series, .threads = {[](Thread& t, Driver& d) {
                                    t.lock(esw0(d).reps_lock);
                                    register_vport_reps(t, d, esw0(d), RepType::ib, Nesting::plain);
                                    t.unlock(esw0(d).reps_lock);
                                  }}};
  };
  CHECK(violated_after(twin("L5").verdict(), Check::recursion) == 1);
  CHECK(violated_after(twin("L5").verdict(), Check::deadlock) == 1);
  CHECK_FALSE(violated_after(twin("L4").verdict(), Check::recursion).has_value());
}

TEST_CASE("twins of lock-order: the same cycle realised, gated, and open") {
  const schedules::Verdict realised = lag_world({reps_then_lag, lag_then_reps}).verdict();
  CHECK(verdicts(realised) == std::vector<std::string>{"realised ldev->lock reps_lock"});

  const schedules::Verdict gated =
      lag_world({under(&Driver::hca_devcom, reps_then_lag), under(&Driver::hca_devcom, lag_then_reps)}).verdict();
  CHECK(verdicts(gated) == std::vector<std::string>{"gated ldev->lock reps_lock gate:hca_devcom"});
  CHECK(violated_after(gated, Check::lock_order).has_value());
  CHECK_FALSE(violated_after(gated, Check::deadlock).has_value());

  schedules::Options bounded;
  bounded.bounds.states_max = 12;
  const schedules::Verdict open =
      lag_world({under(&Driver::hca_devcom, reps_then_lag), under(&Driver::hca_devcom, lag_then_reps)})
          .verdict(bounded);
  CHECK(open.result.end == schedules::End::states_bound);
  for (const schedules::LockCycle& cycle : open.cycles) CHECK(cycle.verdict == schedules::CycleVerdict::open);
  CHECK(open.outcome != schedules::Outcome::holds);

  CHECK(lag_world({reps_then_lag, reps_then_lag}).verdict().cycles.empty());
}

TEST_CASE("lock-order: a nested annotation makes a nested edge and no cycle, but a real deadlock still shows") {
  const auto nested = [](unsigned outer, unsigned inner) -> Body {
    return [outer, inner](Thread& t, Driver& d) {
      t.lock(d.eswitches[outer].reps_lock);
      t.lock(d.eswitches[inner].reps_lock, Nesting::nested);
      t.unlock(d.eswitches[inner].reps_lock);
      t.unlock(d.eswitches[outer].reps_lock);
    };
  };
  const schedules::Verdict one_way = lag_world({nested(0, 1), nested(0, 1)}).verdict();
  REQUIRE(one_way.edges.size() == 1);
  CHECK(one_way.edges[0].kind == schedules::EdgeKind::nested);
  CHECK(one_way.cycles.empty());

  const schedules::Verdict both_ways = lag_world({nested(0, 1), nested(1, 0)}).verdict();
  CHECK(verdicts(both_ways) == std::vector<std::string>{"realised reps_lock"});
  CHECK(violated_after(both_ways, Check::deadlock) == 2);
}

TEST_CASE("lock-order: a trylock makes no edge to itself, and edges from itself") {
  const schedules::Verdict verdict = lag_world({[](Thread& t, Driver& d) {
                                       t.lock(d.lag.lock);
                                       t.try_lock(esw0(d).reps_lock, [&] {
                                         t.lock(esw0(d).state_lock);
                                         t.unlock(esw0(d).state_lock);
                                         t.unlock(esw0(d).reps_lock);
                                       });
                                       t.unlock(d.lag.lock);
                                     }}).verdict();
  std::set<std::string> edges;
  for (const schedules::LockEdge& edge : verdict.edges) edges.insert(edge.held + ">" + edge.acquired);
  CHECK(edges == std::set<std::string>{"ldev->lock>state_lock", "reps_lock>state_lock"});
}

TEST_CASE("lock-order: a flush with a lock held is an edge to the worker, and the worker's locks are edges from it") {
  const schedules::Verdict verdict = Twin{
      .topology = two_pfs,
      .first = both_switchdev,
      .threads = {[](Thread& t, Driver& d) {
        t.queue_pending_work(d.lag.bond_work);
        t.lock(esw0(d).devlink);
        t.wait_until(d.lag.mode_changes != 0U, {1});
        t.unlock(esw0(d).devlink);
        t.set(d.lag.mode_changes, 0);
      }},
      .worker = [](Thread& t, Driver& d) {
        t.serve({{"bond_work", d.lag.bond_work}}, [&](std::size_t) {
          t.lock(d.lag.lock);
          t.increment(d.lag.mode_changes);
          t.unlock(d.lag.lock);
        });
      }}.verdict();
  std::set<std::string> edges;
  for (const schedules::LockEdge& edge : verdict.edges)
    edges.insert(edge.held + ">" + edge.acquired + " " + std::string(schedules::words(edge.kind)));
  CHECK(edges == std::set<std::string>{"devlink>worker wait", "worker>ldev->lock wait"});
  CHECK(verdict.cycles.empty());
}

TEST_CASE("twins of nesting-rules: each rule broken once, from its patch on") {
  struct Case {
    const char* since;
    const char* before;
    const char* rule;
    Body body;
  };
  const Case cases[] = {
      {"L4", "L3", "rule 1: ldev->lock is held where reps_lock", lag_then_reps},
      {"L4", "L3", "rule 1: ldev->lock is held where a device_lock",
       [](Thread& t, Driver& d) { take_both(t, d.lag.lock, esw0(d).ib_rep.device_lock); }},
      {"L5", "L4", "rule 2", [](Thread& t, Driver& d) { take_both(t, esw0(d).reps_lock, d.hca_devcom); }},
      {"L5", "L4", "rule 3",
       [](Thread& t, Driver& d) {
         const Scope in = t.function("mlx5_devlink_eswitch_mode_set");
         take_both(t, esw0(d).mode_lock, esw0(d).reps_lock);
       }},
      {"L5", "L4", "rule 4", [](Thread& t, Driver& d) { take_both(t, esw0(d).reps_lock, esw0(d).devlink); }},
      {"L5", "L4", "rule 5: a second",
       [](Thread& t, Driver& d) { take_both(t, esw0(d).reps_lock, d.eswitches[1].reps_lock); }},
      {"L5", "L4", "rule 5: a reps_lock is taken under one that is not",
       [](Thread& t, Driver& d) {
         t.lock(d.eswitches[1].reps_lock);
         t.lock(esw0(d).reps_lock, Nesting::nested);
         t.unlock(esw0(d).reps_lock);
         t.unlock(d.eswitches[1].reps_lock);
       }},
      {"L7", "L6", "rule 6", [](Thread& t, Driver& d) { take_both(t, esw0(d).ib_rep.device_lock, esw0(d).devlink); }},
  };
  for (const Case& one : cases) {
    INFO(one.rule);
    Twin twin = lag_world({one.body});
    twin.series = one.since;
    const schedules::Verdict broken = twin.verdict();
    CHECK(violated_after(broken, Check::nesting_rules) == 2);
    CHECK(std::ranges::any_of(broken.findings, [&](const auto& f) { return f.sentence.starts_with(one.rule); }));
    twin.series = one.before;
    CHECK_FALSE(violated_after(twin.verdict(), Check::nesting_rules).has_value());
  }
}

TEST_CASE("twins of lock-balance: a return with a lock held, an unlock of what is not held") {
  const Twin returns = lag_world({[](Thread& t, Driver& d) { t.lock(d.lag.lock); }});
  CHECK(violated_after(returns.verdict(), Check::lock_balance) == 1);
  const Twin returns_reading = lag_world({[](Thread& t, Driver& d) { t.lock_read(esw0(d).mode_lock); }});
  CHECK(violated_after(returns_reading.verdict(), Check::lock_balance) == 1);
  const Twin unlocks = lag_world({[](Thread& t, Driver& d) { t.unlock(d.lag.lock); }});
  CHECK(violated_after(unlocks.verdict(), Check::lock_balance) == 1);
  const Twin sound = lag_world({reps_then_lag});
  CHECK_FALSE(violated_after(sound.verdict(), Check::lock_balance).has_value());
}

TEST_CASE("twin of assert-held: a load without reps_lock from patch 5 on") {
  const auto twin = [](const char* series) {
    return Twin{.series = series, .threads = {[](Thread& t, Driver& d) {
                                    Label failed;
                                    load_rep(t, d, esw0(d), esw0(d).uplink(), RepType::eth, failed);
                                    t.place(failed);
                                  }}};
  };
  CHECK(violated_after(twin("L5").verdict(), Check::assert_held) == 0);
  CHECK_FALSE(violated_after(twin("L4").verdict(), Check::assert_held).has_value());
}

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
                  add_work(t, d, esw0(d), EswWork::reload_reps);
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

TEST_CASE("every check that makes claims makes some that the catalogue's searches at L7 come by") {
  std::set<std::uint8_t> visited;
  for (const Scenario& scenario : scenarios()) {
    const checks::Question question = checks::ask(scenario, Series::level(7));
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
