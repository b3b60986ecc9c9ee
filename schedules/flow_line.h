// A line of a flow, as reports name it.
#pragma once

#include <compare>
#include <string>

namespace replock::schedules {

struct FlowLine {
  std::string where;     ///< "lag.cpp:139"
  std::string function;  ///< the kernel's that it stands in: "mlx5_lag_add_netdev"
  friend auto operator<=>(const FlowLine&, const FlowLine&) = default;
};

}  // namespace replock::schedules
