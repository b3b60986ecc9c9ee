// A number that changes when a recorded world changes: kept beside results, to know that they are still about it.
#pragma once

#include <string_view>
#include <vector>

#include "model/program.h"

namespace replock::schedules {

/// FNV-1a, 64 bits, over whatever is given to it in turn. The same on every machine.
class Fingerprint {
 public:
  void add(std::uint64_t number);
  void add(std::string_view text);
  void add(const model::World& world);
  void add(const std::vector<model::Claim>& claims);
  std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = 0xcbf29ce484222325;
};

}  // namespace replock::schedules
