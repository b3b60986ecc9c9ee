// The interpreter that runs recorded threads on Relacy's fibers: see relacy_engine.h for the mapping.
#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "schedules/momentary.h"
#include "schedules/relacy_engine.h"
#include "schedules/relacy_fibers.h"
#include "schedules/relacy_places.h"
#include "schedules/relacy_touches.h"
#include "schedules/steps_alone.h"

namespace replock::schedules {

/// One search: executions one after the other, each begun by begin() and run by run() on each fiber.
class Machine {
 public:
  Machine(const model::World& world, Witness& witness, const RelacyOptions& options)
      : world_(world),
        witness_(witness),
        options_(options),
        places_(places(world, options.memory)),
        fibers_(world, places_),
        holder_(world.locks.size()),
        waits_in_(world.threads.size()),
        touches_(world, places_) {
    if (options.memory == Memory::sequential)
      alone_ = steps_alone(world, witness.claims(), momentary_locks(world, witness.claims()));
  }

  // What Relacy's suite calls: at the beginning of an execution, for each thread, and at the end.
  void begin();
  void run(model::ThreadId thread);
  void end() { fibers_.drop_objects(); }

  /// Relacy must make no choice: the outcome is known, or the execution is being wound up.
  bool is_quiet() const { return closing_ || settling_; }
  /// Relacy has reported a deadlock, a recursion or a race: it is known from now on. The execution is to be run again.
  void judged();
  void end_as(RelacyEnd end) { run_.end = end; }
  RelacyRun finished();

 private:
  void stop();
  bool goes_with_last(model::ThreadId thread) const;
  void make_move(model::ThreadId thread);
  bool wait(model::ThreadId thread);
  bool blocks_in_mutex(model::ThreadId thread) const;
  void lock_for_good(model::ThreadId thread, model::LockId lock);
  void choose_and_take(model::Move reading);
  void store(const model::Step& step, const model::Alternative& chosen);
  bool is_at_once(const model::Step& step, const model::Effect& effect) const;
  bool is_changed_at_once(const model::Step& step, model::FieldId field) const;
  void change_at_once(const model::Step& step, const model::Alternative& chosen);
  void look_for_races(const Race::Access& later, model::FieldId field);
  void move_locks(model::ThreadId thread, const model::Step& step, const model::Alternative& chosen);
  void move_word(model::LockId id, const model::Alternative& chosen);
  void try_lock_in_vain(model::ThreadId thread, model::LockId lock);
  model::Move observe(model::ThreadId thread);
  void park(model::ThreadId thread);
  void wake();
  void look_at_end();
  void close();
  void leave(model::ThreadId thread);
  bool holds_mutex(model::ThreadId thread) const;
  void differ(const char* what);

  const model::World& world_;
  Witness& witness_;
  const RelacyOptions& options_;
  const Places places_;
  std::vector<std::vector<bool>> alone_;  // steps_alone(); empty: nothing is folded
  Fibers fibers_;

  // Of one execution.
  bool closing_ = false;                 // every thread leaves as soon as it is scheduled
  bool settling_ = false;                // a new deadlock: every thread blocks, until Relacy says so
  unsigned parked_ = 0;                  // bits: fibers that we parked
  std::vector<unsigned> holder_;         // by lock: thread + 1 that holds the rl mutex, or 0
  std::vector<model::LockId> waits_in_;  // by thread: the rl mutex it is blocked in, or none
  std::optional<std::pair<model::ThreadId, model::StepId>> recursion_;  // is about to lock what it holds

  Touches touches_;
  std::optional<Touches::Race> race_;  // what is asked of Relacy

  std::set<std::pair<model::ThreadId, model::StepId>> recursions_;  // judged by Relacy
  std::set<Touches::Race> races_;                                   // likewise
  bool again_ = false;                                              // the next execution is one that was run before
  std::optional<std::string> fault_;
  RelacyRun run_;
  const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

}  // namespace replock::schedules
