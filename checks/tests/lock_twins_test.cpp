// Each check catches its broken twin, after a shortest trace of known length, and lets the sound one pass: waits and
// locks.
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
