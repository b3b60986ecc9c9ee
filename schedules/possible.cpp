// Round by round over the steps that threads come to, until no alternative brings anything new.
#include "schedules/possible.h"

#include <algorithm>
#include <utility>

#include "schedules/about.h"

namespace replock::schedules {

using model::Effect;
using model::FieldId;
using model::Test;

namespace {

/// The more values some field has.
bool stores_ever_more(const model::Alternative& alternative) {
  return std::ranges::any_of(alternative.effects,
                             [](const Effect& effect) { return effect.does != Effect::Does::set; });
}

}  // namespace

Possible::Possible(const model::World& world, const RuleBits& among) : rules_(no_rules(world)) {
  for (const model::Field& field : world.fields) {
    first_.push_back(bits_.size());
    max_.push_back(field.max);
    bits_.resize(bits_.size() + field.max / 64U + 1U);
    add(static_cast<FieldId>(max_.size() - 1), field.initial);
  }
  while (std::exchange(any_are_new_, false)) {
    std::size_t first = 0;
    for (const model::Program& thread : world.threads)
      for (std::size_t step = 0; step < thread.steps.size(); ++step) {
        const model::Step& here = thread.steps[step];
        const std::size_t rule = std::exchange(first, first + here.alternatives.size());
        if (!has(thread.pc, static_cast<std::uint16_t>(step))) continue;
        for (std::size_t index = 0; index < here.alternatives.size(); ++index) {
          const model::Alternative& alternative = here.alternatives[index];
          const bool is_known = rules_[rule + index];
          if (!is_known && !can_be_true(alternative.guard)) continue;
          if (among[rule + index] && (!is_known || stores_ever_more(alternative))) {
            rules_[rule + index] = true;
            add(thread.pc, alternative.next);
            for (const Effect& effect : alternative.effects) add(effect);
          }
          if (here.choice == model::Choice::first && is_always_true(alternative.guard)) break;
        }
      }
  }
}

bool Possible::can_be_true(const Test& test) const {
  bool any = false;
  switch (test.is) {
    case Test::Is::equal:
      return has(test.field, test.operand);
    case Test::Is::unequal:
      return has_other_than(test.field, test.operand);
    case Test::Is::equal_field:
      each(test.field, [&](int value) { any |= has(test.operand, static_cast<std::uint16_t>(value)); });
      return any;
    case Test::Is::unequal_field:
      each(test.field, [&](int value) { any |= has_other_than(test.operand, static_cast<std::uint16_t>(value)); });
      return any;
  }
  return true;
}

bool Possible::can_be_true(const model::Conjunction& tests) const {
  return std::ranges::all_of(tests, [&](const Test& test) { return can_be_true(test); });
}

bool Possible::is_always_true(const model::Conjunction& tests) const {
  return std::ranges::none_of(tests, [&](const Test& test) { return can_be_true(negated(test)); });
}

bool Possible::has(FieldId field, std::uint16_t value) const {
  return value <= max_[field] && (bits_[first_[field] + value / 64U] >> (value % 64U) & 1U) != 0;
}

bool Possible::has_other_than(FieldId field, std::uint16_t excluded) const {
  for (unsigned word = 0; word <= max_[field] / 64U; ++word) {
    const std::uint64_t all = bits_[first_[field] + word];
    const std::uint64_t without = word == excluded / 64U ? all & ~(std::uint64_t{1} << (excluded % 64U)) : all;
    if (without != 0) return true;
  }
  return false;
}

/// What lies outside of the field is a fault of the model, and leads nowhere.
void Possible::add(FieldId field, int value) {
  if (value < 0 || value > max_[field]) return;
  std::uint64_t& word = bits_[first_[field] + static_cast<unsigned>(value) / 64U];
  const std::uint64_t with = word | std::uint64_t{1} << (static_cast<unsigned>(value) % 64U);
  any_are_new_ |= with != word;
  word = with;
}

void Possible::add(const Effect& effect) {
  switch (effect.does) {
    case Effect::Does::set:
      return add(effect.field, effect.operand);
    case Effect::Does::copy:
      return each(effect.operand, [&](int value) { add(effect.field, value); });
    case Effect::Does::add:
      return each(effect.field, [&](int value) { add(effect.field, value + effect.operand); });
    case Effect::Does::subtract:
      return each(effect.field, [&](int value) { add(effect.field, value - effect.operand); });
  }
}

template <class Visit>
void Possible::each(FieldId field, Visit&& visit) const {
  for (unsigned word = 0; word <= max_[field] / 64U; ++word)
    for (std::uint64_t bits = bits_[first_[field] + word]; bits != 0; bits &= bits - 1)
      visit(static_cast<int>(word * 64U) + __builtin_ctzll(bits));
}

RuleBits possible_rules(const model::World& world) { return Possible(world, all_rules(world)).rules(); }

}  // namespace replock::schedules
