// The meaning of one step, plainly: the reference that the fast explorer, replay and the exporters are held to.
#pragma once

#include <optional>
#include <vector>

#include "model/program.h"

namespace replock::model {

/// One value per field of the world, by FieldId.
using State = std::vector<std::uint16_t>;

/// One transition: which thread, and which alternative of the step it stands at.
///
/// Under weak memory a step may read a value that is no longer there: of one field at most, since a condition over
/// several is one step only where a lock keeps them still.
struct Move {
  ThreadId thread = 0;
  std::uint8_t alternative = 0;
  FieldId stale = none;    ///< the field that it reads an older value of
  std::uint16_t seen = 0;  ///< that value
  friend bool operator==(const Move&, const Move&) = default;
};

State initial_state(const World& world);
inline bool is_true(const State& state, const Test& test) {
  const std::uint16_t value = state[test.field];
  switch (test.is) {
    case Test::Is::equal:
      return value == test.operand;
    case Test::Is::unequal:
      return value != test.operand;
    case Test::Is::equal_field:
      return value == state[test.operand];
    case Test::Is::unequal_field:
      return value != state[test.operand];
  }
  return false;
}
inline bool all_true(const State& state, const Conjunction& tests) {
  for (const Test& test : tests)
    if (!is_true(state, test)) return false;
  return true;
}

inline StepId pc_of(const World& world, const State& state, ThreadId thread) { return state[world.threads[thread].pc]; }
inline const Step& step_of(const World& world, const State& state, ThreadId thread) {
  return world.step(thread, pc_of(world, state, thread));
}

/// The state as the move's guards and effects read it: with the older value where it reads one.
State as_read(const State& state, Move move);

/// The moves that this thread can make now, in the order of its alternatives. No stale reads.
std::vector<Move> enabled(const World& world, const State& state, ThreadId thread);
/// The moves of all threads, by thread, then by alternative.
std::vector<Move> enabled(const World& world, const State& state);

/// The state after the move. REQUIRES: the move is enabled, as it reads. Throws ModelFault where an effect leaves a
/// field's range.
State after(const World& world, const State& state, Move move);

/// Every thread is done or idle.
bool at_rest(const World& world, const State& state);

bool holds(const World& world, const State& state, ThreadId thread, LockId lock);
/// The locks that the thread holds, by LockId.
std::vector<LockId> held_by(const World& world, const State& state, ThreadId thread);
/// The threads that hold the lock now.
std::vector<ThreadId> holders(const World& world, const State& state, LockId lock);

/// Whom a blocked thread waits for: the holders of its lock, or the threads its wait names. Empty if it can go on.
/// Its own id is in it when it waits for what it holds itself.
std::vector<ThreadId> waits_for(const World& world, const State& state, ThreadId thread);

/// A mistake in the model itself, not in the kernel: a counter out of range, a queue that overflows.
struct ModelFault {
  std::string what;
};

}  // namespace replock::model
