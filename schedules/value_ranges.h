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

/// An alternative, and where it stands.
struct Rule {
  std::size_t number = 0;
  std::size_t thread = 0;
  model::StepId step = 0;
  const model::Alternative* alternative = nullptr;
};
/// Calls visit(Rule) for each of those `among` all, in their order.
template <class Visit>
void each_rule(const model::World& world, const RuleBits& among, Visit&& visit) {
  std::size_t number = 0;
  for (std::size_t thread = 0; thread < world.threads.size(); ++thread)
    for (std::size_t step = 0; step < world.threads[thread].steps.size(); ++step)
      for (const model::Alternative& alternative : world.threads[thread].steps[step].alternatives) {
        if (among[number]) visit(Rule{number, thread, static_cast<model::StepId>(step), &alternative});
        ++number;
      }
}

/// By FieldId; the initial values are among them.
std::vector<model::Range> value_ranges(const model::World& world, const RuleBits& taken);

/// With room for what these store; for all values where it is empty.
model::Layout layout_for(const model::World& world, const RuleBits& foreseen);

/// Adds alternatives that were not seen taken, of steps of which one was, as long as the states take no more words: the
/// next place of a queue rather than those behind.
RuleBits with_room_to_spare(const model::World& world, const RuleBits& taken);

}  // namespace replock::schedules
