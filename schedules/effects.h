// Which effect an alternative has on a field.
#pragma once

#include <algorithm>

#include "model/program.h"

namespace replock::schedules {

/// nullptr: none; a sound world has one at most.
inline const model::Effect* effect_on(const model::Alternative& alternative, model::FieldId field) {
  const auto found = std::ranges::find(alternative.effects, field, &model::Effect::field);
  return found == alternative.effects.end() ? nullptr : &*found;
}

}  // namespace replock::schedules
