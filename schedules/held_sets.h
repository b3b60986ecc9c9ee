// What locks a thread surely holds where it stands, by data flow over its program: and so what it can't do there.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "model/program.h"
#include "schedules/value_ranges.h"

namespace replock::schedules {

/// [thread][step]: what the thread's locks say in all reachable states in which it stands there, for as long as it
/// does.
using HeldFacts = std::vector<std::vector<model::Conjunction>>;

/// The sets of locks with which each thread comes to each of its steps.
class HeldSets {
 public:
  /// REQUIRES: the world outlives this.
  explicit HeldSets(const model::World& world);
  /// `possible`: the alternatives that some schedule may take.
  HeldSets(const model::World& world, const RuleBits& possible);

  /// True only if in all reachable states in which the thread stands at the step it holds one and the same set of
  /// locks. False where that is not so, or not clear.
  bool is_one(model::ThreadId thread, model::StepId step) const;
  /// By claim: true only if no move violates it, by what locks its thread surely says that it then holds, or does not.
  /// False where that is not so, or not clear. REQUIRES: the claims are about threads, steps and alternatives there
  /// are.
  std::vector<bool> refuted(const std::vector<model::Claim>& claims) const;

 private:
  using Bits = std::uint64_t;  // of the lock fields by which a thread can say that it holds something
  friend std::optional<HeldFacts> surely_held(const model::World& world, const RuleBits& possible);

  const model::World& world_;
  std::vector<std::vector<std::vector<Bits>>> sets_;  // [thread][step], sorted; empty: it is not clear
};

/// Nothing where it is not clear that a thread alone gives itself locks and takes them from itself.
std::optional<HeldFacts> surely_held(const model::World& world);
/// `possible`: the alternatives that some schedule may take.
std::optional<HeldFacts> surely_held(const model::World& world, const RuleBits& possible);

}  // namespace replock::schedules
