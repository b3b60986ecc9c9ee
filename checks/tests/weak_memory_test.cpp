// The kernel's memory: litmus tests whose outcomes are known, races, and what a schedule with a stale read is worth.
#include <algorithm>
#include <catch2/catch.hpp>
#include <initializer_list>

#include "checks/races.h"
#include "checks/tests/world_builder.h"
#include "model/refusal.h"
#include "reports/stale_reads.h"
#include "schedules/relacy_search.h"
#include "schedules/saved.h"
#include "schedules/stale.h"

namespace replock::tests::engine {
namespace {

using namespace model;
using checks::RaceAgain;
using schedules::Memory;
using schedules::RelacyEnd;
using schedules::RelacyOptions;
using schedules::RelacyResult;

RelacyResult search(const World& world, const std::vector<Claim>& claims, Memory memory = Memory::kernel) {
  RelacyOptions options;
  options.memory = memory;
  options.executions_max = 200'000;
  RelacyResult found = schedules::relacy_search(world, claims, options);
  CHECK(found.run.end == RelacyEnd::complete);
  return found;
}

/// The claim that the thread never takes this alternative of this step while the tests hold.
Claim never(ThreadId thread, StepId step, std::uint8_t alternative, Conjunction bad = {}) {
  Claim claim;
  claim.thread = thread;
  claim.step = step;
  claim.alternative = alternative;
  claim.bad = std::move(bad);
  return claim;
}

/// if (field == value) go on with the next step; else with step `otherwise`.
void branch(Toy& toy, FieldId field, unsigned value, unsigned otherwise) {
  toy.choose(Choice::first, {alternative({equal(field, value)}, {}, toy.here() + 1U), alternative({}, {}, otherwise)});
}

struct Accesses {
  Access data, flag;
};

/// Writer: data = 1; flag = 1. Reader: if (flag == 1) if (data == 1). Fields 0 and 1.
World message_passing(Accesses accesses) {
  Toy toy;
  const FieldId data = toy.variable(1), flag = toy.variable(1);
  toy.thread();
  toy.step(Verb::set, {}, {set(data, 1)});
  toy.step(Verb::set, {}, {set(flag, 1)});
  toy.finish();
  toy.thread();
  branch(toy, flag, 1, 2);
  branch(toy, data, 1, 2);
  toy.finish();
  World world = toy.world();
  world.fields[data].access = accesses.data;
  world.fields[flag].access = accesses.flag;
  return world;
}
const Claim sees_flag_and_no_data = never(1, 1, 1);

bool hits(const RelacyResult& found) { return !found.result.hits.empty(); }

bool passes_late(Accesses accesses, Memory memory = Memory::kernel) {
  return hits(search(message_passing(accesses), {sees_flag_and_no_data}, memory));
}

/// Thread i: store x[i] = 1 (a cmpxchg, or a set); then: is x[1 - i] still 0? Both may say yes.
World store_buffering(Verb verb, Access access) {
  Toy toy;
  const FieldId x = toy.variable(1), y = toy.variable(1);
  const FieldId saw[] = {toy.field(Role::ghost, 1), toy.field(Role::ghost, 1)};
  for (unsigned thread = 0; thread < 2; ++thread) {
    toy.thread();
    const FieldId own = thread == 0 ? x : y, other = thread == 0 ? y : x;
    toy.step(verb, verb == Verb::cas ? Conjunction{equal(own, 0)} : Conjunction{}, {set(own, 1)});
    toy.choose(Choice::first, {alternative({equal(other, 0)}, {set(saw[thread], 1)}, 2), alternative({}, {}, 2)});
    toy.finish();
  }
  World world = toy.world();
  world.fields[x].access = world.fields[y].access = access;
  return world;
}

bool both_see_nothing(const World& world) {
  Claim claim;
  claim.at_rest = true;
  claim.bad = {equal(2, 1), equal(3, 1)};
  return hits(search(world, {claim}));
}

/// A writer stores two plain fields under a lock; a reader that looks at them under it never sees one alone.
enum class Held { none, mutex, rwsem };
World two_fields(Held kind) {
  Toy toy;
  const FieldId a = toy.variable(1), b = toy.variable(1);
  const LockId lock = kind == Held::mutex ? toy.mutex() : toy.rwsem();
  toy.thread();
  if (kind != Held::none) toy.lock(lock);
  toy.step(Verb::set, {}, {set(a, 1)});
  toy.step(Verb::set, {}, {set(b, 1)});
  if (kind != Held::none) toy.unlock(lock);
  toy.finish();
  toy.thread();
  if (kind == Held::mutex) toy.lock(lock);
  if (kind == Held::rwsem) toy.lock_read(lock);
  const unsigned unlocks = toy.here() + 2U;
  branch(toy, b, 1, unlocks);
  branch(toy, a, 1, unlocks);
  if (kind == Held::mutex) toy.unlock(lock);
  if (kind == Held::rwsem) toy.unlock_read(lock);
  toy.finish();
  World world = toy.world();
  world.fields[a].access = world.fields[b].access = Access::plain;
  return world;
}

/// Two threads add one each.
World two_additions(Access access) {
  Toy toy;
  const FieldId counter = toy.variable(2);
  for (unsigned thread = 0; thread < 2; ++thread)
    toy.thread(), toy.step(Verb::add, {}, {engine::add(counter, 1)}), toy.finish();
  World world = toy.world();
  world.fields[counter].access = access;
  return world;
}

bool loses_an_addition(const World& world) {
  Claim claim;
  claim.at_rest = true;
  claim.bad = {unequal(0, 2)};
  return hits(search(world, {claim}));
}

/// One clears ops, then frees the text; the other follows ops if they are there.
World freed_module(Access text_access) {
  Toy toy;
  const FieldId ops = toy.variable(1, 1), text = toy.variable(1, 1);
  toy.thread();
  toy.step(Verb::set, {}, {set(ops, 0)});
  toy.step(Verb::set, {}, {set(text, 0)});
  toy.finish();
  toy.thread();
  branch(toy, ops, 1, 1);
  toy.finish();
  World world = toy.world();
  world.fields[ops].access = Access::once;
  world.fields[text].access = text_access;
  return world;
}

}  // namespace

TEST_CASE("a message passed by relaxed accesses can come before its data, and by release and acquire it can't",
          "[relacy][weak]") {
  if (!schedules::has_relacy()) return;
  CHECK(passes_late({Access::once, Access::once}));
  CHECK(passes_late({Access::plain, Access::once}));
  CHECK(passes_late({Access::once, Access::atomic}));
  CHECK_FALSE(passes_late({Access::once, Access::acquire_release}));
  CHECK_FALSE(passes_late({Access::once, Access::ordered}));
  CHECK_FALSE(passes_late({Access::once, Access::once}, Memory::sequential));
}

TEST_CASE("a cmpxchg that succeeds is a full barrier, a store is none", "[relacy][weak]") {
  if (!schedules::has_relacy()) return;
  CHECK(both_see_nothing(store_buffering(Verb::set, Access::atomic)));
  CHECK_FALSE(both_see_nothing(store_buffering(Verb::cas, Access::atomic)));
}

TEST_CASE("what a mutex or a rwsem protects is never stale and does not race", "[relacy][weak]") {
  if (!schedules::has_relacy()) return;
  for (const Held kind : {Held::none, Held::mutex, Held::rwsem}) {
    const World world = two_fields(kind);
    const StepId second = kind == Held::none ? 1 : 2;
    const RelacyResult found = search(world, {never(1, second, 1)});
    CHECK(hits(found) == (kind == Held::none));
    CHECK(found.result.races.empty() == (kind != Held::none));
  }
}

TEST_CASE("additions to an atomic are never lost, to a plain variable they are", "[relacy][weak]") {
  if (!schedules::has_relacy()) return;
  CHECK_FALSE(loses_an_addition(two_additions(Access::atomic)));
  CHECK(loses_an_addition(two_additions(Access::plain)));
  CHECK(search(two_additions(Access::atomic), {}).result.races.empty());
  CHECK(search(two_additions(Access::plain), {}).result.races.size() >= 2);
}

TEST_CASE("behind synchronize_rcu() nobody follows a pointer that was cleared before", "[relacy][weak]") {
  if (!schedules::has_relacy()) return;
  const Claim follows_into_nothing = never(1, 0, 0, {equal(1, 0)});
  CHECK(hits(search(freed_module(Access::ordered), {follows_into_nothing})));
  CHECK_FALSE(hits(search(freed_module(Access::rcu_freed), {follows_into_nothing})));
}

TEST_CASE("a race names both accesses, is judged by Relacy, and only plain accesses race", "[relacy][weak]") {
  if (!schedules::has_relacy()) return;
  const World world = message_passing({Access::plain, Access::once});
  const RelacyResult found = search(world, {});
  REQUIRE(found.result.races.size() == 1);
  CHECK(found.run.judged == 1);
  for (const schedules::Race& race : found.result.races) {
    CHECK(race.field == 0);
    CHECK(race.earlier.stores != race.later.stores);
    const std::string sentence = checks::race_sentence(world, race);
    CHECK(sentence == "f0: a read in t1 and a store in t0 are not ordered");
    CHECK(checks::race_again(world, race.schedule, sentence) == RaceAgain::races);
    CHECK(checks::race_again(world, race.schedule, "f1: a read in t1 and a store in t0 are not ordered") ==
          RaceAgain::elsewhere);
  }
  CHECK(search(message_passing({Access::plain, Access::acquire_release}), {}).result.races.empty());
  CHECK(search(message_passing({Access::once, Access::once}), {}).result.races.empty());
}

namespace {

/// The first thread to the end, then the second one.
schedules::Schedule one_after_the_other(const World& world) {
  schedules::Schedule schedule;
  State state = initial_state(world);
  for (const ThreadId thread : {ThreadId{0}, ThreadId{1}})
    for (auto open = enabled(world, state, thread); !open.empty(); open = enabled(world, state, thread)) {
      schedule.push_back(open.front());
      state = after(world, state, open.front());
    }
  return schedule;
}

/// Up to the reader's branch over the field `data`, which the writer has stored.
RaceAgain race_again_in(const World& world, std::size_t moves) {
  schedules::Schedule schedule = one_after_the_other(world);
  REQUIRE(schedule.size() >= moves);
  schedule.resize(moves);
  return checks::race_again(world, schedule, "f0: a read in t1 and a store in t0 are not ordered");
}

}  // namespace

TEST_CASE("a race is none where a lock or a release orders its accesses, in the same schedule", "[weak]") {
  CHECK(race_again_in(message_passing({Access::plain, Access::once}), 4) == RaceAgain::races);
  CHECK(race_again_in(message_passing({Access::plain, Access::atomic}), 4) == RaceAgain::races);
  CHECK(race_again_in(message_passing({Access::plain, Access::acquire_release}), 4) == RaceAgain::ordered);
  CHECK(race_again_in(message_passing({Access::plain, Access::ordered}), 4) == RaceAgain::ordered);
  CHECK(race_again_in(message_passing({Access::once, Access::once}), 4) == RaceAgain::elsewhere);
  CHECK(race_again_in(two_fields(Held::mutex), 7) == RaceAgain::ordered);
  CHECK(race_again_in(two_fields(Held::rwsem), 7) == RaceAgain::ordered);
  World unlocked_early = two_fields(Held::mutex);
  std::vector<Step>& writer = unlocked_early.threads[0].steps;
  std::swap(writer[1], writer[3]);
  for (StepId step = 1; step < 4; ++step) writer[step].alternatives[0].next = static_cast<StepId>(step + 1U);
  CHECK(race_again_in(unlocked_early, 7) == RaceAgain::races);
}

TEST_CASE("a schedule with a stale read says which, is saved with it, and is replayed by it", "[relacy][weak]") {
  if (!schedules::has_relacy()) return;
  World world = message_passing({Access::once, Access::once});
  const RelacyResult found = search(world, {sees_flag_and_no_data});
  REQUIRE(hits(found));
  const schedules::Schedule schedule = found.result.hits[0].schedule;
  CHECK(schedules::count_stale(schedule) == 1);
  CHECK(reports::stale_reads(world, schedule, 200) ==
        "stale reads: weak memory allows them; in one order of all accesses there is no such schedule\n"
        "  step 4, t1: reads f0 as 0, its first value; the newest is 1, stored in step 1 by t0\n");

  schedules::SavedSchedule saved{"a", "L0", "deadlock", "b", schedules::rows_of(world, schedule), "c"};
  saved = schedules::saved_from_json(schedules::to_json(saved), "a.json");
  CHECK(saved.rows.back().stale == "f0");
  CHECK(saved.rows.back().saw == "0");
  // All ways of a branch read the same here: it is the stale read that tells them apart.
  world.threads[1].steps[1].alternatives[1].words = saved.rows.back().step = "data == 1? no";
  CHECK(schedules::replay(world, saved).schedule == schedule);

  schedules::SavedSchedule without = saved;
  without.rows.back().stale.clear();
  CHECK_FALSE(schedules::replay(world, without).fits);
  schedules::SavedSchedule early = saved;  // before the store, 0 is not stale
  early.rows.erase(early.rows.begin());
  CHECK_FALSE(schedules::replay(world, early).fits);
  schedules::SavedSchedule foreign = saved;
  foreign.rows.back().stale = "f9";
  CHECK_FALSE(schedules::replay(world, foreign).fits);
}

TEST_CASE("of two schedules to the same violation, the one without a stale read is kept", "[relacy][weak]") {
  if (!schedules::has_relacy()) return;
  World world = message_passing({Access::once, Access::once});
  std::swap(world.threads[0].steps[0].alternatives, world.threads[0].steps[1].alternatives);  // flag, then data
  for (StepId step = 0; step < 2; ++step) world.threads[0].steps[step].alternatives[0].next = step + 1U;
  const RelacyResult found = search(world, {sees_flag_and_no_data});
  REQUIRE(hits(found));
  CHECK(schedules::count_stale(found.result.hits[0].schedule) == 0);
}

}  // namespace replock::tests::engine
