// Relacy as a second engine: what it must find, what it counts, and that both engines say the same.
#include "schedules/relacy_search.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <set>
#include <tuple>

#include "checks/tests/engine_worlds.h"
#include "checks/tests/world_builder.h"
#include "model/refusal.h"

namespace replock::tests::engine {
namespace {

using namespace model;
using schedules::End;
using schedules::InVain;
using schedules::RelacyEnd;
using schedules::RelacyOptions;
using schedules::RelacyResult;
using schedules::Result;
using schedules::Scheduler;

RelacyOptions with(Scheduler scheduler, std::uint64_t executions_max = 200'000) {
  RelacyOptions options;
  options.scheduler = scheduler;
  options.executions_max = executions_max;
  return options;
}

RelacyOptions bound(unsigned preemptions_max) {
  RelacyOptions options = with(Scheduler::bound);
  options.preemptions_max = preemptions_max;
  return options;
}

RelacyResult relacy(const World& world, const RelacyOptions& options = with(Scheduler::full)) {
  return schedules::relacy_search(world, {}, options);
}

/// Of every field at rest and around every alternative: is it 0, is it 1?
std::vector<Claim> many_claims(const World& world) {
  std::vector<Claim> claims;
  const auto add = [&](Claim claim) {
    for (std::size_t field = 0; field < world.fields.size(); ++field)
      for (unsigned value = 0; value < 2 && world.fields[field].max <= 4; ++value) {
        claim.bad = {equal(static_cast<FieldId>(field), value)};
        claims.push_back(claim);
      }
  };
  add({0, "", {}, true});
  for (std::size_t thread = 0; thread < world.threads.size(); ++thread)
    for (std::size_t step = 0; step < world.threads[thread].steps.size(); ++step)
      for (std::size_t i = 0; i < world.threads[thread].steps[step].alternatives.size(); ++i)
        for (const Phase phase : {Phase::before, Phase::after})
          add({0,
               "",
               {},
               false,
               phase,
               static_cast<ThreadId>(thread),
               static_cast<StepId>(step),
               static_cast<std::uint8_t>(i)});
  return claims;
}

/// What a search saw, without the schedules to it.
struct Seen {
  std::set<std::uint32_t> claims;
  std::set<std::tuple<ThreadId, StepId, std::vector<LockId>>> acquisitions;
  std::set<std::tuple<std::vector<ThreadId>, std::vector<StepId>, std::vector<ThreadId>>> stuck;
  std::vector<std::vector<bool>> reached;
};

Seen seen(const Result& result) {
  Seen all;
  all.reached = result.reached;
  for (const auto& hit : result.hits) all.claims.insert(hit.claim);
  for (const auto& taken : result.acquisitions) all.acquisitions.emplace(taken.thread, taken.step, taken.held);
  for (const auto& stuck : result.stuck) all.stuck.emplace(stuck.cycle, stuck.steps, stuck.threads);
  return all;
}

template <class T>
bool is_part(const std::set<T>& part, const std::set<T>& whole) {
  return std::ranges::includes(whole, part);
}

/// Whether the explorer's deadlocks are checks that Relacy sees too. A ring that others outlive may be told otherwise.
void compare(const World& world, const RelacyOptions& options) {
  const std::vector<Claim> claims = many_claims(world);
  const Seen ours = seen(schedules::explore(world, claims, {}));
  const RelacyResult found = schedules::relacy_search(world, claims, options);
  const Seen theirs = seen(found.result);
  INFO(words(found, options));
  CHECK(is_part(theirs.claims, ours.claims));
  CHECK(is_part(theirs.acquisitions, ours.acquisitions));
  CHECK(is_part(theirs.stuck, ours.stuck));
  if (found.result.end != End::exhausted) return;
  CHECK(theirs.claims == ours.claims);
  CHECK(theirs.acquisitions == ours.acquisitions);
  CHECK(theirs.stuck.empty() == ours.stuck.empty());
  CHECK(theirs.reached == ours.reached);
}

/// Two threads: local = counter; local + 1; counter = local.
World lost_update() {
  Toy toy;
  const FieldId counter = toy.variable(2);
  for (unsigned thread = 0; thread < 2; ++thread) {
    const FieldId local = toy.field(Role::local, 2);
    toy.thread();
    toy.step(Verb::set, {}, {copy(local, counter)});
    toy.step(Verb::add, {}, {engine::add(local, 1)});
    toy.step(Verb::set, {}, {copy(counter, local)});
    toy.finish();
  }
  return toy.world();
}

World threads_without_locks(unsigned threads) {
  Toy toy;
  for (unsigned thread = 0; thread < threads; ++thread) toy.thread(), toy.finish();
  return toy.world();
}

}  // namespace

TEST_CASE("without Relacy, a search by it is refused", "[relacy]") {
  if (schedules::has_relacy()) return;
  CHECK_THROWS_AS(relacy(ordered_pair()), Refusal);
}

TEST_CASE("Relacy finds two locks in both orders, but not without a preemption", "[relacy]") {
  if (!schedules::has_relacy()) return;
  const World world = philosophers(2);
  for (const RelacyOptions& options : {with(Scheduler::full), with(Scheduler::random, 100), bound(1), bound(2)}) {
    const RelacyResult found = relacy(world, options);
    INFO(words(found, options));
    REQUIRE(found.result.stuck.size() == 1);
    CHECK(found.result.stuck[0].cycle == std::vector<ThreadId>{0, 1});
    CHECK(found.result.stuck[0].schedule.size() == 2);
    CHECK(found.run.judged == 1);  // Relacy said so itself
  }
  const RelacyResult none = relacy(world, bound(0));
  CHECK(none.result.stuck.empty());
  CHECK(none.run.end == RelacyEnd::complete);
  CHECK(none.result.end != End::exhausted);
}

TEST_CASE("Relacy finds no deadlock where the order is fixed", "[relacy]") {
  if (!schedules::has_relacy()) return;
  for (const RelacyOptions& options : {with(Scheduler::full), with(Scheduler::random, 1000), bound(3)})
    CHECK(relacy(ordered_pair(), options).result.stuck.empty());
  CHECK(relacy(ordered_pair()).result.end == End::exhausted);
}

TEST_CASE("a lock of what one holds is Relacy's recursion, and the execution goes on behind it", "[relacy]") {
  if (!schedules::has_relacy()) return;
  for (const Scheduler scheduler : {Scheduler::full, Scheduler::random, Scheduler::bound}) {
    const RelacyResult found = relacy(lock_twice(), with(scheduler, 10));
    CHECK(found.run.judged == 1);
    REQUIRE(found.result.stuck.size() == 1);
    CHECK(found.result.stuck[0].cycle == std::vector<ThreadId>{0});
  }
}

TEST_CASE("a lost update is seen with one preemption", "[relacy]") {
  if (!schedules::has_relacy()) return;
  const World world = lost_update();
  Claim both_count;
  both_count.at_rest = true;
  both_count.bad = {unequal(0, 2)};
  const auto hits = [&](const RelacyOptions& options) {
    return schedules::relacy_search(world, {both_count}, options).result.hits.size();
  };
  CHECK(hits(bound(0)) == 0);
  CHECK(hits(bound(1)) == 1);
  CHECK(hits(with(Scheduler::full)) == 1);
  CHECK(hits(with(Scheduler::random, 100)) == 1);
}

namespace {

/// Each thread stores so many times in one variable, and never what it held.
World stores_in_one_variable(unsigned threads, unsigned stores) {
  Toy toy;
  const FieldId shared = toy.variable(threads * stores);
  for (unsigned thread = 0; thread < threads; ++thread) {
    toy.thread();
    for (unsigned store = 0; store < stores; ++store)
      toy.step(Verb::set, {}, {set(shared, thread * stores + store + 1)});
    toy.finish();
  }
  return toy.world();
}

}  // namespace

TEST_CASE("the full search runs each schedule once: as many as the interleavings of steps that others can see",
          "[relacy]") {
  if (!schedules::has_relacy()) return;
  const RelacyResult two = relacy(stores_in_one_variable(3, 2));
  CHECK(two.run.executions - two.run.cut == 90);  // 6! / 2!^3
  const RelacyResult four = relacy(stores_in_one_variable(3, 4));
  CHECK(four.run.executions - four.run.cut == 34'650);  // 12! / 4!^3
  // What nobody else can see goes with the step before it: the orders of the threads' starts are left.
  for (const World& world : {pairs_on_own_mutexes(3, 2), pairs_on_one_mutex(3, 2)}) {
    const RelacyResult starts = relacy(world);
    CHECK(starts.run.executions - starts.run.cut == 6);  // 3!
  }
}

TEST_CASE("an execution that is cut short would have shown nothing else", "[relacy]") {
  if (!schedules::has_relacy()) return;
  RelacyOptions park = with(Scheduler::full);
  park.in_vain = InVain::park;
  for (const World& world : {philosophers(3), two_readers_one_writer(), fifo_queue(), try_lock_in_both_orders()}) {
    const RelacyResult cut = relacy(world), parked = relacy(world, park);
    CHECK(parked.run.cut == 0);
    CHECK(parked.run.executions > cut.run.executions - cut.run.cut);
    CHECK(seen(cut.result).stuck == seen(parked.result).stuck);
    CHECK(seen(cut.result).acquisitions == seen(parked.result).acquisitions);
    CHECK(seen(cut.result).reached == seen(parked.result).reached);
  }
}

TEST_CASE("both engines see the same in small worlds", "[relacy]") {
  if (!schedules::has_relacy()) return;
  for (const NamedWorld& named : engine_worlds()) {
    INFO(named.name);
    RelacyOptions few = with(Scheduler::full, 20'000);
    few.operations_max = 2'000;  // some run in circles
    compare(named.world, few);
    few.scheduler = Scheduler::random;
    few.executions_max = 300;
    compare(named.world, few);
    few.scheduler = Scheduler::bound;
    compare(named.world, few);
  }
}

TEST_CASE("an execution without an end makes the search incomplete", "[relacy]") {
  if (!schedules::has_relacy()) return;
  const RelacyResult found = relacy(partial_deadlock());
  CHECK(found.run.end == RelacyEnd::endless);
  CHECK(found.result.end == End::schedules_bound);
}

TEST_CASE("random executions are numbered: seed 1 goes on where seed 0 ends", "[relacy]") {
  if (!schedules::has_relacy()) return;
  RelacyOptions first = with(Scheduler::random, 50), next = first, both = with(Scheduler::random, 100);
  next.seed = 1;
  const World world = try_lock_in_both_orders();  // an execution has 7 or 8 moves
  CHECK(relacy(world, both).moves == relacy(world, first).moves + relacy(world, next).moves);
  const World stuck = random_world(0);
  CHECK(relacy(stuck, both).result.stuck[0].schedule == relacy(stuck, both).result.stuck[0].schedule);
}

TEST_CASE("a bound on executions and one on time end a search by Relacy incomplete", "[relacy]") {
  if (!schedules::has_relacy()) return;
  const World large = stores_in_one_variable(4, 6);
  const RelacyResult few = relacy(large, with(Scheduler::full, 1'000));
  CHECK(few.run.executions == 1'000);
  CHECK(few.run.end == RelacyEnd::executions_bound);
  CHECK(few.result.end == End::schedules_bound);
  RelacyOptions brief = with(Scheduler::full, 1'000'000'000);
  brief.seconds_max = 0.01;
  CHECK(relacy(large, brief).result.end == End::seconds_bound);
  const std::atomic<bool> stop{true};
  brief.interrupted = &stop;
  CHECK(relacy(large, brief).result.end == End::interrupted);
}

TEST_CASE("a search by Relacy is told with its numbers as everywhere", "[relacy]") {
  const RelacyOptions options = bound(1);
  RelacyResult found;
  found.run.executions = 1066;
  found.run.cut = 1000;
  CHECK(words(found, options)
            .starts_with("relacy search with at most 1 preemption, 1,066 executions, 1,000 of them cut short, "));
}

TEST_CASE("Relacy runs one to eight threads", "[relacy]") {
  if (!schedules::has_relacy()) return;
  for (unsigned threads = 1; threads <= 8; ++threads)  // Relacy chooses who starts, even if nobody has a step to make
    CHECK(relacy(threads_without_locks(threads)).run.executions == threads);
  CHECK_THROWS_WITH(relacy(threads_without_locks(9)),
                    "relacy: 9 threads, and it is built for 1 to 8; use --engine explorer");
}

TEST_CASE("a fault of the model in one of Relacy's fibers is told, and the next search is none the worse", "[relacy]") {
  if (!schedules::has_relacy()) return;
  Toy toy;
  const FieldId counter = toy.variable(1);
  toy.thread(), toy.step(Verb::add, {}, {engine::add(counter, 1)}), toy.finish();
  toy.thread(), toy.step(Verb::add, {}, {engine::add(counter, 1)}), toy.finish();
  CHECK_THROWS_AS(relacy(toy.world()), ModelFault);
  CHECK(relacy(ordered_pair()).result.end == End::exhausted);
}

}  // namespace replock::tests::engine
