// What several expansions saw, put together as if one had seen it all: of each sighting the first.
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "schedules/wait_cycle.h"
#include "schedules/watch.h"

namespace replock::schedules {

class Sightings {
 public:
  /// REQUIRES: no two share the state in which they saw something, but for what one took over from the other.
  void add(const std::vector<ClaimSeen>& claims, const std::vector<AcquisitionSeen>& acquisitions,
           const std::vector<StuckSeen>& stuck);

  std::vector<ClaimSeen> claims() const;              ///< by claim
  std::vector<AcquisitionSeen> acquisitions() const;  ///< by (thread, step, held)
  std::vector<StuckSeen> stuck() const;               ///< in the order seen

 private:
  struct AcquisitionKey {
    model::ThreadId thread = 0;
    model::StepId step = 0;
    std::vector<model::LockId> held;
    friend auto operator<=>(const AcquisitionKey&, const AcquisitionKey&) = default;
  };
  /// Whether in a ring, and who stands where.
  using StuckKey = std::pair<bool, std::vector<std::pair<model::ThreadId, model::StepId>>>;
  struct StuckAt {
    StuckSeen seen;
    std::size_t number = 0;  ///< of those that this expansion saw
  };
  static StuckKey key(const StuckSeen& stuck);

  std::map<std::uint32_t, Sighting> claims_;
  std::map<AcquisitionKey, Sighting> acquisitions_;
  std::map<StuckKey, StuckAt> stuck_;
};

}  // namespace replock::schedules
