// Numbers as all texts have them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace replock::schedules {

/// "1,234,567"
inline std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t place = digits.size(); place > 3;) digits.insert(place -= 3, 1, ',');
  return digits;
}

/// "1 step", "1,234 steps"
inline std::string counted(std::uint64_t number, std::string_view noun) {
  return grouped(number) + " " + std::string(noun) + (number == 1 ? "" : "s");
}

}  // namespace replock::schedules
