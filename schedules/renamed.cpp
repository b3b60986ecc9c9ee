// Whether a renaming holds: part by part, without what the guess was made from.
#include <algorithm>
#include <numeric>
#include <tuple>

#include "schedules/about.h"
#include "schedules/symmetry.h"

namespace replock::schedules {
namespace {

using model::Alternative;
using model::Claim;
using model::Effect;
using model::FieldId;
using model::none;
using model::Step;
using model::Test;
using model::ThreadId;
using model::World;

template <class Number>
bool is_one_to_one(const std::vector<Number>& names, std::size_t count) {
  std::vector<Number> sorted = names, wanted(count);
  std::ranges::sort(sorted);
  std::iota(wanted.begin(), wanted.end(), Number{0});
  return sorted == wanted;
}

template <class Number>
Number named(const std::vector<Number>& names, Number number) {
  return number == none ? number : names[number];
}

auto key(const Test& test) { return std::tuple(test.field, test.is, test.operand); }
auto key(const Effect& effect) { return std::tuple(effect.field, effect.does, effect.operand); }

/// In any order: together they are one condition, or one change.
template <class Part>
std::vector<Part> sorted(std::vector<Part> parts) {
  std::ranges::sort(parts, {}, [](const Part& part) { return key(part); });
  return parts;
}

auto key(const Claim& claim) {
  return std::tuple(claim.check, claim.at_rest, claim.at_entry, claim.corrupts, claim.phase, claim.thread, claim.step,
                    claim.alternative);
}

bool is_before(const Claim& left, const Claim& right) {
  if (key(left) != key(right)) return key(left) < key(right);
  return std::ranges::lexicographical_compare(left.bad, right.bad,
                                              [](const Test& a, const Test& b) { return key(a) < key(b); });
}

std::vector<std::uint32_t> in_order(const std::vector<Claim>& claims) {
  std::vector<std::uint32_t> order(claims.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::stable_sort(order, [&](std::uint32_t a, std::uint32_t b) { return is_before(claims[a], claims[b]); });
  return order;
}

class SideBySide {
 public:
  SideBySide(const World& from, const World& to, const Renaming& renaming) : from_(from), to_(to), name_(renaming) {}

  bool worlds_equal() const {
    return is_one_to_one(name_.threads, to_.threads.size()) && is_one_to_one(name_.fields, to_.fields.size()) &&
           is_one_to_one(name_.locks, to_.locks.size()) && named(name_.fields, from_.budget) == to_.budget &&
           fields_equal() && locks_equal() && threads_equal();
  }

  /// Which of the other world's each claim is; none: it is no claim there.
  std::vector<std::uint32_t> claims(const std::vector<Claim>& from, const std::vector<Claim>& to) const {
    if (from.size() != to.size()) return {};
    std::vector<Claim> here, there = to;
    for (const Claim& claim : from) {
      if (!std::ranges::all_of(claim.bad, [&](const Test& test) { return fits(test); })) return {};
      here.push_back(renamed(claim));
    }
    for (Claim& claim : there) claim.bad = sorted(claim.bad);
    const std::vector<std::uint32_t> order_here = in_order(here), order_there = in_order(there);
    std::vector<std::uint32_t> names(from.size());
    for (std::size_t i = 0; i < names.size(); ++i) {
      const Claim &a = here[order_here[i]], &b = there[order_there[i]];
      if (key(a) != key(b) || a.bad != b.bad) return {};
      names[order_here[i]] = order_there[i];
    }
    return names;
  }

 private:
  bool fields_equal() const {
    for (std::size_t field = 0; field < from_.fields.size(); ++field) {
      const model::Field &a = from_.fields[field], &b = to_.fields[name_.fields[field]];
      if (a.max != b.max || a.role != b.role || a.access != b.access) return false;
      if (!is_one_to_one(name_.values[field], a.max + 1U) || name_.values[field][a.initial] != b.initial) return false;
    }
    return true;
  }

  bool locks_equal() const {
    for (std::size_t lock = 0; lock < from_.locks.size(); ++lock) {
      const model::Lock &a = from_.locks[lock], &b = to_.locks[name_.locks[lock]];
      if (a.kind != b.kind || named(name_.fields, a.owner) != b.owner) return false;
      if (a.owner != none && !says_who(name_.values[a.owner])) return false;
      if (a.readers.size() != b.readers.size()) return false;
      for (std::size_t thread = 0; thread < a.readers.size(); ++thread)
        if (named(name_.fields, a.readers[thread]) != b.readers[name_.threads[thread]]) return false;
    }
    return true;
  }

  /// Values of an owner: the one for a thread becomes the one for that thread, renamed.
  bool says_who(const std::vector<std::uint16_t>& values) const {
    if (values.front() != 0) return false;
    for (std::size_t value = 1; value < values.size() && value <= name_.threads.size(); ++value)
      if (values[value] != name_.threads[value - 1] + 1) return false;
    return true;
  }

  bool threads_equal() const {
    for (std::size_t thread = 0; thread < from_.threads.size(); ++thread) {
      const model::Program &a = from_.threads[thread], &b = to_.threads[name_.threads[thread]];
      if (a.worker != b.worker || name_.fields[a.pc] != b.pc || !name_.keeps_values(a.pc)) return false;
      if (!std::ranges::equal(a.steps, b.steps, [&](const Step& x, const Step& y) { return steps_equal(x, y); }))
        return false;
    }
    return true;
  }

  bool steps_equal(const Step& a, const Step& b) const {
    std::vector<ThreadId> whom, whom_there = b.waits_for;
    for (const ThreadId thread : a.waits_for) whom.push_back(name_.threads[thread]);
    std::ranges::sort(whom);
    std::ranges::sort(whom_there);
    return a.verb == b.verb && a.choice == b.choice && a.mode == b.mode && a.nesting == b.nesting &&
           a.rests == b.rests && named(name_.locks, a.lock) == b.lock && whom == whom_there &&
           std::ranges::equal(a.alternatives, b.alternatives,
                              [&](const Alternative& x, const Alternative& y) { return ways_equal(x, y); });
  }

  bool ways_equal(const Alternative& a, const Alternative& b) const {
    if (a.next != b.next || a.failure != b.failure) return false;
    if (!std::ranges::all_of(a.guard, [&](const Test& test) { return fits(test); })) return false;
    if (!std::ranges::all_of(a.effects, [&](const Effect& effect) { return fits(effect); })) return false;
    std::vector<Test> guard;
    for (const Test& test : a.guard) guard.push_back(renamed(test));
    std::vector<Effect> effects;
    for (const Effect& effect : a.effects) effects.push_back(renamed(effect));
    return sorted(guard) == sorted(b.guard) && sorted(effects) == sorted(b.effects);
  }

  /// What is equal in two fields is so when it is renamed.
  bool alike(FieldId one, FieldId other) const {
    const std::vector<std::uint16_t>&a = name_.values[one], &b = name_.values[other];
    return std::equal(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(std::min(a.size(), b.size())), b.begin()) &&
           (a.size() == b.size() || (name_.keeps_values(one) && name_.keeps_values(other)));
  }
  bool fits(const Test& test) const {
    return compares_fields(test) ? alike(test.field, test.operand) : test.operand < name_.values[test.field].size();
  }
  bool fits(const Effect& effect) const {
    switch (effect.does) {
      case Effect::Does::copy:
        return alike(effect.field, effect.operand);
      case Effect::Does::set:
        return effect.operand < name_.values[effect.field].size();
      case Effect::Does::add:
      case Effect::Does::subtract:
        break;
    }
    return name_.keeps_values(effect.field);
  }

  /// REQUIRES: it fits.
  Test renamed(const Test& test) const {
    const std::uint16_t operand =
        compares_fields(test) ? name_.fields[test.operand] : name_.values[test.field][test.operand];
    return {name_.fields[test.field], test.is, operand};
  }
  Effect renamed(const Effect& effect) const {
    std::uint16_t operand = effect.operand;
    if (effect.does == Effect::Does::copy) operand = name_.fields[operand];
    if (effect.does == Effect::Does::set) operand = name_.values[effect.field][operand];
    return {name_.fields[effect.field], effect.does, operand};
  }
  Claim renamed(Claim claim) const {
    if (!claim.at_rest) claim.thread = name_.threads[claim.thread];
    for (Test& test : claim.bad) test = renamed(test);
    claim.bad = sorted(claim.bad);
    return claim;
  }

  const World &from_, &to_;
  const Renaming& name_;
};

}  // namespace

bool holds(Renaming& renaming, const World& from, const std::vector<Claim>& claims_from, const World& to,
           const std::vector<Claim>& claims_to) {
  const SideBySide both(from, to, renaming);
  if (!both.worlds_equal()) return false;
  renaming.claims = both.claims(claims_from, claims_to);
  return renaming.claims.size() == claims_from.size();
}

}  // namespace replock::schedules
