// Multiply and fold, as wyhash does: what hashes and sums are made of.
#pragma once

#include <cstdint>

namespace replock::schedules::mixing {

__extension__ using Wide = unsigned __int128;

inline std::uint64_t fold(std::uint64_t left, std::uint64_t right) {
  const Wide product = static_cast<Wide>(left) * right;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

}  // namespace replock::schedules::mixing
