// Known states as bits (Holzmann's bitstate hashing; Dillinger and Manolios, SPIN 2004, on what three bits are worth).
//
// A state has three places in one array, told by its hash; it is known where all three bits are set. A state that was
// never seen finds its own so by chance: then it is taken for a known one.
#pragma once

#include <array>
#include <cstdint>

#include "schedules/mixing.h"
#include "schedules/pages.h"
#include "schedules/prefetch.h"

namespace replock::schedules {

class StateBits {
 public:
  static constexpr unsigned bits_a_state = 3;
  using Places = std::array<std::uint64_t, bits_a_state>;

  /// REQUIRES: bytes > 0. Throws std::bad_alloc.
  explicit StateBits(std::uint64_t bytes) : bytes_(bytes), pages_(bytes) {}

  /// Asks for the memory where the bits of a state with this hash lie.
  Places places(std::uint64_t hash) const {
    Places places{};
    for (std::uint64_t& place : places) {
      hash = mixing::fold(hash ^ 0x2d358dccaa6c78a5ULL, 0x8bb84b93962eacc9ULL);
      place = static_cast<std::uint64_t>((static_cast<mixing::Wide>(hash) * (bytes_ * 8)) >> 64);
      prefetch_to_write(&bytes()[place / 8]);
    }
    return places;
  }

  /// False where the state is known, or taken for a known one.
  bool add(const Places& places) {
    const double chance_before = chance();
    std::uint64_t fresh = 0;
    for (const std::uint64_t place : places) {
      const auto bit = static_cast<std::uint8_t>(1U << (place % 8));
      fresh += std::uint64_t{(bytes()[place / 8] & bit) == 0};
      bytes()[place / 8] |= bit;
    }
    if (fresh == 0) return false;
    bits_set_ += fresh;
    omitted_ += chance_before / (1 - chance_before);
    return true;
  }

  /// That a state never seen is taken for a known one, for a hash that is as good as chance.
  double chance() const {
    const double set = static_cast<double>(bits_set_) / static_cast<double>(bytes_ * 8);
    return set * set * set;
  }
  /// So many states are expected to have been taken for known ones. Each that was added stands for as many as had its
  /// luck and as many as had not: p to 1 - p, at that time. Of a full array nothing is told: chance() is 1.
  double omitted() const { return omitted_; }
  std::uint64_t bits_set() const { return bits_set_; }
  std::uint64_t memory_bytes() const { return bytes_; }

 private:
  std::uint8_t* bytes() const { return static_cast<std::uint8_t*>(pages_.data()); }

  std::uint64_t bytes_;
  Pages pages_;
  std::uint64_t bits_set_ = 0;
  double omitted_ = 0;
};

}  // namespace replock::schedules
