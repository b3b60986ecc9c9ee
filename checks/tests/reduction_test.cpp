// The reduced search: over the catalogue, and on worlds whose reduced counts can be told by hand.
#include "schedules/reduction.h"

#include <catch2/catch.hpp>
#include <random>
#include <set>
#include <string>
#include <utility>

#include "checks/catalogue.h"
#include "checks/judge.h"
#include "checks/reduction_choice.h"
#include "checks/tests/agreement.h"
#include "checks/tests/distinct_rows.h"
#include "checks/tests/engine_worlds.h"
#include "checks/tests/world_builder.h"
#include "schedules/possible.h"

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

/// One thread moves a field on, and tries once more; the other looks at it, once.
World tries_twice() {
  Toy toy;
  const FieldId moved = toy.variable(1), seen = toy.variable(1);
  toy.thread();
  for (model::StepId next = 1; next <= 2; ++next)
    toy.choose(Choice::first, {alternative({equal(moved, 0)}, {set(moved, 1)}, next), alternative({}, {}, next)});
  toy.finish();
  toy.thread();
  toy.choose(Choice::first, {alternative({equal(moved, 1)}, {set(seen, 1)}, 1), alternative({}, {}, 1)});
  toy.finish();
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

schedules::Scene scene(const World& world, const State& state) {
  schedules::Scene scene;
  std::uint32_t first_stand = 0;
  for (std::size_t index = 0; index < world.threads.size(); ++index) {
    const auto thread = static_cast<ThreadId>(index);
    const unsigned bit = 1U << thread;
    scene.stands[thread] = first_stand + pc_of(world, state, thread);
    first_stand += static_cast<std::uint32_t>(world.threads[thread].steps.size());
    const std::vector<Move> moves = enabled(world, state, thread);
    if (moves.size() == 1 && moves.front().alternative < 2)
      scene.branches[thread] = moves.front().alternative == 0 ? schedules::Branch::first : schedules::Branch::second;
    if (!moves.empty()) scene.moving = static_cast<schedules::ThreadBits>(scene.moving | bit);
    if (moves.empty() && !step_of(world, state, thread).rests)
      scene.blocked = static_cast<schedules::ThreadBits>(scene.blocked | bit);
  }
  if (world.budget != none && state[world.budget] == 0) scene.failures = schedules::Scene::Failures::spent;
  return scene;
}

/// A schedule of chance, in which threads mostly move on: at each state of it what is known from before, of the company
/// of the thread that moves and of who keeps whom, is held against what is worked out anew.
class KnownFromBefore {
 public:
  KnownFromBefore(const World& world, const std::vector<Claim>& claims, std::uint32_t seed)
      : world_(world), sets_(world, claims, Reduction::persistent, schedules::possible_rules(world)), chance_(seed) {}

  /// How often it was asked whether a thread goes alone, and how often what was known of its company would do.
  int asked = 0, still_known = 0;

  std::string disagreement() {
    State state = initial_state(world_);
    schedules::Scene here = scene(world_, state);
    schedules::Keepers keepers{};
    sets_.group(here, keepers);
    schedules::Company company;
    ThreadId last = 0;
    bool is_known = false;
    for (int moves = 0; moves < 300 && here.moving != 0; ++moves) {
      const bool goes_on = (here.moving & 1U << last) != 0 && moves > 0 && chance_() % 8 != 0;
      if (!goes_on) {
        do {
          last = static_cast<ThreadId>(chance_() % world_.threads.size());
        } while ((here.moving & 1U << last) == 0);
        company.has_changed();
        is_known = false;
      }
      for (unsigned thread = 0; thread < world_.threads.size(); ++thread)
        if ((here.moving & 1U << thread) != 0 && (keepers[thread] & here.moving) != 0 &&
            sets_.kept_by(here, thread) == 0)
          return "thread " + std::to_string(thread) + " is kept by nobody after " + std::to_string(moves) + " moves";
      ++asked, still_known += is_known ? 1 : 0;
      if (sets_.goes_alone(here, last, company) != (sets_.kept_by(here, last) == 0))
        return "thread " + std::to_string(last) + " in its company after " + std::to_string(moves) + " moves";
      const std::vector<Move> all = enabled(world_, state, last);
      state = after(world_, state, all[chance_() % all.size()]);
      const schedules::Scene before = std::exchange(here, scene(world_, state));
      const bool spent = before.failures != here.failures;
      is_known = !spent && (((before.moving ^ here.moving) | (before.blocked ^ here.blocked)) & ~(1U << last)) == 0;
      if (!is_known) company.has_changed();
      for (schedules::ThreadBits& of_thread : keepers)
        of_thread = static_cast<schedules::ThreadBits>(spent ? 0 : of_thread & ~(1U << last));
      keepers[last] = 0;
      for (std::size_t thread = 0; thread < before.branches.size(); ++thread)
        if (before.branches[thread] != here.branches[thread]) keepers[thread] = 0;
    }
    return "";
  }

 private:
  const World& world_;
  schedules::PersistentSets sets_;
  std::minstd_rand chance_;
};

}  // namespace

TEST_CASE("known counts of reduced searches", "[explorer][reduction]") {
  CHECK(reduced_states(pairs_on_own_mutexes(3, 2)) == 2);  // one order of 12 moves: its first state and its last
  CHECK(reduced_states(pairs_on_one_mutex(3, 1)) == 2);    // a moment under the mutex each: the order shows nowhere
  CHECK(explore(own_then_shared(2), Reduction::none).states == 10);
  CHECK(reduced_states(own_then_shared(2)) == 4);  // the first, before the shared steps, and after each order of them
}

TEST_CASE("a step that stores nothing where it stands is followed alone", "[explorer][reduction]") {
  const World world = tries_twice();
  // 0, 1 or 2 tries by not looked yet, seen 0 and seen 1; but no try and seen 1.
  CHECK(explore(world, Reduction::none).states == 8);
  CHECK(reduced_states(world) == 3);  // the first, and the last with 0 and with 1 seen: the second try branches nowhere
}

TEST_CASE("a ring of waits that a group would break is not run past", "[explorer][reduction]") {
  const World world = ring_that_others_break();
  CHECK(explore(world, Reduction::none).stuck.size() == 1);
  CHECK(explore(world, Reduction::persistent).stuck.size() == 1);
}

TEST_CASE("what is known of the others while one thread moves on is what would be worked out anew",
          "[explorer][reduction]") {
  int asked = 0, still_known = 0;
  const auto hold = [&](const World& world, const std::vector<Claim>& claims, std::uint32_t seed) {
    INFO("seed " << seed);
    KnownFromBefore known(world, claims, seed);
    CHECK(known.disagreement() == "");
    asked += known.asked, still_known += known.still_known;
  };
  for (const char* const name : {"unbind-eth-vs-bond", "shared-fdb-failure", "mpesw-vs-rmmod", "load-vs-bond"}) {
    INFO(name);
    const checks::Question question = checks::ask(scenario_named(name), Series::parse("L7"));
    for (std::uint32_t seed = 1; seed <= 25; ++seed) hold(question.recorded.world, question.claims, seed);
  }
  for (std::uint32_t seed = 500; seed < 700; ++seed) hold(random_world(seed), {}, seed);
  CHECK(still_known > asked / 2);
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

TEST_CASE("a lock that is held for a moment is held all the same where groups are single threads",
          "[explorer][reduction]") {
  const checks::Question question = checks::ask(
      scenario_named("enable-sriov.d0+unbind-eth-rep.d0/1pf-switchdev-no-vfs@failures=0"), Series::parse("L7-5"));
  const World& world = question.recorded.world;
  const auto unbind = static_cast<ThreadId>(std::ranges::find(world.threads, "unbind d0.ETH_REP", &Program::name) -
                                            world.threads.begin());
  const std::vector<Step>& steps = world.threads.at(unbind).steps;
  const auto locks = std::ranges::find(steps, "lock rtnl", &Step::words);
  REQUIRE(locks != steps.end());
  // Where the step corrupts memory whatever the state, its thread is not followed alone.
  const Claim claim{.bad = {}, .thread = unbind, .step = static_cast<StepId>(locks - steps.begin()), .corrupts = true};
  for (const Reduction reduction : schedules::reductions) {
    INFO(words(reduction));
    CHECK(claims_hit(explore(world, reduction, {claim}, PastCorruption::stop)) == std::set<std::uint32_t>{0});
  }
}

TEST_CASE("taking a lock for a moment touches nothing of others only where it is dropped in the same move",
          "[reduction]") {
  const checks::Question question = checks::ask(scenario_named("bond-vs-unbind"), Series::parse("L7"));
  const auto alone = checks::left_out(question, Reduction::local),
             in_groups = checks::left_out(question, Reduction::persistent);
  REQUIRE_FALSE(in_groups.momentary.empty());
  CHECK(alone.momentary.empty());
  CHECK(alone.local_steps < in_groups.local_steps);
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
