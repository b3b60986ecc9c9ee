// The exhaustive explorer on worlds whose outcome is known: counts, deadlocks, claims, bounds.
#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <numeric>
#include <utility>

#include "checks/tests/engine_worlds.h"
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

}  // namespace

TEST_CASE("known counts of lock and unlock pairs", "[explorer]") {
  const std::uint64_t on_one[] = {20, 81, 208}, on_own[] = {27, 125, 343};
  for (unsigned pairs = 1; pairs <= 3; ++pairs) {
    CHECK(explore(pairs_on_one_mutex(3, pairs)).states == on_one[pairs - 1]);
    CHECK(explore(pairs_on_own_mutexes(3, pairs)).states == on_own[pairs - 1]);
  }
}

TEST_CASE("the counts stay exact while the store grows", "[explorer]") {
  const Result result = explore(pairs_on_own_mutexes(7, 2), {at_rest({})});
  CHECK(result.states == 78'125);               // 5^7
  CHECK(result.transitions == 7 * 4 * 15'625);  // each thread moves in 4 of its 5 places, whatever the others do
  CHECK(result.depth == 28);
  REQUIRE(result.hits.size() == 1);
  CHECK(result.hits[0].schedule.size() == 28);
}

TEST_CASE("a ring of waits is found at its shortest, from one thread to three", "[explorer]") {
  const Result self = explore(lock_twice());
  REQUIRE(self.stuck.size() == 1);
  CHECK(self.stuck[0].cycle == std::vector<ThreadId>{0});
  CHECK(self.stuck[0].schedule.size() == 1);
  for (unsigned threads = 2; threads <= 3; ++threads) {
    const Result ring = explore(philosophers(threads));
    REQUIRE(ring.stuck.size() == 1);
    std::vector<ThreadId> everyone(threads);
    std::iota(everyone.begin(), everyone.end(), ThreadId{0});
    CHECK(ring.stuck[0].cycle == everyone);
    CHECK(ring.stuck[0].steps == std::vector<StepId>(threads, 1));
    CHECK(ring.stuck[0].schedule.size() == threads);
  }
  CHECK(explore(ordered_pair()).stuck.empty());
}

TEST_CASE("a deadlock of two is found while a third one runs on", "[explorer]") {
  const Result result = explore(partial_deadlock());
  REQUIRE(result.stuck.size() == 1);
  CHECK(result.stuck[0].cycle == std::vector<ThreadId>{0, 1});
  CHECK(result.stuck[0].schedule.size() == 2);
}

TEST_CASE("standing still without a ring names the threads outside of rest", "[explorer]") {
  Toy toy;
  const FieldId flag = toy.variable(1);
  toy.thread();
  toy.step(Verb::wait_until, {equal(flag, 1)}, {});
  toy.finish();
  toy.thread();
  toy.finish();
  const Result result = explore(toy.world());
  REQUIRE(result.stuck.size() == 1);
  CHECK(result.stuck[0].cycle.empty());
  CHECK(result.stuck[0].threads == std::vector<ThreadId>{0});
  CHECK(result.stuck[0].steps == std::vector<StepId>{0});
  CHECK(result.stuck[0].schedule.empty());
}

TEST_CASE("readers share, writers do not", "[explorer]") {
  const World world = two_readers_one_writer();
  const Lock& sem = world.locks[0];
  const Conjunction both_read{equal(sem.readers[0], 1), equal(sem.readers[1], 1)};
  const Conjunction read_and_written{equal(sem.readers[0], 1), equal(sem.owner, 3)};
  const Result result = explore(world, {at(1, 0, Phase::after, both_read), at(2, 0, Phase::after, read_and_written),
                                        at(0, 0, Phase::after, read_and_written)});
  REQUIRE(result.hits.size() == 1);
  CHECK(result.hits[0].claim == 0);
  CHECK(result.hits[0].schedule == Schedule{{0, 0}, {1, 0}});
}

TEST_CASE("a trylock takes no part in a deadlock and is told with what it holds", "[explorer]") {
  const Result result = explore(try_lock_in_both_orders());
  CHECK(result.stuck.empty());
  const auto tried = std::find_if(result.acquisitions.begin(), result.acquisitions.end(),
                                  [](const schedules::Acquisition& it) { return it.thread == 1 && it.step == 1; });
  REQUIRE(tried != result.acquisitions.end());
  CHECK(tried->held == std::vector<LockId>{1});
  CHECK(tried->schedule == Schedule{{1, 0}, {1, 0}});
}

TEST_CASE("one step that is reached with and without a lock has two held sets", "[explorer]") {
  const World world = lock_taken_or_skipped();
  const Result result = explore(world);
  REQUIRE(result.acquisitions.size() == 3);
  CHECK(result.acquisitions[1].held.empty());
  CHECK(result.acquisitions[2].held == std::vector<LockId>{0});
}

TEST_CASE("a queue hands out in order, and failures stay within the budget", "[explorer]") {
  const World queue = fifo_queue();
  const Conjunction hole{equal(0, 0), unequal(1, 0)};
  CHECK(explore(queue, {at_rest(hole), at(2, 0, Phase::after, hole), at_rest({equal(2, 0)})}).hits.empty());
  const World failures = failures_within_budget();
  CHECK(explore(failures, {at_rest({equal(1, 2)}), at_rest({equal(1, 3)})}).hits.empty());
  CHECK(explore(failures, {at_rest({equal(1, 1)})}).hits.size() == 1);
}

TEST_CASE("effects happen at once", "[explorer]") {
  const Result result = explore(swap_at_once(), {at(0, 0, Phase::after, {equal(0, 4), equal(1, 1)}),
                                                 at(0, 2, Phase::after, {equal(0, 1), equal(1, 2)}),
                                                 at(0, 2, Phase::before, {equal(0, 4), equal(1, 1)})});
  CHECK(result.hits.size() == 3);
}

TEST_CASE("claims at entry look at the initial state, those at rest only where nothing moves", "[explorer]") {
  const World world = swap_at_once();
  Claim entry = at_rest({equal(0, 1)});
  entry.at_rest = false;
  entry.at_entry = true;
  Claim clean = entry;
  clean.bad = {equal(0, 4)};
  const Result result = explore(world, {clean, entry, at_rest({equal(0, 4)}), at_rest({equal(0, 1), equal(1, 2)})});
  REQUIRE(result.hits.size() == 2);
  CHECK(result.hits[0].claim == 1);
  CHECK(result.hits[0].schedule.empty());
  CHECK(result.hits[1].claim == 3);
  CHECK(result.hits[1].schedule.size() == 3);
}

TEST_CASE("a world that contradicts itself is refused", "[explorer]") {
  Toy toy;
  const FieldId field = toy.variable(2);
  toy.thread();
  toy.step(Verb::set, {}, {set(field, 1), add(field, 1)});
  CHECK_THROWS_AS(explore(toy.world()), ModelFault);  // written twice at once, and no step to go on at
}

TEST_CASE("a bound ends the search early, says what is left, and keeps what was found", "[explorer]") {
  const World world = philosophers(6);
  const Result whole = explore(world);
  schedules::Options few;
  few.bounds.states_max = 200;
  const Result part = schedules::explore(world, {at(0, 0, Phase::after, {})}, few);
  CHECK(part.end == End::states_bound);
  CHECK(part.states >= 200);
  CHECK(part.states < whole.states);
  CHECK(part.left > 0);
  CHECK(part.hits.size() == 1);
  schedules::Options small;
  small.bounds.memory_max_bytes = 20'000;
  CHECK(schedules::explore(world, {}, small).end == End::memory_bound);
  CHECK(schedules::explore(world, {}, small).memory_bytes <= 20'000);
  schedules::Options brief;
  brief.bounds.seconds_max = 1e-9;
  CHECK(schedules::explore(world, {}, brief).end == End::seconds_bound);
  const std::atomic<bool> stop{true};
  schedules::Options stopped;
  stopped.interrupted = &stop;
  CHECK(schedules::explore(world, {}, stopped).end == End::interrupted);
}

TEST_CASE("equal searches find equal schedules", "[explorer]") {
  const World world = philosophers(4);
  const Result left = explore(world), right = explore(world);
  REQUIRE(left.stuck.size() == right.stuck.size());
  for (std::size_t index = 0; index < left.stuck.size(); ++index)
    CHECK(left.stuck[index].schedule == right.stuck[index].schedule);
  CHECK(left.memory_bytes < 100'000);
}

}  // namespace replock::tests::engine
