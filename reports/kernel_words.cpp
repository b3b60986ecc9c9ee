// The kernel's layout for tasks, stacks and held locks.
#include "reports/kernel_words.h"

#include <algorithm>

#include "reports/text.h"

namespace replock::reports {
namespace {

using model::State;
using model::ThreadId;
using model::World;

struct Held {
  model::LockId lock = model::none;
  std::string function;
};

// By the time of taking.
std::vector<Held> held_locks(const World& world, const schedules::Schedule& schedule, ThreadId thread) {
  std::vector<Held> held;
  State state = model::initial_state(world);
  for (const model::LockId lock : model::held_by(world, state, thread)) held.push_back({lock, ""});
  for (const model::Move move : schedule) {
    const std::string function = model::function_of(world, model::step_of(world, state, move.thread));
    state = model::after(world, state, move);
    const std::vector<model::LockId> now = model::held_by(world, state, thread);
    std::erase_if(held, [&](const Held& one) { return std::ranges::count(now, one.lock) == 0; });
    for (const model::LockId lock : now)
      if (std::ranges::count(held, lock, &Held::lock) == 0) held.push_back({lock, function});
  }
  return held;
}

}  // namespace

std::string task_words(const World& world, ThreadId thread) {
  return printable(world.threads[thread].name) + "/" + std::to_string(thread + 1);
}

std::string lock_words(const std::string& name, model::LockKind kind) {
  return "(" + printable(name) + (kind == model::LockKind::rwsem ? "){++++}-{4:4}" : "){+.+.}-{4:4}");
}

std::string stack_lines(const World& world, model::FrameId frame, std::size_t indent) {
  std::string text;
  for (; frame != 0; frame = world.frames[frame].caller)
    text += line(std::string(indent, ' ') + printable(world.frames[frame].function) + "+0x0/0x0");
  return text;
}

std::string held_lines(const World& world, const schedules::Schedule& schedule, ThreadId thread) {
  const std::vector<Held> held = held_locks(world, schedule, thread);
  if (held.empty()) return line("no locks held by " + task_words(world, thread) + ".");
  std::string text = line(counted(held.size(), "lock") + " held by " + task_words(world, thread) + ":");
  for (std::size_t i = 0; i < held.size(); ++i) {
    const model::Lock& lock = world.locks[held[i].lock];
    const std::string at = held[i].function.empty() ? "" : ", at: " + printable(held[i].function) + "+0x0/0x0";
    text += line(" #" + std::to_string(i) + ": " + lock_words(lock.name, lock.kind) + at);
  }
  return text;
}

std::string taken_in(const World& world, const schedules::Schedule& schedule, ThreadId thread,
                     const std::string& class_name) {
  std::string function;
  for (const Held& held : held_locks(world, schedule, thread))
    if (world.locks[held.lock].class_name == class_name) function = held.function;
  return function;
}

std::string release_words(const Told& told, const std::string& scenario, const std::string& series) {
  return printable("replock " + told.version + ", " + scenario + " at " + series);
}

}  // namespace replock::reports
