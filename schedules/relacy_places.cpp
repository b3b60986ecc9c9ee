// Who uses which field, and who touches a lock other than by locking.
#include "schedules/relacy_places.h"

#include <algorithm>

namespace replock::schedules {
namespace {

using model::Alternative;
using model::Effect;
using model::FieldId;
using model::none;
using model::Step;
using model::Test;
using model::World;

template <class Visit>
void for_each_alternative(const World& world, Visit&& visit) {
  for (std::size_t thread = 0; thread < world.threads.size(); ++thread)
    for (const Step& step : world.threads[thread].steps)
      for (const Alternative& alternative : step.alternatives) visit(thread, step, alternative);
}

/// A variable or a slot that one thread writes and another one uses.
std::vector<bool> shared_fields(const World& world) {
  std::vector<unsigned> users(world.fields.size(), 0);
  std::vector<bool> written(world.fields.size(), false);
  for_each_alternative(world, [&](std::size_t thread, const Step&, const Alternative& alternative) {
    for_each_read(alternative, [&](FieldId field) { users[field] |= 1U << thread; });
    for (const Effect& effect : alternative.effects) {
      users[effect.field] |= 1U << thread;
      written[effect.field] = true;
    }
  });
  std::vector<bool> shared(world.fields.size(), false);
  for (std::size_t field = 0; field < shared.size(); ++field) {
    const model::Role role = world.fields[field].role;
    const bool is_memory = role == model::Role::variable || role == model::Role::slot;
    shared[field] = is_memory && written[field] && (users[field] & (users[field] - 1)) != 0;
  }
  return shared;
}

bool takes(const Step& step, const model::Lock& lock, std::size_t thread, const Alternative& alternative,
           const Effect& effect) {
  const Test is_free{lock.owner, Test::Is::equal, 0};
  const bool guarded = std::ranges::find(alternative.guard, is_free) != alternative.guard.end();
  const bool only = step.verb != model::Verb::lock || (alternative.guard.size() == 1 && step.alternatives.size() == 1);
  return effect.operand == thread + 1 && guarded && only;
}

/// The one way in and the one way out that an rl mutex has too.
bool locks_or_unlocks(const Step& step, const model::Lock& lock, std::size_t thread, const Alternative& alternative,
                      const Effect& effect) {
  if (effect.does != Effect::Does::set) return false;
  const Test is_mine{lock.owner, Test::Is::equal, static_cast<std::uint16_t>(thread + 1)};
  if (effect.operand == 0) return std::ranges::find(alternative.guard, is_mine) != alternative.guard.end();
  return takes(step, lock, thread, alternative, effect);
}

std::vector<bool> mutexes(const World& world) {
  std::vector<bool> is_mutex;
  for (std::size_t id = 0; id < world.locks.size(); ++id) {
    const model::Lock& lock = world.locks[id];
    bool is = lock.kind == model::LockKind::mutex && lock.readers.empty() && lock.owner != none &&
              world.fields[lock.owner].initial == 0;
    for_each_alternative(world, [&](std::size_t thread, const Step& step, const Alternative& alternative) {
      for (const Effect& effect : alternative.effects)
        if (effect.field == lock.owner)
          is = is && step.lock == id && locks_or_unlocks(step, lock, thread, alternative, effect);
    });
    is_mutex.push_back(is);
  }
  return is_mutex;
}

std::vector<FieldId> shared_reads(const Step& step, const std::vector<bool>& is_shared) {
  std::vector<FieldId> fields;
  for (const Alternative& alternative : step.alternatives)
    for_each_read(alternative, [&](FieldId field) {
      if (is_shared[field] && std::ranges::find(fields, field) == fields.end()) fields.push_back(field);
    });
  return fields;
}

}  // namespace

Places places(const World& world, Memory memory) {
  Places all{shared_fields(world), {}, mutexes(world), {}};
  for (std::size_t field = 0; field < world.fields.size(); ++field) {
    all.access.push_back(memory == Memory::kernel ? world.fields[field].access : model::Access::ordered);
    if (all.access[field] == model::Access::rcu_freed) all.is_shared[field] = true;  // its store waits for all threads
  }
  for (const model::Program& thread : world.threads) {
    all.reads.emplace_back();
    for (const Step& step : thread.steps) all.reads.back().push_back(shared_reads(step, all.is_shared));
  }
  return all;
}

}  // namespace replock::schedules
