// The hazards as data. A test holds each line to the search: hazards_test.cpp.
#include "checks/hazards.h"

namespace replock::checks {
namespace {

std::vector<Hazard> make() {
  using enum Check;
  using enum Side;
  return {
      {"B01", "a load runs against an unregister", reproduced, "rmmod-vs-mode-set", callback_overlap, "L0..L4",
       "L5..L7 V1 V2", "patch 5"},
      {"B02", "mlx5_ib that comes late is never loaded", reproduced, "late-load", eventually_loaded, "L0..L6",
       "L7 V1 V2", "patch 7"},
      {"B03", "a failed load unwinds types that it had not loaded", reproduced, "late-load-failure", unwind, "L7-6 V1",
       "L7", "patch 6; before patch 7 no load of both types meets an ETH that was up before"},
      {"B04", "a failed reload leaves LOADED behind", reproduced, "load-failure", failed_load, "L0..L5", "L6 L7",
       "patch 6"},
      {"B05", "ldev->lock against reps_lock", reproduced, "bond-vs-unbind", deadlock, "L5-4 L7-4", "L0..L7",
       "patch 4, before patch 5"},
      {"B06", "a LAG's reload unwinds ETH under ldev->lock", reproduced, "load-failure", recursion, "H0", "L0..L7",
       "0f06228d4a2d: the reload loads IB alone"},
      {"B07", "a mode change keeps reps_lock over its rescan", reproduced, "register-vs-mode-set", recursion,
       "L5+keep-reps-lock L7+keep-reps-lock", "L5..L7", "patch 5 drops it there"},
      {"B08", "lockdep reports recursion on a peer's reps_lock", reproduced, "load-failure", lock_order,
       "L5+plain-peer-lock L7+plain-peer-lock", "L5 L7", "the nested variants in patch 5"},
      {"B09", "GFP_ATOMIC where the context may sleep", reproduced, "late-load", needless_atomic, "V1 V2", "L7",
       "patches 2 and 7"},
      {"B10", "V1's word against ldev->lock", reproduced, "bond-vs-unbind", deadlock, "V1", "V2 L7",
       "a mutex that lockdep sees, and patch 4"},
      {"B11", "others spin while the one who has blocked sleeps", reproduced, "rmmod-vs-mode-set", sleep_in_atomic,
       "V1", "V2 L7", "a mutex"},
      {"B12", "V1's assertion passes for one who has not blocked", reproduced, "bond-vs-unbind", assert_held,
       "V1+forget-block", "V1 L7", "lockdep_assert_held(); V1 itself blocks at every place that it audited"},
      {"B13", "V1's word is not re-entrant", reproduced, "register-vs-mode-set", recursion, "V1+keep-reps-lock",
       "V1 L7", "V1 unblocks over the rescan"},
      {"B14", "another thread wins reps_lock in the gap of a mode change", refuted, "register-vs-mode-set",
       eventually_loaded, "L7 V1 V2", "",
       "the gap is entered and does no harm: what registers in it is loaded by the mode set or by its late reload; "
       "before "
       "patch 7 it is B02"},
      {"B15", "mode_lock nested with V1's word", refuted, "ipsec-vs-mode-set", deadlock, "V1", "",
       "the cycle stands in the lock graph; but a mode set refuses a blocked mode before it blocks the word. "
       "Assumption: "
       "only a netdev whose IPsec state blocks the mode takes mode_lock when it goes"},
      {"B16", "a best-effort reload stops at the first error", reproduced, "shared-fdb-failure", eventually_loaded,
       "L0+stop-at-error", "L0..L7 V1 V2", "cont_on_fail; in V1 its own late reload covers it up"},
      {"B20", "the work queue is flushed under devlink", reproduced, "vf-event-vs-mode-set", deadlock, "W0", "L0..L7",
       "aed763abf0e9: a generation instead of a flush"},
      {"B21", "the work queue is destroyed under devlink", reproduced, "vf-event-vs-unload", deadlock, "W0 W1",
       "L0..L7", "the work queue part: the generation is looked at before devlink is taken"},
      {"B22", "the generation moves on before the notifiers are off", reproduced, "vf-event-vs-mode-set", stale_work,
       "W2 V1", "L0..L7 V2", "the work queue part as merged"},
      {"B23", "a notifier callback runs while it is unregistered", refuted, "vf-event-vs-mode-set", stale_work,
       "L0..L7", "", "unregistering waits for callbacks that run (synchronize_rcu)"},
      {"B24", "a busy poll for devlink starves its holder", outside_model, "", deadlock, "", "",
       "needs time and priorities; a poll is a wait for what it polls"},
      {"B25", "a VF-count event is lost when its allocation fails", reproduced, "vf-event-failure", eventually_loaded,
       "L0..L7", "", "nothing yet"},
      {"B30", "unregister decides by a mode that is stale", refuted, "rmmod-vs-mode-set-legacy", rep_state, "L0..L7 V2",
       "",
       "in no schedule does it see LEGACY while anything is LOADED: who stores LEGACY has unloaded all before, and "
       "nobody but a holder of devlink loads ETH. Assumption: nothing but the flows recorded here stores the mode"},
      {"B31", "missing ops against readers without a lock", reproduced, "look-up-vs-unbind", ops_lifetime, "L5..L7 V2",
       "L0..L4 V1",
       "nothing yet. Side taken: such a reader exists outside of what the unload tears down (IPsec's lookup, and a "
       "PAIR "
       "that looks at IB, pair-vs-rmmod); for ETH the pairing handler is safe (pair-vs-unbind)"},
      {"B32", "LOADED is visible before load() is done", reproduced, "look-up-vs-unbind", device_lifetime,
       "L0..L7 V1 V2", "", "nothing yet"},
      {"B33", "register ignores that the late reload was not queued", reproduced, "late-load-failure",
       eventually_loaded, "L7 V1 V2", "", "nothing; GFP_KERNEL makes it rare"},
      {"B34", "the late reload drops errors", reproduced, "late-load-failure", eventually_loaded, "L7 V2", "",
       "nothing; it is best effort"},
      {"B35", "late work outlives unregister", refuted, "late-load-vs-rmmod", ops_lifetime, "L7 V1 V2", "",
       "the work finds UNREGISTERED under reps_lock. Without patch 5 it is a use after free (L4+7)"},
      {"B36", "unregister unloads without devlink", reproduced, "rmmod-vs-mode-set", devlink_held, "L0..L7 V1 V2", "",
       "a follow-up that the authors promise"},
      {"B37", "mode_changes_in_progress is no lock", refuted, "bond-vs-mode-set", counter_balance, "L4..L7", "",
       "it is back at zero on every path; that lockdep does not see it, and that it is not fair, is no claim about "
       "interleavings"},
      {"B38", "others of the LAG see the raised counter", refuted, "unload-vs-bond", counter_balance, "L4..L7", "",
       "adding and removing a PF wait, works put themselves off, and all of them go on afterwards"},
  };
}

}  // namespace

const std::vector<Hazard>& hazards() {
  static const std::vector<Hazard> all = make();
  return all;
}

std::string_view words(Side side) {
  switch (side) {
    case Side::reproduced:
      return "reproduced";
    case Side::refuted:
      return "refuted";
    case Side::outside_model:
      break;
  }
  return "outside of the model";
}

}  // namespace replock::checks
