// Folds guards and effects into masks.
#include "schedules/rules.h"

#include <algorithm>

#include "schedules/sound_world.h"

namespace replock::schedules {
namespace {

using model::Effect;
using model::FieldId;
using model::none;
using model::Test;
using model::ThreadId;

/// There is room for a value that is excluded.
template <unsigned W>
bool is_free(const Condition<W>& condition) {
  return condition.other_than_mask == 0 && condition.other_than != 0;
}

/// No state has a bit set where the mask has none.
template <unsigned W>
void make_impossible(Condition<W>& condition) {
  condition = {};
  condition.value[0] = 1;
}

template <unsigned W>
void note_words(Condition<W>& condition) {
  const auto has_bits = [](std::uint64_t mask) { return mask != 0; };
  const auto first = std::ranges::find_if(condition.mask, has_bits);
  condition.word = first == condition.mask.end() ? 0 : static_cast<std::uint16_t>(first - condition.mask.begin());
  condition.has_other_words = std::ranges::count_if(condition.mask, has_bits) > 1;
}

/// REQUIRES: its words are noted.
template <unsigned W>
Glance glance(const Condition<W>& condition) {
  Glance glance;
  glance.word = static_cast<std::uint8_t>(condition.word);
  glance.mask = condition.mask[condition.word];
  glance.value = condition.value[condition.word];
  glance.other_than_word = static_cast<std::uint8_t>(condition.other_than_word);
  const int shift = condition.other_than_mask == 0 ? 0 : __builtin_ctzll(condition.other_than_mask);
  glance.other_than_shift = static_cast<std::uint8_t>(shift);
  glance.other_than_mask = static_cast<std::uint16_t>(condition.other_than_mask >> shift);
  glance.other_than = static_cast<std::uint16_t>(condition.other_than >> shift);
  glance.is_all = !condition.has_other_words && condition.comparisons == 0;
  return glance;
}

template <unsigned W>
bool fold_equal(Condition<W>& condition, Probe probe, std::uint16_t wanted) {
  const std::uint64_t bits = bits_of(probe), value = bits_of(probe, wanted);
  const std::uint64_t known = condition.mask[probe.word] & bits;
  if (known != 0 && (condition.value[probe.word] & bits) != value) return false;
  condition.mask[probe.word] |= bits;
  condition.value[probe.word] |= value;
  return true;
}

}  // namespace

Probe probe_of(const model::Layout& layout, FieldId field) {
  const model::Place& place = layout.places[field];
  return {place.word, place.shift, static_cast<std::uint16_t>((std::uint32_t{1} << place.bits) - 1), place.range.min};
}

template <unsigned W>
Rules<W>::Rules(const model::World& world, const model::Layout& layout) : world_(world), layout_(layout) {
  require_sound(world);
  for (std::size_t thread = 0; thread < world.threads.size(); ++thread) add_thread(static_cast<ThreadId>(thread));
  guards_.resize(guards_.size() + 2);  // each_rule() looks at them
  if (W > 2) glances_.resize(guards_.size());
}

template <unsigned W>
void Rules<W>::add_thread(ThreadId thread) {
  const model::Program& program = world_.threads[thread];
  pcs_.push_back(probe_of(layout_, program.pc));
  first_stand_.push_back(stands());
  std::size_t most = 0;
  for (const model::Step& step : program.steps) {
    add_step(step);
    for (const model::Alternative& alternative : step.alternatives) add_rule(thread, alternative);
    Stand& stand = stands_.back();
    stand.end = size();
    stand.plain = step.alternatives.size() <= 2;
    stand.always = step.alternatives.size() == 1 && step.alternatives.front().guard.empty();
    for (std::uint32_t rule = stand.first; rule != stand.end; ++rule)
      stand.plain = stand.plain && (W <= 2 ? guards_[rule].comparisons == 0 : glances_[rule].is_all);
    most = std::max(most, step.alternatives.size());
  }
  moves_max_ += static_cast<std::uint32_t>(most);
}

template <unsigned W>
void Rules<W>::add_step(const model::Step& step) {
  Stand stand;
  stand.first = size();
  stand.only_first = step.choice == model::Choice::first;
  stand.rests = step.rests;
  stands_.push_back(stand);
  Blockers blockers;
  for (const ThreadId other : step.waits_for) blockers.named = static_cast<std::uint16_t>(blockers.named | 1U << other);
  blockers.first_holder = static_cast<std::uint32_t>(holders_.size());
  if (step.lock != none) add_holders(step);
  blockers.holders = static_cast<std::uint32_t>(holders_.size()) - blockers.first_holder;
  blockers_.push_back(blockers);
}

template <unsigned W>
void Rules<W>::add_holders(const model::Step& step) {
  const model::Lock& lock = world_.locks[step.lock];
  if (lock.owner != none) holders_.push_back({probe_of(layout_, lock.owner), 0});
  if (step.mode == model::LockMode::read) return;
  for (std::size_t reader = 0; reader < lock.readers.size(); ++reader)
    if (lock.readers[reader] != none)
      holders_.push_back({probe_of(layout_, lock.readers[reader]), static_cast<std::uint16_t>(1U << reader)});
}

template <unsigned W>
void Rules<W>::store_constant(FieldId field, std::uint16_t value, Action<W>& action) const {
  const Probe probe = probe_of(layout_, field);
  clear<W>(action.keep, probe);
  action.set[probe.word] |= bits_of(probe, value);
}

template <unsigned W>
void Rules<W>::add_effect(const Effect& effect, Action<W>& action) {
  const model::Range range = layout_.places[effect.field].range;
  if (effect.does == Effect::Does::set && range.has(effect.operand))
    return store_constant(effect.field, effect.operand, action);
  Change change{probe_of(layout_, effect.field), {}, effect.operand, range, effect.field};
  if (effect.does == Effect::Does::add || effect.does == Effect::Does::subtract) change.source = change.target;
  if (effect.does == Effect::Does::subtract) change.summand = -change.summand;
  if (effect.does == Effect::Does::copy) {
    change.source = probe_of(layout_, effect.operand);
    change.summand = 0;
  }
  changes_.push_back(change);
}

template <unsigned W>
void Rules<W>::add_rule(ThreadId thread, const model::Alternative& alternative) {
  guards_.push_back(condition(alternative.guard));
  if (W > 2) glances_.push_back(glance(guards_.back()));
  Action<W> action;
  action.keep.fill(~std::uint64_t{0});
  action.first_change = static_cast<std::uint32_t>(changes_.size());
  for (const Effect& effect : alternative.effects) add_effect(effect, action);
  add_effect({world_.threads[thread].pc, Effect::Does::set, alternative.next}, action);
  action.changes = static_cast<std::uint32_t>(changes_.size()) - action.first_change;
  action.behind = first_stand_[thread] + alternative.next;
  actions_.push_back(action);
}

template <unsigned W>
Condition<W> Rules<W>::condition(const model::Conjunction& tests) {
  Condition<W> result;
  result.first_comparison = static_cast<std::uint32_t>(comparisons_.size());
  bool possible = true;
  for (const Test& test : tests) {
    const Probe left = probe_of(layout_, test.field);
    const bool in_range = layout_.places[test.field].range.has(test.operand);
    switch (test.is) {
      case Test::Is::equal:
        possible = possible && in_range && fold_equal(result, left, test.operand);
        break;
      case Test::Is::unequal:
        if (!in_range) break;
        if (is_free(result))
          result.other_than_mask = bits_of(left), result.other_than = bits_of(left, test.operand),
          result.other_than_word = left.word;
        else
          comparisons_.push_back({left, {}, test.operand, false});
        break;
      case Test::Is::equal_field:
        comparisons_.push_back({left, probe_of(layout_, test.operand), 0, true});
        break;
      case Test::Is::unequal_field:
        comparisons_.push_back({left, probe_of(layout_, test.operand), 0, false});
        break;
    }
  }
  result.comparisons = static_cast<std::uint32_t>(comparisons_.size()) - result.first_comparison;
  if (!possible) make_impossible(result);
  note_words(result);
  return result;
}

template <unsigned W>
Words<W> Rules<W>::pack(const model::State& state) const {
  const model::Packed packed = model::pack(layout_, state);
  Words<W> words{};
  std::copy(packed.begin(), packed.end(), words.begin());
  return words;
}

template <unsigned W>
bool Rules<W>::compare(const Condition<W>& condition, const Words<W>& state) const {
  const Comparison* comparison = comparisons_.data() + condition.first_comparison;
  for (std::uint32_t left = condition.comparisons; left != 0; --left, ++comparison) {
    const auto right = static_cast<std::uint16_t>(read<W>(state, comparison->right) | comparison->constant);
    if ((read<W>(state, comparison->left) == right) != comparison->wanted) return false;
  }
  return true;
}

template <unsigned W>
void Rules<W>::change(std::uint32_t number, const Words<W>& state, Words<W>& next) const {
  const Change* change = changes_.data() + actions_[number].first_change;
  for (std::uint32_t left = actions_[number].changes; left != 0; --left, ++change) {
    const std::int32_t value = read<W>(state, change->source) + change->summand;
    if (value < change->range.min || value > change->range.max) fault(number, *change, value);
    write<W>(next, change->target, static_cast<std::uint16_t>(value));
  }
}

template <unsigned W>
std::uint32_t Rules<W>::stand_of(std::uint32_t rule) const {
  const auto after = [](std::uint32_t number, const Stand& stand) { return number < stand.end; };
  return static_cast<std::uint32_t>(std::upper_bound(stands_.begin(), stands_.end(), rule, after) - stands_.begin());
}

template <unsigned W>
unsigned Rules<W>::thread_of(std::uint32_t stand) const {
  return static_cast<unsigned>(std::upper_bound(first_stand_.begin(), first_stand_.end(), stand) -
                               first_stand_.begin()) -
         1;
}

template <unsigned W>
model::Move Rules<W>::move(std::uint32_t rule) const {
  const std::uint32_t stand = stand_of(rule);
  return {static_cast<ThreadId>(thread_of(stand)), static_cast<std::uint8_t>(rule - stands_[stand].first)};
}

template <unsigned W>
void Rules<W>::fault(std::uint32_t rule, const Change& change, std::int32_t value) const {
  const model::Field& field = world_.fields[change.field];
  if (0 <= value && value <= field.max) throw Unforeseen{rule};
  const std::uint32_t stand = stand_of(rule);
  const unsigned thread = thread_of(stand);
  const model::Program& program = world_.threads[thread];
  const model::Step& step = program.steps[stand - first_stand_[thread]];
  throw model::ModelFault{field.name + " would become " + std::to_string(value) + ", outside of 0.." +
                          std::to_string(field.max) + ", at " + program.name + ": " +
                          step.alternatives[rule - stands_[stand].first].words};
}

template <unsigned W>
std::uint16_t Rules<W>::waits_for(std::uint32_t stand, const Words<W>& state) const {
  unsigned threads = blockers_[stand].named;
  const Holder* holder = holders_.data() + blockers_[stand].first_holder;
  for (std::uint32_t left = blockers_[stand].holders; left != 0; --left, ++holder) {
    const std::uint16_t value = read<W>(state, holder->probe);
    if (value != 0) threads |= holder->reader != 0 ? holder->reader : 1U << (value - 1);
  }
  return static_cast<std::uint16_t>(threads);
}

template class Rules<1>;
template class Rules<2>;
template class Rules<3>;
template class Rules<4>;
template class Rules<6>;
template class Rules<8>;

}  // namespace replock::schedules
