// Fingerprints of sets of states and moves: 128 bits that tell two reachable sets apart, whatever the order of finding.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/layout.h"

namespace replock::schedules {

struct Digest {
  std::uint64_t high = 0, low = 0;
  Digest& operator+=(const Digest& other);  ///< modulo 2^128: in any order the same
  friend bool operator==(const Digest&, const Digest&) = default;
};
/// 32 hexadecimal digits.
std::string words(const Digest& digest);
/// Of a pair: first, then second.
Digest in_order(const Digest& first, const Digest& second);

/// What a search visited, each state and each move once.
struct WorldDigest {
  Digest states, transitions;
  friend bool operator==(const WorldDigest&, const WorldDigest&) = default;
};

/// A state is what its fields are, by name: neither FieldIds nor bit positions matter. A field that is 0 adds nothing,
/// so that a lock which is there and never taken makes no difference. Program counters are numbers: two programs are
/// told apart by where their steps stand.
class StateDigests {
 public:
  StateDigests(const model::World& world, const model::Layout& layout);
  Digest of(const std::uint64_t* packed) const;

 private:
  struct Part {
    model::Place place;
    std::size_t first = 0;  ///< in values_: that of the least value that the place has room for
  };
  std::vector<Part> parts_;
  std::vector<Digest> values_;
};

}  // namespace replock::schedules
