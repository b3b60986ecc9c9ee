// A cycle of locks and waits under two verdicts: the search's, and what the kernel's lock validator would print.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace replock::schedules {

struct TwoVerdicts {
  std::string what;        ///< "ldev->lock -> reps_lock -> ldev->lock", or where everybody stands
  bool deadlocks = false;  ///< some schedule of the search ends in it
  bool open = false;       ///< the search ended early and has not seen it
  bool splats = false;     ///< lockdep would print it
  std::string lockdep;     ///< with lockdep's class names; empty where it is silent
};

/// The four combinations, and what an incomplete search leaves open.
enum class Quadrant : std::uint8_t { both, deadlock_only, lockdep_only, neither, open };
inline constexpr Quadrant quadrants[] = {Quadrant::both, Quadrant::deadlock_only, Quadrant::lockdep_only,
                                         Quadrant::neither, Quadrant::open};
Quadrant quadrant(const TwoVerdicts& two);

/// The same cycle with the same two verdicts in several rows.
struct CycleRows {
  TwoVerdicts two;
  std::vector<std::string> rows;  ///< "bond-vs-unbind at L5-4", in the order of the rows
};

/// What was looked at.
struct CyclesSeen {
  std::vector<CycleRows> cycles;  ///< by quadrant, then in the order of the rows
  std::size_t rows = 0;
  std::size_t incomplete = 0;  ///< rows whose search ended early: there may be more cycles
};

/// A case of a conformance suite of the lockdep model.
struct ConformanceCase {
  std::string name, column;
  bool expected = false, splat = false, deadlocks = false;  ///< expected: that lockdep prints something
  bool searched = true;                                     ///< whether `deadlocks` says anything
  bool own = false;                                         ///< not one of the kernel's table
};

}  // namespace replock::schedules
