// Typed handles on fields, and conditions over them that read like C.
#pragma once

#include <utility>
#include <vector>

#include "model/program.h"

namespace replock::model {

/// A field whose values are E's enumerators, a bool, or a small unsigned number.
template <class E>
struct Var {
  FieldId id = none;
};

/// An or of ands over tests. A read of several fields in one condition is one atomic step: flows use it only where the
/// lock that they hold keeps the fields still, and say so.
struct Condition {
  std::vector<Conjunction> any_of;
};

template <class E>
Condition operator==(Var<E> var, std::type_identity_t<E> value) {
  return {{{Test{var.id, Test::Is::equal, static_cast<std::uint16_t>(value)}}}};
}
template <class E>
Condition operator!=(Var<E> var, std::type_identity_t<E> value) {
  return {{{Test{var.id, Test::Is::unequal, static_cast<std::uint16_t>(value)}}}};
}
template <class E>
Condition equal(Var<E> a, Var<E> b) {
  return {{{Test{a.id, Test::Is::equal_field, b.id}}}};
}
template <class E>
Condition differ(Var<E> a, Var<E> b) {
  return {{{Test{a.id, Test::Is::unequal_field, b.id}}}};
}

inline Condition operator||(Condition a, const Condition& b) {
  a.any_of.insert(a.any_of.end(), b.any_of.begin(), b.any_of.end());
  return a;
}
inline Condition operator&&(const Condition& a, const Condition& b) {
  Condition both;
  for (const Conjunction& left : a.any_of)
    for (const Conjunction& right : b.any_of) {
      both.any_of.push_back(left);
      both.any_of.back().insert(both.any_of.back().end(), right.begin(), right.end());
    }
  return both;
}

}  // namespace replock::model
