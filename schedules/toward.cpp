// Backwards through each program, one move at a time.
#include "schedules/toward.h"

#include <algorithm>

namespace replock::schedules {
namespace {

/// Fills in what leads to where something is filled in already.
void complete(const model::Program& program, LeastMoves& least) {
  for (bool any = true; any;) {
    any = false;
    for (std::size_t step = 0; step < program.steps.size(); ++step)
      for (const model::Alternative& alternative : program.steps[step].alternatives) {
        const std::optional<std::uint32_t> behind = least[alternative.next];
        if (!behind || (least[step] && *least[step] <= *behind + 1)) continue;
        least[step] = *behind + 1;
        any = true;
      }
  }
}

/// To one of the steps; each of them is 0 moves away from itself.
LeastMoves to_any_of(const model::Program& program, const std::vector<model::StepId>& steps) {
  LeastMoves least(program.steps.size());
  for (const model::StepId step : steps) least[step] = 0;
  complete(program, least);
  return least;
}

/// The effect may change what the test says to true.
bool may_make_true(const model::Effect& effect, const model::Test& test) {
  if (effect.field != test.field) return false;
  if (effect.does != model::Effect::Does::set) return true;
  return (effect.operand == test.operand) == (test.is == model::Test::Is::equal);
}

/// To behind such an effect; nothing at all where the program has none.
std::optional<LeastMoves> to_making_true(const model::Program& program, const model::Test& test) {
  LeastMoves least(program.steps.size());
  bool found = false;
  for (std::size_t step = 0; step < program.steps.size(); ++step)
    for (const model::Alternative& alternative : program.steps[step].alternatives)
      if (std::ranges::any_of(alternative.effects, [&](const auto& effect) { return may_make_true(effect, test); }))
        least[step] = 1, found = true;
  if (!found) return std::nullopt;
  complete(program, least);
  return least;
}

}  // namespace

std::vector<Milestone> milestones(const model::World& world, const Ending& ending) {
  std::vector<Milestone> all;
  for (const model::Test& test : ending.holds) {
    if (test.is != model::Test::Is::equal && test.is != model::Test::Is::unequal) continue;
    std::vector<Milestone> ways;
    for (std::size_t thread = 0; thread < world.threads.size(); ++thread)
      if (std::optional<LeastMoves> least = to_making_true(world.threads[thread], test))
        ways.push_back({test, static_cast<model::ThreadId>(thread), std::move(*least)});
    if (ways.size() == 1) all.push_back(std::move(ways.front()));
  }
  return all;
}

std::vector<LeastMoves> least_moves(const model::World& world, const Ending& ending) {
  std::vector<LeastMoves> all;
  for (std::size_t thread = 0; thread < world.threads.size(); ++thread) {
    const model::Program& program = world.threads[thread];
    const bool anywhere = ending.stands.empty() || ending.stands[thread].empty();
    all.push_back(anywhere ? LeastMoves(program.steps.size(), 0) : to_any_of(program, ending.stands[thread]));
    if (ending.last != thread) continue;
    for (std::optional<std::uint32_t>& least : all.back())
      if (least) ++*least;
  }
  return all;
}

}  // namespace replock::schedules
