// Steps that overwrite more than can be tried out backwards.
#include <catch2/catch.hpp>
#include <vector>

#include "checks/tests/agreement.h"
#include "checks/tests/world_builder.h"

namespace replock::tests {
namespace {

/// Each thread overwrites, in one step, fields in which the others have left something.
model::World overwriting(unsigned fields, unsigned max) {
  engine::Toy toy;
  std::vector<model::FieldId> wide;
  for (unsigned i = 0; i < fields; ++i) wide.push_back(toy.variable(max));
  const model::LockId mutex = toy.mutex();
  for (unsigned thread = 0; thread < 3; ++thread) {
    std::vector<model::Effect> all, other;
    for (unsigned i = 0; i < fields; ++i) {
      all.push_back(engine::set(wide[i], (thread * 7 + i) % (max + 1)));
      other.push_back(engine::set(wide[i], max - thread));
    }
    toy.thread();
    toy.step(model::Verb::set, {}, all);
    toy.lock(mutex);
    toy.step(model::Verb::set, {engine::unequal(wide[0], max)}, other);
    toy.unlock(mutex);
    toy.finish();
  }
  return toy.world();
}

}  // namespace

TEST_CASE("a step that overwrites many values at once has its schedules told", "[explorer]") {
  CHECK(disagreement(overwriting(3, 60)) == "");
  CHECK(disagreement(overwriting(5, 65'535)) == "");
}

}  // namespace replock::tests
