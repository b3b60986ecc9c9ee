// Thread by thread, from the end.
#include "checks/trim.h"

#include <algorithm>

#include "checks/same_fault.h"
#include "checks/schedule_files.h"

namespace replock::checks {
namespace {

using schedules::Schedule;

bool can_be_followed(const model::World& world, const Schedule& schedule) {
  model::State state = model::initial_state(world);
  for (const model::Move move : schedule) {
    const std::vector<model::Move> enabled = model::enabled(world, state, move.thread);
    if (std::ranges::count(enabled, move) == 0) return false;
    state = model::after(world, state, move);
  }
  return true;
}

/// Without the thread's last move, apart from the schedule's own last one; false where there is none.
bool leave_out_last(Schedule& schedule, model::ThreadId thread) {
  for (std::size_t at = schedule.size() - 1; at-- > 0;)
    if (schedule[at].thread == thread) {
      schedule.erase(schedule.begin() + static_cast<std::ptrdiff_t>(at));
      return true;
    }
  return false;
}

}  // namespace

Schedule trimmed(const Question& question, const schedules::Finding& finding) {
  const model::World& world = question.recorded.world;
  const Fault fault = fault_of(question, saved(question, finding), finding.schedule);
  Schedule best = finding.schedule;
  if (best.empty() || !shows(question, fault, best)) return best;
  for (bool any = true; any;) {
    any = false;
    for (std::size_t thread = 0; thread < world.threads.size(); ++thread) {
      const auto id = static_cast<model::ThreadId>(thread);
      // Several at once: a thread may have to leave a lock that it took for nothing.
      for (Schedule shorter = best; leave_out_last(shorter, id);)
        if (can_be_followed(world, shorter) && shows(question, fault, shorter)) best = shorter, any = true;
    }
  }
  return best;
}

}  // namespace replock::checks
