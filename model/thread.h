// One thread being recorded: the verbs that flows are written in.
//
// A verb appends one step and leaves its way out dangling; the next verb ties it up. Where nothing dangles (after a
// jump, or on a branch that no failure budget opens), code is unreachable and records nothing.
#pragma once

#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "model/condition.h"
#include "model/line.h"
#include "model/recorder.h"

namespace replock::model {

/// A way out of a step that leads nowhere yet: one alternative of it. step == none: the thread's entry.
struct Exit {
  StepId step = none;
  std::uint8_t alternative = 0;
};
using Exits = std::vector<Exit>;

/// The C goto label. Forward: jump(label) any number of times, then place(label). Backward: Label l = here(); jump(l).
struct Label {
  Exits jumps;
  StepId bound = none;
};

/// Work that coalesces while it is pending: delayed work, a request to a worker. `ready`: when its delay can be over.
struct Job {
  std::string words;
  Var<bool> pending;
  Condition ready{{{}}};  ///< always
};

class Thread;

/// What follows a branching verb: `t.when(c, [&] {...}).otherwise([&] {...});`
class Branch {
 public:
  Branch(Thread& thread, Exits not_taken) : thread_(thread), not_taken_(std::move(not_taken)) {}
  template <class Body>
  void otherwise(Body body);

 private:
  Thread& thread_;
  Exits not_taken_;
};

class Scope {
 public:
  Scope(Thread& thread, FrameId back_to) : thread_(thread), back_to_(back_to) {}
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;
  ~Scope();

 private:
  Thread& thread_;
  FrameId back_to_;
};

/// A context that must not sleep, until the end of its life.
class AtomicContext {
 public:
  explicit AtomicContext(bool& atomic) : atomic_(atomic) { atomic_ = true; }
  AtomicContext(const AtomicContext&) = delete;
  AtomicContext& operator=(const AtomicContext&) = delete;
  ~AtomicContext() { atomic_ = false; }

 private:
  bool& atomic_;
};

class Thread {
 public:
  Thread(Recorder& recorder, ThreadId id) : recorder_(recorder), id_(id) {}

  ThreadId id() const { return id_; }
  const Series& series() const { return recorder_.series(); }
  Recorder& recorder() { return recorder_; }

  /// Where we are, for traces and lock-graph edges; until the Scope ends. No step.
  [[nodiscard]] Scope function(const std::string& name);

  /// Everything until the end of its life runs in atomic context: a notifier callback. No step.
  [[nodiscard]] AtomicContext atomic_context() { return AtomicContext{atomic_}; }

  // The line of each verb's call is noted beside the step (Recorder::lines()).

  void lock(LockId lock, Nesting nesting = Nesting::plain, Line line = Line::here());
  void lock_read(LockId lock, Line line = Line::here());
  void unlock(LockId lock, Line line = Line::here());
  void unlock_read(LockId lock, Line line = Line::here());
  template <class Body>
  Branch try_lock(LockId lock, Body taken, Line line = Line::here()) {
    line_ = line;
    return branch(emit_try_lock(lock), std::move(taken));
  }
  /// A trylock-and-look-again loop, or trylock-and-requeue: blocks until the lock can be had or `give_up` holds (then
  /// `gave_up` runs). No order edge leads to the lock. REQUIRES: nothing else changes in the kernel's loop.
  template <class Body>
  void try_lock_until(LockId lock, const Condition& give_up, Body gave_up, Line line = Line::here()) {
    line_ = line;
    branch(emit_try_lock_until(lock, give_up), std::move(gave_up));
  }
  void try_lock_until(LockId lock, Line line = Line::here());
  /// The same for reading, and only while the condition holds: a read-trylock, a look, and back to the start.
  void try_lock_read_until(LockId lock, const Condition& when, Line line = Line::here());

  template <class E>
  void set(Var<E> var, std::type_identity_t<E> value, Line line = Line::here()) {
    line_ = line;
    emit_assign(Verb::set, var.id, Effect::Does::set, static_cast<std::uint16_t>(value));
  }
  template <class E>
  void copy(Var<E> to, Var<E> from, Line line = Line::here()) {
    line_ = line;
    emit_assign(Verb::set, to.id, Effect::Does::copy, from.id);
  }
  void increment(Var<unsigned> var, Line line = Line::here()) {
    line_ = line;
    emit_assign(Verb::add, var.id, Effect::Does::add, 1);
  }
  void decrement(Var<unsigned> var, Line line = Line::here());  ///< below zero: stays, with the mark `underflows`
  template <class E, class Body>
  Branch cas(Var<E> var, std::type_identity_t<E> from, std::type_identity_t<E> to, Body changed,
             Line line = Line::here()) {
    line_ = line;
    return branch(emit_cas(var.id, static_cast<std::uint16_t>(from), static_cast<std::uint16_t>(to)),
                  std::move(changed));
  }
  template <class Body>
  Branch when(const Condition& condition, Body body, Line line = Line::here()) {
    line_ = line;
    return branch(emit_when(condition), std::move(body));
  }
  /// An indirect call: reads the ops pointer; not taken where there are none (the kernel would oops there).
  template <class Body>
  Branch call(Var<Ops> ops, const std::string& callback, Body body, Line line = Line::here()) {
    line_ = line;
    return branch(emit_call(ops, callback), std::move(body));
  }
  /// The environment lets it fail, once per unit of the failure budget.
  template <class Body>
  Branch may_fail(const std::string& what, Body failed, Line line = Line::here()) {
    line_ = line;
    return branch(emit_may_fail(what), std::move(failed));
  }
  /// Blocks until the condition holds. `helpers`: the threads that must go on for it to come true, where known.
  void wait_until(const Condition& condition, const std::vector<ThreadId>& helpers = {}, Line line = Line::here());
  void complete(Var<bool> completion, Line line = Line::here());
  void wait_for_completion(Var<bool> completion, const std::vector<ThreadId>& helpers = {}, Line line = Line::here());

  /// A claim about the allocation just made: GFP_KERNEL may sleep, GFP_ATOMIC need not where the context may.
  void allocates(Gfp gfp);
  /// Appends the item, stamped with `stamp` where the queue has generations. The allocation that may fail before it is
  /// a may_fail of its own.
  void queue_work(const Queue& queue, unsigned item, Var<unsigned> stamp = {}, Line line = Line::here());
  /// Work that coalesces: queued while pending, it runs once.
  void queue_pending_work(Var<bool> pending, Line line = Line::here());

  /// The idle step of a worker: takes the oldest item and runs its body, for ever.
  template <class Body>
  void serve(const Queue& queue, Var<unsigned> stamp, Body body, Line line = Line::here()) {
    line_ = line;
    const Label idle = here();
    const std::vector<Exits> items = emit_dequeue(queue, stamp);
    for (unsigned item = 0; item < items.size(); ++item) {
      exits_ = items[item];
      body(item);
      mark({What::returned});
      jump(idle);
    }
  }
  /// The same for coalescing work: any job that is pending and ready. The body gets the job's index.
  template <class Body>
  void serve(const std::vector<Job>& jobs, Body body, Line line = Line::here()) {
    line_ = line;
    const Label idle = here();
    const std::vector<Exits> starts = emit_dequeue(jobs);
    for (std::size_t job = 0; job < starts.size(); ++job) {
      exits_ = starts[job];
      body(job);
      mark({What::returned});
      jump(idle);
    }
  }

  /// Nobody holds the lock. REQUIRES: nobody ever takes it for reading.
  Condition is_free(LockId lock) const { return Var<unsigned>{world().locks[lock].owner} == 0U; }

  /// lockdep_assert_held(), devl_assert_locked(): a claim, no step.
  void assert_held(LockId lock) {
    Mark claim{What::asserts_held};
    claim.lock = lock;
    mark(claim);
  }
  /// V1's assertion, which only asks whether anybody is BLOCKED.
  void assert_blocked(LockId lock) {
    Mark claim{What::asserts_blocked};
    claim.lock = lock;
    mark(claim);
  }
  /// A place that checks talk about; belongs to the step(s) just taken. No step.
  void mark(Mark mark);
  /// A change that belongs to the step(s) just taken: ghosts, and locals that die or are born with it. No step.
  template <class E>
  void note(Var<E> var, std::type_identity_t<E> value) {
    note_effect({var.id, Effect::Does::set, static_cast<std::uint16_t>(value)});
  }
  template <class E>
  void note_copy(Var<E> to, Var<E> from) {
    note_effect({to.id, Effect::Does::copy, from.id});
  }

  Label here() const;
  void jump(Label& label);
  void jump(const Label& bound);
  void place(Label& label);
  bool reachable() const { return !exits_.empty(); }
  void finish();

 private:
  friend class Branch;
  friend class Scope;
  struct Forked {
    Exits taken, not_taken;
  };
  template <class Body>
  Branch branch(Forked ways, Body body) {
    exits_ = std::move(ways.taken);
    body();
    exits_.insert(exits_.end(), ways.not_taken.begin(), ways.not_taken.end());
    return {*this, std::move(ways.not_taken)};
  }

  Step& append(Verb verb);
  Alternative& alternative(Step& step, std::string text);
  Exits exits_of(const Step& step) const;
  Forked fork(const Step& step, std::size_t taken) const;
  void emit_lock(Verb verb, LockId lock, LockMode mode, Nesting nesting);
  void emit_unlock(LockId lock, LockMode mode);
  Forked emit_try_lock(LockId lock);
  Forked emit_try_lock_until(LockId lock, const Condition& give_up);
  void emit_assign(Verb verb, FieldId field, Effect::Does does, std::uint16_t operand);
  Forked emit_cas(FieldId field, std::uint16_t from, std::uint16_t to);
  Forked emit_when(const Condition& condition);
  Forked emit_call(Var<Ops> ops, const std::string& callback);
  Forked emit_may_fail(const std::string& what);
  std::vector<Exits> emit_dequeue(const Queue& queue, Var<unsigned> stamp);
  std::vector<Exits> emit_dequeue(const std::vector<Job>& jobs);
  void emit_wait(Verb verb, const Condition& condition, const std::vector<ThreadId>& helpers, std::string text);
  void note_effect(Effect effect);
  Program& program() const { return recorder_.world_.threads[id_]; }
  const World& world() const { return recorder_.world_; }

  Recorder& recorder_;
  ThreadId id_;
  FrameId frame_ = 0;
  Line line_;  // of the verb at work
  Exits exits_{Exit{}};
  bool atomic_ = false;
};

template <class Body>
void Branch::otherwise(Body body) {
  Exits joined;
  for (const Exit& exit : thread_.exits_) {
    bool other_side = false;
    for (const Exit& open : not_taken_) other_side |= open.step == exit.step && open.alternative == exit.alternative;
    if (!other_side) joined.push_back(exit);
  }
  thread_.exits_ = not_taken_;
  body();
  thread_.exits_.insert(thread_.exits_.end(), joined.begin(), joined.end());
}

}  // namespace replock::model
