// What a test is about, and what an alternative reads and stores.
#pragma once

#include <algorithm>

#include "model/program.h"

namespace replock::schedules {

/// Its operand is a field, no constant.
inline bool compares_fields(const model::Test& test) {
  return test.is == model::Test::Is::equal_field || test.is == model::Test::Is::unequal_field;
}

inline bool is_about(const model::Test& test, model::FieldId field) {
  return test.field == field || (compares_fields(test) && test.operand == field);
}

/// Visits the fields that the guard tests. Here and below one may come more than once.
template <class Visit>
void for_each_tested(const model::Conjunction& guard, Visit&& visit) {
  for (const model::Test& test : guard) {
    visit(test.field);
    if (compares_fields(test)) visit(test.operand);
  }
}

/// Visits the fields whose values the alternative looks at: its guard's, and what its effects start from.
template <class Visit>
void for_each_read(const model::Alternative& alternative, Visit&& visit) {
  for_each_tested(alternative.guard, visit);
  for (const model::Effect& effect : alternative.effects) {
    if (effect.does == model::Effect::Does::copy) visit(effect.operand);
    if (effect.does == model::Effect::Does::add || effect.does == model::Effect::Does::subtract) visit(effect.field);
  }
}

/// True where the test is false.
inline model::Test negated(model::Test test) {
  using Is = model::Test::Is;
  switch (test.is) {
    case Is::equal:
      test.is = Is::unequal;
      break;
    case Is::unequal:
      test.is = Is::equal;
      break;
    case Is::equal_field:
      test.is = Is::unequal_field;
      break;
    case Is::unequal_field:
      test.is = Is::equal_field;
      break;
  }
  return test;
}

inline bool stores(const model::Alternative& alternative, model::FieldId field) {
  return std::ranges::any_of(alternative.effects, [&](const model::Effect& effect) { return effect.field == field; });
}

}  // namespace replock::schedules
