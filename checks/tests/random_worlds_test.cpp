// A thousand random worlds, the same in every run: what the explorer says, a plain search must say too. The only file
// that knows RapidCheck, which makes a counterexample small.
#include <rapidcheck.h>
#include <rapidcheck/detail/TestListenerAdapter.h>

#include <catch2/catch.hpp>
#include <set>
#include <sstream>
#include <string>
#include <unordered_map>

#include "checks/mutants.h"
#include "checks/tests/agreement.h"
#include "checks/tests/all_engines.h"
#include "checks/tests/bitstate_agreement.h"
#include "checks/tests/broken_worlds.h"
#include "checks/tests/random_worlds.h"
#include "checks/tests/world_builder.h"
#include "schedules/about.h"
#include "schedules/relacy_engine.h"
#include "schedules/symmetry.h"

namespace replock::tests {
namespace {

rc::Gen<Statement> statement() {
  const auto number = [](unsigned below) { return rc::gen::inRange<unsigned>(0, below); };
  const auto say = rc::gen::map(rc::gen::inRange(0, says), [](int index) { return static_cast<Say>(index); });
  return rc::gen::build<Statement>(rc::gen::set(&Statement::say, say), rc::gen::set(&Statement::what, number(4)),
                                   rc::gen::set(&Statement::value, number(4)),
                                   rc::gen::set(&Statement::body, number(4)));
}

/// At most so many, and inside them numbers of any size from the first world on.
rc::Gen<Statements> statements(int most) {
  return rc::gen::resize(most, rc::gen::container<Statements>(rc::gen::resize(rc::kNominalSize, statement())));
}

rc::Gen<RandomWorld> random_world() {
  const auto threads = rc::gen::mapcat(rc::gen::inRange<std::size_t>(2, 5), [](std::size_t count) {
    return rc::gen::container<std::vector<Statements>>(count, statements(count < 4 ? 12 : 7));
  });
  return rc::gen::resize(rc::kNominalSize, rc::gen::build<RandomWorld>(
                                               rc::gen::set(&RandomWorld::threads, threads),
                                               rc::gen::set(&RandomWorld::work, statements(5)),
                                               rc::gen::set(&RandomWorld::failures, rc::gen::inRange<unsigned>(0, 3))));
}

/// Few, so that steps without a claim are left to be independent.
rc::Gen<std::vector<Doubt>> doubts() {
  const auto number = rc::gen::inRange<unsigned>(0, 32);
  const auto doubt =
      rc::gen::build<Doubt>(rc::gen::set(&Doubt::place, number), rc::gen::set(&Doubt::thread, number),
                            rc::gen::set(&Doubt::step, number), rc::gen::set(&Doubt::alternative, number),
                            rc::gen::set(&Doubt::field, number), rc::gen::set(&Doubt::value, number));
  return rc::gen::resize(6, rc::gen::container<std::vector<Doubt>>(rc::gen::resize(rc::kNominalSize, doubt)));
}

#ifdef REPLOCK_SANITIZED  // what a sanitizer sees, it sees in fewer
constexpr int one_in = 4;
#else
constexpr int one_in = 1;
#endif

/// Which worlds, and how many.
struct Sample {
  std::uint64_t seed = 1;
  int worlds = 1000 / one_in;
};

/// "" where the property holds in all worlds; else the smallest world found in which it does not.
template <class Property>
std::string counterexample(Property property, Sample sample = {}) {
  rc::detail::TestParams parameters;
  parameters.seed = sample.seed;
  parameters.maxSuccess = sample.worlds;
  rc::detail::TestListenerAdapter silent;
  const auto result = rc::detail::checkTestable(property, rc::detail::TestMetadata{}, parameters, silent,
                                                std::unordered_map<std::string, rc::detail::Reproduce>{});
  std::ostringstream text;
  if (!result.template is<rc::detail::SuccessResult>()) rc::detail::printResultMessage(result, text);
  return text.str();
}

}  // namespace

TEST_CASE("in random worlds the explorer and a plain search agree", "[explorer][random]") {
  CHECK(counterexample([] {
          const RandomWorld random = *random_world();
          const std::string difference = disagreement(recorded(random));
          if (!difference.empty()) RC_FAIL(difference);
        }) == "");
}

namespace {

void reduction_agrees() {
  const RandomWorld random = *random_world();
  const model::World world = recorded(random);
  const std::string difference = reduction_disagreement(world, claims(world, *doubts()));
  if (!difference.empty()) RC_FAIL(difference);
}

}  // namespace

TEST_CASE("in random worlds the reduced search finds what the full one does", "[explorer][random][reduction]") {
  CHECK(counterexample(reduction_agrees, {2, 2000 / one_in}) == "");
}

namespace {

/// The first thread's statements by two or three threads, and what one more does, or nobody.
rc::Gen<RandomWorld> world_of_equals() {
  return rc::gen::map(rc::gen::pair(random_world(), rc::gen::inRange<std::size_t>(2, 4)), [](const auto& drawn) {
    RandomWorld random = drawn.first;
    std::vector<Statements> threads(drawn.second, random.threads[0]);
    if (drawn.second == 2) threads.push_back(random.threads[1]);
    random.threads = std::move(threads);
    return random;
  });
}

/// And the same of each thread that can stand in another one's place.
std::vector<model::Claim> of_all_equals(const model::World& world, std::vector<model::Claim> claims) {
  const std::size_t drawn = claims.size();
  for (const schedules::Renaming& renaming : schedules::symmetries(world, {}))
    for (std::size_t index = 0; index < drawn; ++index) {
      model::Claim claim = claims[index];
      claim.thread = claim.at_rest ? claim.thread : renaming.threads[claim.thread];
      for (model::Test& test : claim.bad) {
        test.operand = schedules::compares_fields(test) ? renaming.fields[test.operand]
                                                        : renaming.values[test.field][test.operand];
        test.field = renaming.fields[test.field];
      }
      claims.push_back(claim);
    }
  return claims;
}

}  // namespace

TEST_CASE("in random worlds of equal threads one order of them shows all", "[explorer][random][reduction][symmetry]") {
  Symmetries seen;
  CHECK(counterexample(
            [&] {
              const RandomWorld random = *world_of_equals();
              const model::World world = recorded(random);
              const std::string difference =
                  symmetry_disagreement(world, of_all_equals(world, claims(world, *doubts())), seen);
              if (!difference.empty()) RC_FAIL(difference);
            },
            {8, 1000 / one_in}) == "");
  CHECK(seen.worlds > 300 / one_in);
  CHECK(seen.states < seen.states_without / 10 * 8);
}

/// With fields that nothing touches, so that less room means fewer words.
model::World padded(model::World world) {
  for (unsigned i = 0; i < 12; ++i) {
    const auto value = static_cast<std::uint16_t>(i);
    world.fields.push_back({"padding" + std::to_string(i), model::Role::variable, 65'535, value, {}});
  }
  return world;
}

TEST_CASE("in random worlds a search in narrower layouts finds what one in the full layout does",
          "[explorer][random][narrowed]") {
  CHECK(counterexample([] {
          const model::World world = padded(recorded(*random_world()));
          const std::vector<model::Claim> all = claims(world, *doubts());
          const auto from = *rc::gen::inRange<std::uint64_t>(1, 30);
          const std::string difference = narrowing_disagreement(world, all, from);
          if (!difference.empty()) RC_FAIL(difference);
        }) == "");
}

/// What the property above found while the reduction was written, made small: a worker that nobody but one thread
/// wakes.
TEST_CASE("a worker that is woken later keeps others from being followed alone", "[explorer][random][reduction]") {
  const RandomWorld woken{{{{Say::set, 1, 0, 0}}, {{Say::queue_work, 1, 0, 0}}}, {{Say::cas, 3, 0, 0}}, 0};
  CHECK(reduction_disagreement(recorded(woken), {}) == "");
}

TEST_CASE("in random worlds a search by bits with room finds what the exact one does", "[bitstate][random]") {
  for (const schedules::Reduction reduction : schedules::reductions)
    CHECK(counterexample(
              [&] {
                const model::World world = recorded(*random_world());
                schedules::Options options;
                options.reduction = reduction;
                const std::string difference = bitstate_disagreement(world, claims(world, *doubts()), options);
                if (!difference.empty()) RC_FAIL(difference);
              },
              {7, 600 / one_in}) == "");
}

namespace {

void endings_agree() {
  const model::World world = recorded(*random_world());
  const std::string difference = ending_disagreement(world, claims(world, *doubts()));
  if (!difference.empty()) RC_FAIL(difference);
}

}  // namespace

TEST_CASE("in random worlds a search for one ending finds a shortest schedule to it", "[explorer][random][toward]") {
  CHECK(counterexample(endings_agree, {6, 600 / one_in}) == "");
}

TEST_CASE("in many more random worlds too", "[.long][random][reduction]") {
  CHECK(counterexample(reduction_agrees, {3, 30'000}) == "");
  CHECK(counterexample(endings_agree, {6, 15'000}) == "");
}

namespace {

/// Two or three threads of at most four statements: Relacy's full search ends in many of them.
rc::Gen<RandomWorld> small_world() {
  const auto threads = rc::gen::mapcat(rc::gen::inRange<std::size_t>(2, 4), [](std::size_t count) {
    return rc::gen::container<std::vector<Statements>>(count, statements(count < 3 ? 4 : 3));
  });
  return rc::gen::resize(rc::kNominalSize, rc::gen::build<RandomWorld>(
                                               rc::gen::set(&RandomWorld::threads, threads),
                                               rc::gen::set(&RandomWorld::work, statements(2)),
                                               rc::gen::set(&RandomWorld::failures, rc::gen::inRange<unsigned>(0, 2))));
}

}  // namespace

TEST_CASE("in small random worlds the plain search, every search of the explorer and Relacy say the same",
          "[explorer][relacy][random]") {
  int worlds = 0, complete = 0;
  CHECK(counterexample(
            [&] {
              const model::World world = recorded(*small_world());
              const AllEngines all = ask_all(world, claims(world, *doubts()));
              ++worlds;
              complete += all.relacy_complete ? 1 : 0;
              if (!all.difference.empty()) RC_FAIL(all.difference);
            },
            {4, 600 / one_in}) == "");
  CHECK((!schedules::has_relacy() || complete > worlds / 3));
}

namespace {

enum class Engine { plain, explorer, reduced, relacy };

WorldOfEach one_broken(Engine engine, const model::World& world, const model::World& broken) {
  const auto of = [&](Engine one) -> const model::World& { return one == engine ? broken : world; };
  return {of(Engine::plain), of(Engine::explorer), of(Engine::reduced), of(Engine::relacy)};
}

/// What the smallest world says in which the engine with the fault is told from the others.
std::string told_by_a_fault(Engine engine, model::World (*fault)(model::World)) {
  std::string told;
  counterexample(
      [&] {
        const model::World world = recorded(*small_world());
        const model::World broken = fault(world);
        const std::string difference = ask_all(one_broken(engine, world, broken), claims(world, *doubts())).difference;
        if (difference.empty()) return;
        told = difference;
        RC_FAIL(difference);
      },
      {4, 600});
  return told;
}

}  // namespace

/// The twins of the test above: one engine that gets one kind of step wrong.
TEST_CASE("in small random worlds an engine with a fault is told from the others", "[explorer][relacy][random]") {
  const std::string counts = "explorer: other counts\n", deadlock = ": only one of them sees a deadlock\n",
                    locks = ": other locks are acquired, or with others held\n",
                    claims = ": other claims are violated\n", relacy = "Relacy";
  const auto by_both = [](const std::string& words, const std::string& more) {
    std::string text;
    for (const std::string who : {"local", "persistent", "symmetric"})
      for (const std::string& one : {words, more})
        if (!one.empty()) text.append("explorer, ").append(who).append(one);
    return text;
  };
  const auto by_reduced = [&](const std::string& words) { return by_both(words, ""); };
  for (const Engine engine : {Engine::plain, Engine::explorer})
    for (const auto fault : {with_dropped_unlock, with_lost_wakeup, with_missing_failure})
      CHECK_THAT(told_by_a_fault(engine, fault), Catch::Contains(counts));
  CHECK(told_by_a_fault(Engine::reduced, with_dropped_unlock) == by_reduced(deadlock));
  CHECK(told_by_a_fault(Engine::reduced, with_lost_wakeup) == by_both(locks, deadlock));
  CHECK(told_by_a_fault(Engine::reduced, with_missing_failure) == by_reduced(claims));
  if (!schedules::has_relacy()) return;
  CHECK(told_by_a_fault(Engine::relacy, with_dropped_unlock) == relacy + deadlock);
  CHECK(told_by_a_fault(Engine::relacy, with_lost_wakeup) == relacy + locks + relacy + deadlock);
  CHECK(told_by_a_fault(Engine::relacy, with_missing_failure) == relacy + claims);
}

namespace {

/// Writer: x = 1; y = 1. Reader: if (y == 1) if (x == 1).
model::World publication() {
  engine::Toy toy;
  const model::FieldId x = toy.variable(1), y = toy.variable(1);
  toy.thread();
  for (const model::FieldId field : {x, y}) toy.step(model::Verb::set, {}, {engine::set(field, 1)});
  toy.finish();
  toy.thread();
  for (const model::FieldId field : {y, x})
    toy.choose(model::Choice::first,
               {engine::alternative({engine::equal(field, 1)}, {}, toy.here() + 1U), engine::alternative({}, {}, 2)});
  toy.finish();
  return toy.world();
}

}  // namespace

TEST_CASE("an engine that stores in another order is told from the others", "[explorer][relacy]") {
  model::Claim sees_y_and_no_x;
  sees_y_and_no_x.thread = 1, sees_y_and_no_x.step = 1, sees_y_and_no_x.alternative = 1;
  const model::World world = publication(), broken = with_reordered_stores(world);
  const auto told = [&](Engine engine) {
    return ask_all(one_broken(engine, world, broken), {sees_y_and_no_x}).difference;
  };
  CHECK(ask_all(world, {sees_y_and_no_x}).difference == "");
  CHECK_THAT(told(Engine::plain), Catch::Contains("explorer, none: other claims are violated\n"));
  CHECK(told(Engine::explorer) == "explorer, none: other claims are violated\nexplorer: other counts\n");
  CHECK(told(Engine::reduced) ==
        "explorer, local: other claims are violated\nexplorer, persistent: other claims are violated\n"
        "explorer, symmetric: other claims are violated\n");
  if (schedules::has_relacy()) CHECK(told(Engine::relacy) == "Relacy: other claims are violated\n");
}

namespace {

using checks::Mutant;

/// Each step on a line of its own.
model::Recorded with_lines(model::World world) {
  model::Recorded recorded;
  for (std::size_t thread = 0; thread < world.threads.size(); ++thread) {
    recorded.lines.emplace_back();
    for (std::size_t step = 0; step < world.threads[thread].steps.size(); ++step)
      recorded.lines.back().push_back({"random", static_cast<unsigned>(1000 * (thread + 1) + step)});
  }
  recorded.world = std::move(world);
  return recorded;
}

/// Claims keep to their steps, wherever these stand now.
std::vector<model::Claim> claims_after(const Mutant& swap, const model::Recorded& before,
                                       std::vector<model::Claim> claims) {
  for (model::Claim& claim : claims) {
    if (claim.at_rest || claim.at_entry) continue;
    const std::string line = words(before.lines[claim.thread][claim.step]);
    for (std::size_t step = 0; step < before.lines[claim.thread].size(); ++step) {
      const std::string other = words(before.lines[claim.thread][step]);
      if (!(line == swap.line.where && other == swap.next.where) &&
          !(line == swap.next.where && other == swap.line.where))
        continue;
      claim.step = static_cast<model::StepId>(step);
      break;
    }
  }
  return claims;
}

/// Violated claims, rings, standstills and acquisitions, by the words of the steps; or the fault of the model.
std::set<std::string> found(const model::World& world, const std::vector<model::Claim>& claims) {
  std::set<std::string> all;
  const auto at = [&](model::ThreadId thread, model::StepId step) {
    return " " + world.threads[thread].name + ": " + world.step(thread, step).words;
  };
  try {
    const schedules::Result result = schedules::explore(world, claims, {});
    for (const schedules::ClaimHit& hit : result.hits) all.insert("claim " + std::to_string(hit.claim));
    for (const schedules::Stuck& stuck : result.stuck) {
      const std::vector<model::ThreadId>& threads = stuck.cycle.empty() ? stuck.threads : stuck.cycle;
      std::string text = stuck.cycle.empty() ? "standstill" : "ring";
      for (std::size_t i = 0; i < threads.size(); ++i) text += at(threads[i], stuck.steps[i]);
      all.insert(text);
    }
    for (const schedules::Acquisition& taken : result.acquisitions) {
      std::string text = "acquisition" + at(taken.thread, taken.step);
      for (const model::LockId lock : taken.held) text += " " + world.locks[lock].name;
      all.insert(text);
    }
  } catch (const model::ModelFault&) {
    all = {"a fault of the model"};
  }
  return all;
}

/// Of all swaps in random worlds that `judge` calls unseen: how many, and the smallest world in which one shows.
template <class Judge>
std::pair<int, std::string> unseen_swaps(Judge judge, Sample sample) {
  int swaps = 0;
  const std::string shown = counterexample(
      [&] {
        const model::Recorded before = with_lines(recorded(*random_world()));
        const std::vector<model::Claim> all = claims(before.world, *doubts());
        const std::set<std::string> expected = found(before.world, all);
        for (const Mutant& swap : checks::mutants_of(before)) {
          if (swap.does != Mutant::Does::swap || !judge(swap, before, all)) continue;
          model::Recorded after = before;
          checks::apply(swap, after);
          ++swaps;
          if (found(after.world, claims_after(swap, before, all)) != expected) RC_FAIL(swap.words);
        }
      },
      sample);
  return {swaps, shown};
}

}  // namespace

TEST_CASE("in random worlds, a swap that is called unseen changes nothing that is found", "[random][mutation]") {
  const auto [swaps, shown] = unseen_swaps(checks::is_unseen, {7, 1500});
  CHECK(shown == "");
  CHECK(swaps > 300);
  const auto any = [](const Mutant&, const model::Recorded&, const std::vector<model::Claim>&) { return true; };
  CHECK(unseen_swaps(any, {7, 100}).second != "");
}

/// The twin of the test that the explorer and a plain search agree: a property that does not hold.
TEST_CASE("a random world that deadlocks is found and made small", "[random]") {
  const std::string text = counterexample([] {
    const RandomWorld random = *random_world();
    if (engine::search_plainly(recorded(random), {}).first_stuck != engine::Reference::never) RC_FAIL("it deadlocks");
  });
  INFO(text);
  CHECK(text.find("RandomWorld{{{{Say::wait_for_thread, 0, 0, 0}},\n") != std::string::npos);
}

}  // namespace replock::tests
