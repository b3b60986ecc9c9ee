// The digest of what a search visited: blind to numbering, not to what can happen.
#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "checks/judge.h"
#include "checks/tests/engine_worlds.h"
#include "checks/tests/toy_worlds.h"
#include "checks/tests/world_builder.h"
#include "schedules/explorer.h"

namespace replock::tests {
namespace {

using model::World;
using schedules::Digest;
using schedules::Result;

Result visited(const World& world) {
  schedules::Options options;
  options.digesting = schedules::Digesting::on;
  return schedules::explore(world, {}, options);
}

using Names = std::vector<std::string>;

/// Two threads; the first sets the fields to 1 in the order of `sets`. The fields are declared in that of `declared`.
World two_threads(const Names& declared, const Names& sets) {
  ToyWorld toy;
  std::map<std::string, model::FieldId> fields;
  for (const std::string& name : declared) fields[name] = toy.field(name, {"down", "up"});
  const model::ThreadId first = toy.thread("first"), second = toy.thread("second");
  for (const std::string& name : sets) toy.set(first, fields.at(name), 1);
  toy.set(second, fields.at("z"), 1);
  return toy.finish();
}

/// The same sums by the reference semantics.
schedules::WorldDigest by_reference(const World& world) {
  const model::Layout layout = model::lay_out(world);
  const schedules::StateDigests digests(world, layout);
  schedules::WorldDigest sums;
  std::set<model::State> seen{model::initial_state(world)};
  std::vector<model::State> left(seen.begin(), seen.end());
  while (!left.empty()) {
    const model::State state = left.back();
    left.pop_back();
    const Digest own = digests.of(model::pack(layout, state).data());
    sums.states += own;
    for (const model::Move move : model::enabled(world, state)) {
      const model::State after = model::after(world, state, move);
      sums.transitions += schedules::in_order(own, digests.of(model::pack(layout, after).data()));
      if (seen.insert(after).second) left.push_back(after);
    }
  }
  return sums;
}

/// One thread that goes from its first step to both of the next, and from one of these to the last.
World one_way_on(model::StepId from) {
  engine::Toy toy;
  toy.thread();
  toy.choose(model::Choice::any, {engine::alternative({}, {}, 1), engine::alternative({}, {}, 2)});
  for (const model::StepId step : {model::StepId{1}, model::StepId{2}}) {
    if (step == from) toy.choose(model::Choice::any, {engine::alternative({}, {}, 3)});
    if (step != from) toy.finish();
  }
  toy.finish();
  return toy.world();
}

}  // namespace

TEST_CASE("the digest is the one that the reference semantics give", "[digest]") {
  for (const auto& [name, world] : engine::engine_worlds()) {
    INFO(name);
    CHECK(visited(world).digest == by_reference(world));
  }
}

TEST_CASE("the digest does not know the numbers of fields", "[digest]") {
  CHECK(visited(two_threads({"x", "y", "z"}, {"x", "y"})).digest ==
        visited(two_threads({"z", "y", "x"}, {"x", "y"})).digest);
}

TEST_CASE("a field that stays 0 leaves the digest as it is", "[digest]") {
  CHECK(visited(two_threads({"x", "y", "z"}, {"x", "y"})).digest ==
        visited(two_threads({"x", "unused", "y", "z"}, {"x", "y"})).digest);
}

TEST_CASE("as many states, and others: the digest tells", "[digest]") {
  const Result left = visited(two_threads({"x", "y", "z"}, {"x", "y"}));
  const Result right = visited(two_threads({"x", "y", "z"}, {"y", "x"}));
  CHECK(left.states == right.states);
  CHECK(left.transitions == right.transitions);
  CHECK_FALSE(left.digest->states == right.digest->states);
}

TEST_CASE("the same states, and other moves between them: the digest tells", "[digest]") {
  const Result left = visited(one_way_on(1)), right = visited(one_way_on(2));
  CHECK(left.states == right.states);
  CHECK(left.transitions == right.transitions);
  CHECK(left.digest->states == right.digest->states);
  CHECK_FALSE(left.digest->transitions == right.digest->transitions);
}

TEST_CASE("the digest is the same with any compiler", "[digest]") {
  const checks::Question question = checks::ask(model::scenario_named("late-load"), model::Series::parse("L7"));
  const Result result = visited(question.recorded.world);
  CHECK(words(result.digest->states) == "8b02f9985f1a83e35a2c114ef550fe40");
  CHECK(words(result.digest->transitions) == "1793ccdf18fbbc2960a0f68a69e7eeb9");
}

TEST_CASE("a digest is there only where it was asked for", "[digest]") {
  CHECK_FALSE(schedules::explore(one_way_on(1), {}, {}).digest.has_value());
}

TEST_CASE("the names of a world's fields are unique: the digest tells fields by their names", "[digest]") {
  for (const model::Scenario& scenario : model::scenarios()) {
    const World world = model::record(scenario, model::Series::level(7)).world;
    std::set<std::string> names;
    for (const model::Field& field : world.fields) CHECK(names.insert(field.name).second);
  }
}

}  // namespace replock::tests
