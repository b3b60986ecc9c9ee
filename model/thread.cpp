// How each verb becomes a step.
#include "model/thread.h"

#include <cassert>

namespace replock::model {

std::string words(const Line& line) {
  const std::string file = line.file;
  return file.substr(file.find_last_of('/') + 1) + ":" + std::to_string(line.number);
}

namespace {

/// "mode(esw0) == OFFLOADS or ..."
std::string words(const World& world, const Condition& condition) {
  std::string text;
  for (const Conjunction& tests : condition.any_of) text += (text.empty() ? "" : " or ") + words(world, tests);
  return text;
}

std::string_view verb_words(LockKind kind, LockMode mode) {
  if (kind == LockKind::rwsem) return mode == LockMode::read ? "read-lock " : "write-lock ";
  if (kind == LockKind::guard) return "block ";
  return "lock ";
}

}  // namespace

Scope::~Scope() { thread_.frame_ = back_to_; }

Scope Thread::function(const std::string& name) {
  const FrameId caller = frame_;
  frame_ = recorder_.frame(name, caller);
  return {*this, caller};
}

Step& Thread::append(Verb verb) {
  Program& own = program();
  assert(own.steps.size() < none - 1U);
  const auto id = static_cast<StepId>(own.steps.size());
  for (const Exit& exit : exits_) {
    if (exit.step == none) {
      assert(id == 0);
      continue;
    }
    own.steps[exit.step].alternatives[exit.alternative].next = id;
  }
  exits_.clear();
  Step step;
  step.verb = verb;
  step.frame = frame_;
  own.steps.push_back(std::move(step));
  recorder_.lines_[id_].push_back(line_);
  return own.steps.back();
}

Alternative& Thread::alternative(Step& step, std::string text) {
  Alternative one;
  one.words = std::move(text);
  step.alternatives.push_back(std::move(one));
  return step.alternatives.back();
}

Exits Thread::exits_of(const Step& step) const {
  Exits all;
  const auto id = static_cast<StepId>(&step - program().steps.data());
  for (std::size_t i = 0; i < step.alternatives.size(); ++i) all.push_back({id, static_cast<std::uint8_t>(i)});
  return all;
}

/// The first `taken` alternatives lead into the branch's body, the others around it.
Thread::Forked Thread::fork(const Step& step, std::size_t taken) const {
  Forked ways;
  for (const Exit& exit : exits_of(step)) (exit.alternative < taken ? ways.taken : ways.not_taken).push_back(exit);
  return ways;
}

// Guards and effects of lock verbs are filled in by Recorder::finish(), when all threads and readers are known.

void Thread::emit_lock(Verb verb, LockId lock, LockMode mode, Nesting nesting) {
  if (!reachable()) return;
  if (mode == LockMode::read) recorder_.reader(lock, id_);
  const Lock& what = world().locks[lock];
  Step& step = append(verb);
  step.lock = lock;
  step.mode = mode;
  step.nesting = nesting;
  step.words = std::string(verb_words(what.kind, mode)) + what.name + (nesting == Nesting::nested ? " nested" : "");
  alternative(step, step.words);
  exits_ = exits_of(step);
  if (atomic_) mark({What::sleeps_in_atomic});
}

void Thread::lock(LockId lock, Nesting nesting, Line line) {
  line_ = line;
  emit_lock(Verb::lock, lock, LockMode::write, nesting);
}

void Thread::lock_read(LockId lock, Line line) {
  line_ = line;
  emit_lock(Verb::lock, lock, LockMode::read, Nesting::plain);
}

void Thread::emit_unlock(LockId lock, LockMode mode) {
  if (!reachable()) return;
  if (mode == LockMode::read) recorder_.reader(lock, id_);
  Step& step = append(Verb::unlock);
  step.lock = lock;
  step.mode = mode;
  step.choice = Choice::first;
  step.words = (world().locks[lock].kind == LockKind::guard ? "unblock " : "unlock ") + world().locks[lock].name;
  alternative(step, step.words);
  Mark unheld{What::unlocks_unheld};
  unheld.lock = lock;
  alternative(step, step.words + ", which it does not hold").marks.push_back(unheld);
  exits_ = exits_of(step);
}

void Thread::unlock(LockId lock, Line line) {
  line_ = line;
  emit_unlock(lock, LockMode::write);
}

void Thread::unlock_read(LockId lock, Line line) {
  line_ = line;
  emit_unlock(lock, LockMode::read);
}

Thread::Forked Thread::emit_try_lock(LockId lock) {
  if (!reachable()) return {};
  Step& step = append(Verb::try_lock);
  step.lock = lock;
  step.choice = Choice::first;
  step.words = "trylock " + world().locks[lock].name;
  alternative(step, step.words + ": taken");
  alternative(step, step.words + ": busy");
  return fork(step, 1);
}

Thread::Forked Thread::emit_try_lock_until(LockId lock, const Condition& give_up) {
  if (!reachable()) return {};
  Step& step = append(Verb::wait_until);
  step.lock = lock;
  step.words = "trylock " + world().locks[lock].name + " until it is free";
  if (!give_up.any_of.empty()) step.words += ", or " + words(world(), give_up);
  for (const Conjunction& tests : give_up.any_of)
    alternative(step, "gives up: " + model::words(world(), tests)).guard = tests;
  alternative(step, "trylock " + world().locks[lock].name + ": taken");
  return fork(step, give_up.any_of.size());
}

void Thread::try_lock_until(LockId lock, Line line) {
  try_lock_until(
      lock, Condition{}, [] {}, line);
}

void Thread::try_lock_read_until(LockId lock, const Condition& when, Line line) {
  if (!reachable()) return;
  line_ = line;
  assert(when.any_of.size() == 1);
  recorder_.reader(lock, id_);
  Step& step = append(Verb::wait_until);
  step.lock = lock;
  step.mode = LockMode::read;
  step.words = "read-trylock " + world().locks[lock].name + " until it is free and " + words(world(), when);
  alternative(step, "read-trylock " + world().locks[lock].name + ": taken").guard = when.any_of.front();
  exits_ = exits_of(step);
}

void Thread::emit_assign(Verb verb, FieldId field, Effect::Does does, std::uint16_t operand) {
  if (!reachable()) return;
  Step& step = append(verb);
  const std::string& name = world().fields[field].name;
  switch (does) {
    case Effect::Does::set:
      step.words = name + " = " + value_words(world(), field, operand);
      break;
    case Effect::Does::copy:
      step.words = name + " = " + world().fields[operand].name;
      break;
    case Effect::Does::add:
      step.words = name + " += " + std::to_string(operand);
      break;
    case Effect::Does::subtract:
      step.words = name + " -= " + std::to_string(operand);
      break;
  }
  alternative(step, step.words).effects.push_back({field, does, operand});
  exits_ = exits_of(step);
}

void Thread::decrement(Var<unsigned> var, Line line) {
  if (!reachable()) return;
  line_ = line;
  emit_assign(Verb::add, var.id, Effect::Does::subtract, 1);
  Step& step = program().steps.back();
  step.choice = Choice::first;
  step.alternatives[0].guard.push_back({var.id, Test::Is::unequal, 0});
  Mark underflow{What::underflows};
  underflow.field = var.id;
  alternative(step, step.words + ", below zero").marks.push_back(underflow);
  exits_ = exits_of(step);
}

Thread::Forked Thread::emit_cas(FieldId field, std::uint16_t from, std::uint16_t to) {
  if (!reachable()) return {};
  Step& step = append(Verb::cas);
  step.choice = Choice::first;
  step.words = "cmpxchg " + world().fields[field].name + " " + value_words(world(), field, from) + " -> " +
               value_words(world(), field, to);
  Alternative& changed = alternative(step, step.words);
  changed.guard.push_back({field, Test::Is::equal, from});
  changed.effects.push_back({field, Effect::Does::set, to});
  alternative(step, step.words + ": it is something else");
  return fork(step, 1);
}

Thread::Forked Thread::emit_when(const Condition& condition) {
  if (!reachable()) return {};
  Step& step = append(Verb::when);
  step.choice = Choice::first;
  step.words = words(world(), condition) + "?";
  for (const Conjunction& tests : condition.any_of) alternative(step, step.words + " yes").guard = tests;
  alternative(step, step.words + " no");
  return fork(step, condition.any_of.size());
}

Thread::Forked Thread::emit_call(Var<Ops> ops, const std::string& callback) {
  Forked ways = emit_when(ops == Ops::installed);
  if (ways.taken.empty()) return ways;
  Step& step = program().steps.back();
  step.words = "call " + callback;
  step.alternatives[0].words = step.words;
  step.alternatives[1].words = step.words + " through missing ops";
  return ways;
}

Thread::Forked Thread::emit_may_fail(const std::string& what) {
  if (!reachable()) return {};
  const FieldId budget = world().budget;
  if (budget == none) return {{}, exits_};
  Step& step = append(Verb::may_fail);
  step.words = what + " may fail";
  Alternative& fails = alternative(step, what + " fails");
  fails.failure = true;
  fails.guard.push_back({budget, Test::Is::unequal, 0});
  fails.effects.push_back({budget, Effect::Does::subtract, 1});
  alternative(step, what + ": ok");
  return fork(step, 1);
}

void Thread::emit_wait(Verb verb, const Condition& condition, const std::vector<ThreadId>& helpers, std::string text) {
  if (!reachable()) return;
  Step& step = append(verb);
  step.waits_for = helpers;
  step.words = std::move(text);
  for (const Conjunction& tests : condition.any_of) alternative(step, step.words).guard = tests;
  exits_ = exits_of(step);
  if (atomic_) mark({What::sleeps_in_atomic});
}

void Thread::wait_until(const Condition& condition, const std::vector<ThreadId>& helpers, Line line) {
  line_ = line;
  emit_wait(Verb::wait_until, condition, helpers, "wait until " + words(world(), condition));
}

void Thread::complete(Var<bool> completion, Line line) {
  if (!reachable()) return;
  line_ = line;
  emit_assign(Verb::complete, completion.id, Effect::Does::set, 1);
  Step& step = program().steps.back();
  step.words = "complete " + world().fields[completion.id].name;
  step.alternatives[0].words = step.words;
}

void Thread::wait_for_completion(Var<bool> completion, const std::vector<ThreadId>& helpers, Line line) {
  if (!reachable()) return;
  line_ = line;
  emit_wait(Verb::wait_for_completion, completion == true, helpers,
            "wait for completion " + world().fields[completion.id].name);
  program().steps.back().alternatives[0].effects.push_back({completion.id, Effect::Does::set, 0});
}

void Thread::allocates(Gfp gfp) {
  if (atomic_ && gfp == Gfp::kernel) mark({What::sleeps_in_atomic});
  if (!atomic_ && gfp == Gfp::atomic) mark({What::needless_atomic});
}

void Thread::queue_work(const Queue& queue, unsigned item, Var<unsigned> stamp, Line line) {
  if (!reachable()) return;
  line_ = line;
  Step& step = append(Verb::queue_work);
  step.choice = Choice::first;
  const auto code = static_cast<std::uint16_t>(item + 1);
  step.words = "queue " + value_words(world(), queue.items[0], code) + " on " + queue.name;
  for (std::size_t slot = 0; slot < queue.items.size(); ++slot) {
    Alternative& put = alternative(step, step.words);
    put.guard.push_back({queue.items[slot], Test::Is::equal, 0});
    put.effects.push_back({queue.items[slot], Effect::Does::set, code});
    if (!queue.stamps.empty()) put.effects.push_back({queue.stamps[slot], Effect::Does::copy, stamp.id});
  }
  const FieldId last = queue.items.back();
  alternative(step, step.words + ", which overflows").effects.push_back({last, Effect::Does::add, none});
  exits_ = exits_of(step);
}

void Thread::queue_pending_work(Var<bool> pending, Line line) {
  if (!reachable()) return;
  line_ = line;
  emit_assign(Verb::queue_work, pending.id, Effect::Does::set, 1);
  Step& step = program().steps.back();
  step.words = "queue " + world().fields[pending.id].name;
  step.alternatives[0].words = step.words;
}

std::vector<Exits> Thread::emit_dequeue(const Queue& queue, Var<unsigned> stamp) {
  const std::size_t kinds = world().fields[queue.items[0]].max;
  Step& step = append(Verb::dequeue);
  step.rests = true;
  step.words = "idle on " + queue.name;
  std::vector<Exits> ways;
  for (std::size_t kind = 1; kind <= kinds; ++kind) {
    const auto code = static_cast<std::uint16_t>(kind);
    Alternative& take = alternative(step, "run " + value_words(world(), queue.items[0], code));
    take.guard.push_back({queue.items[0], Test::Is::equal, code});
    const auto shift = [&take](const std::vector<FieldId>& slots) {
      for (std::size_t i = 0; i + 1 < slots.size(); ++i)
        take.effects.push_back({slots[i], Effect::Does::copy, slots[i + 1]});
      if (!slots.empty()) take.effects.push_back({slots.back(), Effect::Does::set, 0});
    };
    shift(queue.items);
    shift(queue.stamps);
    if (!queue.stamps.empty()) take.effects.push_back({stamp.id, Effect::Does::copy, queue.stamps[0]});
    ways.push_back({exits_of(step).back()});
  }
  return ways;
}

std::vector<Exits> Thread::emit_dequeue(const std::vector<Job>& jobs) {
  Step& step = append(Verb::dequeue);
  step.rests = true;
  step.words = "idle";
  std::vector<Exits> starts;
  for (const Job& job : jobs) {
    Exits& start = starts.emplace_back();
    for (const Conjunction& ready : job.ready.any_of) {
      Alternative& take = alternative(step, "run " + job.words);
      take.guard = ready;
      take.guard.push_back({job.pending.id, Test::Is::equal, 1});
      take.effects.push_back({job.pending.id, Effect::Does::set, 0});
      start.push_back(exits_of(step).back());
    }
  }
  return starts;
}

void Thread::mark(Mark mark) {
  for (const Exit& exit : exits_) {
    if (exit.step == none)
      program().entry_marks.push_back(mark);
    else
      program().steps[exit.step].alternatives[exit.alternative].marks.push_back(mark);
  }
}

void Thread::note_effect(Effect effect) {
  for (const Exit& exit : exits_) {
    assert(exit.step != none);
    program().steps[exit.step].alternatives[exit.alternative].effects.push_back(effect);
  }
}

Label Thread::here() const { return {{}, static_cast<StepId>(program().steps.size())}; }

void Thread::jump(Label& label) {
  if (label.bound != none) return jump(static_cast<const Label&>(label));
  label.jumps.insert(label.jumps.end(), exits_.begin(), exits_.end());
  exits_.clear();
}

void Thread::jump(const Label& bound) {
  assert(bound.bound != none);
  for (const Exit& exit : exits_) program().steps[exit.step].alternatives[exit.alternative].next = bound.bound;
  exits_.clear();
}

void Thread::place(Label& label) {
  exits_.insert(exits_.end(), label.jumps.begin(), label.jumps.end());
  label.jumps.clear();
}

void Thread::finish() {
  if (!reachable()) return;
  mark({What::returned});
  Step& step = append(Verb::finish);
  step.rests = true;
  step.words = "done";
}

}  // namespace replock::model
