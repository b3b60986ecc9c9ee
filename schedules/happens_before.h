// What orders the moves of one schedule under the kernel's memory: a vector clock for each thread, lock and field.
#pragma once

#include <vector>

#include "model/step.h"
#include "schedules/relacy_places.h"

namespace replock::schedules {

/// Orders: a lock's release and its next taking; a store that releases and a load of it that acquires, which is how
/// queues, completions, and what is done under locks that the model leaves out are kept; a cmpxchg and the next one.
///
/// Left out on purpose: fences apart from that (synchronize_rcu(), the barriers around a cmpxchg). So what is ordered
/// here is ordered in Relacy, and not the other way round.
class HappensBefore {
 public:
  /// REQUIRES: both outlive this.
  HappensBefore(const model::World& world, const Places& places);

  /// REQUIRES: the move is enabled in that state, as it reads.
  void take(const model::State& before, model::Move move);

  using Moment = unsigned;
  /// When the thread's last move touched what it touches.
  Moment now(model::ThreadId thread) const { return threads_[thread][thread]; }
  /// What `earlier` did at that moment comes before what `later` does next.
  bool orders(model::ThreadId earlier, Moment then, model::ThreadId later) const {
    return threads_[later][earlier] >= then;
  }

 private:
  using Clock = std::vector<Moment>;  // by thread
  static void join(Clock& into, const Clock& other);
  void load(Clock& own, model::ThreadId thread, model::StepId step, model::FieldId stale);
  void move_lock(Clock& own, model::LockId id, const model::Alternative& chosen);
  void store(Clock& own, const model::Step& step, const model::Alternative& chosen);

  const model::World& world_;
  const Places& places_;
  std::vector<Clock> threads_, locks_, fields_;  // of a field: what its last store released
};

}  // namespace replock::schedules
