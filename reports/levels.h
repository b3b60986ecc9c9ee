// L0..L7 as numbers, so that neighbours can be told: level n is level n-1 with patch n.
#pragma once

#include <optional>
#include <string>

namespace replock::reports {

inline constexpr unsigned levels = 8;
inline constexpr std::size_t report_width = 100;

/// 0..7 for "L0".."L7"; nothing for "L7-4" and the like.
inline std::optional<unsigned> level_of(const std::string& series) {
  if (series.size() != 2 || series[0] != 'L' || series[1] < '0' || series[1] > '7') return std::nullopt;
  return static_cast<unsigned>(series[1] - '0');
}

}  // namespace replock::reports
