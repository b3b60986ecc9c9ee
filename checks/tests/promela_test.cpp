// The Promela export: readable, and to Spin the same states, transitions and deadlocks as to the explorer.
//
// In every run: the rows of the catalogue below 3,000 states whose threads have at most 600 steps. The gate: every row
// below a million states, replock_tests "[spin]".
#include <catch2/catch.hpp>
#include <set>

#include "checks/catalogue.h"
#include "checks/tests/distinct_rows.h"
#include "checks/tests/engine_worlds.h"
#include "checks/tests/golden.h"
#include "checks/tests/reference_search.h"
#include "checks/tests/spin_count.h"
#include "checks/tests/world_builder.h"
#include "model/scenario.h"
#include "reports/promela.h"
#include "schedules/explorer.h"

namespace replock::tests {
namespace {

using model::World;

World world_of(const checks::Row& row) {
  return model::record(model::scenario_named(row.scenario), model::Series::parse(row.series)).world;
}

bool spin_is_missing() {
  if (spin_is_installed()) return false;
  WARN("spin or a C compiler is not installed: nothing was compared with it");
  return true;
}

void compare_with_spin(const World& world, const schedules::Result& result) {
  const SpinCount spin = count_by_spin(reports::promela(world, "a test"), result.states);
  CHECK(spin.trouble == "");
  CHECK(spin.states == result.states);
  CHECK(spin.transitions == result.transitions);
  CHECK((spin.deadlocks != 0) == !result.stuck.empty());
}

struct Limits {
  std::uint64_t states;
  std::size_t steps;  ///< of all threads together: what compiling a verifier costs
};

std::size_t steps_of(const World& world) {
  std::size_t steps = 0;
  for (const model::Program& thread : world.threads) steps += thread.steps.size();
  return steps;
}

/// Levels that change nothing in a scenario have the same model: once is enough.
void compare_rows(const Limits& limits, Part part) {
  std::set<std::string> seen;
  for (const checks::Row& row : checks::catalogue_rows()) {
    INFO(row.scenario << " at " << row.series << ": replock export promela " << row.scenario << " --series "
                      << row.series << " -o FILE");
    const World world = world_of(row);
    if (steps_of(world) > limits.steps || !seen.insert(reports::promela(world, "")).second) continue;
    if (!holds(part, seen.size())) continue;
    schedules::Options options;
    options.bounds.states_max = limits.states;
    const schedules::Result result = schedules::explore(world, {}, options);
    if (result.end == schedules::End::exhausted) compare_with_spin(world, result);
  }
}

}  // namespace

TEST_CASE("the Promela of a scenario", "[promela]") {
  CHECK(differs_from_golden("late-load.L7.pml", reports::promela(world_of({"late-load", "L7"}), "late-load at L7")) ==
        "");
}

TEST_CASE("names that Promela would not take are made different", "[promela]") {
  engine::Toy toy;
  const model::FieldId first = toy.variable(1), second = toy.variable(1);
  toy.thread(), toy.finish();
  World world = toy.world();
  world.fields[first].name = "goto";
  world.fields[second].name = "[goto]*/";
  world.threads[0].name = "0 \n";
  const std::string text = reports::promela(world, "*/ \x01");
  CHECK(text.find("/* * / ? */\n") == 0);
  CHECK(text.find("bit goto_2;  /* goto */\nbit goto_3;  /* [goto]* / */\n") != std::string::npos);
  CHECK(text.find("active proctype x0()  /* 0 ? */") != std::string::npos);
}

TEST_CASE("a ring of copies goes through a value that is no state", "[promela]") {
  const std::string text = reports::promela(engine::swap_at_once(), "swap");
  CHECK(text.find("hidden int saved;") != std::string::npos);
  CHECK(text.find("d_step { saved = f0; f0 = f1; f1 = saved }") != std::string::npos);
}

TEST_CASE("Spin sees what the explorer sees in worlds that each show one thing", "[promela]") {
  if (spin_is_missing()) return;
  for (const engine::NamedWorld& named : engine::engine_worlds()) {
    if (named.name.starts_with("random")) continue;
    INFO(named.name);
    const SpinCount spin = count_by_spin(reports::promela(named.world, named.name), 20'000);
    const engine::Reference reference = engine::search_plainly(named.world, {});
    CHECK(spin.trouble == "");
    CHECK(spin.states == reference.states);
    CHECK(spin.transitions == reference.transitions);
    CHECK(spin.deadlocks == reference.deadlocks);
  }
}

TEST_CASE("Spin notices a value out of range", "[promela]") {
  if (spin_is_missing()) return;
  engine::Toy toy;
  const model::FieldId counter = toy.variable(2, 1);
  toy.thread();
  toy.step(model::Verb::add, {}, {engine::add(counter, 2)});
  toy.finish();
  CHECK(count_by_spin(reports::promela(toy.world(), "fault"), 10).trouble.find("assertion violated") !=
        std::string::npos);
}

TEST_CASE("Spin counts the states of the small rows as the explorer does", "[promela]") {
  if (!spin_is_missing()) compare_rows({3'000, 600}, Part::all);
}

TEST_CASE("Spin counts the states of all rows below a million as the explorer does, half of them",
          "[.][spin][spin-0]") {
  if (!spin_is_missing()) compare_rows({1'000'000, 1'000'000}, Part::even);
}

TEST_CASE("Spin counts the states of all rows below a million as the explorer does, the others", "[.][spin][spin-1]") {
  if (!spin_is_missing()) compare_rows({1'000'000, 1'000'000}, Part::odd);
}

}  // namespace replock::tests
