// What can happen at all: told by hand for small worlds, and held against what searches see taken.
#include "schedules/possible.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "checks/tests/agreement.h"
#include "checks/tests/distinct_rows.h"
#include "checks/tests/engine_worlds.h"
#include "checks/tests/world_builder.h"
#include "schedules/explorer.h"
#include "schedules/reduction.h"
#include "schedules/toward.h"

namespace replock::tests::engine {
namespace {

using namespace model;
using schedules::Possible;
using schedules::possible_rules;
using schedules::RuleBits;

std::size_t count(const RuleBits& rules) { return static_cast<std::size_t>(std::ranges::count(rules, true)); }

/// Of a search that follows every move.
RuleBits taken(const World& world, const schedules::Options& options = {}) {
  RuleBits all;
  const schedules::Result result = schedules::explore(world, {}, options);
  for (const auto& of_thread : result.taken)
    for (const std::vector<bool>& of_step : of_thread) all.insert(all.end(), of_step.begin(), of_step.end());
  return all;
}

/// The first rule that is in one and not in the other; as many as there are: none.
std::size_t first_missing(const RuleBits& some, const RuleBits& all) {
  std::size_t rule = 0;
  while (rule < some.size() && (!some[rule] || all[rule])) ++rule;
  return rule;
}

/// One thread whose only step has these alternatives, and leads to its end.
World choice_of(Toy& toy, Choice choice, std::vector<Alternative> alternatives) {
  toy.thread();
  toy.choose(choice, std::move(alternatives));
  toy.finish();
  return toy.world();
}

}  // namespace

TEST_CASE("an alternative is possible where each of its tests can be true by itself", "[possible]") {
  Toy toy;
  const FieldId zero = toy.variable(3), one = toy.variable(3, 1), written = toy.variable(3);
  toy.thread();
  toy.step(Verb::set, {}, {set(written, 2)});
  toy.finish();
  const World world = choice_of(toy, Choice::any,
                                {alternative({equal(zero, 0)}, {}, 1), alternative({equal(zero, 1)}, {}, 1),
                                 alternative({unequal(zero, 0)}, {}, 1), alternative({unequal(zero, 3)}, {}, 1),
                                 alternative({equal(written, 1)}, {}, 1), alternative({equal(written, 2)}, {}, 1),
                                 alternative({unequal(written, 2)}, {}, 1), alternative({same(zero, one)}, {}, 1),
                                 alternative({same(zero, written)}, {}, 1), alternative({differ(zero, one)}, {}, 1),
                                 alternative({differ(zero, zero)}, {}, 1),
                                 alternative({equal(written, 2), equal(one, 1), equal(zero, 1)}, {}, 1)});
  CHECK(possible_rules(world) ==
        RuleBits{true, true, false, false, true, false, true, true, false, true, true, false, false});
}

TEST_CASE("what is stored is possible as far as its sources are", "[possible]") {
  Toy toy;
  const FieldId counter = toy.variable(9, 1), copied = toy.variable(9), never = toy.variable(9),
                after = toy.variable(9);
  toy.thread();
  toy.choose(Choice::any, {alternative({}, {add(counter, 3)}, 0), alternative({equal(never, 1)}, {set(after, 9)}, 1),
                           alternative({equal(copied, 7)}, {subtract(counter, 6), set(after, 1)}, 1)});
  toy.finish();
  toy.thread();
  toy.step(Verb::set, {}, {copy(copied, counter)});
  toy.finish();
  const World world = toy.world();
  const Possible possible(world, schedules::all_rules(world));
  const auto values = [&](FieldId field) {
    std::vector<unsigned> all;
    for (unsigned value = 0; value <= 9; ++value)
      if (possible.can_be_true(equal(field, value))) all.push_back(value);
    return all;
  };
  CHECK(values(counter) == std::vector<unsigned>{1, 4, 7});  // 7 - 6 is 1 again
  CHECK(values(copied) == std::vector<unsigned>{0, 1, 4, 7});
  CHECK(values(never) == std::vector<unsigned>{0});
  CHECK(values(after) == std::vector<unsigned>{0, 1});
}

TEST_CASE("behind a choice that is always the first one nothing happens", "[possible]") {
  const auto rules = [](bool may_change) {
    Toy toy;
    const FieldId flag = toy.variable(1);
    toy.thread();
    toy.step(Verb::set, {}, {set(flag, may_change ? 1 : 0)});
    toy.finish();
    return possible_rules(
        choice_of(toy, Choice::first, {alternative({equal(flag, 0)}, {}, 1), alternative({}, {}, 1)}));
  };
  CHECK(rules(false) == RuleBits{true, true, false});
  CHECK(rules(true) == RuleBits{true, true, true});
}

TEST_CASE("where some alternatives are never taken what they lead to is not possible", "[possible]") {
  Toy toy;
  const FieldId flag = toy.variable(1);
  toy.thread();
  toy.step(Verb::set, {}, {set(flag, 1)});
  toy.finish();
  toy.thread();
  toy.step(Verb::wait_until, {equal(flag, 1)}, {});
  toy.step(Verb::set, {}, {set(flag, 0)});
  toy.finish();
  const World world = toy.world();
  CHECK(count(possible_rules(world)) == 3);
  CHECK(count(Possible(world, {false, true, true}).rules()) == 0);
  CHECK(Possible(world, {true, true, false}).rules() == RuleBits{true, true, false});
}

TEST_CASE("whatever a search sees taken is possible", "[possible]") {
  std::size_t seen = 0, possible = 0, all = 0;
  const auto hold = [&](const World& world) {
    const RuleBits some = taken(world), more = possible_rules(world);
    CHECK(first_missing(some, more) == more.size());
    seen += count(some), possible += count(more), all += more.size();
  };
  for (const NamedWorld& named : engine_worlds()) {
    INFO(named.name);
    hold(named.world);
  }
  for (std::uint32_t seed = 1; seed <= 300; ++seed) {
    INFO("random world " << seed);
    hold(random_world(seed));
  }
  for_each_distinct_row([&](const checks::Row& row, const checks::Question& question) {
    INFO(row.scenario << " at " << row.series);
    hold(question.recorded.world);
  });
  CHECK(seen < possible);
  CHECK(possible < all * 9 / 10);
}

TEST_CASE("a reduced search that takes what happens for impossible misses it", "[possible][reduction]") {
  // One thread's store comes between the other's two, and is seen there.
  Toy toy;
  const FieldId step = toy.variable(2), seen = toy.variable(1);
  toy.thread();
  toy.step(Verb::set, {}, {set(step, 1)});
  toy.step(Verb::set, {}, {set(step, 2)});
  toy.finish();
  toy.thread();
  toy.choose(Choice::any, {alternative({equal(step, 1)}, {set(seen, 1)}, 1), alternative({}, {}, 1)});
  toy.finish();
  const World world = toy.world();
  const auto sees_it = [&](const RuleBits& rules) -> bool {
    schedules::Options options;
    options.reduction = schedules::Reduction::persistent;
    options.sets =
        std::make_shared<const schedules::PersistentSets>(world, std::vector<Claim>(), options.reduction, rules);
    return taken(world, options)[2];
  };
  RuleBits rules = possible_rules(world);
  CHECK(sees_it(rules));
  rules[2] = false;
  CHECK_FALSE(sees_it(rules));
}

TEST_CASE("a search that sees what was told to be impossible says so", "[possible]") {
  for (std::uint32_t seed = 1; seed <= 20; ++seed) {
    const World world = random_world(seed);
    const RuleBits seen = taken(world);
    for (std::size_t rule = 0; rule < seen.size(); ++rule) {
      INFO("random world " << seed << ", rule " << rule);
      RuleBits rules = schedules::all_rules(world);
      rules[rule] = false;
      schedules::Options options;
      options.rules = std::make_shared<const RuleBits>(rules);
      if (seen[rule])
        CHECK_THROWS_WITH(schedules::explore(world, {}, options), Catch::Contains("told to be impossible"));
      else
        CHECK_NOTHROW(schedules::explore(world, {}, options));
    }
  }
}

TEST_CASE("a schedule to an ending takes only what there is time for", "[possible][toward]") {
  // The first thread has two ways to its end, one of them long; the second waits for what the long one stores.
  Toy toy;
  const FieldId stored = toy.variable(1);
  toy.thread();
  toy.choose(Choice::any, {alternative({}, {}, 3), alternative({}, {}, 1)});
  toy.step(Verb::set, {}, {});
  toy.step(Verb::set, {}, {set(stored, 1)});
  toy.finish();
  toy.thread();
  toy.step(Verb::wait_until, {equal(stored, 1)}, {});
  toy.finish();
  const World world = toy.world();
  const auto rules = [&](std::vector<StepId> of_the_first, std::vector<StepId> of_the_second, std::uint64_t moves_max) {
    schedules::Ending ending;
    ending.stands = {std::move(of_the_first), std::move(of_the_second)};
    ending.moves_max = moves_max;
    return schedules::rules_toward(world, ending);
  };
  CHECK(rules({3}, {}, 1) == RuleBits{true, false, false, false, false});
  CHECK(rules({3}, {}, 2) == RuleBits{true, false, false, false, false});
  CHECK(rules({3}, {}, 3) == schedules::all_rules(world));
  CHECK(rules({}, {1}, 3) == schedules::no_rules(world));  // three moves of the first thread, and one
  CHECK(rules({}, {1}, 4) == schedules::all_rules(world));
  CHECK(rules({2}, {}, 2) == RuleBits{false, true, true, false, false});
  CHECK(rules({1}, {1}, 9) == schedules::no_rules(world));  // the first one has stored it by then
}

}  // namespace replock::tests::engine
