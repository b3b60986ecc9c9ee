// A schedule of one program followed on another: the same threads in the same order, the other's own steps in between.
#pragma once

#include <limits>

#include "schedules/saved.h"

namespace replock::schedules {

enum class Parts : std::uint8_t {
  never,         ///< every row was followed
  blocked,       ///< the row's thread can't go on: at the row's step, or at one before it
  other_branch,  ///< the row's step is there and goes another way
  other_step,    ///< the thread goes on with something else
  thread_gone    ///< there is no such thread
};

/// In place of a place in the schedule.
inline constexpr std::size_t done_ahead = std::numeric_limits<std::size_t>::max();
inline constexpr std::size_t left_out = done_ahead - 1;

struct Following {
  Schedule schedule;              ///< on the other program, its own steps included
  std::vector<std::size_t> rows;  ///< by row that was followed: its place in the schedule, done_ahead, or left_out
  std::size_t tail = 0;           ///< where the steps behind the last row begin
  Parts parts = Parts::never;     ///< at row rows.size()
};

/// Before its row, a thread of the other may run steps of its own: those whose function and words no step of that
/// thread in `from` has (where one can fail, it does not), and, where the row is then reached, plain steps that `from`
/// has elsewhere; a later row that asks for such a step finds it done ahead. A branch that `from` has too is never run
/// over: where it goes another way, following ends. Behind the last row, threads that have moved run what only they
/// have as far as it goes. REQUIRES: the rows are those of a schedule of `from`.
Following follow(const model::World& from, const std::vector<SavedRow>& rows, const model::World& to);

}  // namespace replock::schedules
