// The reduced search: over the catalogue, and on worlds whose reduced counts can be told by hand.
#include "schedules/reduction.h"

#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <utility>

#include "checks/catalogue.h"
#include "checks/judge.h"
#include "checks/tests/agreement.h"
#include "checks/tests/distinct_rows.h"
#include "checks/tests/engine_worlds.h"
#include "checks/tests/world_builder.h"

namespace replock::tests::engine {
namespace {

using namespace model;
using schedules::PastCorruption;
using schedules::Reduction;
using schedules::Result;

Result explore(const World& world, Reduction reduction, const std::vector<Claim>& claims = {},
               PastCorruption past_corruption = PastCorruption::go_on) {
  schedules::Options options;
  options.reduction = reduction;
  options.past_corruption = past_corruption;
  return schedules::explore(world, claims, options);
}

/// Each thread does something of its own, then something that the others see.
World own_then_shared(unsigned threads) {
  Toy toy;
  const FieldId shared = toy.variable(3);
  for (unsigned thread = 0; thread < threads; ++thread) {
    const FieldId own = toy.variable(1);
    toy.thread();
    toy.step(Verb::set, {}, {set(own, 1)});
    toy.step(Verb::set, {}, {set(shared, thread + 1)});
    toy.finish();
  }
  return toy.world();
}

/// The first and the third thread let the second go on, which waits for the fourth while it holds what that one needs;
/// the fourth gets there unless they were faster. The fifth waits for it too, so it is in no small group.
World ring_that_others_break() {
  Toy toy;
  const LockId needed = toy.mutex();
  const FieldId let_on = toy.variable(1), begun = toy.variable(1), told = toy.variable(1), way = toy.variable(1);
  toy.thread();
  toy.step(Verb::set, {}, {set(let_on, 1)});
  toy.finish();
  toy.thread();
  toy.lock(needed);
  toy.step(Verb::set, {}, {set(begun, 1)});
  toy.step(Verb::wait_until, {equal(let_on, 1)}, {}).waits_for = {3};
  toy.unlock(needed);
  toy.finish();
  toy.thread();
  toy.step(Verb::set, {}, {set(let_on, 1)});
  toy.finish();
  toy.thread();
  toy.choose(Choice::any, {alternative({equal(begun, 1)}, {set(told, 1)}, 1),
                           alternative({equal(begun, 1)}, {set(told, 1), set(way, 1)}, 1)});
  toy.lock(needed);
  toy.unlock(needed);
  toy.finish();
  toy.thread();
  toy.step(Verb::wait_until, {equal(told, 1)}, {}).waits_for = {3};
  toy.finish();
  return toy.world();
}

std::set<std::pair<std::string, std::string>> findings(const checks::Question& question, const Result& result) {
  std::set<std::pair<std::string, std::string>> all;
  for (const schedules::Finding& finding : checks::judge(question, result).findings)
    all.insert({finding.check, finding.sentence});
  return all;
}

std::set<std::uint32_t> claims_hit(const Result& result) {
  std::set<std::uint32_t> hit;
  for (const schedules::ClaimHit& claim : result.hits) hit.insert(claim.claim);
  return hit;
}

/// One thread corrupts memory with its first step and breaks another claim with its second; the other thread, which
/// shares nothing with it, breaks a third.
struct CorruptsBesideOthers {
  World world;
  std::vector<Claim> claims;
  std::uint32_t corruption = 0, behind_corruption = 1, of_the_other = 2;

  CorruptsBesideOthers() {
    Toy toy;
    const FieldId first = toy.variable(2), second = toy.variable(1);
    toy.thread();
    toy.step(Verb::set, {}, {set(first, 1)});
    toy.step(Verb::set, {}, {set(first, 2)});
    toy.finish();
    toy.thread();
    toy.step(Verb::set, {}, {set(second, 1)});
    toy.finish();
    world = toy.world();
    Claim claim;
    claim.thread = 0, claim.step = 0, claim.corrupts = true;
    claims.push_back(claim);
    claim.step = 1, claim.corrupts = false;
    claims.push_back(claim);
    claim.thread = 1, claim.step = 0;
    claims.push_back(claim);
  }
};

}  // namespace

TEST_CASE("known counts of reduced searches", "[explorer][reduction]") {
  CHECK(reduced_states(pairs_on_own_mutexes(3, 2)) == 2);  // one order of 12 moves: its first state and its last
  CHECK(reduced_states(pairs_on_one_mutex(3, 1)) == 2);    // a moment under the mutex each: the order shows nowhere
  CHECK(explore(own_then_shared(2), Reduction::none).states == 10);
  CHECK(reduced_states(own_then_shared(2)) == 4);  // the first, before the shared steps, and after each order of them
}

TEST_CASE("a ring of waits that a group would break is not run past", "[explorer][reduction]") {
  const World world = ring_that_others_break();
  CHECK(explore(world, Reduction::none).stuck.size() == 1);
  CHECK(explore(world, Reduction::persistent).stuck.size() == 1);
}

TEST_CASE("over the whole catalogue the reduced search finds what the full one does", "[explorer][reduction]") {
  std::uint64_t full_states = 0, reduced_states = 0;
  tests::for_each_distinct_row([&](const checks::Row& row, const checks::Question& question) {
    INFO(row.scenario << " at " << row.series);
    const World& world = question.recorded.world;
    const Result full = explore(world, Reduction::none, question.claims);
    for (const Reduction reduction : {Reduction::local, Reduction::persistent}) {
      const Result some = explore(world, reduction, question.claims);
      CHECK(differences(world, {full, some}) == "");
      CHECK(findings(question, full) == findings(question, some));
      CHECK(lock_order_words(world, full) == lock_order_words(world, some));
      if (reduction == Reduction::persistent) reduced_states += some.states;
    }
    full_states += full.states;
  });
  CHECK(reduced_states < full_states / 20);
}

TEST_CASE("nothing is followed past corrupted memory, and nothing else is lost by it", "[explorer][reduction]") {
  const CorruptsBesideOthers world;
  for (const Reduction reduction : schedules::reductions) {
    INFO(words(reduction));
    const Result stopped = explore(world.world, reduction, world.claims, PastCorruption::stop);
    const Result gone_on = explore(world.world, reduction, world.claims);
    CHECK(claims_hit(stopped) == std::set<std::uint32_t>{world.corruption, world.of_the_other});
    CHECK(claims_hit(gone_on) ==
          std::set<std::uint32_t>{world.corruption, world.of_the_other, world.behind_corruption});
  }
  // At first, and when the other thread is done: what a corrupting move leads to is no state.
  CHECK(explore(world.world, Reduction::none, world.claims, PastCorruption::stop).states == 2);
}

TEST_CASE("over the catalogue, not past corrupted memory, the reduced search finds what the full one does",
          "[explorer][reduction]") {
  std::size_t shorter = 0;
  tests::for_each_distinct_row([&](const checks::Row& row, const checks::Question& question) {
    INFO(row.scenario << " at " << row.series);
    const World& world = question.recorded.world;
    const Result full = explore(world, Reduction::none, question.claims, PastCorruption::stop);
    const Result some = explore(world, Reduction::persistent, question.claims, PastCorruption::stop);
    CHECK(claims_hit(full) == claims_hit(some));
    CHECK(full.stuck.empty() == some.stuck.empty());
    CHECK(full.states <= checks::pinned(row.scenario, row.series));
    if (full.states < checks::pinned(row.scenario, row.series)) ++shorter;
  });
  CHECK(shorter > 0);
}

TEST_CASE("in the engine's worlds the reduced search finds what the full one does", "[explorer][reduction]") {
  for (const NamedWorld& named : engine_worlds()) {
    INFO(named.name);
    CHECK(reduction_disagreement(named.world, {}) == "");
  }
  for (std::uint32_t seed = 100; seed < 400; ++seed) {
    INFO("random world " << seed);
    CHECK(reduction_disagreement(random_world(seed), {}) == "");
  }
}

}  // namespace replock::tests::engine
