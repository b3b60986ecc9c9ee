// Which threads are to move in a state, so that the search sees everything that can be seen without every interleaving:
// persistent sets (Godefroid, "Partial-Order Methods for the Verification of Concurrent Systems", 1996).
//
// A group of threads is persistent in a state where nothing that the others can do before one of the group moves
// depends on the moves that the group can make. Only the group's moves are followed then. Why nothing is missed:
// take any schedule w from a state that the search comes to. If a thread of the group moves in w, its first move can be
// brought to the front, for it depends on nothing before it: the search follows it, and what is left of w is shorter.
// If none does, any move of the group can be put before w and changes nothing about it: each move of w goes the same
// way, reads the same, and so do the claims about it. The second case cannot go on for ever: the search's graph is
// finite, and every way round in it holds a state in which all threads are followed (below). So to every move of every
// schedule the search has one that is the same to its thread, to the claims about it, and in the locks held.
//
// States without a move are all found, for a persistent group always has one; so are claims at rest. Rings of waits are
// found as well, even those that a third thread could still break: who is blocked at the end of w has no move in a
// group that moves, and a group that moves writes nothing that a thread waits for (where that thread is blocked on one
// of the group's own locks, its ring would lead through the group). Which of several rings of one state is told may
// differ.
//
// Ways round: each leads, for one of the threads that move on it, over a loop head (schedules/loops.h). A group never
// holds a thread that can move at a loop head; so that thread moves where all are followed.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "model/program.h"
#include "schedules/explorer.h"
#include "schedules/footprints.h"
#include "schedules/wait_cycle.h"

namespace replock::schedules {

/// Who stands where, who can move, and how.
struct Scene {
  std::array<std::uint32_t, model::threads_max> stands{};  ///< by thread
  std::array<Branch, model::threads_max> branches{};       ///< by thread; open where it can't move
  ThreadBits moving = 0;                                   ///< threads that can move
  ThreadBits blocked = 0;                                  ///< threads that can not, outside of rest
  enum class Failures : std::uint8_t { possible, spent } failures = Failures::possible;
  friend bool operator==(const Scene&, const Scene&) = default;
};

/// By thread: others that keep it from being followed alone, as far as is known; 0: nobody is known. For as long as one
/// of them can move, and neither that one nor the thread itself has moved, nor the thread's branch is another one, nor
/// the budget for failures is spent since, the thread is not to be followed alone.
using Keepers = std::array<ThreadBits, model::threads_max>;

/// By lock: that reduction takes and drops it in one move (schedules/momentary.h).
std::vector<bool> passed_locks(const model::World& world, const std::vector<model::Claim>& claims, Reduction reduction);

/// What the others may do while one thread alone moves on and on: worked out when it is asked for, and anew where the
/// thread holds other locks by then.
class Company {
 public:
  /// One of the others has moved, or can move now, or can't any more, or the budget for failures is spent.
  void has_changed() { is_known_ = false; }

 private:
  friend class PersistentSets;
  bool is_known_ = false;
  std::uint16_t holding_ = 0;  // of the thread
  FieldSet touches_, writes_;  // of those that can move now, and of those that these can wake
  FieldSet wakes_;             // what lets somebody go on who is blocked
};

class PersistentSets {
 public:
  /// Reduction::local: groups are single threads whose steps touch nothing of others. `possible`: the alternatives of
  /// all schedules that are of interest. REQUIRES: not Reduction::none.
  PersistentSets(
      const model::World& world, const std::vector<model::Claim>& claims, Reduction reduction, const RuleBits& possible,
      const Meanwhile& meanwhile = [] {});
  PersistentSets(const PersistentSets&) = delete;
  PersistentSets& operator=(const PersistentSets&) = delete;

  /// The threads to follow: those of the smallest persistent group that is found; 0: all that can move. Notes who keeps
  /// whom, where that is found out.
  ThreadBits group(const Scene& scene, Keepers& keepers) const;
  /// For schedules in which each of these threads moves: the threads to follow, those that can move of the smallest
  /// persistent group around one of them. 0: that one never moves again. No loop head matters here, nor who is woken:
  /// of each such schedule the first move of the group comes to the front.
  ThreadBits group_toward(const Scene& scene, ThreadBits threads) const;
  /// 0: the thread is such a group by itself. Else who keeps it from that. REQUIRES: it can move.
  ThreadBits kept_by(const Scene& scene, unsigned thread) const;
  /// As kept_by() == 0; `company` is that of the thread.
  [[gnu::always_inline]] bool goes_alone(const Scene& scene, unsigned thread, Company& company) const {
    if (!knows(scene)) return false;
    const Footprints& all = footprints(scene);
    const Standing& standing = all.stands[scene.stands[thread]];
    if (standing.loop_head) return false;
    if (standing.is_local) return true;
    if (reduction_ == Reduction::local) return false;
    if (!company.is_known_ || company.holding_ != standing.holding) meet(company, scene, thread);
    const Footprint& step = all.step(scene.stands[thread], scene.branches[thread]);
    return !step.writes.meets(company.touches_) && !step.reads.meets(company.writes_) &&
           !step.writes.meets(company.wakes_);
  }
  /// The thread stands at a step that the search never stops at (schedules/momentary.h).
  bool passes(const Scene& scene, unsigned thread) const {
    return knows(scene) && footprints(scene).stands[scene.stands[thread]].passed;
  }
  /// What the guards of all other threads read where they stand.
  FieldSet decides(const Scene& scene, unsigned thread) const;
  /// The other threads of which a move of this one may change whether they can move. All where nothing is clear.
  /// `decided`: what the others' guards read.
  [[gnu::always_inline]] ThreadBits concerned_by_move(const Scene& scene, unsigned thread,
                                                      const FieldSet& decided) const {
    if (knows(scene) && !footprints(scene).stands[scene.stands[thread]].step.writes.meets(decided)) return 0;
    return decided_by_move(scene, thread);
  }

 private:
  class Group;
  unsigned others(unsigned thread) const { return ((1U << threads_) - 1) & ~(1U << thread); }
  bool is_local(const Scene& scene, unsigned thread) const;
  void meet(Company& company, const Scene& scene, unsigned thread) const;
  ThreadBits decided_by_move(const Scene& scene, unsigned thread) const;
  /// The smallest persistent group around the thread; 0 where it would hold a thread at a loop head, or wake somebody,
  /// or has no fewer threads that can move than `fewer_than`. Notes who keeps the thread.
  ThreadBits group_around(const Scene& scene, unsigned thread, int fewer_than, Keepers& keepers) const;
  bool at_loop_head(const Scene& scene, unsigned thread) const {
    return footprints(scene).stands[scene.stands[thread]].loop_head;
  }

  /// Else threads meddle, and nothing is clear.
  bool knows(const Scene& scene) const { return known_[static_cast<unsigned>(scene.failures)] != nullptr; }
  const Footprints& footprints(const Scene& scene) const { return *known_[static_cast<unsigned>(scene.failures)]; }

  unsigned threads_ = 0;
  Reduction reduction_;
  std::vector<Footprints> footprints_;
  std::array<const Footprints*, 2> known_{};  ///< with failures possible, and spent
};

}  // namespace replock::schedules
