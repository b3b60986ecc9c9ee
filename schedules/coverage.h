// What of the flows some search has run, and what none has: the value that checks/ fills in and reports/ renders.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace replock::schedules {

/// A way through a line of a flow: a branch of a test, a failure, or the line itself where it has one way only.
struct CoverageWay {
  std::string where, function;             ///< "lag.cpp:139", "mlx5_lag_add_netdev"
  std::string words;                       ///< the step, as first recorded: "ldev->mode != NONE?"
  std::string way;                         ///< "yes", "no", "fails", "ok", "busy", ...; "" where there is one way
  bool failure = false;                    ///< the environment chooses it
  bool recorded_here = false;              ///< at the series asked about
  bool taken_here = false, taken = false;  ///< at that series; at any
  std::string why;                         ///< not taken here: why, where somebody has said so
};

struct LonelyEdge {
  std::string held, acquired, scenario;  ///< only that scenario shows it
};

struct Coverage {
  std::string series;  ///< the one asked about
  std::uint64_t rows = 0, rows_here = 0, pairs = 0;
  std::uint64_t incomplete = 0;    ///< searches of these that ended early: they may take more
  std::vector<CoverageWay> ways;   ///< by line, function, way
  std::vector<LonelyEdge> lonely;  ///< at that series
};

}  // namespace replock::schedules
