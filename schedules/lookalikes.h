// Every state as near to the initial one that shows the same as the first: a claim violated, a lock taken, who is
// stuck.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "schedules/rules.h"
#include "schedules/store.h"
#include "schedules/successors.h"
#include "schedules/wait_cycle.h"
#include "schedules/watch.h"

namespace replock::schedules {

/// In the state, or at the move by this rule from there.
struct Showing {
  std::uint64_t state = 0;
  std::optional<std::uint32_t> rule;
};

/// States numbered first..end-1, all of them expanded.
struct StateRange {
  std::uint64_t first = 0, end = 0;
};

template <unsigned W>
class Lookalikes {
 public:
  /// REQUIRES: all outlive this; the search is over. Adds the conditions of the claims that were seen to the rules.
  Lookalikes(const model::World& world, Rules<W>& rules, const Successors<W>& successors, const Watch<W>& watch,
             const Store<W>& store, const std::vector<model::Claim>& claims, const std::vector<ClaimSeen>& seen);

  /// In the order of the states. REQUIRES: a claim is one of those.
  std::vector<Showing> of(const ClaimSeen& seen, StateRange among) const;
  std::vector<Showing> of(const AcquisitionSeen& seen, StateRange among) const;
  std::vector<Showing> of(const StuckSeen& seen, StateRange among) const;

 private:
  bool is_stuck(const StuckSeen& seen, const Words<W>& state) const;
  bool rests(const Words<W>& state) const;

  const model::World& world_;
  const Rules<W>& rules_;
  const Successors<W>& successors_;
  const Watch<W>& watch_;
  const Store<W>& store_;
  const std::vector<model::Claim>& claims_;
  std::unordered_map<std::uint32_t, Condition<W>> bad_;  // by claim
};

}  // namespace replock::schedules
