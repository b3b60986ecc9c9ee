// The second engine: the recorded programs on Relacy's fibers, mutexes and atomics, under Relacy's schedulers.
//
// The mapping. A thread of the world is a fiber; a step is ONE scheduling point of Relacy, then the step, whole, with
// preemption off. The first step of a thread has its fiber's start as its scheduling point. In a step:
//   - a lock of kind mutex that only lock, trylock and unlock steps touch is an rl mutex. lock() blocks in Relacy, but
//     for the thread that would close a ring of such waits: it is parked, so that the ring can be taken apart again. A
//     lock of what one holds is Relacy's own "recursion on a non-recursive mutex";
//   - a field that one thread writes and another one uses (variables, slots of queues) is an rl::atomic; all else
//     (owners, readers, pcs, locals, ghosts, the budget, what one thread uses alone) is a plain value, changed together
//     with the step;
//   - with Memory::sequential, a step that touches nothing that others touch has no scheduling point: it goes with the
//     one before it. A preemption there and one before the thread's next step that others can see are the same;
//   - rwsems, waits, idle workers and trylock loops park the fiber in Relacy's scheduler and are woken when a step of
//     another thread has made a guard true. rl's own rwlock is not used: it keeps readers out while a writer waits, and
//     so knows deadlocks that the model does not have;
//   - a choice of the environment is rl::rand over the alternatives that are open.
// An execution ends when no thread has a move: at rest (idle workers are sent home), or in a deadlock. Each new
// deadlock is left to Relacy, which must report it; the same execution is then run again to its end. Later sightings of
// a known one end the execution where it stands still.
//
// What is lost, and why that is safe:
//   - After each block, Relacy lets the other threads have a turn before the blocked one goes on ("fair" search), which
//     leaves schedules out. None that matters is: a thread that is scheduled only when its step is open never blocks,
//     so the full search has every schedule of the world among those in which nobody blocks. For the same reason it may
//     cut an execution short where a thread is scheduled in vain (InVain::cut). The bounded search has no such excuse:
//     there a blocking thread saves a preemption, so it parks; "complete" means complete for Relacy's fair bounded
//     search.
//   - A ring of waits is seen when all threads stand still, not while a third one goes on. It stays until then, unless
//     the third one runs for ever: that ends the search as RelacyEnd::endless, incomplete.
//   - With Memory::sequential, every access is sequentially consistent, as in the model. That Relacy loads what the
//     model has is looked at, and a difference is a fault.
//
// With Memory::kernel, a field is accessed as its model::Access says: plain, once and atomic relaxed, acquire_release
// so, ordered sequentially consistent; a lock that is no rl mutex is an rl::atomic, acquired and released with it. A
// cmpxchg that succeeds is a read-modify-write between two seq_cst fences. A branch, a copy and an addition believe
// what they load, which may be stale: that is written into the move. Locks, waits, a cmpxchg and queues see the newest
// value: a wait stands for a loop that looks again until it does. Accesses to plain fields are rl::var accesses
// besides, one variable for each thread that accesses it, so that Relacy's "data race" says with whom. As a deadlock, a
// race is left to Relacy to report; the execution is then run again without asking about that one. Left out: a store
// that others see before an earlier load of the same thread is done (Relacy has none such); values older than the last
// but one (full and bounded search) or the last but two (random). Relacy's seq_cst fences order more than smp_mb()
// does: what is not seen here is no proof.
#pragma once

#include <atomic>
#include <cstdint>

#include "model/program.h"
#include "schedules/relacy_witness.h"

namespace replock::schedules {

enum class Scheduler : std::uint8_t { full, random, bound };

/// What becomes of an execution in which the full search schedules a thread that cannot go on.
enum class InVain : std::uint8_t { cut, park };

inline constexpr unsigned relacy_threads_max = 8;  ///< a template constant in Relacy: one engine for each number

struct RelacyOptions {
  Scheduler scheduler = Scheduler::full;
  unsigned preemptions_max = 2;            ///< bound only
  std::uint64_t executions_max = 100'000;  ///< random: how many; full and bound: incomplete past it
  std::uint64_t seed = 0;                  ///< random only: seed 1 goes on where seed 0 would end
  /// Of each execution: cut short behind so many, unless threads wait in a ring by then, which Relacy sees when all of
  /// them stand still. 0: each to its end.
  std::uint64_t moves_max = 0;
  unsigned operations_max = 100'000;  ///< operations of Relacy in one execution; past it, it is endless
  InVain in_vain = InVain::cut;       ///< full only
  Memory memory = Memory::sequential;
  double seconds_max = 0;  ///< 0: no bound
  const std::atomic<bool>* interrupted = nullptr;
};

/// `complete`: Relacy's search ended by itself (random never does).
enum class RelacyEnd : std::uint8_t { complete, executions_bound, seconds_bound, interrupted, endless };

struct RelacyRun {
  RelacyEnd end = RelacyEnd::complete;
  std::uint64_t executions = 0;
  std::uint64_t cut = 0;     ///< of these, cut short: a thread was scheduled in vain, or the moves were used up
  std::uint64_t judged = 0;  ///< deadlocks, recursions and data races that Relacy itself reported
};

/// False in a build with sanitizers: Relacy's fibers and its `new` do not bear them.
bool has_relacy();

/// Runs the world until the search ends; what was seen is in the witness. REQUIRES: has_relacy(), a sound world of 1 to
/// relacy_threads_max threads that the witness was made for.
/// Throws ModelFault where the model is at fault, or where Relacy and the model differ.
RelacyRun run_relacy(const model::World& world, Witness& witness, const RelacyOptions& options);

}  // namespace replock::schedules
