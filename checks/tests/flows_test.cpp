// Each flow run alone, at every level and with a failure: it returns holding nothing, keeps its assertions, and ends.
#include <algorithm>
#include <catch2/catch.hpp>
#include <vector>

#include "checks/judge.h"
#include "model/flow_list.h"

using namespace replock;
using checks::Check;

namespace {

schedules::Outcome outcome(const schedules::Verdict& verdict, Check check) {
  return verdict.checks.at(static_cast<std::size_t>(check)).outcome;
}

/// Up to two failures: whether and where they happen is the search's to choose.
checks::Question alone(const model::Flow& flow, const model::Series& series) {
  checks::Question question{flow.name, series, model::record(flow, series, 2), {}};
  question.claims = checks::claims_of(question.recorded);
  return question;
}

}  // namespace

TEST_CASE("each flow alone returns holding nothing, at every level, whatever fails") {
  for (const model::Flow& flow : model::flows()) {
    model::World before;
    for (unsigned level = 0; level <= 7; ++level) {
      INFO(flow.name << " at L" << level);
      const checks::Question question = alone(flow, model::Series::level(level));
      if (question.recorded.world == before) continue;
      before = question.recorded.world;
      const schedules::Verdict verdict = checks::answer(question, {});
      REQUIRE(verdict.result.end == schedules::End::exhausted);
      for (const Check check : {Check::deadlock, Check::recursion, Check::lock_balance, Check::assert_held,
                                Check::callback_overlap, Check::ops_lifetime, Check::stale_work,
                                Check::unregister_complete, Check::counter_balance, Check::nesting_rules}) {
        INFO(checks::info(check).id);
        CHECK(outcome(verdict, check) == schedules::Outcome::holds);
      }
    }
  }
}

TEST_CASE("each flow has something to do: its function is entered and steps are taken") {
  for (const model::Flow& flow : model::flows()) {
    INFO(flow.name);
    const model::World world = model::record(flow, model::Series::level(7), 1).world;
    bool entered = false;
    for (const model::Frame& frame : world.frames) entered |= frame.function == flow.function;
    CHECK((entered || flow.function == "mlx5_do_bond"));
    CHECK(schedules::explore(world, {}, {}).states > 3);
  }
}

TEST_CASE("a flow keeps the kernel's order of locks: mode set at L7") {
  const model::Flow* flow = model::find_flow("mode-set-switchdev");
  REQUIRE(flow != nullptr);
  const model::World world = model::record(*flow, model::Series::level(7), 0).world;
  std::vector<std::string> locks;
  model::State state = model::initial_state(world);
  for (auto moves = model::enabled(world, state, 0); !moves.empty(); moves = model::enabled(world, state, 0)) {
    const model::Step& step = model::step_of(world, state, 0);
    if (step.lock != model::none && step.frame != 0 &&
        (model::function_of(world, step) == "mlx5_devlink_eswitch_mode_set" ||
         model::function_of(world, step) == "esw_mode_change"))
      locks.push_back(step.words);
    state = model::after(world, state, moves.front());
  }
  CHECK(locks == std::vector<std::string>{"trylock mode_lock(esw0)", "unlock mode_lock(esw0)", "lock reps_lock(esw0)",
                                          "unlock reps_lock(esw0)", "write-lock hca_devcom", "unlock hca_devcom",
                                          "lock reps_lock(esw0)", "unlock reps_lock(esw0)",
                                          "write-lock mode_lock(esw0)", "unlock mode_lock(esw0)"});
}

TEST_CASE("a rescan adds no device anew while an unbind of ETH removes the old one") {
  const model::World world =
      checks::ask(model::scenario_named("unbind-eth-vs-bond"), model::Series::level(0)).recorded.world;
  const auto lock = std::ranges::find(world.locks, "device_lock(d0.ETH_REP)", &model::Lock::name);
  const auto unbind = std::ranges::find(world.threads, "unbind d0.ETH", &model::Program::name);
  REQUIRE(lock != world.locks.end());
  REQUIRE(unbind != world.threads.end());
  const auto holder = static_cast<std::uint16_t>(unbind - world.threads.begin() + 1);
  std::vector<model::Claim> claims;
  for (std::size_t thread = 0; thread < world.threads.size(); ++thread)
    for (std::size_t step = 0; step < world.threads[thread].steps.size(); ++step) {
      const model::Step& adds = world.threads[thread].steps[step];
      if (adds.verb != model::Verb::set || model::function_of(world, adds) != "device_add" ||
          !adds.words.ends_with("(d0.ETH_REP) = 1"))
        continue;
      claims.push_back({.bad = {{lock->owner, model::Test::Is::equal, holder}},
                        .phase = model::Phase::before,
                        .thread = static_cast<model::ThreadId>(thread),
                        .step = static_cast<model::StepId>(step)});
    }
  REQUIRE_FALSE(claims.empty());
  CHECK(schedules::explore(world, claims, {}).hits.empty());
}

TEST_CASE("a RoCE LAG that goes leaves the IB device of a PF alone whose driver is unloaded, before patch 4 too") {
  const model::Scenario scenario = model::scenario_named("load.d0+unbond+unload.d0/2pf-legacy-legacy-roce-lag");
  for (const char* const series : {"L0", "L3", "L4"}) {
    INFO(series);
    const schedules::Verdict verdict = checks::answer(checks::ask(scenario, model::Series::parse(series)), {});
    REQUIRE(verdict.result.end == schedules::End::exhausted);
    CHECK(outcome(verdict, Check::bookkeeping) == schedules::Outcome::holds);
  }
}
