// The Promela export: readable, and to Spin the same states, transitions, deadlocks and violated claims as to the
// explorer.
//
// In every run: the rows of the catalogue below 3,000 states whose threads have at most 600 steps. The gate: every row
// below a million states, replock_tests "[spin]".
#include <catch2/catch.hpp>
#include <map>
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
#include "reports/promela_claims.h"
#include "schedules/explorer.h"
#include "schedules/watch.h"

namespace replock::tests {
namespace {

using model::World;

checks::Question question_of(const checks::Row& row) {
  return checks::ask(model::scenario_named(row.scenario), model::Series::parse(row.series));
}

World world_of(const checks::Row& row) { return question_of(row).recorded.world; }

bool spin_is_missing() {
  if (spin_is_installed()) return false;
  WARN("spin or a C compiler is not installed: nothing was compared with it");
  return true;
}

std::set<unsigned> violated(const std::vector<model::Claim>& claims, const schedules::Result& result) {
  const std::vector<unsigned> numbers = reports::promela_claim_numbers(claims);
  std::set<unsigned> seen;
  for (const schedules::ClaimHit& hit : result.hits) seen.insert(numbers[hit.claim]);
  return seen;
}

/// "esw0 worker: ldev->lock -> reps_lock(esw0)": what is taken (or waited for) while the other is held.
std::string edge_words(const World& world, model::ThreadId thread, model::StepId step, model::LockId held) {
  const model::Step& taking = world.step(thread, step);
  return world.threads[thread].name + ": " + world.locks[held].name + " -> " + taking.words;
}

/// The thread takes the lock somewhere.
bool takes(const World& world, model::ThreadId thread, std::size_t lock) {
  return std::ranges::any_of(world.threads[thread].steps,
                             [&](const model::Step& step) { return step.lock == static_cast<model::LockId>(lock); });
}

/// Numbers for the words of edges: Spin takes no long texts.
using EdgeNames = std::map<std::string, std::string>;

/// As claims that are violated where the edge is seen: what the lock order and the nesting rules are read off.
std::vector<model::Claim> edges(const World& world, EdgeNames& names) {
  std::vector<model::Claim> claims;
  for (std::size_t index = 0; index < world.threads.size(); ++index) {
    const auto thread = static_cast<model::ThreadId>(index);
    for (std::size_t step = 0; step < world.threads[index].steps.size(); ++step)
      for (std::size_t way = 0; way < world.threads[index].steps[step].alternatives.size(); ++way) {
        const model::Step& taking = world.threads[index].steps[step];
        if (!schedules::acquires(world, thread, taking, taking.alternatives[way])) continue;
        for (std::size_t held = 0; held < world.locks.size(); ++held) {
          const model::Lock& lock = world.locks[held];
          if (!takes(world, thread, held)) continue;
          model::Claim claim;
          claim.check = 255;  // none of the project's own
          claim.phase = model::Phase::before;
          claim.thread = thread, claim.step = static_cast<model::StepId>(step);
          claim.alternative = static_cast<std::uint8_t>(way);
          const std::string words = edge_words(world, thread, claim.step, static_cast<model::LockId>(held));
          claim.sentence = names.try_emplace(words, std::to_string(names.size())).first->second;
          claim.bad = {{lock.owner, model::Test::Is::equal, static_cast<std::uint16_t>(thread + 1)}};
          claims.push_back(claim);
          if (thread >= lock.readers.size() || lock.readers[thread] == model::none) continue;
          claim.bad = {{lock.readers[thread], model::Test::Is::unequal, 0}};
          claims.push_back(claim);
        }
      }
  }
  return claims;
}

/// The numbers of those that the explorer's acquisitions show.
std::set<unsigned> edges_seen(const World& world, const std::vector<model::Claim>& claims, const EdgeNames& names,
                              const schedules::Result& result) {
  std::set<std::string> seen;
  for (const schedules::Acquisition& taken : result.acquisitions)
    for (const model::LockId held : taken.held)
      seen.insert(names.at(edge_words(world, taken.thread, taken.step, held)));
  const std::vector<unsigned> numbers = reports::promela_claim_numbers(claims);
  std::set<unsigned> found;
  for (std::size_t index = 0; index < claims.size(); ++index)
    if (claims[index].check == 255 && seen.contains(claims[index].sentence)) found.insert(numbers[index]);
  return found;
}

/// Says how many edges both saw.
std::size_t compare_with_spin(const checks::Question& question, const schedules::Result& result) {
  const World& world = question.recorded.world;
  std::vector<model::Claim> claims = question.claims;
  EdgeNames names;
  for (model::Claim& edge : edges(world, names)) claims.push_back(std::move(edge));
  const SpinCount spin = count_by_spin(reports::promela(world, "a test", claims), result.states);
  CHECK(spin.trouble == "");
  CHECK(spin.states == result.states);
  CHECK(spin.transitions == result.transitions);
  CHECK((spin.deadlocks != 0) == !result.stuck.empty());
  std::set<unsigned> expected = violated(claims, result);
  const std::set<unsigned> seen = edges_seen(world, claims, names, result);
  expected.insert(seen.begin(), seen.end());
  CHECK(spin.violated == expected);
  return seen.size();
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

/// Levels that change nothing in a scenario have the same model and claims: once is enough.
void compare_rows(const Limits& limits, Part part) {
  std::set<std::string> seen;
  std::size_t edges = 0;
  for (const checks::Row& row : checks::catalogue_rows()) {
    INFO(row.scenario << " at " << row.series << ": replock export promela " << row.scenario << " --series "
                      << row.series << " --claims -o FILE");
    const checks::Question question = question_of(row);
    const World& world = question.recorded.world;
    if (steps_of(world) > limits.steps || !seen.insert(reports::promela(world, "", question.claims)).second) continue;
    if (!holds(part, seen.size())) continue;
    schedules::Options options;
    options.bounds.states_max = limits.states;
    const schedules::Result result = schedules::explore(world, question.claims, options);
    if (result.end == schedules::End::exhausted) edges += compare_with_spin(question, result);
  }
  CHECK(edges > 0);
}

}  // namespace

TEST_CASE("the Promela of a scenario", "[promela]") {
  CHECK(differs_from_golden("late-load.L7.pml", reports::promela(world_of({"late-load", "L7"}), "late-load at L7")) ==
        "");
  const checks::Question question = question_of({"late-load", "L0"});
  CHECK(differs_from_golden("late-load.L0.claims.pml",
                            reports::promela(question.recorded.world, "late-load at L0", question.claims)) == "");
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

TEST_CASE("each step has its number in Promela, as a label where something jumps to it", "[promela]") {
  engine::Toy toy;
  const model::FieldId seen = toy.variable(2);
  toy.thread();
  toy.choose(model::Choice::any, {engine::alternative({}, {}, 1), engine::alternative({}, {}, 2)});
  toy.step(model::Verb::set, {}, {engine::set(seen, 1)});
  toy.step(model::Verb::set, {}, {engine::set(seen, 2)});
  toy.finish();
  const std::string text = reports::promela(toy.world(), "labels");
  for (const char* const head : {"\n/*s0*/ ", "\n/*s1*/ ", "\ns2: ", "\nend_3: "})
    CHECK(text.find(head) != std::string::npos);
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

namespace {

model::Claim claim(std::string sentence, model::Conjunction bad) {
  model::Claim one;
  one.sentence = std::move(sentence);
  one.bad = std::move(bad);
  return one;
}

model::Claim at_rest(model::Claim one) {
  one.at_rest = true;
  return one;
}

model::Claim at_entry(model::Claim one) {
  one.at_entry = true;
  return one;
}

model::Claim before(model::Claim one) {
  one.phase = model::Phase::before;
  return one;
}

/// The first thread adds one to a counter, once or not at all; the second one is a worker that idles at 0.
World counter_world(model::FieldId& counter) {
  engine::Toy toy;
  counter = toy.variable(1);
  toy.thread();
  toy.choose(model::Choice::any,
             {engine::alternative({}, {engine::add(counter, 1)}, 1), engine::alternative({}, {}, 1)});
  toy.finish();
  toy.thread();
  toy.choose(model::Choice::any, {engine::alternative({engine::equal(counter, 1)}, {engine::set(counter, 0)}, 0)})
      .rests = true;
  return toy.world();
}

}  // namespace

TEST_CASE("Spin sees each kind of claim where it is violated, and not where it holds", "[promela]") {
  if (spin_is_missing()) return;
  model::FieldId counter = 0;
  const World world = counter_world(counter);
  const auto is = [&](unsigned value) { return model::Conjunction{engine::equal(counter, value)}; };
  const std::vector<model::Claim> claims{claim("after: \"quoted\" {1}", is(1)),
                                         claim("after, never", is(0)),
                                         before(claim("before", is(0))),
                                         before(claim("before, never", is(1))),
                                         at_rest(claim("at rest", is(0))),
                                         at_rest(claim("at rest, never: the worker goes on", is(1))),
                                         at_entry(claim("at the beginning", is(0))),
                                         at_entry(claim("at the beginning, never", is(1))),
                                         at_rest(claim("at rest", is(1)))};
  CHECK(reports::promela_claim_numbers(claims) == std::vector<unsigned>{0, 1, 2, 3, 4, 5, 6, 7, 4});
  const SpinCount spin = count_by_spin(reports::promela(world, "claims", claims), 100);
  const engine::Reference reference = engine::search_plainly(world, claims);
  CHECK(spin.trouble == "");
  CHECK(spin.violated == std::set<unsigned>{0, 2, 4, 6});
  CHECK(spin.states == reference.states);
  CHECK(spin.transitions == reference.transitions);
  CHECK(spin.deadlocks == 0);
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

TEST_CASE("Spin takes the longest text that there is", "[promela]") {
  if (spin_is_missing()) return;
  const checks::Question question = question_of({"four-pfs-vs-rmmod", "L7"});
  CHECK(compare_with_spin(question, schedules::explore(question.recorded.world, question.claims, {})) > 0);
}

TEST_CASE("Spin counts the states of all rows below a million as the explorer does, half of them",
          "[.][spin][spin-0]") {
  if (!spin_is_missing()) compare_rows({1'000'000, 1'000'000}, Part::even);
}

TEST_CASE("Spin counts the states of all rows below a million as the explorer does, the others", "[.][spin][spin-1]") {
  if (!spin_is_missing()) compare_rows({1'000'000, 1'000'000}, Part::odd);
}

}  // namespace replock::tests
