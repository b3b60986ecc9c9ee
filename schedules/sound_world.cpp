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

void require(bool sound, const std::string& where, const char* what) {
  if (!sound) throw model::ModelFault{where + ": " + what};
}

void require_tests(const World& world, const model::Conjunction& tests, const std::string& where) {
  for (const model::Test& test : tests) {
    require(test.field < world.fields.size(), where, "a test reads no field");
    require(!compares_fields(test) || test.operand < world.fields.size(), where, "a test compares with no field");
  }
}

bool is_pc(const World& world, FieldId field) {
  return std::any_of(world.threads.begin(), world.threads.end(),
                     [&](const model::Program& thread) { return thread.pc == field; });
}

void require_effects(const World& world, const model::Alternative& alternative, const std::string& where) {
  std::vector<FieldId> written;
  for (const Effect& effect : alternative.effects) {
    require(effect.field < world.fields.size(), where, "an effect writes no field");
    require(effect.does != Effect::Does::copy || effect.operand < world.fields.size(), where, "a copy of no field");
    require(!is_pc(world, effect.field), where, "an effect writes a program counter");
    const bool again = std::find(written.begin(), written.end(), effect.field) != written.end();
    require(!again, where + ": " + world.fields[effect.field].name, "written twice at once");
    written.push_back(effect.field);
  }
}

void require_step(const World& world, const model::Program& thread, const model::Step& step) {
  const std::string where = thread.name + ": " + step.words;
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
  require(thread.pc < world.fields.size(), thread.name, "has no program counter");
  require(!thread.steps.empty(), thread.name, "has no steps");
  require(world.fields[thread.pc].max + 1U >= thread.steps.size(), thread.name, "program counter too narrow");
  require(world.fields[thread.pc].initial < thread.steps.size(), thread.name, "starts at no step");
  for (const model::Step& step : thread.steps) require_step(world, thread, step);
}

void require_lock(const World& world, const model::Lock& lock) {
  require(lock.owner == none || lock.owner < world.fields.size(), lock.name, "has no owner field");
  require(lock.owner == none || world.fields[lock.owner].max <= world.threads.size(), lock.name,
          "an owner that is no thread");
  require(lock.readers.size() <= world.threads.size(), lock.name, "a reader that is no thread");
  for (const FieldId reader : lock.readers)
    require(reader == none || reader < world.fields.size(), lock.name, "has no reader field");
}

}  // namespace

void require_sound(const World& world) {
  require(world.threads.size() <= model::threads_max, "world", "too many threads");
  for (const model::Field& field : world.fields) require(field.initial <= field.max, field.name, "starts out of range");
  for (const model::Lock& lock : world.locks) require_lock(world, lock);
  for (const model::Program& thread : world.threads) require_thread(world, thread);
}

void require_sound(const World& world, const model::Claim& claim) {
  require_tests(world, claim.bad, "claim: " + claim.sentence);
  if (claim.at_rest || claim.at_entry) return;
  const bool step_exists = claim.thread < world.threads.size() && claim.step < world.threads[claim.thread].steps.size();
  require(step_exists && claim.alternative < world.step(claim.thread, claim.step).alternatives.size(),
          "claim: " + claim.sentence, "made nowhere");
}

}  // namespace replock::schedules
