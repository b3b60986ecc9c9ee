// Where each field and each lock of a world lives when Relacy runs it.
#pragma once

#include <vector>

#include "schedules/explorer.h"

namespace replock::schedules {

struct Places {
  std::vector<bool> is_shared;        ///< by field: an rl::atomic; else a plain value
  std::vector<model::Access> access;  ///< by field: all ordered with Memory::sequential
  std::vector<bool> is_mutex;         ///< by lock: an rl mutex; else plain owner and reader fields
  /// [thread][step]: the shared fields that its guards and copies read, each once.
  std::vector<std::vector<std::vector<model::FieldId>>> reads;
};

Places places(const model::World& world, Memory memory);

/// Visits the fields whose values the alternative looks at: its guard's, and what its effects start from. One field may
/// come more than once.
template <class Visit>
void for_each_read(const model::Alternative& alternative, Visit&& visit) {
  for (const model::Test& test : alternative.guard) {
    visit(test.field);
    if (test.is == model::Test::Is::equal_field || test.is == model::Test::Is::unequal_field) visit(test.operand);
  }
  for (const model::Effect& effect : alternative.effects) {
    if (effect.does == model::Effect::Does::copy) visit(effect.operand);
    if (effect.does == model::Effect::Does::add || effect.does == model::Effect::Does::subtract) visit(effect.field);
  }
}

}  // namespace replock::schedules
