// Threads that store the same value without asking: whose store came first need not be told apart.
#include "schedules/same_stores.h"

#include <catch2/catch.hpp>

#include "checks/tests/agreement.h"
#include "checks/tests/world_builder.h"
#include "schedules/explorer.h"

namespace replock::tests::engine {
namespace {

using namespace model;

struct Marked {
  World world;
  FieldId mark = 0;
};

/// Each of three threads stores its value in the mark; the last thread waits for the mark, and takes it away.
Marked marked(unsigned first, unsigned second, unsigned third) {
  Toy toy;
  Marked marked;
  marked.mark = toy.variable(2);
  for (const unsigned value : {first, second, third}) {
    toy.thread();
    toy.step(Verb::set, {}, {set(marked.mark, value)});
    toy.finish();
  }
  toy.thread();
  toy.step(Verb::wait_until, {unequal(marked.mark, 0)}, {set(marked.mark, 0)});
  toy.finish();
  marked.world = toy.world();
  return marked;
}

}  // namespace

TEST_CASE("stores of one value by several threads are told from other uses", "[same-stores][reduction]") {
  const Marked same = marked(1, 1, 1), other = marked(1, 1, 2);
  const schedules::SameStores stores(same.world);
  CHECK(stores.fields() == same.world.fields.size() + 3);
  const Alternative& first = same.world.threads[0].steps[0].alternatives[0];
  const Alternative& taking = same.world.threads[3].steps[0].alternatives[0];
  CHECK(stores.of(0, first, first.effects[0]) != std::nullopt);
  CHECK(stores.of(0, first, first.effects[0]) != stores.of(1, first, first.effects[0]));
  CHECK(stores.of(3, taking, taking.effects[0]) == std::nullopt);
  CHECK(schedules::SameStores(other.world).fields() == other.world.fields.size());
  CHECK(reduced_states(same.world) < reduced_states(other.world));
  CHECK(reduction_disagreement(same.world, {}) == "");
  CHECK(reduction_disagreement(other.world, {}) == "");
}

TEST_CASE("a claim that asks for the mark still sees each of the stores", "[same-stores][reduction]") {
  const Marked same = marked(1, 1, 1);
  for (std::uint8_t value = 0; value < 2; ++value)
    for (const Phase phase : {Phase::before, Phase::after})
      for (ThreadId thread = 0; thread < 4; ++thread) {
        Claim claim;
        claim.thread = thread, claim.step = 0, claim.phase = phase;
        claim.bad = {equal(same.mark, value)};
        CHECK(reduction_disagreement(same.world, {claim}) == "");
      }
}

}  // namespace replock::tests::engine
