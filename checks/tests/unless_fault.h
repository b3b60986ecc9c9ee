// Searches of worlds that may be wrong themselves.
#pragma once

#include <optional>

#include "model/step.h"

namespace replock::tests {

/// Nothing where the search meets a fault of the model.
template <class Search>
auto unless_fault(Search search) -> std::optional<decltype(search())> {
  try {
    return search();
  } catch (const model::ModelFault&) {
    return std::nullopt;
  }
}

}  // namespace replock::tests
