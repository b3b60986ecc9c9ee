// Which threads, fields and locks of a world could change places, so that it stays what it is.
//
// After Ip and Dill, "Better Verification Through Symmetry", 1996; but no type says what is alike: the programs do. A
// renaming pairs each thread with one that says the same, step by step and way by way, about other fields and other
// values. It holds for the world where, put in for what it names, every step, the first state, and every claim become
// ones that are there. Then whatever can happen from a state can happen, so renamed, from the renamed state: of states
// that are renamings of each other a search needs one only.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "model/program.h"

namespace replock::schedules {

/// What each thing is called in its place. Step and alternative keep their numbers.
struct Renaming {
  std::vector<model::ThreadId> threads;
  std::vector<model::FieldId> fields;
  std::vector<std::vector<std::uint16_t>> values;  ///< by field: by value
  std::vector<model::LockId> locks;
  std::vector<std::uint32_t> claims;  ///< by index
  bool keeps_values(model::FieldId field) const { return std::ranges::is_sorted(values[field]); }
  friend bool operator==(const Renaming&, const Renaming&) = default;
};

/// From one world to another that differs from it in names only: all ways, in a fixed order. For each, the first
/// world's claims so renamed are the other one's. Names in words count for nothing, nor do lock classes: what is
/// acquired is told of each lock.
///
/// Left out on purpose: renamings under which a thread's steps change places, and what is beyond renamings_max. A
/// search that knows of fewer renamings keeps more states, and finds the same.
std::vector<Renaming> renamings(const model::World& from, const std::vector<model::Claim>& claims_from,
                                const model::World& to, const std::vector<model::Claim>& claims_to);
/// None at all if there would be more, or far more had to be tried: five threads that say the same make 120.
inline constexpr std::size_t renamings_max = 120;

/// Whether every part of the first world, so renamed, is one of the other's: looks at all of both, whatever made the
/// guess. Fills in what the claims are called.
bool holds(Renaming& renaming, const model::World& from, const std::vector<model::Claim>& claims_from,
           const model::World& to, const std::vector<model::Claim>& claims_to);

/// Those of the world to itself, but the one that leaves every thread in its place. With that one they are a group.
std::vector<Renaming> symmetries(const model::World& world, const std::vector<model::Claim>& claims);

}  // namespace replock::schedules
