// Known violations of V1 and V2, of the kernels before fixes that L0 has, and of a late reload without reps_lock.
#include "checks/known_parts.h"

namespace replock::checks {
namespace {

const std::string atomic_where_it_may_sleep =
    "register runs in process context: GFP_ATOMIC only makes it more likely that the late reload is not queued";
const std::string hidden_abba =
    "a word that one spins on is a lock that lockdep cannot see: the LAG's work spins for it under ldev->lock while "
    "the "
    "thread that has blocked sleeps on ldev->lock";
const std::string spins_while_owner_sleeps =
    "who has blocked sleeps on mutexes and rtnl while others spin: burnt time, soft lockups, priority inversion";
const std::string same_class_words =
    "a master's word is BLOCKED while a peer's is taken: one class, without anything that tells lockdep or a reader "
    "the "
    "order";
const std::string word_and_mode_lock =
    "V1 blocks under mode_lock and takes mode_lock while BLOCKED; what keeps the two apart is that a mode set refuses "
    "while the mode is blocked or an operation is in progress, before it blocks";
const std::string not_reentrant = "a thread that blocks twice spins for itself for ever: probe and remove block too";
const std::string no_owner =
    "V1's assertion asks whether anybody is BLOCKED: a reload that forgot to block passes it while another thread "
    "is";
const std::string stops_early =
    "without cont_on_fail the best-effort reload stops at the first PF that fails, and the PFs after it get no IB";
const std::string no_unwind_patch =
    "V1 has no patch 6: a late reload whose IB load fails takes an ETH netdev down that it had not loaded";
const std::string flush_under_devlink =
    "the mode set flushes the work queue under devlink, and the work waits for devlink";
const std::string destroy_under_devlink =
    "a driver unload destroys the work queue under devlink, and the work takes devlink before it looks whether it is "
    "stale";
const std::string early =
    "an event between the new generation and the end of the notifier stamps its work with the new generation, and the "
    "work runs on an E-Switch that is torn down";
const std::string unwinds_under_lag_lock =
    "the LAG's reload failed under ldev->lock and took ETH down, whose unload wants ldev->lock";
const std::string no_lock_late = "without patch 5 the late reload's loads race with unregister and the module's end";

void add_v1(std::vector<Known>& list) {
  using enum Check;
  add_each(list,
           "register-vs-mode-set rmmod-vs-mode-set rmmod-vs-mode-set-legacy unbind-vs-mode-set vf-event-vs-mode-set "
           "vf-event-vs-unload ipsec-vs-mode-set look-up-vs-unbind late-load-failure load-failure shared-fdb-failure",
           {"", sleep_in_atomic, "V1", "", "B11", spins_while_owner_sleeps});
  add_each(list, "register-vs-mode-set",
           {"", sleep_in_atomic, "V1+keep-reps-lock", "", "B11", spins_while_owner_sleeps});
  add_each(list, "bond-vs-unbind", {"", sleep_in_atomic, "V1 V1+forget-block", "", "B11", spins_while_owner_sleeps});
  add_each(list,
           "register-vs-mode-set rmmod-vs-mode-set rmmod-vs-mode-set-legacy unbind-vs-mode-set vf-event-vs-mode-set "
           "ipsec-vs-mode-set",
           {"", lock_order, "V1", "gated cycle guard -> mode_lock", "B15", word_and_mode_lock});

  add_each(list, "register-vs-mode-set", {"", deadlock, "V1+keep-reps-lock", "", "B13", not_reentrant});
  add_each(list, "register-vs-mode-set", {"", recursion, "V1+keep-reps-lock", "", "B13", not_reentrant});
  add_each(list, "register-vs-mode-set", {"", lock_order, "V1+keep-reps-lock", "", "B13", not_reentrant});

  const std::string abba_rows = "load-failure shared-fdb-failure";
  add_each(list, abba_rows, {"", deadlock, "V1", "", "B10", hidden_abba});
  add_each(list, abba_rows, {"", lock_order, "V1", "ldev->lock", "B10", hidden_abba});
  add_each(list, abba_rows, {"", lock_order, "V1", "guard -> guard", "B10", same_class_words});
  add_each(list, abba_rows, {"", failed_load, "V1", "", "B04", stays_loaded});
  add_each(list, abba_rows + " late-load-failure", {"", unwind, "V1", "", "B03", no_unwind_patch});
  add_each(list, "load-failure", {"", rep_state, "V1", "", "B04", stays_loaded});
  add_each(list, "load-failure", {"", device_lifetime, "V1 V2", "", "B32", loaded_before_done});
  add_each(list, "load-failure", {"", unprovoked_error, "V2", "", "", refused});
  add_each(list, "late-load-failure", {"", eventually_loaded, "V1", "ETH", "B03", no_unwind_patch});

  const std::string words = "V1 V1+forget-block";
  add_each(list, "bond-vs-unbind", {"", deadlock, words, "", "B10", hidden_abba});
  add_each(list, "bond-vs-unbind", {"", lock_order, words, "guard -> ldev->lock", "B10", hidden_abba});
  add_each(list, "bond-vs-unbind", {"", lock_order, words, "guard -> guard", "B10", same_class_words});
  add_each(list, "bond-vs-unbind", {"", lock_order, words, "gated cycle device_lock", "", lag_lock_over_rescan});
  for (const Check check : {assert_held, rep_state, callback_overlap, unregister_complete})
    add_each(list, "bond-vs-unbind", {"", check, "V1+forget-block", "", "B12", no_owner});
  add_each(list, "shared-fdb-failure", {"", eventually_loaded, "L0+stop-at-error", "", "B16", stops_early});
  add_each(list, "shared-fdb-failure", {"", failed_load, "L0+stop-at-error", "", "B04", stays_loaded});
}

void add_both_versions(std::vector<Known>& list) {
  using enum Check;
  add_each(list,
           "late-load register-vs-mode-set rmmod-vs-mode-set unbind-vs-mode-set vf-event-vs-mode-set late-load-failure "
           "load-failure shared-fdb-failure late-load-vs-rmmod bond-vs-unbind",
           {"", needless_atomic, "V1 V2", "", "B09", atomic_where_it_may_sleep});
  add_each(list, "bond-vs-unbind", {"", needless_atomic, "V1+forget-block", "", "B09", atomic_where_it_may_sleep});
  add_each(
      list,
      "rmmod-vs-mode-set rmmod-vs-mode-set-legacy unbind-vs-mode-set load-failure shared-fdb-failure bond-vs-unbind",
      {"", devlink_held, "V1 V2", "", "B36", no_devlink});
  add_each(list, "shared-fdb-failure", {"", devlink_held, "L0+stop-at-error", "", "B36", no_devlink});
  add_each(list, "bond-vs-unbind", {"", devlink_held, "V1+forget-block", "", "B36", no_devlink});
  add_each(list, "late-load-failure",
           {"", eventually_loaded, "V2", "after its uplink", "B34",
            "an uplink that fails ends the late reload; its VFs stay REGISTERED"});
  add_each(list, "late-load-failure",
           {"", eventually_loaded, "V1 V2", "", "B33",
            "register ignores that the late reload could not be queued, with GFP_ATOMIC the "
            "likelier"});
}

void add_precursors(std::vector<Known>& list) {
  using enum Check;
  add_each(list, "vf-event-vs-mode-set", {"", deadlock, "W0", "", "B20", flush_under_devlink});
  add_each(list, "vf-event-vs-mode-set", {"", lock_order, "W0", "", "B20", flush_under_devlink});
  add_each(list, "vf-event-vs-mode-set", {"", stale_work, "W2 V1", "", "B22", early});
  add_each(list, "vf-event-vs-unload", {"", deadlock, "W0 W1", "", "B21", destroy_under_devlink});
  add_each(list, "vf-event-vs-unload", {"", lock_order, "W0 W1", "", "B21", destroy_under_devlink});
  add_each(list, "load-failure", {"", deadlock, "H0", "", "B06", unwinds_under_lag_lock});
  add_each(list, "load-failure", {"", recursion, "H0", "", "B06", unwinds_under_lag_lock});
  add_each(list, "load-failure", {"", lock_order, "H0", "", "B06", unwinds_under_lag_lock});
  add_each(list, "load-failure", {"", unwind, "H0", "", "B06", unwinds_under_lag_lock});
  add_each(list, "load-failure", {"", devlink_held, "H0", "", "B36", no_devlink});
  for (const Check check :
       {rep_state, callback_overlap, ops_lifetime, device_lifetime, unregister_complete, unprovoked_error})
    add_each(list, "late-load-vs-rmmod", {"", check, "L4+7", "", "B35", no_lock_late});
  add_each(list, "late-load-vs-rmmod", {"", unwind, "L4+7", "", "B03", no_lock_late});
  add_each(list, "late-load-vs-rmmod", {"", eventually_loaded, "L4+7", "", "B03", no_lock_late});
}

}  // namespace

void add_variants(std::vector<Known>& list) {
  add_v1(list);
  add_both_versions(list);
  add_precursors(list);
}

}  // namespace replock::checks
