// Each alternative's stores, again until copies bring nothing new.
#include "schedules/value_ranges.h"

#include <algorithm>

namespace replock::schedules {
namespace {

using model::Effect;
using model::Range;

Range both(Range one, Range other) { return {std::min(one.min, other.min), std::max(one.max, other.max)}; }

/// What the effect may leave in its field.
Range stored(const Effect& effect, const std::vector<Range>& ranges, Range all) {
  switch (effect.does) {
    case Effect::Does::set:
      return {effect.operand, effect.operand};
    case Effect::Does::add:
      return {ranges[effect.field].min, all.max};
    case Effect::Does::subtract:
      return {all.min, ranges[effect.field].max};
    case Effect::Does::copy:
      return ranges[effect.operand];
  }
  return all;
}

/// What lies outside of `all` is a fault of the model, and stays out.
void widen(std::vector<Range>& ranges, const std::vector<Range>& all, model::FieldId field, Range by) {
  const Range within{std::max(by.min, all[field].min), std::min(by.max, all[field].max)};
  if (within.min <= within.max) ranges[field] = both(ranges[field], within);
}

/// Of steps that have one that is taken: those at most so far behind the last one of them.
RuleBits with_next(const model::World& world, const RuleBits& taken, std::size_t distance) {
  RuleBits all = taken;
  std::size_t first = 0;
  for (const model::Program& thread : world.threads)
    for (const model::Step& step : thread.steps) {
      const std::size_t end = first + step.alternatives.size();
      for (std::size_t last = end; last-- > first;) {
        if (!taken[last]) continue;
        std::fill(all.begin() + static_cast<std::ptrdiff_t>(first),
                  all.begin() + static_cast<std::ptrdiff_t>(std::min(end, last + 1 + distance)), true);
        break;
      }
      first = end;
    }
  return all;
}

}  // namespace

RuleBits no_rules(const model::World& world) {
  std::size_t rules = 0;
  for (const model::Program& thread : world.threads)
    for (const model::Step& step : thread.steps) rules += step.alternatives.size();
  return RuleBits(rules, false);
}

RuleBits all_rules(const model::World& world) {
  RuleBits all = no_rules(world);
  all.flip();
  return all;
}

std::vector<Range> value_ranges(const model::World& world, const RuleBits& taken) {
  const std::vector<Range> all = model::all_values(world);
  std::vector<Range> ranges, before;
  for (const model::Field& field : world.fields) ranges.push_back({field.initial, field.initial});
  while (before != ranges) {
    before = ranges;
    each_rule(world, taken, [&](const Rule& rule) {
      const model::Alternative& alternative = *rule.alternative;
      widen(ranges, all, world.threads[rule.thread].pc, {alternative.next, alternative.next});
      for (const Effect& effect : alternative.effects)
        widen(ranges, all, effect.field, stored(effect, ranges, all[effect.field]));
    });
  }
  return ranges;
}

model::Layout layout_for(const model::World& world, const RuleBits& foreseen) {
  return foreseen.empty() ? model::lay_out(world) : model::lay_out(world, value_ranges(world, foreseen));
}

RuleBits with_room_to_spare(const model::World& world, const RuleBits& taken) {
  const unsigned words_max = layout_for(world, taken).words;
  RuleBits all = taken;
  for (std::size_t distance = 0;; ++distance) {
    const RuleBits more = with_next(world, taken, distance);
    if ((distance != 0 && more == all) || layout_for(world, more).words > words_max) return all;
    all = more;
  }
}

}  // namespace replock::schedules
