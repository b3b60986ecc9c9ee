// From the tables of all steps, and where each way round is cut.
#include "schedules/steps_alone.h"

#include <optional>

#include "schedules/footprints.h"
#include "schedules/held_sets.h"
#include "schedules/loops.h"
#include "schedules/possible.h"

namespace replock::schedules {

std::vector<std::vector<bool>> steps_alone(const model::World& world, const std::vector<model::Claim>& claims,
                                           const std::vector<bool>& momentary) {
  std::vector<std::vector<bool>> alone;
  for (const model::Program& thread : world.threads) alone.emplace_back(thread.steps.size(), false);
  const Possible possible(world, all_rules(world));
  const std::optional<HeldFacts> held = surely_held(world, possible.rules());
  if (!held) return alone;
  const Footprints all = footprints(world, claims, *held, momentary, possible.rules());
  const std::vector<std::vector<bool>> heads = loop_heads(world, alone, possible.rules());  // none is passed
  std::size_t stand = 0;
  for (std::size_t thread = 0; thread < alone.size(); ++thread)
    for (std::size_t step = 0; step < alone[thread].size(); ++step, ++stand)
      alone[thread][step] =
          all.stands[stand].is_local && !heads[thread][step] && possible.comes_to(world, thread, step);
  return alone;
}

}  // namespace replock::schedules
