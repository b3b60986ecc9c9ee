// Finds the first step that the fault can be in.
#include "checks/tests/broken_worlds.h"

#include <algorithm>
#include <utility>

namespace replock::tests {
namespace {

using model::Step;
using model::Verb;
using model::World;

template <class Is>
Step* first_step(World& world, Is&& is) {
  for (model::Program& thread : world.threads)
    for (Step& step : thread.steps)
      if (is(step)) return &step;
  return nullptr;
}

World without_effects(World world, Verb verb) {
  Step* const step = first_step(world, [&](const Step& one) { return one.verb == verb; });
  if (step != nullptr)
    for (model::Alternative& way : step->alternatives) way.effects.clear();
  return world;
}

bool is_store(const Step& step) { return step.verb == Verb::set && step.alternatives.size() == 1; }

}  // namespace

World with_dropped_unlock(World world) { return without_effects(std::move(world), Verb::unlock); }
World with_lost_wakeup(World world) { return without_effects(std::move(world), Verb::complete); }

World with_reordered_stores(World world) {
  for (model::Program& thread : world.threads)
    for (std::size_t index = 0; index + 1 < thread.steps.size(); ++index) {
      Step &one = thread.steps[index], &next = thread.steps[index + 1];
      if (!is_store(one) || !is_store(next) || one.alternatives[0].next != index + 1) continue;
      std::swap(one.alternatives[0].effects, next.alternatives[0].effects);
      return world;
    }
  return world;
}

/// Claims may be about the alternative: it stays, and is never open.
World with_missing_failure(World world) {
  Step* const step = first_step(world, [](const Step& one) { return one.verb == Verb::may_fail; });
  if (step == nullptr) return world;
  for (model::Alternative& way : step->alternatives)
    if (way.failure)
      way.guard.insert(way.guard.end(), {{0, model::Test::Is::equal, 0}, {0, model::Test::Is::unequal, 0}});
  return world;
}

}  // namespace replock::tests
