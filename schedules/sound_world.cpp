// What a world must obey before it is searched.
#include "schedules/sound_world.h"

#include <algorithm>

#include "model/step.h"
#include "schedules/about.h"

namespace replock::schedules {
namespace {

using model::Effect;
using model::FieldId;
using model::none;
using model::World;

/// `where()` is put into words only for a fault.
template <class Where>
void require(bool sound, Where&& where, const char* what) {
  if (!sound) throw model::ModelFault{where() + ": " + what};
}

auto named(const std::string& name) {
  return [&name] { return name; };
}

template <class Where>
void require_tests(const World& world, const model::Conjunction& tests, Where&& where) {
  for (const model::Test& test : tests) {
    require(test.field < world.fields.size(), where, "a test reads no field");
    require(!compares_fields(test) || test.operand < world.fields.size(), where, "a test compares with no field");
  }
}

bool is_pc(const World& world, FieldId field) {
  return std::any_of(world.threads.begin(), world.threads.end(),
                     [&](const model::Program& thread) { return thread.pc == field; });
}

template <class Where>
void require_effects(const World& world, const model::Alternative& alternative, Where&& where) {
  for (const Effect& effect : alternative.effects) {
    require(effect.field < world.fields.size(), where, "an effect writes no field");
    require(effect.does != Effect::Does::copy || effect.operand < world.fields.size(), where, "a copy of no field");
    require(!is_pc(world, effect.field), where, "an effect writes a program counter");
    require(
        std::ranges::count(alternative.effects, effect.field, &Effect::field) == 1,
        [&] { return where() + ": " + world.fields[effect.field].name; }, "written twice at once");
  }
}

void require_step(const World& world, const model::Program& thread, const model::Step& step) {
  const auto where = [&] { return thread.name + ": " + step.words; };
  require(step.lock == none || step.lock < world.locks.size(), where, "names no lock");
  require(step.alternatives.size() <= 255, where, "more than 255 alternatives");
  for (const model::ThreadId other : step.waits_for)
    require(other < world.threads.size(), where, "waits for no thread");
  for (const model::Alternative& alternative : step.alternatives) {
    require(alternative.next < thread.steps.size(), where, "goes on at no step");
    require_tests(world, alternative.guard, where);
    require_effects(world, alternative, where);
  }
}

void require_thread(const World& world, const model::Program& thread) {
  const auto where = named(thread.name);
  require(thread.pc < world.fields.size(), where, "has no program counter");
  require(!thread.steps.empty(), where, "has no steps");
  require(world.fields[thread.pc].max + 1U >= thread.steps.size(), where, "program counter too narrow");
  require(world.fields[thread.pc].initial < thread.steps.size(), where, "starts at no step");
  for (const model::Step& step : thread.steps) require_step(world, thread, step);
}

void require_lock(const World& world, const model::Lock& lock) {
  const auto where = named(lock.name);
  require(lock.owner == none || lock.owner < world.fields.size(), where, "has no owner field");
  require(lock.owner == none || world.fields[lock.owner].max <= world.threads.size(), where,
          "an owner that is no thread");
  require(lock.readers.size() <= world.threads.size(), where, "a reader that is no thread");
  for (const FieldId reader : lock.readers)
    require(reader == none || reader < world.fields.size(), where, "has no reader field");
}

}  // namespace

void require_sound(const World& world) {
  require(
      world.threads.size() <= model::threads_max, [] { return std::string("world"); }, "too many threads");
  for (const model::Field& field : world.fields)
    require(field.initial <= field.max, named(field.name), "starts out of range");
  for (const model::Lock& lock : world.locks) require_lock(world, lock);
  for (const model::Program& thread : world.threads) require_thread(world, thread);
}

void require_sound(const World& world, const model::Claim& claim) {
  const auto where = [&] { return "claim: " + claim.sentence; };
  require_tests(world, claim.bad, where);
  if (claim.at_rest || claim.at_entry) return;
  const bool step_exists = claim.thread < world.threads.size() && claim.step < world.threads[claim.thread].steps.size();
  require(step_exists && claim.alternative < world.step(claim.thread, claim.step).alternatives.size(), where,
          "made nowhere");
}

}  // namespace replock::schedules
