// Makes fields, locks, queues and threads; turns lock verbs into guards and effects once all threads are known.
#include "model/recorder.h"

#include <cassert>

#include "model/refusal.h"
#include "model/thread.h"

namespace replock::model {
namespace {

/// The tests that must hold for `thread` to get the lock.
Conjunction free_for(const Lock& lock, LockMode mode) {
  Conjunction tests{{lock.owner, Test::Is::equal, 0}};
  if (mode == LockMode::write)
    for (const FieldId reader : lock.readers)
      if (reader != none) tests.push_back({reader, Test::Is::equal, 0});
  return tests;
}

struct Hold {
  Test held;
  Effect take, drop;
};

Hold hold(const Lock& lock, LockMode mode, ThreadId thread) {
  const bool read = mode == LockMode::read;
  const FieldId field = read ? lock.readers[thread] : lock.owner;
  const auto mine = static_cast<std::uint16_t>(read ? 1 : thread + 1);
  return {{field, Test::Is::equal, mine}, {field, Effect::Does::set, mine}, {field, Effect::Does::set, 0}};
}

}  // namespace

Recorder::Recorder(Series series, unsigned failures) : series_(series) {
  world_.frames.push_back({});
  if (failures == 0) return;
  const auto most = static_cast<std::uint16_t>(failures);
  world_.budget = field({"failures left", Role::budget, most, most, {}});
}

FieldId Recorder::field(Field field) {
  assert(world_.fields.size() < none - 1U);
  world_.fields.push_back(std::move(field));
  return static_cast<FieldId>(world_.fields.size() - 1);
}

Var<bool> Recorder::flag(std::string name, bool initial, Role role) {
  return variable<bool>(std::move(name), initial, {"0", "1"}, role);
}

Var<unsigned> Recorder::counter(std::string name, unsigned initial, unsigned max, Role role) {
  return {field({std::move(name), role, static_cast<std::uint16_t>(max), static_cast<std::uint16_t>(initial), {}})};
}

LockId Recorder::lock(LockClass lock_class, std::string name, LockKind kind) {
  Lock lock;
  lock.owner = field({name, Role::owner, 0, 0, {}});
  lock.class_name = lock_class == LockClass::other ? name : std::string(model::name(lock_class));
  lock.name = std::move(name);
  lock.lock_class = lock_class;
  lock.kind = kind;
  world_.locks.push_back(std::move(lock));
  return static_cast<LockId>(world_.locks.size() - 1);
}

Queue Recorder::queue(const std::string& name, const std::vector<std::string>& items, unsigned capacity,
                      unsigned generations) {
  Queue queue{name, {}, {}};
  std::vector<std::string> codes{"empty"};
  codes.insert(codes.end(), items.begin(), items.end());
  for (unsigned slot = 0; slot < capacity; ++slot) {
    const std::string at = name + "[" + std::to_string(slot) + "]";
    queue.items.push_back(field({at, Role::slot, static_cast<std::uint16_t>(items.size()), 0, codes}));
    if (generations > 0)
      queue.stamps.push_back(field({at + ".gen", Role::slot, static_cast<std::uint16_t>(generations - 1), 0, {}}));
  }
  world_.queues.push_back(queue);
  return queue;
}

Thread& Recorder::thread(std::string name) {
  if (world_.threads.size() == threads_max)
    throw Refusal(name + ": a world holds at most " + std::to_string(threads_max) + " threads; take one out");
  Program program;
  program.pc = field({"pc(" + name + ")", Role::pc, 0, 0, {}});
  program.name = std::move(name);
  world_.threads.push_back(std::move(program));
  lines_.emplace_back();
  threads_.emplace_back(*this, static_cast<ThreadId>(world_.threads.size() - 1));
  return threads_.back();
}

Thread& Recorder::worker(std::string name) {
  Thread& made = thread(std::move(name));
  world_.threads.back().worker = true;
  return made;
}

FrameId Recorder::frame(const std::string& function, FrameId caller) {
  const auto [entry, is_new] = frames_.try_emplace({caller, function}, static_cast<FrameId>(world_.frames.size()));
  if (is_new) world_.frames.push_back({function, caller});
  return entry->second;
}

FieldId Recorder::reader(LockId lock, ThreadId thread) {
  auto& readers = world_.locks[lock].readers;
  if (readers.size() <= thread) readers.resize(thread + 1U, none);
  if (readers[thread] == none)
    readers[thread] =
        field({world_.locks[lock].name + " read by " + world_.threads[thread].name, Role::reader, 1, 0, {}});
  return readers[thread];
}

void Recorder::lower(Program& program, ThreadId thread) const {
  for (Step& step : program.steps) {
    if (step.lock == none) continue;
    const Lock& lock = world_.locks[step.lock];
    const bool waits = step.verb == Verb::wait_until;
    Alternative& main = waits ? step.alternatives.back() : step.alternatives.front();
    const Hold own = hold(lock, step.mode, thread);
    if (step.verb == Verb::unlock) {
      main.guard.push_back(own.held);
      main.effects.push_back(own.drop);
    } else {
      const Conjunction free = free_for(lock, step.mode);
      main.guard.insert(main.guard.end(), free.begin(), free.end());
      main.effects.push_back(own.take);
    }
  }
}

World Recorder::finish() {
  for (Thread& thread : threads_) thread.finish();
  const auto threads = static_cast<std::uint16_t>(world_.threads.size());
  for (Lock& lock : world_.locks) {
    world_.fields[lock.owner].max = threads;
    world_.fields[lock.owner].values = {"free"};
    for (const Program& program : world_.threads) world_.fields[lock.owner].values.push_back(program.name);
    if (!lock.readers.empty()) lock.readers.resize(threads, none);
  }
  for (ThreadId t = 0; t < threads; ++t) {
    lower(world_.threads[t], t);
    world_.fields[world_.threads[t].pc].max = static_cast<std::uint16_t>(world_.threads[t].steps.size() - 1);
  }
  return std::move(world_);
}

}  // namespace replock::model
