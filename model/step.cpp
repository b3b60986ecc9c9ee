// The meaning of one step, written to be read beside program.h; speed is little concern here.
#include "model/step.h"

#include <algorithm>
#include <cassert>

namespace replock::model {
namespace {

int outcome(const State& before, const Effect& effect) {
  switch (effect.does) {
    case Effect::Does::set:
      return effect.operand;
    case Effect::Does::add:
      return before[effect.field] + effect.operand;
    case Effect::Does::subtract:
      return before[effect.field] - effect.operand;
    case Effect::Does::copy:
      return before[effect.operand];
  }
  return 0;
}

std::uint16_t in_range(const Field& field, int value, const Program& thread, const Alternative& chosen) {
  if (value < 0 || value > field.max)
    throw ModelFault{field.name + " would become " + std::to_string(value) + ", outside of 0.." +
                     std::to_string(field.max) + ", at " + thread.name + ": " + chosen.words};
  return static_cast<std::uint16_t>(value);
}

void add_unique(std::vector<ThreadId>& threads, ThreadId thread) {
  const auto at = std::lower_bound(threads.begin(), threads.end(), thread);
  if (at == threads.end() || *at != thread) threads.insert(at, thread);
}

bool reads(const Lock& lock, const State& state, std::size_t thread) {
  return thread < lock.readers.size() && lock.readers[thread] != none && state[lock.readers[thread]] != 0;
}

void add_writer(const Lock& lock, const State& state, std::vector<ThreadId>& threads) {
  if (lock.owner != none && state[lock.owner] != 0) add_unique(threads, static_cast<ThreadId>(state[lock.owner] - 1));
}

void add_readers(const Lock& lock, const State& state, std::vector<ThreadId>& threads) {
  for (std::size_t thread = 0; thread < lock.readers.size(); ++thread)
    if (reads(lock, state, thread)) add_unique(threads, static_cast<ThreadId>(thread));
}

}  // namespace

State initial_state(const World& world) {
  State state;
  state.reserve(world.fields.size());
  for (const Field& field : world.fields) state.push_back(field.initial);
  return state;
}

State as_read(const State& state, Move move) {
  State read = state;
  if (move.stale != none) read[move.stale] = move.seen;
  return read;
}

std::vector<Move> enabled(const World& world, const State& state, ThreadId thread) {
  std::vector<Move> moves;
  const Step& step = step_of(world, state, thread);
  for (std::size_t index = 0; index < step.alternatives.size(); ++index) {
    if (!all_true(state, step.alternatives[index].guard)) continue;
    moves.push_back({thread, static_cast<std::uint8_t>(index)});
    if (step.choice == Choice::first) break;
  }
  return moves;
}

std::vector<Move> enabled(const World& world, const State& state) {
  std::vector<Move> moves;
  for (std::size_t thread = 0; thread < world.threads.size(); ++thread) {
    const std::vector<Move> own = enabled(world, state, static_cast<ThreadId>(thread));
    moves.insert(moves.end(), own.begin(), own.end());
  }
  return moves;
}

State after(const World& world, const State& state, Move move) {
  const Program& thread = world.threads[move.thread];
  const Alternative& chosen = step_of(world, state, move.thread).alternatives[move.alternative];
  const State read = as_read(state, move);
  assert(all_true(read, chosen.guard));
  State result = state;
  for (const Effect& effect : chosen.effects)
    result[effect.field] = in_range(world.fields[effect.field], outcome(read, effect), thread, chosen);
  result[thread.pc] = chosen.next;
  return result;
}

bool at_rest(const World& world, const State& state) {
  for (std::size_t index = 0; index < world.threads.size(); ++index) {
    const auto thread = static_cast<ThreadId>(index);
    if (!step_of(world, state, thread).rests || !enabled(world, state, thread).empty()) return false;
  }
  return true;
}

bool holds(const World& world, const State& state, ThreadId thread, LockId lock) {
  const Lock& it = world.locks[lock];
  return (it.owner != none && state[it.owner] == thread + 1) || reads(it, state, thread);
}

std::vector<LockId> held_by(const World& world, const State& state, ThreadId thread) {
  std::vector<LockId> held;
  for (std::size_t lock = 0; lock < world.locks.size(); ++lock)
    if (holds(world, state, thread, static_cast<LockId>(lock))) held.push_back(static_cast<LockId>(lock));
  return held;
}

std::vector<ThreadId> holders(const World& world, const State& state, LockId lock) {
  std::vector<ThreadId> threads;
  add_writer(world.locks[lock], state, threads);
  add_readers(world.locks[lock], state, threads);
  return threads;
}

std::vector<ThreadId> waits_for(const World& world, const State& state, ThreadId thread) {
  std::vector<ThreadId> threads;
  const Step& step = step_of(world, state, thread);
  if (step.rests || !enabled(world, state, thread).empty()) return threads;
  if (step.lock != none) {
    add_writer(world.locks[step.lock], state, threads);
    if (step.mode == LockMode::write) add_readers(world.locks[step.lock], state, threads);
  }
  for (const ThreadId other : step.waits_for) add_unique(threads, other);
  return threads;
}

}  // namespace replock::model
