// Waits in words: a lock names its holders, any other wait its condition.
#include "reports/standing.h"

#include <algorithm>

#include "reports/text.h"

namespace replock::reports {
namespace {

using model::State;
using model::Step;
using model::ThreadId;
using model::World;

std::string names(const World& world, const std::vector<ThreadId>& threads) {
  std::vector<std::string> all;
  for (const ThreadId thread : threads) all.push_back(world.threads[thread].name);
  return joined(all, " and ");
}

// "wait until x" says its verb itself; a lock step's words start with one.
std::string wait_words(const Step& step) {
  constexpr std::string_view wait = "wait ";
  return step.words.starts_with(wait) ? "waits " + step.words.substr(wait.size()) : "waits at: " + step.words;
}

bool is_in(const std::vector<ThreadId>& threads, ThreadId thread) {
  return std::find(threads.begin(), threads.end(), thread) != threads.end();
}

// One link of a cycle, which must name the next thread and not another holder or helper.
std::string link(const World& world, const State& state, ThreadId from, ThreadId to) {
  const Step& step = model::step_of(world, state, from);
  const std::string& name = world.threads[to].name;
  if (step.lock == model::none || !model::holds(world, state, to, step.lock))
    return wait_words(step) + (from == to ? ", which it must do itself" : ", which needs " + name);
  return "waits for " + world.locks[step.lock].name + (from == to ? ", which it holds itself" : " held by " + name);
}

}  // namespace

Standing standing(const World& world, const State& state, ThreadId thread) {
  if (!model::enabled(world, state, thread).empty()) return Standing::can_go_on;
  if (!model::step_of(world, state, thread).rests) return Standing::waits;
  return world.threads[thread].worker ? Standing::idle : Standing::done;
}

std::string holds_words(const World& world, const State& state, ThreadId thread) {
  std::vector<std::string> locks;
  for (const model::LockId lock : model::held_by(world, state, thread)) locks.push_back(world.locks[lock].name);
  return locks.empty() ? "nothing" : joined(locks, ", ");
}

std::string standing_words(const World& world, const State& state, ThreadId thread) {
  const Step& step = model::step_of(world, state, thread);
  switch (standing(world, state, thread)) {
    case Standing::done:
      return "done";
    case Standing::idle:
      return "idle";
    case Standing::can_go_on:
      return step.rests ? "has work to run" : "can go on with: " + step.words;
    case Standing::waits:
      break;
  }
  if (step.lock == model::none) return wait_words(step);
  const std::vector<ThreadId> holders = model::holders(world, state, step.lock);
  if (holders.empty()) return wait_words(step);
  const std::string held = is_in(holders, thread) ? ", which it holds itself" : " held by " + names(world, holders);
  return "waits for " + world.locks[step.lock].name + held;
}

std::string call_stack(const World& world, const State& state, ThreadId thread) {
  std::vector<std::string> functions;
  model::FrameId frame = model::step_of(world, state, thread).frame;
  for (; frame != 0; frame = world.frames[frame].caller) functions.push_back(world.frames[frame].function);
  return joined(functions, " <- ");
}

std::string wait_cycle(const World& world, const State& state, const std::vector<ThreadId>& cycle) {
  std::string words = world.threads[cycle.front()].name + " ";
  for (std::size_t i = 0; i < cycle.size(); ++i)
    words += (i == 0 ? "" : ", which ") + link(world, state, cycle[i], cycle[(i + 1) % cycle.size()]);
  return words;
}

}  // namespace replock::reports
