// The hazards that the facts of the series name, B01 to B38, and which side the search takes on each.
#pragma once

#include <string>
#include <vector>

#include "checks/checks.h"

namespace replock::checks {

enum class Side : std::uint8_t {
  reproduced,    ///< a catalogue row shows it at the series that have it, and not where it is fixed
  refuted,       ///< the search says that it does not happen, under the assumption that `reason` names
  outside_model  ///< nothing that the model could show, for the reason given
};

struct Hazard {
  std::string id;    ///< "B05"
  std::string what;  ///< in one phrase
  Side side = Side::reproduced;
  std::string scenario;  ///< where it shows, or where it was looked for; empty where it is outside of the model
  Check check = Check::deadlock;
  std::string at;      ///< reproduced: series that show it; refuted: series at which the check holds
  std::string not_at;  ///< reproduced: series that do not; empty where nothing fixes it
  std::string reason;  ///< refuted, outside: why; reproduced: what ends it
};
const std::vector<Hazard>& hazards();

std::string_view words(Side side);

}  // namespace replock::checks
