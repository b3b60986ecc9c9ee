// Multiply and fold, as wyhash does: what hashes and sums are made of. And a mixing that loses nothing.
#pragma once

#include <cstdint>

namespace replock::schedules::mixing {

__extension__ using Wide = unsigned __int128;

inline std::uint64_t fold(std::uint64_t left, std::uint64_t right) {
  const Wide product = static_cast<Wide>(left) * right;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

inline constexpr std::uint64_t stir_one = 0x9e3779b97f4a7c15ULL, stir_two = 0xd6e8feb86659fd93ULL;
/// What undoes a product with an odd number: Newton's method, which doubles the right bits each time.
inline constexpr std::uint64_t inverse(std::uint64_t odd) {
  std::uint64_t found = odd;
  for (int right_bits = 3; right_bits < 64; right_bits *= 2) found *= 2 - odd * found;
  return found;
}

/// Another word for each word. Its high bits depend on all bits of it.
inline std::uint64_t mixed(std::uint64_t word) {
  word *= stir_one;
  word = (word ^ word >> 32) * stir_two;
  return word ^ word >> 32;
}
/// The word that is mixed into this one.
inline std::uint64_t unmixed(std::uint64_t word) {
  word = (word ^ word >> 32) * inverse(stir_two);
  return (word ^ word >> 32) * inverse(stir_one);
}

}  // namespace replock::schedules::mixing
