// The claims and the waits, looked at along one schedule with the reference semantics.
#include "checks/confirm.h"

#include <algorithm>

#include "checks/races.h"

namespace replock::checks {
namespace {

using model::Claim;
using model::Move;
using model::State;
using model::ThreadId;
using model::World;

struct LastStep {
  State before, after;
  Move move;
  model::StepId step = 0;
  bool any = false;
};

LastStep last_step(const World& world, const schedules::Schedule& schedule) {
  LastStep last;
  last.after = model::initial_state(world);
  for (const Move move : schedule) {
    last.before = last.after;
    last.move = move;
    last.step = model::pc_of(world, last.before, move.thread);
    last.after = model::after(world, last.before, move);
    last.any = true;
  }
  return last;
}

bool is_violated(const World& world, const Claim& claim, const LastStep& last) {
  if (claim.at_rest)
    return model::enabled(world, last.after).empty() && model::at_rest(world, last.after) &&
           model::all_true(last.after, claim.bad);
  if (claim.at_entry) return !last.any && model::all_true(last.after, claim.bad);
  const bool here = last.any && claim.thread == last.move.thread && claim.step == last.step &&
                    claim.alternative == last.move.alternative;
  return here && model::all_true(claim.phase == model::Phase::before ? last.before : last.after, claim.bad);
}

bool is_awaited(const World& world, ThreadId thread) {
  for (const model::Program& program : world.threads)
    for (const model::Step& step : program.steps)
      if (std::ranges::count(step.waits_for, thread) > 0) return true;
  return false;
}

/// The last step makes an edge of the lock graph: a lock, or a wait for a thread, under a lock or by an awaited thread.
bool makes_edge(const World& world, const LastStep& last) {
  if (!last.any) return false;
  const model::Step& step = world.step(last.move.thread, last.step);
  const bool wants = step.verb == model::Verb::lock || !step.waits_for.empty();
  return wants &&
         (!model::held_by(world, last.before, last.move.thread).empty() || is_awaited(world, last.move.thread));
}

/// Depth first from one thread over whom it waits for.
bool find_ring(const World& world, const State& state, std::vector<ThreadId>& path) {
  for (const ThreadId next : model::waits_for(world, state, path.back())) {
    const auto seen = std::ranges::find(path, next);
    if (seen != path.end()) {
      path.erase(path.begin(), seen);
      return true;
    }
    path.push_back(next);
    if (find_ring(world, state, path)) return true;
    path.pop_back();
  }
  return false;
}

/// What the search would say of threads that stand so; "" where somebody can go on and no ring waits.
std::string standing_sentence(const World& world, const State& state, const std::vector<ThreadId>& ring) {
  schedules::Stuck stuck;
  stuck.cycle = ring;
  if (ring.empty()) {
    if (!model::enabled(world, state).empty()) return "";
    for (std::size_t t = 0; t < world.threads.size(); ++t)
      if (!model::step_of(world, state, static_cast<ThreadId>(t)).rests)
        stuck.threads.push_back(static_cast<ThreadId>(t));
  }
  for (const ThreadId thread : ring.empty() ? stuck.threads : ring)
    stuck.steps.push_back(model::pc_of(world, state, thread));
  return stuck_sentence(world, stuck);
}

}  // namespace

std::vector<ThreadId> wait_ring(const World& world, const State& state) {
  for (std::size_t thread = 0; thread < world.threads.size(); ++thread) {
    std::vector<ThreadId> path{static_cast<ThreadId>(thread)};
    if (!find_ring(world, state, path)) continue;
    std::rotate(path.begin(), std::ranges::min_element(path), path.end());
    return path;
  }
  return {};
}

bool still_violated(const Question& question, const schedules::SavedSchedule& saved,
                    const schedules::Schedule& schedule) {
  const World& world = question.recorded.world;
  const LastStep last = last_step(world, schedule);
  const std::vector<ThreadId> ring = wait_ring(world, last.after);
  if (saved.check == info(Check::deadlock).id || saved.check == info(Check::recursion).id)
    return saved.sentence == standing_sentence(world, last.after, ring);
  if (saved.check == info(Check::lock_order).id || saved.check == info(Check::nesting_rules).id)
    return !ring.empty() || makes_edge(world, last);
  if (saved.check == data_race_id) return race_again(world, schedule, saved.sentence) == RaceAgain::races;
  return std::ranges::any_of(question.claims, [&](const Claim& claim) {
    return info(static_cast<Check>(claim.check)).id == saved.check && claim.sentence == saved.sentence &&
           is_violated(world, claim, last);
  });
}

}  // namespace replock::checks
