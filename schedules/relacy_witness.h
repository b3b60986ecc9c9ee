// One execution at a time: the state it is in, its moves, and what it shows; of each sighting the shortest is kept.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "model/step.h"
#include "schedules/explorer.h"
#include "schedules/wait_cycle.h"

namespace replock::schedules {

class Witness {
 public:
  /// REQUIRES: world and claims outlive the witness.
  Witness(const model::World& world, const std::vector<model::Claim>& claims);

  void begin();  ///< a new execution
  const std::vector<model::Claim>& claims() const { return claims_; }
  const model::State& state() const { return state_; }
  const model::Step& step(model::ThreadId thread) const { return model::step_of(world_, state_, thread); }

  bool is_open(model::ThreadId thread) const;  ///< the thread has a move
  /// Fills in the alternatives that the thread can take, as it reads (Move::alternative is not looked at). The result
  /// is kept until the next call.
  const std::vector<std::uint8_t>& open_alternatives(model::Move reading);
  bool stands_still() const;  ///< no thread has a move
  bool at_rest() const;       ///< and every thread is done or idle. REQUIRES: stands_still()

  /// REQUIRES: the move is open, as it reads. Throws ModelFault where an effect leaves a field's range.
  void take(model::Move move);
  void look_at_rest();
  /// The last move made the later access.
  void look_at_race(model::FieldId field, Race::Access earlier, Race::Access later);

  bool waits_in_ring() const;  ///< some threads can never go on, whatever the others do

  /// Where the threads that are not at rest stand.
  using Deadlock = std::vector<std::pair<model::ThreadId, model::StepId>>;
  Deadlock deadlock() const;
  bool is_known(const Deadlock& deadlock) const { return deadlocks_.contains(deadlock); }
  /// Notes the rings of waits in this state or, where there is none, the standstill.
  void look_at_deadlock();

  std::uint64_t moves() const { return moves_; }
  std::size_t moves_here() const { return log_.size(); }  ///< of this execution
  /// What was seen in all executions, in the form of the explorer. Counts are left at 0.
  Result result() const;

 private:
  struct Look {  ///< by alternative
    std::vector<std::uint32_t> before, after;
    bool acquires = false;
  };
  using Held = std::tuple<model::ThreadId, model::StepId, std::vector<model::LockId>>;
  using Ring = std::tuple<std::vector<model::ThreadId>, std::vector<model::StepId>, std::vector<model::ThreadId>>;

  /// Of two schedules to the same thing: the one with fewer stale reads, then the shorter one, then the first.
  struct Kept {
    Schedule schedule;
    unsigned stale = 0;
  };
  template <class Key>
  void keep(std::map<Key, Kept>& found, const Key& key);

  void add_looks(const std::vector<model::Claim>& claims);
  void look_at_claims(const std::vector<std::uint32_t>& claims);
  void look_at_locks(model::ThreadId thread);
  void apply(const model::Alternative& chosen, model::Move move);
  Waiting waiting() const;

  const model::World& world_;
  const std::vector<model::Claim>& claims_;
  std::vector<std::vector<std::vector<Look>>> looks_;  // [thread][step][alternative]
  std::vector<std::uint32_t> at_rest_;
  model::State initial_, state_;
  Schedule log_;
  unsigned stale_ = 0;  // moves of the log that read what was no longer there
  std::vector<std::uint8_t> open_;
  std::vector<std::uint16_t> values_;  // what the effects of one move write
  std::uint64_t moves_ = 0;

  std::map<std::uint32_t, Kept> hits_;
  std::map<Held, Kept> acquisitions_;
  std::map<Ring, Kept> stuck_;
  std::map<std::tuple<model::FieldId, Race::Access, Race::Access>, Kept> races_;
  std::set<Deadlock> deadlocks_;
  std::vector<std::vector<bool>> reached_;
};

}  // namespace replock::schedules
