// What is known of some fields, to be held against many guards.
#pragma once

#include <algorithm>
#include <vector>

#include "model/program.h"
#include "schedules/about.h"

namespace replock::schedules {

/// Both cannot be true.
inline bool contradict(const model::Test& fact, const model::Test& test) {
  if (fact.field != test.field || compares_fields(test)) return false;
  const bool same_value = fact.operand == test.operand;
  if (fact.is == model::Test::Is::equal) return same_value == (test.is == model::Test::Is::unequal);
  return same_value && test.is == model::Test::Is::equal;
}

/// Facts by field, to be held against many guards.
class Facts {
 public:
  Facts(const model::World& world, const model::Conjunction& facts) : by_field_(world.fields.size()) {
    for (const model::Test& fact : facts) by_field_[fact.field] = fact;
  }
  bool know(model::FieldId field) const { return by_field_[field].field != model::none; }
  /// The test that can not be true, if there is one.
  const model::Test* denied(const model::Conjunction& guard) const {
    const auto found = std::ranges::find_if(
        guard, [&](const model::Test& test) { return know(test.field) && contradict(by_field_[test.field], test); });
    return found == guard.end() ? nullptr : &*found;
  }

 private:
  std::vector<model::Test> by_field_;
};

}  // namespace replock::schedules
