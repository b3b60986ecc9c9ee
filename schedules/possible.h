// Which alternatives can be taken at all, from the initial state on.
//
// An upper bound: the least set of values for each field, and of steps for each thread, that holds the initial state
// and all that any alternative leads to of which each test, by itself, can be true. A flow says what the driver does in
// every world; in one world most of it never happens: no LAG, no firmware that fails, work that nobody queues. What
// never happens depends on nothing, and nobody waits for it.
#pragma once

#include <cstdint>
#include <vector>

#include "model/program.h"
#include "schedules/value_ranges.h"

namespace replock::schedules {

class Possible {
 public:
  /// Where no other alternatives than these are ever taken.
  Possible(const model::World& world, const RuleBits& among);

  const RuleBits& rules() const { return rules_; }
  bool comes_to(const model::World& world, std::size_t thread, std::size_t step) const {
    return has(world.threads[thread].pc, static_cast<std::uint16_t>(step));
  }
  /// In some state.
  bool can_be_true(const model::Test& test) const;
  bool can_be_true(const model::Conjunction& tests) const;

 private:
  bool is_always_true(const model::Conjunction& tests) const;
  bool has(model::FieldId field, std::uint16_t value) const;
  bool has_other_than(model::FieldId field, std::uint16_t excluded) const;
  void add(model::FieldId field, int value);
  void add(const model::Effect& effect);
  template <class Visit>
  void each(model::FieldId field, Visit&& visit) const;

  RuleBits rules_;
  std::vector<std::size_t> first_;   // by field: the first of its words
  std::vector<std::uint16_t> max_;   // by field
  std::vector<std::uint64_t> bits_;  // by field and value: it can come to that
  bool any_are_new_ = false;
};

RuleBits possible_rules(const model::World& world);

}  // namespace replock::schedules
