// Only what a queue must be for its ends to be apart is taken for one: all that is done to it is held against that.
#include "schedules/queue_ends.h"

#include <algorithm>
#include <optional>

#include "schedules/about.h"

namespace replock::schedules {
namespace {

using model::Alternative;
using model::Effect;
using model::FieldId;
using model::none;
using model::Queue;
using model::Step;
using model::Test;
using Does = QueueEnds::Does;

bool is_in(const std::vector<FieldId>& fields, FieldId field) { return std::ranges::count(fields, field) != 0; }
bool is_in(const Queue& queue, FieldId field) { return is_in(queue.items, field) || is_in(queue.stamps, field); }

/// The alternative's guard asks of the queue only this.
bool asks_only(const Alternative& alternative, const Queue& queue, FieldId item, bool is_empty) {
  bool asks = false;
  for (const Test& test : alternative.guard) {
    if (compares_fields(test) && is_in(queue, test.operand)) return false;
    if (!is_in(queue, test.field)) continue;
    if (test.field != item || test.is != Test::Is::equal || (test.operand == 0) != is_empty) return false;
    asks = true;
  }
  return asks;
}

std::vector<Effect> effects_on(const Alternative& alternative, const Queue& queue) {
  std::vector<Effect> effects;
  for (const Effect& effect : alternative.effects)
    if (is_in(queue, effect.field)) effects.push_back(effect);
  return effects;
}

/// Effects on other fields copy nothing out of the queue but the next item and its stamp.
bool copies_only_the_next(const Alternative& alternative, const Queue& queue) {
  return std::ranges::all_of(alternative.effects, [&](const Effect& effect) {
    if (effect.does != Effect::Does::copy || is_in(queue, effect.field) || !is_in(queue, effect.operand)) return true;
    return effect.operand == queue.items.front() || (!queue.stamps.empty() && effect.operand == queue.stamps.front());
  });
}

bool copies_nothing(const Alternative& alternative, const Queue& queue) {
  return std::ranges::none_of(alternative.effects, [&](const Effect& effect) {
    return effect.does == Effect::Does::copy && is_in(queue, effect.operand);
  });
}

/// Queues something in this slot.
bool fills(const Alternative& alternative, const Queue& queue, std::size_t slot) {
  if (!asks_only(alternative, queue, queue.items[slot], true) || !copies_nothing(alternative, queue)) return false;
  std::vector<Effect> effects = effects_on(alternative, queue);
  const auto is_item = [&](const Effect& effect) {
    return effect.field == queue.items[slot] && effect.does == Effect::Does::set && effect.operand != 0;
  };
  const auto is_stamp = [&](const Effect& effect) {
    return !queue.stamps.empty() && effect.field == queue.stamps[slot] && effect.does == Effect::Does::copy;
  };
  return effects.size() == (queue.stamps.empty() ? 1 : 2) && std::ranges::count_if(effects, is_item) == 1 &&
         std::ranges::all_of(effects, [&](const Effect& effect) { return is_item(effect) || is_stamp(effect); });
}

/// A queue without room: a ModelFault.
bool overflows(const Alternative& alternative, const Queue& queue) {
  return effects_on(alternative, queue) == std::vector<Effect>{{queue.items.back(), Effect::Does::add, none}};
}

/// The first free slot is filled.
bool queues(const Step& step, const Queue& queue) {
  const std::size_t slots = queue.items.size();
  if (step.choice != model::Choice::first || step.alternatives.size() != slots + 1) return false;
  for (std::size_t slot = 0; slot < slots; ++slot)
    if (!fills(step.alternatives[slot], queue, slot)) return false;
  return overflows(step.alternatives.back(), queue);
}

void add_shift(const std::vector<FieldId>& slots, std::vector<Effect>& effects) {
  for (std::size_t i = 0; i + 1 < slots.size(); ++i) effects.push_back({slots[i], Effect::Does::copy, slots[i + 1]});
  if (!slots.empty()) effects.push_back({slots.back(), Effect::Does::set, 0});
}

/// The next item goes, those behind it move up.
bool takes(const Step& step, const Queue& queue) {
  std::vector<Effect> shift;
  add_shift(queue.items, shift);
  add_shift(queue.stamps, shift);
  return std::ranges::all_of(step.alternatives, [&](const Alternative& alternative) {
    return asks_only(alternative, queue, queue.items.front(), false) && effects_on(alternative, queue) == shift &&
           copies_only_the_next(alternative, queue);
  });
}

/// Nothing where the step does something else to the queue.
std::optional<Does> use(const Step& step, const Queue& queue) {
  const bool leaves = std::ranges::all_of(
      step.alternatives, [&](const Alternative& alternative) { return effects_on(alternative, queue).empty(); });
  if (leaves) return Does::nothing;
  if (queues(step, queue)) return Does::queues;
  if (takes(step, queue)) return Does::takes;
  return std::nullopt;
}

bool is_empty_at_first(const model::World& world, const Queue& queue) {
  return std::ranges::all_of(queue.items, [&](FieldId item) { return world.fields[item].initial == 0; });
}

/// By thread and step; nothing where it is not a queue with two ends.
std::optional<std::vector<std::vector<Does>>> uses(const model::World& world, const Queue& queue) {
  if (queue.items.size() < 2 || !is_empty_at_first(world, queue)) return std::nullopt;
  if (!queue.stamps.empty() && queue.stamps.size() != queue.items.size()) return std::nullopt;
  std::vector<std::vector<Does>> all;
  unsigned takers = 0;
  for (const model::Program& program : world.threads) {
    std::vector<Does>& of_thread = all.emplace_back();
    for (const Step& step : program.steps) {
      const std::optional<Does> does = use(step, queue);
      if (!does) return std::nullopt;
      of_thread.push_back(*does);
    }
    takers += std::ranges::count(of_thread, Does::takes) != 0 ? 1U : 0U;
  }
  return takers <= 1 ? std::optional(all) : std::nullopt;
}

}  // namespace

QueueEnds::QueueEnds(const model::World& world) : queue_of_(world.fields.size(), no_queue) {
  for (const model::Program& program : world.threads) uses_.emplace_back(program.steps.size());
  for (const Queue& queue : world.queues) add_queue(world, queue);
}

void QueueEnds::add_queue(const model::World& world, const Queue& queue) {
  const auto does = uses(world, queue);
  if (!does) return;
  for (std::size_t thread = 0; thread < does->size(); ++thread)
    for (std::size_t step = 0; step < (*does)[thread].size(); ++step)
      if ((*does)[thread][step] != Does::nothing) uses_[thread][step] = {(*does)[thread][step], ends_.size()};
  for (const std::vector<FieldId>* slots : {&queue.items, &queue.stamps})
    for (const FieldId field : *slots) queue_of_[field] = ends_.size();
  ends_.push_back({queue.items[0], queue.items[1]});
}

void QueueEnds::add(FieldId field, std::vector<FieldId>& fields) const {
  if (queue_of_[field] == no_queue) return fields.push_back(field);
  const Ends& ends = ends_[queue_of_[field]];
  fields.insert(fields.end(), {ends.front, ends.back});
}

}  // namespace replock::schedules
