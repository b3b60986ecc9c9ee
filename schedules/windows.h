// Where a flow drops a lock and takes it again, and what the others do meanwhile.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "schedules/explorer.h"
#include "schedules/flow_line.h"

namespace replock::schedules {

/// Something that was read before a window, is not so any more behind it, and is gone by all the same.
struct StaleWindowRead {
  std::string read;  ///< what was found true: "mode(ldev) == SRIOV"; instances made one
  FlowLine read_at;  ///< before the window, the lock held
  std::string used;  ///< the step behind the window that is only made because of it
  FlowLine used_at;
  std::string scenario, series;  ///< of the schedule
  Schedule schedule;             ///< shortest of that row, up to and with the step
};

/// Whether the lock was held when the innermost function around both was entered, or was taken by that function itself:
/// then it is dropped in the midst of what it protects. Else two calls in a row each take it for themselves.
enum class WindowKind : std::uint8_t { calls_out, between_calls };

struct Window {
  WindowKind kind = WindowKind::calls_out;
  std::string lock;  ///< its class
  FlowLine dropped, taken_again;
  std::string function;                ///< the innermost one that both happen in
  std::vector<std::string> rows;       ///< in which somebody can be in it, in the order of the rows
  std::set<std::string> inside;        ///< functions of other threads that can run meanwhile
  std::set<std::string> changed;       ///< fields that they can change meanwhile; instances made one
  std::vector<StaleWindowRead> stale;  ///< by where it was read, then by what
};

struct Windows {
  std::string series;  ///< "L7"; empty: all
  std::size_t rows = 0;
  std::size_t incomplete = 0;   ///< searches that ended early: there may be more
  std::vector<Window> windows;  ///< by lock, then by where it is dropped and taken again
};

}  // namespace replock::schedules
