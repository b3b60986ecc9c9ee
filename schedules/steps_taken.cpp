// Rules are numbered through all threads, steps and alternatives in order.
#include "schedules/steps_taken.h"

namespace replock::schedules {

std::vector<std::vector<std::vector<bool>>> steps_taken(const model::World& world,
                                                        const std::function<bool(std::uint32_t)>& is_taken) {
  std::vector<std::vector<std::vector<bool>>> all;
  std::uint32_t rule = 0;
  for (const model::Program& thread : world.threads) {
    all.emplace_back();
    for (const model::Step& step : thread.steps) {
      std::vector<bool>& ways = all.back().emplace_back();
      for (std::size_t way = 0; way < step.alternatives.size(); ++way, ++rule) ways.push_back(is_taken(rule));
    }
  }
  return all;
}

std::vector<std::vector<bool>> steps_reached(const model::World& world,
                                             const std::vector<std::vector<std::vector<bool>>>& taken) {
  std::vector<std::vector<bool>> all;
  for (std::size_t thread = 0; thread < taken.size(); ++thread) {
    const model::Program& program = world.threads[thread];
    std::vector<bool>& steps = all.emplace_back(program.steps.size(), false);
    steps[world.fields[program.pc].initial] = true;
    for (std::size_t step = 0; step < taken[thread].size(); ++step)
      for (std::size_t way = 0; way < taken[thread][step].size(); ++way)
        if (taken[thread][step][way]) steps[program.steps[step].alternatives[way].next] = true;
  }
  return all;
}

}  // namespace replock::schedules
