// Small worlds as plain values: statements that are recorded with the verbs of flows. Any value is a world, so that a
// statement can be taken out, or its numbers made smaller, and a world is left.
#pragma once

#include <iosfwd>
#include <vector>

#include "model/program.h"

namespace replock::tests {

/// The verbs of model/thread.h. The first ones are the plainest: shrinking goes towards them.
enum class Say {
  set,
  copy,
  lock,
  locked,  ///< lock, body, unlock
  unlock,
  lock_read,
  locked_read,
  unlock_read,
  try_lock,  ///< taken: body, unlock
  try_lock_until,
  when,  ///< body, otherwise a set
  may_fail,
  cas,
  increment,
  decrement,
  wait_until,  ///< two conditions
  wait_for_thread,
  complete,
  wait_for_completion,
  queue_work,
  queue_pending_work,
  restart,  ///< from the thread's first step, while a variable has a value
  leave     ///< for its end
};
inline constexpr int says = static_cast<int>(Say::leave) + 1;

struct Statement {
  Say say = Say::set;
  unsigned what = 0;   ///< which lock, variable or thread, modulo how many there are
  unsigned value = 0;  ///< 0..3
  unsigned body = 0;   ///< so many of the statements behind it are its body, at most as many as there are
};
using Statements = std::vector<Statement>;

/// Two mutexes, a rwsem, two variables of 0..3, a completion, and a queue of two slots whose worker runs `work`.
struct RandomWorld {
  std::vector<Statements> threads;
  Statements work;
  unsigned failures = 0;
};

/// A claim about anything anywhere: numbers modulo what there is.
struct Doubt {
  unsigned place = 0;  ///< modulo 4: 0, 1: at an alternative; 2: at rest; 3: at an alternative, about two fields;
                       ///< modulo 8: below 5 a field has the value, else any other one
  unsigned thread = 0, step = 0, alternative = 0;
  unsigned field = 0, value = 0;  ///< an even value: before the alternative, else after it
};
std::vector<model::Claim> claims(const model::World& world, const std::vector<Doubt>& doubts);

/// The worker is there where something queues.
model::World recorded(const RandomWorld& random);

/// As C++ that can be pasted into a test.
std::ostream& operator<<(std::ostream& out, const Statement& statement);
std::ostream& operator<<(std::ostream& out, const RandomWorld& random);
std::ostream& operator<<(std::ostream& out, const Doubt& doubt);

}  // namespace replock::tests
