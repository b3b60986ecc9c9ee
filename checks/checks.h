// The checks: what must hold in every interleaving. Each makes claims about a recorded world; none knows the search.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "model/scenario.h"

namespace replock::checks {

/// In the order of the tables. design: what each claims stands beside its id in `replock list checks`.
enum class Check : std::uint8_t {
  deadlock,
  recursion,
  lock_order,
  nesting_rules,
  lock_balance,
  assert_held,
  sleep_in_atomic,
  needless_atomic,
  rep_state,
  callback_overlap,
  devlink_held,
  ops_lifetime,
  device_lifetime,
  unwind,
  failed_load,
  unregister_complete,
  eventually_loaded,
  unprovoked_error,
  stale_work,
  counter_balance,
  guarded_by,
  bookkeeping,
  count
};
inline constexpr std::size_t checks = static_cast<std::size_t>(Check::count);

struct CheckInfo {
  std::string_view id;     ///< "eventually-loaded"
  std::string_view claim;  ///< what holds, as a phrase that a reviewer can deny
};
const CheckInfo& info(Check check);
std::array<Check, checks> all_checks();
/// Throws Refusal on an unknown id.
Check check_named(std::string_view id);

/// What the claim-making checks say about this world. deadlock, recursion, lock-order and nesting-rules make none:
/// they look at what the search says about waiting and locking.
std::vector<model::Claim> claims_of(const model::Recorded& recorded);

}  // namespace replock::checks
