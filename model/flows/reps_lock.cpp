// How a flow keeps others away from an E-Switch's representors: nothing, reps_lock from patch 5 on, or V1's word.
//
// V1's mlx5_esw_reps_block() spins on a cmpxchg from UNBLOCKED to BLOCKED; mlx5_esw_reps_unblock() spins until it sees
// BLOCKED. The word knows no owner; here it has one, so that a trace says who blocks, and a flow that unblocks what it
// has not blocked is a fault that lock-balance tells.
#include "model/flows/flows.h"

namespace replock::model {

bool serializes_reps(const Thread& t) {
  return t.series().has(Patch::serialize_rep_lifecycle) || t.series().has(Patch::block_word);
}

void lock_reps(Thread& t, Eswitch& esw, Nesting nesting) {
  if (!serializes_reps(t)) return;
  const bool annotated = !t.series().has(Patch::plain_peer_lock) && !t.series().has(Patch::block_word);
  t.lock(esw.reps_lock, annotated ? nesting : Nesting::plain);
}

void unlock_reps(Thread& t, Eswitch& esw) {
  if (serializes_reps(t)) t.unlock(esw.reps_lock);
}

/// [5] lockdep_assert_held(). V1's assertion only asks whether anybody is BLOCKED, and warns.
void assert_reps_locked(Thread& t, Eswitch& esw) {
  if (t.series().has(Patch::serialize_rep_lifecycle)) t.assert_held(esw.reps_lock);
  if (t.series().has(Patch::block_word)) t.assert_blocked(esw.reps_lock);
}

}  // namespace replock::model
