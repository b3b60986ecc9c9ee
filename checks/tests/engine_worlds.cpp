// Each world shows one thing.
#include "checks/tests/engine_worlds.h"

#include <algorithm>
#include <random>

#include "checks/tests/world_builder.h"

namespace replock::tests::engine {

using namespace model;

namespace {

std::uint16_t narrow(unsigned value) { return static_cast<std::uint16_t>(value); }

}  // namespace

World pairs_on_one_mutex(unsigned threads, unsigned pairs) {
  Toy toy;
  const LockId mutex = toy.mutex();
  for (unsigned thread = 0; thread < threads; ++thread) {
    toy.thread();
    for (unsigned pair = 0; pair < pairs; ++pair) toy.lock(mutex), toy.unlock(mutex);
    toy.finish();
  }
  return toy.world();
}

World pairs_on_own_mutexes(unsigned threads, unsigned pairs) {
  Toy toy;
  for (unsigned thread = 0; thread < threads; ++thread) {
    const LockId mutex = toy.mutex();
    toy.thread();
    for (unsigned pair = 0; pair < pairs; ++pair) toy.lock(mutex), toy.unlock(mutex);
    toy.finish();
  }
  return toy.world();
}

World philosophers(unsigned threads) {
  Toy toy;
  for (unsigned thread = 0; thread < threads; ++thread) toy.mutex();
  for (unsigned thread = 0; thread < threads; ++thread) {
    const LockId left = narrow(thread), right = narrow((thread + 1) % threads);
    toy.thread();
    toy.lock(left), toy.lock(right), toy.unlock(right), toy.unlock(left);
    toy.finish();
  }
  return toy.world();
}

World ordered_pair() {
  Toy toy;
  const LockId a = toy.mutex(), b = toy.mutex();
  for (unsigned thread = 0; thread < 2; ++thread) {
    toy.thread();
    toy.lock(a), toy.lock(b), toy.unlock(b), toy.unlock(a);
    toy.finish();
  }
  return toy.world();
}

World two_readers_one_writer() {
  Toy toy;
  const LockId sem = toy.rwsem();
  for (unsigned reader = 0; reader < 2; ++reader) {
    toy.thread();
    toy.lock_read(sem), toy.unlock_read(sem), toy.finish();
  }
  toy.thread();
  toy.lock(sem), toy.unlock(sem), toy.finish();
  return toy.world();
}

World try_lock_in_both_orders() {
  Toy toy;
  const LockId a = toy.mutex(), b = toy.mutex();
  toy.thread();
  toy.lock(a), toy.lock(b), toy.unlock(b), toy.unlock(a), toy.finish();
  toy.thread();
  toy.lock(b), toy.try_lock(a, 3), toy.unlock(a), toy.unlock(b), toy.finish();
  return toy.world();
}

/// Two producers append 1 and 2 to two slots; the worker takes the front and moves the rest up, all at once.
World fifo_queue() {
  Toy toy;
  const FieldId front = toy.field(Role::slot, 2), back = toy.field(Role::slot, 2);
  const FieldId last = toy.variable(2);
  for (unsigned item = 1; item <= 2; ++item) {
    toy.thread();
    toy.choose(Choice::any, {alternative({equal(front, 0)}, {set(front, item)}, 1),
                             alternative({unequal(front, 0), equal(back, 0)}, {set(back, item)}, 1)});
    toy.finish();
  }
  toy.thread();
  toy.choose(Choice::any, {alternative({unequal(front, 0)}, {copy(last, front), copy(front, back), set(back, 0)}, 0)})
      .rests = true;
  return toy.world();
}

World failures_within_budget() {
  Toy toy;
  const FieldId budget = toy.field(Role::budget, 1, 1);
  const FieldId failed = toy.variable(3);
  for (unsigned thread = 0; thread < 3; ++thread) {
    toy.thread();
    Step& step = toy.choose(Choice::any, {alternative({}, {}, 1),
                                          alternative({unequal(budget, 0)}, {subtract(budget, 1), add(failed, 1)}, 1)});
    step.verb = Verb::may_fail;
    step.alternatives[1].failure = true;
    toy.finish();
  }
  World world = toy.world();
  world.budget = budget;
  return world;
}

World swap_at_once() {
  Toy toy;
  const FieldId a = toy.variable(5, 1), b = toy.variable(5, 4);
  toy.thread();
  toy.step(Verb::set, {}, {copy(a, b), copy(b, a)});
  toy.step(Verb::when, {differ(a, b)}, {});
  toy.step(Verb::set, {}, {copy(a, b), add(b, 1)});
  toy.finish();
  return toy.world();
}

/// Two threads that can never go on, while a third one runs in a circle.
World partial_deadlock() {
  Toy toy;
  const LockId a = toy.mutex(), b = toy.mutex();
  const FieldId beat = toy.variable(1);
  toy.thread();
  toy.lock(a), toy.lock(b), toy.unlock(b), toy.unlock(a), toy.finish();
  toy.thread();
  toy.lock(b), toy.lock(a), toy.unlock(a), toy.unlock(b), toy.finish();
  toy.thread();
  toy.choose(Choice::first, {alternative({equal(beat, 0)}, {set(beat, 1)}, 0), alternative({}, {set(beat, 0)}, 0)});
  return toy.world();
}

World lock_twice() {
  Toy toy;
  const LockId a = toy.mutex();
  toy.thread();
  toy.lock(a), toy.lock(a), toy.unlock(a), toy.unlock(a), toy.finish();
  return toy.world();
}

/// The second lock is reached with and without the first.
World lock_taken_or_skipped() {
  Toy toy;
  const LockId a = toy.mutex(), b = toy.mutex();
  toy.thread();
  toy.choose(Choice::any, {alternative({}, {}, 1), alternative({}, {}, 2)});
  toy.lock(a), toy.lock(b), toy.finish();
  return toy.world();
}

namespace {

/// Draws one thread's steps. Mostly sensible (unlocks what it locked before), sometimes not.
class RandomThread {
 public:
  RandomThread(std::mt19937& random, Toy& toy, unsigned threads) : random_(random), toy_(toy), threads_(threads) {}

  void write(const std::vector<LockId>& locks, const std::vector<FieldId>& variables) {
    toy_.thread();
    length_ = 4 + pick(5);
    for (unsigned step = 0; step < length_; ++step) write_step(locks, variables, pick(12));
    toy_.finish();
  }

 private:
  unsigned pick(unsigned below) { return static_cast<unsigned>(random_() % below); }

  void write_step(const std::vector<LockId>& locks, const std::vector<FieldId>& variables, unsigned kind) {
    const LockId lock = locks[pick(3)];
    const bool held = std::find(held_.begin(), held_.end(), lock) != held_.end();
    if (kind < 3 && (!held || pick(8) == 0)) {
      toy_.lock(lock);
      held_.push_back(lock);
    } else if (kind < 6 && !held_.empty()) {
      toy_.unlock(held_.back());
      held_.pop_back();
    } else if (kind == 6) {
      toy_.lock_read(locks[2]);
    } else if (kind == 7) {
      toy_.unlock_read(locks[2]);
    } else if (kind == 8) {
      write_try(locks);
    } else if (kind == 9) {
      write_wait(variables);
    } else {
      write_choice(variables);
    }
  }

  // One draw a line: the order in which arguments are evaluated is the compiler's.
  void write_try(const std::vector<LockId>& locks) {
    const LockId lock = locks[pick(2)];
    const unsigned if_busy = pick(length_ + 1);
    toy_.try_lock(lock, narrow(if_busy));
  }

  void write_wait(const std::vector<FieldId>& variables) {
    const FieldId field = variables[pick(2)];
    const unsigned value = pick(4);
    const auto whom = static_cast<ThreadId>(pick(threads_));
    toy_.step(Verb::wait_until, {unequal(field, value)}, {}).waits_for = {whom};
  }

  void write_choice(const std::vector<FieldId>& variables) {
    const FieldId left = variables[pick(2)];
    const FieldId right = variables[pick(3)];
    const Choice choice = pick(2) == 0 ? Choice::any : Choice::first;
    const unsigned jump = pick(length_ + 1);
    const unsigned value = pick(4);
    const FieldId other = variables[left == variables[0] ? 1 : 0];
    const unsigned next = toy_.here() + 1U;
    toy_.choose(choice, {alternative({unequal(left, 3)}, {add(left, 1), copy(other, right)}, jump),
                         alternative({same(left, right)}, {set(left, value)}, next),
                         alternative({differ(left, right), unequal(left, 0)}, {subtract(left, 1)}, next)});
  }

  std::mt19937& random_;
  Toy& toy_;
  unsigned threads_;
  unsigned length_ = 0;
  std::vector<LockId> held_;
};

}  // namespace

World random_world(std::uint32_t seed) {
  std::mt19937 random(seed);
  Toy toy;
  const std::vector<LockId> locks{toy.mutex(), toy.mutex(), toy.rwsem()};
  const std::vector<FieldId> variables{toy.variable(3), toy.variable(3, 1), toy.variable(0)};
  // Idle fields, so that states of one word and of eight occur.
  for (std::uint32_t padding = seed % 10 * 3; padding > 0; --padding) toy.variable(0xffff, random() % 0x10000);
  const unsigned threads = 2 + seed % 2;
  for (unsigned thread = 0; thread < threads; ++thread) RandomThread(random, toy, threads).write(locks, variables);
  return toy.world();
}

World far_away_and_back(unsigned wide_fields) {
  Toy toy;
  const FieldId turns = toy.variable(900), seen = toy.variable(2);
  const LockId one = toy.mutex(), other = toy.mutex();
  toy.thread();  // far away, and back to where others were
  for (unsigned i = 0; i < 600; ++i) toy.step(Verb::set, {}, {add(turns, 1)});
  for (unsigned i = 0; i < wide_fields; ++i) toy.step(Verb::set, {}, {set(toy.variable(4095), 4095)});
  toy.step(Verb::set, {}, {set(seen, 1)});
  toy.step(Verb::set, {}, {set(turns, 0)});
  toy.lock(one), toy.lock(other), toy.unlock(other), toy.unlock(one);
  toy.finish();
  toy.thread();
  toy.lock(other), toy.lock(one), toy.unlock(one), toy.unlock(other);
  toy.choose(Choice::any, {alternative({equal(turns, 0)}, {set(seen, 2)}, 0), alternative({equal(seen, 1)}, {}, 5)});
  toy.finish();
  return toy.world();
}

std::vector<NamedWorld> engine_worlds() {
  std::vector<NamedWorld> worlds;
  for (unsigned pairs = 1; pairs <= 3; ++pairs) {
    worlds.push_back({"one mutex, pairs " + std::to_string(pairs), pairs_on_one_mutex(3, pairs)});
    worlds.push_back({"own mutexes, pairs " + std::to_string(pairs), pairs_on_own_mutexes(3, pairs)});
  }
  for (unsigned threads = 2; threads <= 4; ++threads)
    worlds.push_back({"philosophers " + std::to_string(threads), philosophers(threads)});
  worlds.push_back({"ordered pair", ordered_pair()});
  worlds.push_back({"two readers, one writer", two_readers_one_writer()});
  worlds.push_back({"trylock in both orders", try_lock_in_both_orders()});
  worlds.push_back({"fifo queue", fifo_queue()});
  worlds.push_back({"failures within budget", failures_within_budget()});
  worlds.push_back({"swap at once", swap_at_once()});
  worlds.push_back({"partial deadlock", partial_deadlock()});
  worlds.push_back({"lock twice", lock_twice()});
  worlds.push_back({"lock taken or skipped", lock_taken_or_skipped()});
#ifdef REPLOCK_SANITIZED  // what a sanitizer sees, it sees in fewer
  constexpr std::uint32_t seeds = 5;
#else
  constexpr std::uint32_t seeds = 20;
#endif
  for (std::uint32_t seed = 0; seed < seeds; ++seed)
    worlds.push_back({"random " + std::to_string(seed), random_world(seed)});
  return worlds;
}

}  // namespace replock::tests::engine
