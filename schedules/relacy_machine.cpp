// How a thread's steps become operations of Relacy, and when an execution is over.
#include "schedules/relacy_machine.h"

#include <algorithm>

namespace replock::schedules {

using model::LockId;
using model::Step;
using model::ThreadId;

namespace {

constexpr std::uint64_t look_up_every = 256;  // executions between two looks at the clock

/// A branch, a copy or an addition goes by what it loads; all else waits until it sees the newest value, or changes it.
bool believes_loads(model::Verb verb) {
  return verb == model::Verb::when || verb == model::Verb::set || verb == model::Verb::add;
}

/// While it lives, no other fiber goes on, unless this one blocks.
class Whole {
 public:
  explicit Whole(Fibers& fibers) : fibers_(fibers) { fibers_.begin_step(); }
  ~Whole() { fibers_.end_step(); }
  Whole(const Whole&) = delete;
  Whole& operator=(const Whole&) = delete;

 private:
  Fibers& fibers_;
};

}  // namespace

// ---- the beginning and the end of an execution

void Machine::begin() {
  fibers_.make_objects();
  closing_ = settling_ = false;
  parked_ = 0;
  std::fill(holder_.begin(), holder_.end(), 0U);
  std::fill(waits_in_.begin(), waits_in_.end(), model::none);
  recursion_.reset();
  race_.reset();
  touches_.begin();
  witness_.begin();
  if (!again_) stop();
  again_ = false;
  if (witness_.stands_still()) look_at_end();
}

/// Ends the search before the next execution if a bound says so.
void Machine::stop() {
  std::optional<RelacyEnd> end;
  if (run_.executions % look_up_every == 0) {
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
    if (options_.seconds_max > 0 && seconds >= options_.seconds_max) end = RelacyEnd::seconds_bound;
    if (options_.interrupted != nullptr && options_.interrupted->load()) end = RelacyEnd::interrupted;
  }
  if (options_.scheduler != Scheduler::random && run_.executions >= options_.executions_max)
    end = RelacyEnd::executions_bound;
  if (!end) {
    ++run_.executions;
    return;
  }
  run_.end = *end;
  fibers_.end_search();
}

/// After each move: is it over?
void Machine::look_at_end() {
  if (witness_.at_rest()) {
    witness_.look_at_rest();
    close();
  } else if (witness_.is_known(witness_.deadlock())) {
    witness_.look_at_deadlock();  // the schedule may be a shorter one
    close();
  } else {
    settling_ = true;
  }
}

void Machine::close() {
  closing_ = true;
  for (unsigned rest = parked_; rest != 0; rest &= rest - 1) fibers_.wake(static_cast<ThreadId>(__builtin_ctz(rest)));
  parked_ = 0;
}

void Machine::judged() {
  if (closing_) throw model::ModelFault{"Relacy: an execution that was over could not be wound up"};
  ++run_.judged;
  again_ = true;
  if (race_) {
    races_.insert(*race_);
    return witness_.look_at_race(std::get<0>(*race_), std::get<1>(*race_), std::get<2>(*race_));
  }
  if (recursion_) recursions_.insert(*recursion_);
  witness_.look_at_deadlock();
}

RelacyRun Machine::finished() {
  if (fault_) throw model::ModelFault{*fault_};
  return run_;
}

// ---- a thread

void Machine::run(ThreadId thread) {
  bool scheduled = true;  // this fiber has just been chosen to start
  while (!closing_ && !witness_.step(thread).alternatives.empty()) {
    if (!scheduled && !goes_with_last(thread)) fibers_.scheduling_point();
    scheduled = false;
    if (closing_) break;
    try {
      make_move(thread);
    } catch (const model::ModelFault& fault) {
      fault_ = fault.what;
    }
    if (fault_) fibers_.end_search();  // outside of the handler: it never comes back
  }
  leave(thread);
}

/// Where it stands nobody else can tell when it moves; and it can.
bool Machine::goes_with_last(ThreadId thread) const {
  return !alone_.empty() && alone_[thread][model::pc_of(world_, witness_.state(), thread)] && witness_.is_open(thread);
}

/// A fiber that ends with a mutex would end its life; and others must be able to wait for it.
void Machine::leave(ThreadId thread) {
  const Whole step(fibers_);
  if (!closing_ && holds_mutex(thread)) park(thread);
  for (std::size_t lock = 0; lock < holder_.size(); ++lock) {
    if (holder_[lock] != thread + 1U) continue;
    holder_[lock] = 0;
    fibers_.unlock(static_cast<LockId>(lock));
  }
}

bool Machine::holds_mutex(ThreadId thread) const {
  return std::find(holder_.begin(), holder_.end(), thread + 1U) != holder_.end();
}

void Machine::make_move(ThreadId thread) {
  const Whole step(fibers_);
  model::Move reading = observe(thread);
  if (!witness_.is_open(thread)) {
    if (!wait(thread)) return;
    reading = observe(thread);
  }
  choose_and_take(reading);
  wake();
  if (witness_.stands_still()) {
    look_at_end();
  } else if (options_.moves_max != 0 && witness_.moves_here() >= options_.moves_max && !witness_.waits_in_ring()) {
    ++run_.cut;
    close();
  }
}

/// Until the thread has a move. False: the execution is over.
bool Machine::wait(ThreadId thread) {
  while (!witness_.is_open(thread)) {
    if (options_.scheduler == Scheduler::full && options_.in_vain == InVain::cut && !settling_) {
      ++run_.cut;
      close();
      return false;
    }
    if (blocks_in_mutex(thread)) {
      lock_for_good(thread, witness_.step(thread).lock);
    } else {
      park(thread);
    }
    if (closing_) return false;
  }
  return true;
}

/// Not where that would close a ring of threads in mutexes: nobody could get them out again, when it is over. The one
/// that would close it is parked instead, which Relacy takes for blocked as well. A recursion is Relacy's to judge.
bool Machine::blocks_in_mutex(ThreadId thread) const {
  const Step& step = witness_.step(thread);
  if (step.verb != model::Verb::lock || !places_.is_mutex[step.lock]) return false;
  if (holder_[step.lock] == thread + 1U)
    return !recursions_.contains({thread, model::pc_of(world_, witness_.state(), thread)});
  LockId lock = step.lock;
  while (lock != model::none && holder_[lock] != 0 && holder_[lock] != thread + 1U) lock = waits_in_[holder_[lock] - 1];
  return lock == model::none || holder_[lock] == 0;
}

/// Blocks in Relacy until the mutex is the thread's. A lock that it holds already ends the execution in Relacy.
void Machine::lock_for_good(ThreadId thread, LockId lock) {
  if (holder_[lock] == thread + 1U) recursion_ = {thread, model::pc_of(world_, witness_.state(), thread)};
  waits_in_[thread] = lock;
  fibers_.lock(lock);
  waits_in_[thread] = model::none;
  if (holder_[lock] != 0) differ("a mutex has two holders");
  holder_[lock] = thread + 1U;
}

void Machine::choose_and_take(model::Move reading) {
  const ThreadId thread = reading.thread;
  const std::vector<std::uint8_t>& open = witness_.open_alternatives(reading);
  reading.alternative = open[open.size() == 1 ? 0 : fibers_.choose(static_cast<unsigned>(open.size()))];
  const Step& step = witness_.step(thread);
  const model::StepId pc = model::pc_of(world_, witness_.state(), thread);
  const model::Alternative& chosen = step.alternatives[reading.alternative];
  move_locks(thread, step, chosen);
  if (step.verb == model::Verb::cas || step.verb == model::Verb::add) change_at_once(step, chosen);
  witness_.take(reading);
  store(step, chosen);
  for (const Touches::Touch& touch : touches_.of(thread, pc, reading.alternative))
    look_for_races({thread, pc, touch.stores}, touch.field);
}

/// What the step stores, unless change_at_once() has done it.
void Machine::store(const Step& step, const model::Alternative& chosen) {
  for (const model::Effect& effect : chosen.effects)
    if (places_.is_shared[effect.field] && !is_at_once(step, effect))
      fibers_.store(effect.field, witness_.state()[effect.field]);
}

/// A cmpxchg, or an addition to an atomic: one access that reads and stores.
bool Machine::is_at_once(const Step& step, const model::Effect& effect) const {
  if (places_.access[effect.field] != model::Access::atomic) return false;
  return step.verb == model::Verb::cas || (step.verb == model::Verb::add && effect.does != model::Effect::Does::set);
}

/// What an addition to an atomic starts from is its newest value.
bool Machine::is_changed_at_once(const Step& step, model::FieldId field) const {
  return step.verb == model::Verb::add && places_.access[field] == model::Access::atomic;
}

void Machine::change_at_once(const Step& step, const model::Alternative& chosen) {
  for (const model::Effect& effect : chosen.effects) {
    if (!places_.is_shared[effect.field] || !is_at_once(step, effect)) continue;
    const unsigned from = witness_.state()[effect.field];
    if (step.verb == model::Verb::cas)
      fibers_.exchange(effect.field, from, effect.operand);
    else
      fibers_.add(effect.field, from,
                  effect.does == model::Effect::Does::add ? from + effect.operand : from - effect.operand);
  }
}

/// Relacy looks at the others' touches one by one, so that its verdict has a name; those that it has judged are left
/// out.
void Machine::look_for_races(const Race::Access& later, model::FieldId field) {
  for (std::size_t index = 0; index < world_.threads.size(); ++index) {
    const auto other = static_cast<ThreadId>(index);
    for (const bool stores : {true, false}) {
      const Race::Access earlier = touches_.last(field, other, stores);
      const bool conflicts = later.stores || stores;
      if (other == later.thread || !conflicts || earlier.step == model::none) continue;
      race_ = {field, earlier, later};
      if (!races_.contains(*race_))
        fibers_.compare_touches(field, other, stores ? Fibers::Touch::store : Fibers::Touch::read);
    }
  }
  race_.reset();
  touches_.note(field, later);
  fibers_.note_touch(field, later.thread, later.stores ? Fibers::Touch::store : Fibers::Touch::read);
}

/// What the alternative does to the owner, done to the rl mutex; or to the readers, done to the lock's word.
void Machine::move_locks(ThreadId thread, const Step& step, const model::Alternative& chosen) {
  if (step.lock == model::none) return;
  if (!places_.is_mutex[step.lock]) return move_word(step.lock, chosen);
  const LockId lock = step.lock;
  for (const model::Effect& effect : chosen.effects) {
    if (effect.field != world_.locks[lock].owner) continue;
    if (effect.operand == 0) {
      holder_[lock] = 0;
      fibers_.unlock(lock);
    } else if (holder_[lock] != thread + 1U) {  // else it has waited for it
      if (!fibers_.try_lock(lock)) differ("a mutex is taken that the model has as free");
      holder_[lock] = thread + 1U;
    }
    return;
  }
  if (step.verb == model::Verb::try_lock) try_lock_in_vain(thread, lock);
}

void Machine::move_word(LockId id, const model::Alternative& chosen) {
  const model::Lock& lock = world_.locks[id];
  for (const model::Effect& effect : chosen.effects) {
    const bool is_readers = std::find(lock.readers.begin(), lock.readers.end(), effect.field) != lock.readers.end();
    if (effect.field != lock.owner && !is_readers) continue;
    if (effect.operand == 0)
      fibers_.release(id);
    else
      fibers_.acquire(id);
  }
}

/// A trylock that fails in the model fails in Relacy too; of what the thread holds itself, Relacy allows none.
void Machine::try_lock_in_vain(ThreadId thread, LockId lock) {
  if (holder_[lock] == thread + 1U) return;
  if (fibers_.try_lock(lock)) differ("a mutex is free that the model has as taken");
}

/// Loads what the step's guards read: what the model has, or, of one field, a value that it had.
model::Move Machine::observe(ThreadId thread) {
  model::Move reading{thread};
  const model::StepId pc = model::pc_of(world_, witness_.state(), thread);
  const bool believes = believes_loads(world_.step(thread, pc).verb);
  for (const model::FieldId field : places_.reads[thread][pc]) {
    const bool may_be_stale =
        believes && reading.stale == model::none && !is_changed_at_once(world_.step(thread, pc), field);
    const unsigned seen = may_be_stale ? fibers_.load(field) : fibers_.newest(field);
    if (seen == witness_.state()[field]) continue;
    if (!may_be_stale) differ("a load sees what is not there any more");
    reading.stale = field;
    reading.seen = static_cast<std::uint16_t>(seen);
  }
  return reading;
}

void Machine::park(ThreadId thread) {
  parked_ |= 1U << thread;
  fibers_.park();  // from here on, whoever wakes it clears the bit
}

void Machine::wake() {
  for (unsigned rest = parked_; rest != 0; rest &= rest - 1) {
    const auto thread = static_cast<ThreadId>(__builtin_ctz(rest));
    if (!witness_.is_open(thread)) continue;
    parked_ &= ~(1U << thread);
    fibers_.wake(thread);
  }
}

void Machine::differ(const char* what) { throw model::ModelFault{std::string("Relacy and the model differ: ") + what}; }

}  // namespace replock::schedules
