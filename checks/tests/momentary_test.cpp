// Locks that are held for a moment, and failures: what a reduced search need not tell apart, and where it must.
#include "schedules/momentary.h"

#include <catch2/catch.hpp>

#include "checks/tests/agreement.h"
#include "checks/tests/world_builder.h"
#include "schedules/explorer.h"

namespace replock::tests::engine {
namespace {

using namespace model;

enum class Under { nothing, a_store };

/// Each thread takes the one mutex and drops it, and does something of its own.
World short_sections(unsigned threads, Under under) {
  Toy toy;
  const LockId lock = toy.mutex();
  for (unsigned thread = 0; thread < threads; ++thread) {
    const FieldId own = toy.variable(1);
    toy.thread();
    toy.lock(lock);
    if (under == Under::a_store) toy.step(Verb::set, {}, {set(own, 1)});
    toy.unlock(lock);
    toy.finish();
  }
  return toy.world();
}

/// Each thread may fail once; there is one failure for all.
World may_each_fail(unsigned threads) {
  Toy toy;
  World world;
  const FieldId budget = toy.field(Role::budget, 1, 1);
  for (unsigned thread = 0; thread < threads; ++thread) {
    const FieldId failed = toy.variable(1);
    toy.thread();
    toy.choose(Choice::any,
               {alternative({unequal(budget, 0)}, {subtract(budget, 1), set(failed, 1)}, 1), alternative({}, {}, 1)});
    toy.finish();
  }
  world = toy.world();
  world.budget = budget;
  return world;
}

}  // namespace

TEST_CASE("a mutex under which nothing is done is momentary", "[momentary][reduction]") {
  const World nothing = short_sections(3, Under::nothing);
  CHECK(schedules::momentary_locks(nothing, {}) == std::vector<bool>{true});
  CHECK(schedules::momentary_steps(nothing, {true})[1] == std::vector<bool>{false, true, false});
  CHECK(reduced_states(nothing) == 2);  // the first, and the last: one order
  const World a_store = short_sections(3, Under::a_store);
  CHECK(schedules::momentary_locks(a_store, {}) == std::vector<bool>{false});
  CHECK(reduced_states(a_store) > 2);
}

TEST_CASE("a lock that somebody tries, reads, or asks about is not momentary", "[momentary][reduction]") {
  Toy toy;
  const LockId tried = toy.mutex(), read = toy.rwsem(), asked = toy.mutex(), left = toy.mutex();
  toy.thread();
  for (const LockId lock : {tried, asked, left}) {
    toy.lock(lock);
    toy.unlock(lock);
  }
  toy.lock_read(read);
  toy.unlock_read(read);
  toy.finish();
  toy.thread();
  toy.try_lock(tried, 2);
  toy.unlock(tried);
  toy.lock(left);  // never dropped
  toy.finish();
  const World world = toy.world();
  CHECK(schedules::momentary_locks(world, {}) == std::vector<bool>{false, false, true, false});
  Claim claim;
  claim.thread = 1, claim.step = 0;
  claim.bad = {equal(world.locks[asked].owner, 1)};
  CHECK(schedules::momentary_locks(world, {claim}) == std::vector<bool>(4, false));
  CHECK(differences(world, {schedules::explore(world, {}, {}), schedules::explore(world, {}, {})}) == "");
  CHECK(reduction_disagreement(world, {}) == "");
  CHECK(reduction_disagreement(world, {claim}) == "");
}

TEST_CASE("a lock is not momentary where somebody sees that a thread stands between", "[momentary][reduction]") {
  const World world = short_sections(2, Under::nothing);
  Claim claim;
  claim.thread = 0, claim.step = 0;
  for (const unsigned step : {0U, 1U, 2U}) {
    claim.bad = {equal(world.threads[1].pc, step)};
    CHECK(schedules::momentary_locks(world, {claim}) == std::vector<bool>{step == 2});
    CHECK(reduction_disagreement(world, {claim}) == "");
  }
}

TEST_CASE("what the dropping step does besides is part of the move", "[momentary][reduction]") {
  World world = short_sections(2, Under::nothing);
  const auto counter = static_cast<FieldId>(world.fields.size());
  world.fields.push_back({"last", Role::variable, 2, 0, {}});
  for (unsigned thread = 0; thread < 2; ++thread)
    world.threads[thread].steps[1].alternatives[0].effects.push_back(set(counter, thread + 1));
  CHECK(schedules::momentary_locks(world, {}) == std::vector<bool>{true});
  CHECK(reduced_states(world) == 3);  // the first, and the end by each order
  CHECK(reduction_disagreement(world, {}) == "");
}

TEST_CASE("a lock is not momentary where more is stored when it is taken", "[momentary][reduction]") {
  Toy toy;
  const LockId lock = toy.mutex();
  const FieldId held = toy.variable(1);
  toy.thread();
  toy.lock(lock);
  toy.unlock(lock);
  toy.finish();
  toy.thread();
  toy.step(Verb::wait_until, {equal(held, 1)}, {});
  toy.finish();
  World world = toy.world();
  world.threads[0].steps[0].alternatives[0].effects.push_back(set(held, 1));
  world.threads[0].steps[1].alternatives[0].effects.push_back(set(held, 0));
  Claim seen;
  seen.thread = 1, seen.step = 0;
  CHECK(schedules::momentary_locks(world, {seen}) == std::vector<bool>{false});
  CHECK(reduction_disagreement(world, {seen}) == "");
}

TEST_CASE("a claim at which the search may end makes the lock none", "[momentary][reduction]") {
  const World world = short_sections(2, Under::nothing);
  Claim claim;
  claim.thread = 0, claim.step = 1;
  CHECK(schedules::momentary_locks(world, {claim}) == std::vector<bool>{true});
  claim.corrupts = true;
  CHECK(schedules::momentary_locks(world, {claim}) == std::vector<bool>{false});
  CHECK(reduction_disagreement(world, {claim}) == "");
}

TEST_CASE("who fails first need not be told apart", "[momentary][reduction]") {
  const World world = may_each_fail(3);
  CHECK(schedules::only_failures_use_the_budget(world, {}));
  CHECK(schedules::explore(world, {}, {}).states == 20);  // at the step or past it, and who failed: 8 + 3 * 4
  CHECK(reduced_states(world) == 7);  // one thread after the other: 1, 2 and 3 states before the last, then 4 ends
  CHECK(reduction_disagreement(world, {}) == "");
  Claim claim;
  claim.bad = {equal(world.budget, 0)};
  CHECK_FALSE(schedules::only_failures_use_the_budget(world, {claim}));
  CHECK(reduction_disagreement(world, {claim}) == "");
}

TEST_CASE("a budget that is read otherwise is told apart", "[momentary][reduction]") {
  World world = may_each_fail(2);
  world.threads[1].steps[0].alternatives[1].guard = {equal(world.budget, 1)};
  CHECK_FALSE(schedules::only_failures_use_the_budget(world, {}));
  CHECK(reduction_disagreement(world, {}) == "");
  world.threads[1].steps[0].alternatives.pop_back();  // it can't go well
  CHECK_FALSE(schedules::only_failures_use_the_budget(world, {}));
  CHECK(reduction_disagreement(world, {}) == "");
}

}  // namespace replock::tests::engine
