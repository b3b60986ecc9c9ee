// Which values each field comes to, where only some of the alternatives are ever taken.
//
// An upper bound: what those alternatives store in it, whatever they are guarded by; a counter that is counted goes to
// its end. Most fields of a large world are far narrower than they could be: queues that are never full, locks that few
// threads ever take.
#pragma once

#include <vector>

#include "model/layout.h"

namespace replock::schedules {

/// A bit for each alternative, numbered through all threads and steps in order: a rule (schedules/rules.h).
using RuleBits = std::vector<bool>;
RuleBits no_rules(const model::World& world);
RuleBits all_rules(const model::World& world);

/// By FieldId; the initial values are among them.
std::vector<model::Range> value_ranges(const model::World& world, const RuleBits& taken);

/// With room for what these store; for all values where it is empty.
model::Layout layout_for(const model::World& world, const RuleBits& foreseen);

/// Adds alternatives that were not seen taken, of steps of which one was, as long as the states take no more words: the
/// next place of a queue rather than those behind.
RuleBits with_room_to_spare(const model::World& world, const RuleBits& taken);

}  // namespace replock::schedules
