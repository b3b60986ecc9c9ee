// Which engine sees what of the hazards of readers without a lock: one order of all accesses, or the kernel's memory.
#pragma once

#include <string>
#include <vector>

#include "checks/relacy_answer.h"

namespace replock::checks {

/// What is looked for: findings of one check whose sentence holds `about`, in one scenario.
struct MemoryHazard {
  std::string hazard;    ///< as `replock list hazards` numbers it, or "" for one that it does not
  std::string what;      ///< in one phrase
  std::string scenario;  ///< of the catalogue, or a systematic name
  std::string check, about;
};
const std::vector<MemoryHazard>& memory_hazards();

/// Who sees it. A race is what Relacy alone can see; a stale read that it needs no other search can show.
enum class SeenBy : std::uint8_t {
  nobody,         ///< and each search ended, Relacy's within its bound
  nobody_so_far,  ///< a search was cut short
  explorer,       ///< ... and not Relacy, within its bound
  both,           ///< Relacy without a stale read
  weak_memory,    ///< only Relacy, and every schedule found needs a stale read
  race            ///< Relacy: nothing orders two plain accesses
};
std::string_view words(SeenBy seen);

/// By hazard, then by series. Each scenario is searched once per series by the explorer, to its end, and by Relacy with
/// these options, which say Memory::kernel. REQUIRES: each scenario is small enough for that.
std::vector<std::vector<SeenBy>> seen_by(const std::vector<MemoryHazard>& hazards,
                                         const std::vector<model::Series>& series,
                                         const schedules::RelacyOptions& options);

std::string memory_table(const std::vector<MemoryHazard>& hazards, const std::vector<model::Series>& series,
                         const std::vector<std::vector<SeenBy>>& seen);

}  // namespace replock::checks
