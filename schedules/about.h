// What a test is about, and what an alternative stores.
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
