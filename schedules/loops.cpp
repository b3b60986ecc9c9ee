// A depth-first walk over each program.
#include "schedules/loops.h"

#include <cstdint>
#include <utility>

namespace replock::schedules {
namespace {

enum class Visit : std::uint8_t { fresh, open, done };

std::vector<bool> loop_heads(const model::Program& program, model::StepId start) {
  std::vector<bool> heads(program.steps.size(), false);
  std::vector<Visit> visits(program.steps.size(), Visit::fresh);
  std::vector<std::pair<model::StepId, std::size_t>> path{{start, 0}};  // step, alternatives followed so far
  visits[start] = Visit::open;
  while (!path.empty()) {
    auto& [step, followed] = path.back();
    if (followed == program.steps[step].alternatives.size()) {
      visits[step] = Visit::done;
      path.pop_back();
      continue;
    }
    const model::StepId next = program.steps[step].alternatives[followed++].next;
    if (visits[next] == Visit::open) heads[next] = true;
    if (visits[next] != Visit::fresh) continue;
    visits[next] = Visit::open;
    path.emplace_back(next, 0);
  }
  return heads;
}

}  // namespace

std::vector<std::vector<bool>> loop_heads(const model::World& world) {
  std::vector<std::vector<bool>> heads;
  for (const model::Program& program : world.threads)
    heads.push_back(loop_heads(program, world.fields[program.pc].initial));
  return heads;
}

}  // namespace replock::schedules
