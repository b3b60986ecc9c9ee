// What a recording leaves behind: a world of fields, locks and threads, each thread one flat list of steps.
//
// Everything is data. A step holds one or more alternatives; an alternative is a guard (what must be true), effects
// (what changes, all at once, reading the state before) and the next step. A thread whose step has no alternative with
// a true guard is blocked there.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "model/vocabulary.h"

namespace replock::model {

using FieldId = std::uint16_t;  ///< index into World::fields
using LockId = std::uint16_t;   ///< index into World::locks
using ThreadId = std::uint8_t;  ///< index into World::threads; at most threads_max
using StepId = std::uint16_t;   ///< index into Program::steps; the value of the thread's pc field
using FrameId = std::uint16_t;  ///< index into World::frames; 0 is "no function"
inline constexpr std::uint16_t none = std::numeric_limits<std::uint16_t>::max();
inline constexpr unsigned threads_max = 14;

/// What a field is for. Ghosts exist for the checks only; no guard of a kernel step reads one.
enum class Role : std::uint8_t { pc, owner, reader, variable, local, slot, budget, ghost };

/// How the kernel accesses a field: what orders the accesses, apart from the locks around them. An engine with one
/// order for all (the explorer, Spin) does not ask.
enum class Access : std::uint8_t {
  ordered,  ///< part of what orders others: a lock, a queue, a completion, the driver core's own fields
  plain,    ///< a C variable: two accesses that nothing orders race, if one of them is a store
  once,     ///< READ_ONCE(), WRITE_ONCE(): orders nothing, and does not race
  atomic,   ///< atomic_t: atomic_read() and atomic_set() order nothing, a cmpxchg that succeeds is a full barrier
  acquire_release,  ///< smp_load_acquire(), smp_store_release()
  rcu_freed,        ///< as ordered; 0 is stored behind synchronize_rcu(): all see all stores that went before
};

/// One piece of the state: an unsigned value in 0..max.
struct Field {
  std::string name;
  Role role = Role::variable;
  std::uint16_t max = 1;
  std::uint16_t initial = 0;
  std::vector<std::string> values;  ///< names of 0..max; empty: plain numbers
  Access access = Access::ordered;
  friend bool operator==(const Field&, const Field&) = default;
};

/// One comparison of a field with a constant or with another field.
struct Test {
  enum class Is : std::uint8_t { equal, unequal, equal_field, unequal_field };
  FieldId field = none;
  Is is = Is::equal;
  std::uint16_t operand = 0;  ///< the constant, or the other field's FieldId
  friend bool operator==(const Test&, const Test&) = default;
};
using Conjunction = std::vector<Test>;  ///< true if each test is; the empty one is true

/// One change of a field. All effects of an alternative read the state before it. A value outside 0..max is a fault of
/// the model, never wrapped.
struct Effect {
  enum class Does : std::uint8_t { set, add, subtract, copy };
  FieldId field = none;
  Does does = Does::set;
  std::uint16_t operand = 0;  ///< the constant, or for copy the source's FieldId
  friend bool operator==(const Effect&, const Effect&) = default;
};

/// Places that checks talk about. A flow says where it is; only checks/ says what must hold there.
enum class What : std::uint8_t {
  returned,        ///< the thread (or this run of a worker) is done
  unlocks_unheld,  ///< an unlock of a lock that the thread does not hold (field: none, lock)
  underflows,      ///< a counter would go below zero (field)
  asserts_held,    ///< lockdep_assert_held and its like (lock)
  load_begins,     ///< a load callback is called (pf, vport, type)
  load_ends,       ///< ... has returned
  unload_begins,
  unload_ends,
  calls_null_ops,         ///< a callback is called through missing ops (pf, vport, type)
  load_gave_up,           ///< a load returns an error to a caller that does nothing more about it (pf, vport, type)
  load_refused,           ///< a callback fails although the environment chose no failure
  unwinds,                ///< an unwind took a type from LOADED to REGISTERED (field: did this attempt load it?)
  registers_over,         ///< register stores REGISTERED (pf, vport, type); phase before: what it overwrites
  unregisters_over,       ///< unregister stores UNREGISTERED (pf, vport, type); phase before: what it overwrites
  unregisters_in_legacy,  ///< the same where it saw LEGACY and unloaded nothing
  unregister_returned,    ///< (pf, type)
  work_runs,              ///< a work function starts (field: its stamp, other: the generation)
  null_proto_dev,         ///< get_proto_dev saw LOADED and found no priv (pf, vport, type)
  built,                  ///< a load has built what it is to build (pf, vport, type)
  asserts_blocked,        ///< V1's assertion: somebody is BLOCKED (lock)
  sleeps_in_atomic,       ///< a lock, a wait or a GFP_KERNEL allocation in a context that must not sleep
  needless_atomic,        ///< GFP_ATOMIC where the context may sleep
  wants_devcom,           ///< goes for a devcom component that it looked up before (field: is it registered still?)
  deletes_device,         ///< device_del() of an auxiliary device (field: is it there?); phase before
  queues_work,            ///< E-Switch work is queued (field: is the queue destroyed?)
  reads_rep,              ///< a lock-free reader goes on to use what it looked up (pf, vport, type)
  null_priv,              ///< an event reached a LOADED representor without priv (pf, vport, type)
  uses_gone_device,       ///< a reader uses what it looked up, and it is gone (pf, vport, type)
  waited,                 ///< a wait for a request to the LAG's work is over (field: is it done?)
  vfs_work_runs,          ///< the VF-count work decides what to load (pf)
};
enum class Phase : std::uint8_t { before, after };  ///< looks at the state before or after the alternative

struct Mark {
  What what = What::returned;
  Phase phase = Phase::after;
  std::int8_t pf = -1;
  std::int8_t vport = -1;  ///< index into Eswitch::reps
  RepType type = RepType::eth;
  LockId lock = none;
  FieldId field = none;
  FieldId other = none;
  friend bool operator==(const Mark&, const Mark&) = default;
};

struct Alternative {
  Conjunction guard;
  std::vector<Effect> effects;
  StepId next = 0;
  std::string words;     ///< as a trace shows it: "lock reps_lock(esw0)", "mode(esw0) == OFFLOADS? yes"
  bool failure = false;  ///< the environment chose a failure; its guard and effects draw on World::budget
  std::vector<Mark> marks;
  friend bool operator==(const Alternative&, const Alternative&) = default;
};

enum class Verb : std::uint8_t {
  lock,
  unlock,
  try_lock,
  set,
  add,
  cas,
  when,
  may_fail,
  queue_work,
  wait_until,
  complete,
  wait_for_completion,
  dequeue,
  finish
};

/// `any`: each alternative with a true guard is a transition. `first`: only the first one that is true (if/else).
enum class Choice : std::uint8_t { any, first };

struct Step {
  Verb verb = Verb::finish;
  Choice choice = Choice::any;
  FrameId frame = 0;
  LockId lock = none;  ///< lock, unlock, try_lock, and waits that retry a try_lock
  LockMode mode = LockMode::write;
  Nesting nesting = Nesting::plain;
  std::vector<Alternative> alternatives;
  std::vector<ThreadId> waits_for;  ///< wait verbs: whose progress ends the wait, as far as it is known
  std::string words;                ///< the step as a whole, for listings and for "waits at"
  bool rests = false;               ///< a thread here is done, or an idle worker: no deadlock
  friend bool operator==(const Step&, const Step&) = default;
};

/// A function being executed, with its caller: what a stack trace is made of.
struct Frame {
  std::string function;
  FrameId caller = 0;
  friend bool operator==(const Frame&, const Frame&) = default;
};

struct Lock {
  std::string name;  ///< the instance: "reps_lock(esw0)"
  LockClass lock_class = LockClass::other;
  LockKind kind = LockKind::mutex;
  FieldId owner = none;          ///< 0: free, t+1: thread t holds it (as writer)
  std::vector<FieldId> readers;  ///< by thread; none where the thread never reads; empty for a mutex
  std::int8_t pf = -1;           ///< whose it is, where it is a PF's own
  std::string class_name;        ///< name(lock_class), or for `other` the instance's own name
  friend bool operator==(const Lock&, const Lock&) = default;
};

/// An ordered (single-threaded) work queue: FIFO, each item stamped with a generation where the queue has one.
struct Queue {
  std::string name;
  std::vector<FieldId> items;   ///< slot 0 is the next to run; 0 is empty, i+1 the item i
  std::vector<FieldId> stamps;  ///< by slot; empty for a queue without generations
  friend bool operator==(const Queue&, const Queue&) = default;
};

struct Program {
  std::string name;     ///< "modprobe mlx5_ib", "esw0 worker"
  bool worker = false;  ///< runs work items for ever; idle is rest
  FieldId pc = none;
  std::vector<Step> steps;        ///< starts at 0
  std::vector<Mark> entry_marks;  ///< claims made before the first step
  friend bool operator==(const Program&, const Program&) = default;
};

struct World {
  std::vector<Field> fields;
  std::vector<Lock> locks;
  std::vector<Queue> queues;
  std::vector<Frame> frames;  ///< frames[0] is empty
  std::vector<Program> threads;
  FieldId budget = none;  ///< failures the environment may still choose; none: no failures at all

  const Step& step(ThreadId thread, StepId pc) const { return threads[thread].steps[pc]; }
  /// Identical programs: what two equal worlds can do is the same.
  friend bool operator==(const World&, const World&) = default;
};

/// "mode(esw0) == OFFLOADS"
std::string words(const World& world, const Test& test);
std::string words(const World& world, const Conjunction& tests);
/// "OFFLOADS", or the number.
std::string value_words(const World& world, FieldId field, std::uint16_t value);
/// "esw_offloads_load_rep", or "" outside of any.
const std::string& function_of(const World& world, const Step& step);

/// A claim that a check makes at one alternative of one step, or of every state at rest. It is violated when all tests
/// of `bad` are true at once.
struct Claim {
  std::uint8_t check = 0;  ///< opaque here; checks/ numbers its checks
  std::string sentence;    ///< what is wrong when it is violated; claims with equal sentences are one finding
  Conjunction bad;
  bool at_rest = false;  ///< else at (thread, step, alternative)
  Phase phase = Phase::after;
  ThreadId thread = 0;
  StepId step = 0;
  std::uint8_t alternative = 0;
  bool at_entry = false;  ///< made before the thread's first step: looks at the initial state
  bool corrupts = false;  ///< where it is violated, memory that is freed or missing is used
};

}  // namespace replock::model
