// Backwards through each program, one move at a time.
#include "schedules/toward.h"

namespace replock::schedules {
namespace {

using Least = std::vector<std::optional<std::uint32_t>>;

/// To one of the steps; each of them is 0 moves away from itself.
Least to_any_of(const model::Program& program, const std::vector<model::StepId>& steps) {
  Least least(program.steps.size());
  for (const model::StepId step : steps) least[step] = 0;
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
  return least;
}

}  // namespace

std::vector<Least> least_moves(const model::World& world, const Ending& ending) {
  std::vector<Least> all;
  for (std::size_t thread = 0; thread < world.threads.size(); ++thread) {
    const model::Program& program = world.threads[thread];
    const bool anywhere = ending.stands.empty() || ending.stands[thread].empty();
    all.push_back(anywhere ? Least(program.steps.size(), 0) : to_any_of(program, ending.stands[thread]));
    if (ending.last != thread) continue;
    for (std::optional<std::uint32_t>& least : all.back())
      if (least) ++*least;
  }
  return all;
}

}  // namespace replock::schedules
