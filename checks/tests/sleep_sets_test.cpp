// Moves that are not looked up, because others lead where they lead: the search finds the same.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <tuple>
#include <utility>
#include <vector>

#include "checks/tests/distinct_rows.h"
#include "checks/tests/engine_worlds.h"
#include "checks/tests/same_results.h"
#include "checks/tests/world_builder.h"
#include "schedules/sleep_sets.h"
#include "schedules/workers.h"

namespace replock::tests {
namespace {

using engine::Toy;
using model::Choice;
using schedules::Options;
using schedules::Result;
using schedules::SleepSets;

/// Two threads of one step each; whether the first one is asleep behind the move of the second one.
bool sleeps(const model::World& world, std::uint32_t rule_of_second) {
  const SleepSets sets(world, SleepSets::Sleep::allowed);
  SleepSets::Kinds kinds{};
  kinds[0] = sets.kind(0);
  kinds[1] = sets.kind(static_cast<std::uint32_t>(world.threads[0].steps.size()));
  return sets.behind(rule_of_second, kinds) == 1;
}

bool sleeps(Toy& toy, const model::Alternative& first, const model::Alternative& second) {
  for (const model::Alternative& one : {first, second}) {
    toy.thread();
    toy.step(model::Verb::set, one.guard, one.effects);
    toy.finish();
  }
  return sleeps(toy.world(), 1);
}

#ifdef REPLOCK_SANITIZED  // what a sanitizer sees, it sees in fewer
constexpr std::uint32_t random_worlds = 10;
#else
constexpr std::uint32_t random_worlds = 250;
#endif

Options digested() {
  Options options;
  options.digesting = schedules::Digesting::on;
  return options;
}

}  // namespace

TEST_CASE("a thread sleeps behind a move that touches nothing of what its step touches", "[sleep]") {
  Toy apart;
  const model::FieldId a = apart.variable(3), b = apart.variable(3);
  CHECK(
      sleeps(apart, engine::alternative({}, {engine::set(a, 1)}, 1), engine::alternative({}, {engine::set(b, 1)}, 1)));
  Toy read;
  read.variable(3), read.variable(3);
  CHECK(sleeps(read, engine::alternative({engine::equal(a, 0)}, {}, 1),
               engine::alternative({engine::equal(a, 0)}, {}, 1)));
}

TEST_CASE("a thread is awake behind a move that its step may see, or whose guard it may change", "[sleep]") {
  const model::FieldId a = 0, b = 1;
  const auto awake = [](const model::Alternative& first, const model::Alternative& second) {
    Toy toy;
    toy.variable(3), toy.variable(3);
    return !sleeps(toy, first, second);
  };
  const auto alternative = [](model::Conjunction guard, std::vector<model::Effect> effects) {
    return engine::alternative(std::move(guard), std::move(effects), 1);
  };
  const model::Alternative sets_a = alternative({}, {engine::set(a, 1)});
  for (const model::Alternative& other :
       {alternative({engine::equal(a, 0)}, {}), alternative({engine::unequal(a, 3)}, {}),
        alternative({engine::same(a, b)}, {}), alternative({engine::differ(b, a)}, {}), sets_a,
        alternative({}, {engine::add(a, 1)}), alternative({}, {engine::subtract(a, 0)}),
        alternative({}, {engine::copy(b, a)}), alternative({}, {engine::copy(a, b)})}) {
    CHECK(awake(sets_a, other));
    CHECK(awake(other, sets_a));
  }
}

TEST_CASE("where the first alternative that is open is taken, the guards before count", "[sleep]") {
  const auto asleep = [](Choice choice) {
    Toy toy;
    const model::FieldId a = toy.variable(1), b = toy.variable(1);
    toy.thread();
    toy.step(model::Verb::set, {}, {engine::set(a, 1)});
    toy.finish();
    toy.thread();
    toy.choose(choice,
               {engine::alternative({engine::equal(a, 1)}, {}, 1), engine::alternative({}, {engine::set(b, 1)}, 1)});
    toy.finish();
    return sleeps(toy.world(), 2);
  };
  CHECK(asleep(Choice::any));
  CHECK_FALSE(asleep(Choice::first));
}

TEST_CASE("only threads before the one that moves sleep", "[sleep]") {
  const model::World world = engine::pairs_on_own_mutexes(3, 1);
  const SleepSets sets(world, SleepSets::Sleep::allowed), none(world, SleepSets::Sleep::nobody);
  SleepSets::Kinds kinds{};
  std::uint32_t rule = 0, stand = 0;
  for (std::size_t thread = 0; thread < 3; ++thread) {
    kinds[thread] = sets.kind(stand);
    stand += static_cast<std::uint32_t>(world.threads[thread].steps.size());
  }
  for (unsigned thread = 0; thread < 3; ++thread) {
    CHECK(sets.behind(rule, kinds) == (1U << thread) - 1);
    CHECK(none.behind(rule, {}) == 0);
    for (const model::Step& step : world.threads[thread].steps)
      rule += static_cast<std::uint32_t>(step.alternatives.size());
  }
}

TEST_CASE("a search in which threads sleep finds what one does that looks everything up", "[sleep]") {
  schedules::Workers two(2);
  for (std::uint32_t seed = 1000; seed < 1000 + random_worlds; ++seed) {
    INFO("random world " << seed);
    const model::World world = engine::random_world(seed);
    Options options = digested();
    const Result asleep = schedules::explore(world, {}, options);
    options.shared_from = 1, options.parted_from = 1;
    const Result parted = schedules::explore(world, {}, options);
    check_as_good(parted, asleep);
    options.workers = &two;
    check_same(schedules::explore(world, {}, options), parted);
    options.sleep_sets = false;
    check_as_good(asleep, schedules::explore(world, {}, options));
  }
}

TEST_CASE("over the catalogue a search in which threads sleep finds the same", "[sleep]") {
  for_each_distinct_row([&](const checks::Row& row, const checks::Question& question) {
    INFO(row.scenario << " at " << row.series);
    Options options = digested();
    options.bounds.states_max = 20'000;
    const Result asleep = schedules::explore(question.recorded.world, question.claims, options);
    if (asleep.end != schedules::End::exhausted) return;
    options.sleep_sets = false;
    check_as_good(asleep, schedules::explore(question.recorded.world, question.claims, options));
  });
}

}  // namespace replock::tests
