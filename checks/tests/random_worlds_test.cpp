// A thousand random worlds, the same in every run: what the explorer says, a plain search must say too. The only file
// that knows RapidCheck, which makes a counterexample small.
#include <rapidcheck.h>
#include <rapidcheck/detail/TestListenerAdapter.h>

#include <catch2/catch.hpp>
#include <sstream>
#include <string>
#include <unordered_map>

#include "checks/tests/agreement.h"
#include "checks/tests/all_engines.h"
#include "checks/tests/random_worlds.h"
#include "schedules/relacy_engine.h"

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

/// Which worlds, and how many.
struct Sample {
  std::uint64_t seed = 1;
  int worlds = 1000;
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
  CHECK(counterexample(reduction_agrees, {2, 2000}) == "");
}

/// What the property above found while the reduction was written, made small: a worker that nobody but one thread
/// wakes.
TEST_CASE("a worker that is woken later keeps others from being followed alone", "[explorer][random][reduction]") {
  const RandomWorld woken{{{{Say::set, 1, 0, 0}}, {{Say::queue_work, 1, 0, 0}}}, {{Say::cas, 3, 0, 0}}, 0};
  CHECK(reduction_disagreement(recorded(woken), {}) == "");
}

TEST_CASE("in many more random worlds too", "[.long][random][reduction]") {
  CHECK(counterexample(reduction_agrees, {3, 30'000}) == "");
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
            {4, 600}) == "");
  CHECK((!schedules::has_relacy() || complete > worlds / 3));
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
