// How the small worlds are put together.
#include "checks/tests/world_builder.h"

#include <cassert>
#include <utility>

namespace replock::tests::engine {

using namespace model;

namespace {

std::uint16_t narrow(unsigned value) { return static_cast<std::uint16_t>(value); }

}  // namespace

Test equal(FieldId field, unsigned value) { return {field, Test::Is::equal, narrow(value)}; }
Test unequal(FieldId field, unsigned value) { return {field, Test::Is::unequal, narrow(value)}; }
Test same(FieldId left, FieldId right) { return {left, Test::Is::equal_field, right}; }
Test differ(FieldId left, FieldId right) { return {left, Test::Is::unequal_field, right}; }
Effect set(FieldId field, unsigned value) { return {field, Effect::Does::set, narrow(value)}; }
Effect add(FieldId field, unsigned value) { return {field, Effect::Does::add, narrow(value)}; }
Effect subtract(FieldId field, unsigned value) { return {field, Effect::Does::subtract, narrow(value)}; }
Effect copy(FieldId to, FieldId from) { return {to, Effect::Does::copy, from}; }

Alternative alternative(Conjunction guard, std::vector<Effect> effects, unsigned next) {
  Alternative result;
  result.guard = std::move(guard);
  result.effects = std::move(effects);
  result.next = narrow(next);
  return result;
}

Toy::Toy() { world_.frames.resize(1); }

FieldId Toy::field(Role role, unsigned max, unsigned initial) {
  world_.fields.push_back({"f" + std::to_string(world_.fields.size()), role, narrow(max), narrow(initial), {}});
  return narrow(static_cast<unsigned>(world_.fields.size() - 1));
}

LockId Toy::mutex() {
  Lock lock;
  lock.name = lock.class_name = "m" + std::to_string(world_.locks.size());
  lock.owner = field(Role::owner, threads_max);
  world_.locks.push_back(lock);
  return narrow(static_cast<unsigned>(world_.locks.size() - 1));
}

/// Reader fields for four threads; world() cuts them to the threads there are.
LockId Toy::rwsem() {
  const LockId id = mutex();
  world_.locks[id].kind = LockKind::rwsem;
  for (unsigned thread = 0; thread < 4; ++thread) world_.locks[id].readers.push_back(field(Role::reader, 1));
  return id;
}

void Toy::thread() {
  Program program;
  program.name = "t" + std::to_string(world_.threads.size());
  program.pc = field(Role::pc, 255);
  world_.threads.push_back(program);
}

Step& Toy::add(Step step) {
  for (Alternative& one : step.alternatives) one.words = "step " + std::to_string(here());
  world_.threads.back().steps.push_back(std::move(step));
  return world_.threads.back().steps.back();
}

Step& Toy::step(Verb verb, Conjunction guard, std::vector<Effect> effects) {
  Step step;
  step.verb = verb;
  step.alternatives.push_back(alternative(std::move(guard), std::move(effects), here() + 1U));
  return add(std::move(step));
}

Step& Toy::choose(Choice choice, std::vector<Alternative> alternatives) {
  Step step;
  step.verb = Verb::when;
  step.choice = choice;
  step.alternatives = std::move(alternatives);
  return add(std::move(step));
}

void Toy::lock(LockId lock) {
  const Lock& it = world_.locks[lock];
  Conjunction guard{equal(it.owner, 0)};
  for (const FieldId reader : it.readers) guard.push_back(equal(reader, 0));
  step(Verb::lock, guard, {set(it.owner, self() + 1U)}).lock = lock;
}

void Toy::unlock(LockId lock) {
  const FieldId owner = world_.locks[lock].owner;
  step(Verb::unlock, {equal(owner, self() + 1U)}, {set(owner, 0)}).lock = lock;
}

void Toy::lock_read(LockId lock) {
  const Lock& it = world_.locks[lock];
  Step& taken = step(Verb::lock, {equal(it.owner, 0)}, {set(it.readers[self()], 1)});
  taken.lock = lock;
  taken.mode = LockMode::read;
}

void Toy::unlock_read(LockId lock) {
  const FieldId reader = world_.locks[lock].readers[self()];
  Step& left = step(Verb::unlock, {equal(reader, 1)}, {set(reader, 0)});
  left.lock = lock;
  left.mode = LockMode::read;
}

void Toy::try_lock(LockId lock, StepId next_if_busy) {
  const FieldId owner = world_.locks[lock].owner;
  Step& tried = choose(Choice::first, {alternative({equal(owner, 0)}, {set(owner, self() + 1U)}, here() + 1U),
                                       alternative({unequal(owner, 0)}, {}, next_if_busy)});
  tried.verb = Verb::try_lock;
  tried.lock = lock;
}

void Toy::finish() {
  Step step;
  step.rests = true;
  add(std::move(step));
}

World Toy::world() {
  World world = world_;
  for (const Program& thread : world.threads)
    world.fields[thread.pc].max = narrow(static_cast<unsigned>(thread.steps.size() - 1));
  for (Lock& lock : world.locks) {
    world.fields[lock.owner].max = narrow(static_cast<unsigned>(world.threads.size()));
    if (lock.readers.size() > world.threads.size()) lock.readers.resize(world.threads.size());
  }
  return world;
}

}  // namespace replock::tests::engine
