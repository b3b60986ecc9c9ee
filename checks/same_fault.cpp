// Faults by what no series renames: sentences, lock classes.
#include "checks/same_fault.h"

#include <algorithm>

#include "checks/confirm.h"
#include "schedules/end_state.h"

namespace replock::checks {
namespace {

using model::State;
using model::ThreadId;
using model::World;
using schedules::Schedule;

using Names = std::vector<std::string>;

Names ring_of(const World& world, const State& state, const std::vector<ThreadId>& threads) {
  Names ring;
  for (const ThreadId thread : threads) {
    const model::Step& step = model::step_of(world, state, thread);
    ring.push_back(step.lock == model::none ? step.words : world.locks[step.lock].class_name);
  }
  Names least = ring;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    std::rotate(ring.begin(), ring.begin() + 1, ring.end());
    least = std::min(least, ring);
  }
  return least;
}

/// The lock that the last step takes, and what its thread holds before it.
void look_at_last_step(const World& world, const Schedule& schedule, Fault& fault) {
  if (schedule.empty()) return;
  const State before = schedules::end_state(world, {schedule.begin(), schedule.end() - 1});
  const ThreadId thread = schedule.back().thread;
  const model::Step& step = model::step_of(world, before, thread);
  if (step.lock != model::none)
    fault.taken = world.locks[step.lock].class_name + (step.nesting == model::Nesting::nested ? "/1" : "");
  for (const model::LockId lock : model::held_by(world, before, thread))
    fault.held.push_back(world.locks[lock].class_name);
  std::ranges::sort(fault.held);
}

bool is_about_waiting(const std::string& check) {
  return check == info(Check::deadlock).id || check == info(Check::recursion).id;
}

bool is_about_order(const std::string& check) {
  return check == info(Check::lock_order).id || check == info(Check::nesting_rules).id;
}

}  // namespace

Fault fault_of(const Question& question, const schedules::SavedSchedule& saved, const Schedule& schedule) {
  const World& world = question.recorded.world;
  Fault fault{saved.check, saved.sentence, {}, {}, {}};
  const State end = schedules::end_state(world, schedule);
  fault.ring = ring_of(world, end, wait_ring(world, end));
  if (is_about_order(saved.check)) look_at_last_step(world, schedule, fault);
  return fault;
}

bool is_closing_edge(const Fault& fault) { return fault.check == info(Check::lock_order).id && fault.ring.empty(); }

bool shows(const Question& question, const Fault& fault, const Schedule& schedule) {
  schedules::SavedSchedule saved;
  saved.check = fault.check;
  saved.sentence = fault.sentence;
  const Fault here = fault_of(question, saved, schedule);
  const bool is_by_ring = is_about_waiting(fault.check) || is_about_order(fault.check);
  if (is_by_ring && !fault.ring.empty()) return here.ring == fault.ring;
  if (is_about_order(fault.check)) return here.taken == fault.taken && std::ranges::includes(here.held, fault.held);
  return still_violated(question, saved, schedule);
}

bool is_same(const Question& question, const Fault& fault, const schedules::Finding& finding) {
  if (finding.check != fault.check) return false;
  if (!is_about_waiting(fault.check) || fault.ring.empty()) return finding.sentence == fault.sentence;
  const World& world = question.recorded.world;
  return ring_of(world, schedules::end_state(world, finding.schedule), finding.cycle) == fault.ring;
}

}  // namespace replock::checks
