// The exhaustive explorer, held to the reference semantics and to a brute force that shares nothing with it.
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "checks/tests/engine_worlds.h"
#include "checks/tests/reference_search.h"
#include "checks/tests/toy_explore.h"
#include "checks/tests/world_builder.h"
#include "schedules/explorer.h"

namespace replock::tests::engine {
namespace {

using namespace model;
using schedules::End;
using schedules::Result;
using schedules::Schedule;

Result explore(const World& world, const std::vector<Claim>& claims = {}) {
  return schedules::explore(world, claims, {});
}

/// The state that the schedule leads to. REQUIREs that each move is enabled.
State follow(const World& world, const Schedule& schedule) {
  State state = initial_state(world);
  for (const Move move : schedule) {
    const std::vector<Move> moves = enabled(world, state, move.thread);
    REQUIRE(std::find(moves.begin(), moves.end(), move) != moves.end());
    state = after(world, state, move);
  }
  return state;
}

Claim at(ThreadId thread, StepId step, Phase phase, Conjunction bad) {
  Claim claim;
  claim.thread = thread;
  claim.step = step;
  claim.phase = phase;
  claim.bad = std::move(bad);
  return claim;
}

Claim at_rest(Conjunction bad) {
  Claim claim;
  claim.at_rest = true;
  claim.bad = std::move(bad);
  return claim;
}

/// For each variable and small value: a claim before and after each alternative, and one at rest.
std::vector<Claim> many_claims(const World& world) {
  std::vector<Claim> claims;
  for (std::size_t field = 0; field < world.fields.size(); ++field) {
    const auto id = static_cast<FieldId>(field);
    if (world.fields[field].max > 4) continue;
    for (unsigned value = 0; value < 2; ++value) {
      claims.push_back(at_rest({equal(id, value)}));
      claims.push_back(at_rest({equal(id, value)}));
      claims.back().at_rest = false;
      claims.back().at_entry = true;
      for (std::size_t thread = 0; thread < world.threads.size(); ++thread)
        for (std::size_t step = 0; step + 1 < world.threads[thread].steps.size(); ++step) {
          const auto t = static_cast<ThreadId>(thread);
          const auto s = static_cast<StepId>(step);
          claims.push_back(at(t, s, Phase::before, {equal(id, value)}));
          claims.push_back(at(t, s, Phase::after, {unequal(id, value), same(id, id)}));
        }
    }
  }
  return claims;
}

void compare_stuck(const World& world, const Result& result, const Reference& reference) {
  std::set<Place> in_rings;
  for (const schedules::Stuck& stuck : result.stuck) {
    const State state = follow(world, stuck.schedule);
    const std::vector<ThreadId>& who = stuck.cycle.empty() ? stuck.threads : stuck.cycle;
    REQUIRE(stuck.steps.size() == who.size());
    for (std::size_t index = 0; index < who.size(); ++index)
      CHECK(stuck.steps[index] == pc_of(world, state, who[index]));
    if (stuck.cycle.empty()) CHECK(enabled(world, state).empty());
    for (std::size_t index = 0; index < stuck.cycle.size(); ++index) {
      const std::vector<ThreadId> whom = waits_for(world, state, stuck.cycle[index]);
      const ThreadId next = stuck.cycle[(index + 1) % stuck.cycle.size()];
      CHECK(std::find(whom.begin(), whom.end(), next) != whom.end());
      CHECK(stuck.cycle[0] <= stuck.cycle[index]);
      in_rings.insert({stuck.cycle[index], stuck.steps[index]});
    }
  }
  CHECK(in_rings == reference.in_rings);
  if (reference.deadlocks != 0) CHECK_FALSE(result.stuck.empty());
}

void compare_claims(const World& world, const std::vector<Claim>& claims, const Result& result,
                    const Reference& reference) {
  std::vector<Cost> costs(claims.size(), Reference::never);
  for (const schedules::ClaimHit& hit : result.hits) {
    costs[hit.claim] = cost(hit.schedule);
    const Claim& claim = claims[hit.claim];
    Schedule schedule = hit.schedule;
    if (claim.phase == Phase::before && !claim.at_rest && !claim.at_entry) schedule.pop_back();
    CHECK(all_true(follow(world, schedule), claim.bad));
  }
  CHECK(costs == reference.claims);
}

void compare_acquisitions(const World& world, const Result& result, const Reference& reference) {
  REQUIRE(result.acquisitions.size() == reference.acquisitions.size());
  auto expected = reference.acquisitions.begin();
  for (const schedules::Acquisition& acquisition : result.acquisitions) {
    CHECK(expected->first == std::tuple(acquisition.thread, acquisition.step, acquisition.held));
    CHECK(expected->second == cost(acquisition.schedule));
    Schedule before = acquisition.schedule;
    CHECK(before.back().thread == acquisition.thread);
    before.pop_back();
    CHECK(held_by(world, follow(world, before), acquisition.thread) == acquisition.held);
    ++expected;
  }
}

void compare(const World& world) {
  const std::vector<Claim> claims = many_claims(world);
  const Result result = explore(world, claims);
  const Reference reference = search_plainly(world, claims);
  CHECK(result.end == End::exhausted);
  CHECK(result.left == 0);
  CHECK(result.states == reference.states);
  CHECK(result.transitions == reference.transitions);
  CHECK(result.depth == reference.depth);
  for (std::size_t thread = 0; thread < world.threads.size(); ++thread)
    for (std::size_t step = 0; step < world.threads[thread].steps.size(); ++step)
      CHECK(result.reached[thread][step] ==
            (reference.reached.count({static_cast<ThreadId>(thread), static_cast<StepId>(step)}) != 0));
  compare_stuck(world, result, reference);
  compare_claims(world, claims, result, reference);
  compare_acquisitions(world, result, reference);
}

}  // namespace

TEST_CASE("the explorer counts and finds what the reference semantics do", "[explorer]") {
  for (const NamedWorld& named : engine_worlds()) {
    INFO(named.name);
    compare(named.world);
  }
  for (std::uint32_t seed = 100; seed < 400; ++seed) {
    INFO("random world " << seed);
    compare(random_world(seed));
  }
}

TEST_CASE("an independent brute force counts the same", "[explorer][python]") {
  for (const NamedWorld& named : engine_worlds()) {
    INFO(named.name);
    const Result result = explore(named.world);
    const Reference reference = search_plainly(named.world, {});
    CHECK(by_brute_force(named.world) == std::to_string(result.states) + " " + std::to_string(result.transitions) +
                                             " " + std::to_string(result.depth) + " " +
                                             std::to_string(reference.deadlocks) + "\n");
  }
}

TEST_CASE("a value out of range is a fault of the model", "[explorer]") {
  for (const Effect& effect : {subtract(0, 1), add(0, 3), set(0, 3), copy(0, 1)}) {
    Toy toy;
    toy.variable(2), toy.variable(9, 9);
    toy.thread();
    toy.step(Verb::set, {}, {effect});
    toy.finish();
    const World world = toy.world();
    CHECK_THROWS_AS(explore(world), ModelFault);
    CHECK_THROWS_AS(after(world, initial_state(world), {0, 0}), ModelFault);
    CHECK(by_brute_force(world) == "fault\n");
  }
}

}  // namespace replock::tests::engine
