// What a schedule reads that is no longer there: under weak memory only.
#pragma once

#include <string>

#include "schedules/explorer.h"

namespace replock::reports {

/// "" where each move reads the newest values. Else a heading, and for each stale read: the field, the value seen and
/// whose store it is, the newest value and whose that is. REQUIRES: each move is enabled, as it reads.
std::string stale_reads(const model::World& world, const schedules::Schedule& schedule, std::size_t width);

/// The step's words, with a mark where the move reads a value that is no longer there.
std::string step_words(const model::Step& step, model::Move move);

}  // namespace replock::reports
