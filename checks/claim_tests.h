// The words that claims are written in.
#pragma once

#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "checks/checks.h"

namespace replock::checks {

inline model::Test is(model::FieldId field, unsigned value) {
  return {field, model::Test::Is::equal, static_cast<std::uint16_t>(value)};
}
inline model::Test is_not(model::FieldId field, unsigned value) {
  return {field, model::Test::Is::unequal, static_cast<std::uint16_t>(value)};
}
template <class E>
model::Test is(model::Var<E> var, std::type_identity_t<E> value) {
  return is(var.id, static_cast<unsigned>(value));
}
template <class E>
model::Test is_not(model::Var<E> var, std::type_identity_t<E> value) {
  return is_not(var.id, static_cast<unsigned>(value));
}

/// Never in a state in which nothing goes on by itself.
inline model::Claim at_rest(Check check, std::string sentence, model::Conjunction bad) {
  model::Claim claim;
  claim.check = static_cast<std::uint8_t>(check);
  claim.sentence = std::move(sentence);
  claim.bad = std::move(bad);
  claim.at_rest = true;
  return claim;
}

/// Never just before the thread takes that alternative of its step.
inline model::Claim before_step(Check check, std::size_t thread, std::size_t step, std::size_t alternative,
                                std::string sentence, model::Conjunction bad) {
  model::Claim claim;
  claim.check = static_cast<std::uint8_t>(check);
  claim.sentence = std::move(sentence);
  claim.bad = std::move(bad);
  claim.phase = model::Phase::before;
  claim.thread = static_cast<model::ThreadId>(thread);
  claim.step = static_cast<model::StepId>(step);
  claim.alternative = static_cast<std::uint8_t>(alternative);
  return claim;
}

/// guarded-by: each store that a data flow over the thread's program does not show to be under its lock.
void add_guarded_by(const model::Recorded& recorded, std::vector<model::Claim>& claims);
/// bookkeeping: at rest, and where what it is about is stored.
void add_bookkeeping(const model::Recorded& recorded, std::vector<model::Claim>& claims);

}  // namespace replock::checks
