// In each move: loads, the lock, stores; then what it touches, which no release of the same move covers.
#include "schedules/happens_before.h"

#include <algorithm>

namespace replock::schedules {

using model::Access;
using model::Alternative;
using model::Effect;
using model::FieldId;
using model::ThreadId;

namespace {

bool acquires_and_releases(Access access) {
  return access == Access::ordered || access == Access::rcu_freed || access == Access::acquire_release;
}

}  // namespace

HappensBefore::HappensBefore(const model::World& world, const Places& places)
    : world_(world),
      places_(places),
      threads_(world.threads.size(), Clock(world.threads.size(), 0)),
      locks_(world.locks.size(), Clock(world.threads.size(), 0)),
      fields_(world.fields.size(), Clock(world.threads.size(), 0)) {}

void HappensBefore::join(Clock& into, const Clock& other) {
  for (std::size_t thread = 0; thread < into.size(); ++thread) into[thread] = std::max(into[thread], other[thread]);
}

void HappensBefore::take(const model::State& before, model::Move move) {
  const model::StepId pc = model::pc_of(world_, before, move.thread);
  const model::Step& step = world_.step(move.thread, pc);
  const Alternative& chosen = step.alternatives[move.alternative];
  Clock& own = threads_[move.thread];
  load(own, move.thread, pc, move.stale);
  if (step.lock != model::none) move_lock(own, step.lock, chosen);
  store(own, step, chosen);
  ++own[move.thread];
}

/// A stale read sees an older store: what that one released is not kept.
void HappensBefore::load(Clock& own, ThreadId thread, model::StepId step, FieldId stale) {
  for (const FieldId field : places_.reads[thread][step])
    if (field != stale && acquires_and_releases(places_.access[field])) join(own, fields_[field]);
}

void HappensBefore::move_lock(Clock& own, model::LockId id, const Alternative& chosen) {
  const model::Lock& lock = world_.locks[id];
  for (const Effect& effect : chosen.effects) {
    const bool is_readers = std::ranges::count(lock.readers, effect.field) > 0;
    if (effect.field != lock.owner && !is_readers) continue;
    join(own, locks_[id]);
    if (effect.operand == 0) locks_[id] = own;
  }
}

void HappensBefore::store(Clock& own, const model::Step& step, const Alternative& chosen) {
  for (const Effect& effect : chosen.effects) {
    if (!places_.is_shared[effect.field]) continue;
    const bool is_atomic = places_.access[effect.field] == Access::atomic;
    if (is_atomic && step.verb == model::Verb::cas) {
      join(own, fields_[effect.field]);
      fields_[effect.field] = own;
    } else if (acquires_and_releases(places_.access[effect.field])) {
      fields_[effect.field] = own;
    } else if (!is_atomic || step.verb != model::Verb::add) {
      std::ranges::fill(fields_[effect.field], 0U);
    }
  }
}

}  // namespace replock::schedules
