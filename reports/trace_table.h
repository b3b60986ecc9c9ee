// A schedule as a table: time down, a column per thread, and below it who holds and who waits for what in the end.
#pragma once

#include <string>

#include "schedules/verdict.h"

namespace replock::reports {

/// Characters in a line, at most. `mail` leaves room for two quotes.
enum class TraceWidth : std::size_t { terminal = 100, mail = 75 };

/// Columns for the threads that move, and for those that do not but wait in the end. Where they would get too narrow:
/// one list with the thread's name in each row. REQUIRES: each move is enabled in turn.
std::string trace_table(const model::World& world, const schedules::Schedule& schedule,
                        const schedules::Finding& finding, TraceWidth width);

/// The threads that the table shows, by ThreadId.
std::vector<model::ThreadId> taking_part(const model::World& world, const schedules::Schedule& schedule,
                                         const schedules::Finding& finding);

/// The last part of the table alone: for each of these threads what it holds and where it stands, then the wait cycle.
std::string final_state(const model::World& world, const model::State& state, const schedules::Finding& finding,
                        const std::vector<model::ThreadId>& threads, TraceWidth width);

}  // namespace replock::reports
