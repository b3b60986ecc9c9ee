// What a test is about.
#pragma once

#include "model/program.h"

namespace replock::schedules {

/// Its operand is a field, no constant.
inline bool compares_fields(const model::Test& test) {
  return test.is == model::Test::Is::equal_field || test.is == model::Test::Is::unequal_field;
}

inline bool is_about(const model::Test& test, model::FieldId field) {
  return test.field == field || (compares_fields(test) && test.operand == field);
}

}  // namespace replock::schedules
