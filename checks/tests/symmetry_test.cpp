// Which threads can change places, and that one order of them is enough.
#include "schedules/symmetry.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <queue>
#include <set>
#include <string>
#include <vector>

#include "checks/catalogue.h"
#include "checks/judge.h"
#include "checks/tests/agreement.h"
#include "checks/tests/bitstate_agreement.h"
#include "checks/tests/distinct_rows.h"
#include "checks/tests/world_builder.h"
#include "model/composed.h"
#include "schedules/representatives.h"

namespace replock::tests::engine {
namespace {

using namespace model;
using schedules::Reduction;
using schedules::Renaming;

/// Each takes the mutex, counts, notes who was last, and drops it; then it says that it is done.
World workers(unsigned threads) {
  Toy toy;
  const LockId mutex = toy.mutex();
  const FieldId count = toy.variable(threads), last = toy.variable(threads);
  std::vector<FieldId> done;
  for (unsigned thread = 0; thread < threads; ++thread) done.push_back(toy.variable(1));
  for (unsigned thread = 0; thread < threads; ++thread) {
    toy.thread();
    toy.lock(mutex);
    toy.step(Verb::add, {}, {add(count, 1), set(last, thread + 1)});
    toy.unlock(mutex);
    toy.step(Verb::set, {}, {set(done[thread], 1)});
    toy.finish();
  }
  return toy.world();
}

/// Two pairs: each thread takes its own mutex and the other one's, in its own order.
World crossing() {
  Toy toy;
  const LockId left = toy.mutex(), right = toy.mutex();
  for (const auto& [first, second] : {std::pair(left, right), std::pair(right, left)}) {
    toy.thread();
    toy.lock(first);
    toy.lock(second);
    toy.unlock(second);
    toy.unlock(first);
    toy.finish();
  }
  return toy.world();
}

std::set<State> reachable(const World& world) {
  std::set<State> seen{initial_state(world)};
  std::queue<State> open({*seen.begin()});
  for (; !open.empty(); open.pop())
    for (const Move move : enabled(world, open.front()))
      if (const State next = after(world, open.front(), move); seen.insert(next).second) open.push(next);
  return seen;
}

State renamed(const Renaming& renaming, const State& state) {
  State other(state.size());
  for (std::size_t field = 0; field < state.size(); ++field)
    other[renaming.fields[field]] = renaming.values[field][state[field]];
  return other;
}

std::size_t orbits(const std::vector<Renaming>& renamings, std::set<State> states) {
  std::size_t count = 0;
  for (; !states.empty(); ++count) {
    const State one = *states.begin();
    states.erase(one);
    for (const Renaming& renaming : renamings) states.erase(renamed(renaming, one));
  }
  return count;
}

Claim claim_at(ThreadId thread, StepId step) {
  Claim claim;
  claim.thread = thread, claim.step = step;
  return claim;
}

schedules::Result explore(const World& world, const std::vector<Claim>& claims, Reduction reduction) {
  schedules::Options options;
  options.reduction = reduction;
  return schedules::explore(world, claims, options);
}

}  // namespace

TEST_CASE("equal threads can stand in each other's place in every way", "[symmetry]") {
  CHECK(schedules::symmetries(workers(1), {}).empty());
  CHECK(schedules::symmetries(workers(2), {}).size() == 1);
  CHECK(schedules::symmetries(workers(3), {}).size() == 5);
  CHECK(schedules::symmetries(workers(5), {}).size() == 119);
  CHECK(schedules::symmetries(workers(6), {}).empty());  // more than are looked at
}

TEST_CASE("threads that cross change places with their mutexes", "[symmetry]") {
  const World world = crossing();
  const std::vector<Renaming> all = schedules::symmetries(world, {});
  REQUIRE(all.size() == 1);
  CHECK(all.front().threads == std::vector<ThreadId>{1, 0});
  CHECK(all.front().locks == std::vector<LockId>{1, 0});
  CHECK(all.front().values[world.locks[0].owner] == std::vector<std::uint16_t>{0, 2, 1});
}

TEST_CASE("whatever differs keeps threads in their places", "[symmetry]") {
  const World world = workers(2);
  const auto broken = [&](auto&& breaking) {
    World other = world;
    breaking(other);
    return schedules::symmetries(other, {}).size();
  };
  CHECK(broken([](World&) {}) == 1);
  CHECK(broken([&](World& w) { w.threads[1].steps[1].alternatives[0].effects[0].operand = 0; }) == 0);
  CHECK(broken([&](World& w) { w.threads[1].steps[1].alternatives[0].effects.pop_back(); }) == 0);
  CHECK(broken([&](World& w) { w.threads[1].steps[3].alternatives[0].guard = {equal(w.threads[0].pc, 4)}; }) == 0);
  CHECK(broken([&](World& w) { w.threads[1].steps[3].alternatives[0].next = 3; }) == 0);
  CHECK(broken([&](World& w) { w.threads[1].steps[3].alternatives[0].failure = true; }) == 0);
  CHECK(broken([&](World& w) { w.threads[1].steps[0].nesting = Nesting::nested; }) == 0);
  CHECK(broken([&](World& w) { w.threads[1].steps[0].waits_for = {0, 1}; }) == 0);
  CHECK(broken([&](World& w) { w.threads[1].steps[4].rests = false; }) == 0);
  CHECK(broken([&](World& w) { w.threads[1].worker = true; }) == 0);
  CHECK(broken([&](World& w) { w.fields[w.threads[1].pc].initial = 1; }) == 0);
  CHECK(broken([&](World& w) { w.fields[w.threads[1].steps[3].alternatives[0].effects[0].field].initial = 1; }) == 0);
}

TEST_CASE("a claim about one of two equal threads keeps them in their places", "[symmetry]") {
  const World world = workers(2);
  CHECK(schedules::symmetries(world, {claim_at(0, 3)}).empty());
  const std::vector<Renaming> both =
      schedules::symmetries(world, {claim_at(0, 3), claim_at(1, 1), claim_at(1, 3), claim_at(0, 1)});
  REQUIRE(both.size() == 1);
  CHECK(both.front().claims == std::vector<std::uint32_t>{2, 3, 0, 1});
  // 13! ways to try that leave the first one in its place.
  CHECK(schedules::symmetries(workers(threads_max), {claim_at(0, 3)}).empty());
}

TEST_CASE("a renaming with one wrong name does not hold", "[symmetry]") {
  for (const World& world : {workers(2), crossing()}) {
    const Renaming right = schedules::symmetries(world, {}).at(0);
    const auto holds = [&](Renaming renaming) { return schedules::holds(renaming, world, {}, world, {}); };
    CHECK(holds(right));
    for (std::size_t field = 1; field < world.fields.size(); ++field) {
      Renaming wrong = right;
      std::swap(wrong.fields[0], wrong.fields[field]);
      CHECK_FALSE(holds(wrong));
      wrong = right;
      wrong.fields[field] = wrong.fields[0];
      CHECK_FALSE(holds(wrong));
      wrong = right;
      std::ranges::reverse(wrong.values[field]);
      CHECK((wrong == right || !holds(wrong)));
    }
    Renaming wrong = right;
    std::swap(wrong.threads[0], wrong.threads[1]);
    CHECK_FALSE(holds(wrong));
  }
}

TEST_CASE("of each state and its renamings one stands for all", "[symmetry]") {
  for (const World& world : {workers(2), workers(3), workers(4), crossing()}) {
    const std::vector<Renaming> renamings = schedules::symmetries(world, {});
    const Layout layout = lay_out(world);
    REQUIRE(layout.words == 1);
    const schedules::Representatives<1> representatives(layout, renamings);
    const std::set<State> states = reachable(world);
    std::set<std::uint64_t> kept;
    for (const State& state : states) {
      const auto of = [&](const State& one) { return representatives.of({pack(layout, one)[0]}); };
      const auto least = of(state);
      const State there = least.by ? renamed(renamings[*least.by], state) : state;
      CHECK(least.state[0] == pack(layout, there)[0]);
      CHECK(states.count(there) == 1);
      for (const Renaming& renaming : renamings) CHECK(of(renamed(renaming, state)).state == least.state);
      CHECK_FALSE(of(there).by);
      kept.insert(least.state[0]);
    }
    CHECK(kept.size() == orbits(renamings, states));
    CHECK(kept.size() < states.size());
  }
}

TEST_CASE("what one of equal threads can do is found of all", "[symmetry][reduction]") {
  for (const unsigned threads : {2U, 3U, 4U}) {
    const World world = workers(threads);
    std::vector<Claim> claims;
    for (unsigned thread = 0; thread < threads; ++thread) {
      Claim claim = claim_at(static_cast<ThreadId>(thread), 3);
      claim.bad = {equal(1, threads)};  // counted last
      claims.push_back(claim);
    }
    const schedules::Result full = explore(world, claims, Reduction::none);
    const schedules::Result some = explore(world, claims, Reduction::symmetric);
    CHECK(some.reduction == Reduction::symmetric);
    CHECK(full.hits.size() == threads);
    CHECK(differences(world, {full, some}) == "");
    CHECK(unshown(world, claims, some) == "");
    CHECK(some.states < explore(world, claims, Reduction::persistent).states);
  }
  const schedules::Result crossed = explore(crossing(), {}, Reduction::symmetric);
  CHECK(differences(crossing(), {explore(crossing(), {}, Reduction::none), crossed}) == "");
  CHECK(unshown(crossing(), {}, crossed) == "");
}

TEST_CASE("threads change places with their own mutexes, of which each is taken by one of them",
          "[symmetry][reduction]") {
  Toy toy;
  const FieldId shared = toy.variable(2);
  for (unsigned thread = 0; thread < 2; ++thread) {
    const LockId own = toy.mutex();
    toy.thread();
    toy.lock(own);
    toy.step(Verb::add, {}, {add(shared, 1)});
    toy.step(Verb::wait_until, {unequal(shared, 0)}, {});
    toy.unlock(own);
    toy.finish();
  }
  const World world = toy.world();
  schedules::Options options;
  options.reduction = Reduction::persistent;
  const std::uint64_t persistent = schedules::explore(world, {}, options).states;
  options.reduction = Reduction::symmetric;
  CHECK(schedules::explore(world, {}, options).states < persistent);
  CHECK(reduction_disagreement(world, {}) == "");
}

TEST_CASE("where no threads are equal a symmetric search is a persistent one", "[symmetry][reduction]") {
  tests::for_each_distinct_row([&](const checks::Row& row, const checks::Question& question) {
    INFO(row.scenario << " at " << row.series);
    CHECK(schedules::symmetries(question.recorded.world, question.claims).empty());
  });
  CHECK(explore(workers(1), {}, Reduction::symmetric).reduction == Reduction::persistent);
}

TEST_CASE("two users who unbind the same device can change places", "[symmetry][reduction]") {
  const checks::Question question = checks::ask(
      scenario_named("unbind-eth.d1+unbind-eth.d1/2pf-switchdev-switchdev-mpesw@failures=1"), Series::level(7));
  const schedules::Result full = explore(question.recorded.world, question.claims, Reduction::none);
  const schedules::Result persistent = explore(question.recorded.world, question.claims, Reduction::persistent);
  const schedules::Result symmetric = explore(question.recorded.world, question.claims, Reduction::symmetric);
  CHECK(symmetric.reduction == Reduction::symmetric);
  CHECK(symmetric.states < persistent.states);
  CHECK(differences(question.recorded.world, {full, symmetric}) == "");
  CHECK(unshown(question.recorded.world, question.claims, symmetric) == "");
}

}  // namespace replock::tests::engine
