// Where each field and each lock of a world lives when Relacy runs it.
#pragma once

#include <vector>

#include "schedules/about.h"
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

}  // namespace replock::schedules
