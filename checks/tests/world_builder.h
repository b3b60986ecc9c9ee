// Puts small worlds together by hand, for the tests of the engine.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/program.h"

namespace replock::tests::engine {

/// Adds fields, locks and threads to a world; each thread is written from its first step to its last.
class Toy {
 public:
  Toy();

  model::FieldId field(model::Role role, unsigned max, unsigned initial = 0);
  model::FieldId variable(unsigned max, unsigned initial = 0) { return field(model::Role::variable, max, initial); }
  model::LockId mutex();
  model::LockId rwsem();

  void thread();  ///< the steps that follow are its
  /// A step with one alternative that goes on to the step after it.
  model::Step& step(model::Verb verb, model::Conjunction guard, std::vector<model::Effect> effects);
  /// A step with these alternatives; each brings its `next`.
  model::Step& choose(model::Choice choice, std::vector<model::Alternative> alternatives);
  void lock(model::LockId lock);
  void unlock(model::LockId lock);
  void lock_read(model::LockId lock);
  void unlock_read(model::LockId lock);
  void try_lock(model::LockId lock, model::StepId next_if_busy);
  void finish();

  model::ThreadId self() const { return static_cast<model::ThreadId>(world_.threads.size() - 1); }
  model::StepId here() const { return static_cast<model::StepId>(world_.threads.back().steps.size()); }
  /// REQUIRES: all threads are written. Sets the width of the program counters and of the owners.
  model::World world();

 private:
  model::Step& add(model::Step step);
  model::World world_;
};

model::Test equal(model::FieldId field, unsigned value);
model::Test unequal(model::FieldId field, unsigned value);
model::Test same(model::FieldId left, model::FieldId right);
model::Test differ(model::FieldId left, model::FieldId right);
model::Effect set(model::FieldId field, unsigned value);
model::Effect add(model::FieldId field, unsigned value);
model::Effect subtract(model::FieldId field, unsigned value);
model::Effect copy(model::FieldId to, model::FieldId from);
model::Alternative alternative(model::Conjunction guard, std::vector<model::Effect> effects, unsigned next);

}  // namespace replock::tests::engine
