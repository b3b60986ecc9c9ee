// The sets of held locks with which each thread can come to each of its steps.
//
// Sound by induction over all threads at once: a thread's own effects are followed here, and every effect by which
// another thread could give it a lock or take one away is refused (then nothing is sure, and the search looks itself).
#include "schedules/held_sets.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace replock::schedules {
namespace {

using model::Effect;
using model::FieldId;
using model::none;
using model::Test;
using model::World;

/// Bit i: the i-th of the lock fields that can say that this thread holds something says so.
using Held = std::uint64_t;
constexpr std::size_t visits_max = 100'000;  // give up rather than take long

/// What a field says about one thread: that it writes (owner field with this value), that it reads, or nothing.
class Meaning {
 public:
  Meaning(const World& world, std::size_t thread)
      : own_value_(static_cast<std::uint16_t>(thread + 1)), kinds_(world.fields.size()) {
    for (const model::Lock& lock : world.locks) {
      if (lock.owner != none) add(lock.owner, Kind::owner);
      for (std::size_t reader = 0; reader < lock.readers.size(); ++reader)
        if (lock.readers[reader] != none)
          add(lock.readers[reader], reader == thread ? Kind::own_reader : Kind::other_reader);
    }
  }
  bool fits() const { return ours_ <= 64; }
  bool is_owner(FieldId field) const { return kinds_[field].kind == Kind::owner; }
  bool is_other_reader(FieldId field) const { return kinds_[field].kind == Kind::other_reader; }
  bool is_ours(FieldId field) const { return is_owner(field) || kinds_[field].kind == Kind::own_reader; }
  bool means_held(FieldId field, std::uint16_t value) const {
    return is_owner(field) ? value == own_value_ : value != 0;
  }
  Held bit(FieldId field) const { return Held{1} << kinds_[field].bit; }
  std::uint16_t own_value() const { return own_value_; }
  model::Conjunction tests(Held held) const {
    model::Conjunction tests;
    for (std::size_t field = 0; field < kinds_.size(); ++field) {
      const auto id = static_cast<FieldId>(field);
      if (!is_ours(id) || (held & bit(id)) == 0) continue;
      tests.push_back(is_owner(id) ? Test{id, Test::Is::equal, own_value_} : Test{id, Test::Is::unequal, 0});
    }
    return tests;
  }

 private:
  enum class Kind : std::uint8_t { nothing, owner, own_reader, other_reader };
  struct Entry {
    Kind kind = Kind::nothing;
    std::uint8_t bit = 0;
  };

  void add(FieldId field, Kind kind) {
    kinds_[field] = {kind, static_cast<std::uint8_t>(ours_ & 63U)};
    if (kind != Kind::other_reader) ++ours_;
  }

  std::uint16_t own_value_;
  std::vector<Entry> kinds_;  ///< by FieldId
  unsigned ours_ = 0;
};

/// False where the guard cannot hold while exactly these are held.
bool feasible(const Meaning& meaning, Held held, const model::Conjunction& guard) {
  for (const Test& test : guard) {
    if (!meaning.is_ours(test.field)) continue;
    const bool have = (held & meaning.bit(test.field)) != 0;
    const bool says_held = meaning.means_held(test.field, test.operand);
    if (test.is == Test::Is::equal && have != says_held) return false;
    // "unequal" excludes only one value: of those that mean held, an owner field has just one; of the others, a reader.
    if (test.is == Test::Is::unequal && meaning.is_owner(test.field) && says_held && have) return false;
    if (test.is == Test::Is::unequal && !meaning.is_owner(test.field) && !says_held && !have) return false;
  }
  return true;
}

/// True where the guard only asks whether this thread holds locks, and it does.
bool certain(const World& world, const Meaning& meaning, Held held, const model::Conjunction& guard) {
  return std::ranges::all_of(guard, [&](const Test& test) {
    const bool asks_own = test.is == Test::Is::equal && meaning.is_ours(test.field) &&
                          meaning.means_held(test.field, test.operand) &&
                          (meaning.is_owner(test.field) || world.fields[test.field].max == 1);
    return asks_own && (held & meaning.bit(test.field)) != 0;
  });
}

/// Nobody else can be the owner when the alternative is taken.
bool free_or_ours(const Meaning& meaning, Held held, const model::Conjunction& guard, FieldId owner) {
  if ((held & meaning.bit(owner)) != 0) return true;
  return std::ranges::any_of(guard, [&](const Test& test) {
    return test.field == owner && test.is == Test::Is::equal &&
           (test.operand == 0 || test.operand == meaning.own_value());
  });
}

/// What is held after the alternative; nothing where an effect goes beyond what is followed here.
std::optional<Held> after(const Meaning& meaning, Held held, const model::Alternative& alternative) {
  Held result = held;
  for (const Effect& effect : alternative.effects) {
    if (meaning.is_other_reader(effect.field)) return std::nullopt;
    if (!meaning.is_ours(effect.field)) continue;
    if (effect.does != Effect::Does::set) return std::nullopt;
    const bool takes = meaning.means_held(effect.field, effect.operand);
    if (meaning.is_owner(effect.field)) {
      if (!takes && effect.operand != 0) return std::nullopt;
      if (!free_or_ours(meaning, held, alternative.guard, effect.field)) return std::nullopt;
    }
    if (takes)
      result |= meaning.bit(effect.field);
    else
      result &= ~meaning.bit(effect.field);
  }
  return result;
}

/// By step: the held sets that it is come to with, sorted.
using Visits = std::vector<std::vector<Held>>;

Held held_at_first(const World& world, const Meaning& meaning) {
  Held held = 0;
  for (std::size_t field = 0; field < world.fields.size(); ++field) {
    const auto id = static_cast<FieldId>(field);
    if (meaning.is_ours(id) && meaning.means_held(id, world.fields[field].initial)) held |= meaning.bit(id);
  }
  return held;
}

/// The thread's first rule, and so on by step.
std::vector<std::size_t> first_rules(const model::Program& program, std::size_t first) {
  std::vector<std::size_t> all;
  for (const model::Step& step : program.steps) all.push_back(std::exchange(first, first + step.alternatives.size()));
  all.push_back(first);
  return all;
}

/// Nothing if it is not clear. `first_rule`: by step.
std::optional<Visits> visits_of(const World& world, std::size_t thread, const std::vector<std::size_t>& first_rule,
                                const RuleBits& possible) {
  const Meaning meaning(world, thread);
  if (!meaning.fits()) return std::nullopt;
  const model::Program& program = world.threads[thread];
  Visits seen(program.steps.size());
  std::vector<std::pair<model::StepId, Held>> open;
  std::size_t visits = 0;
  const auto visit = [&](model::StepId step, Held held) {
    const auto at = std::ranges::lower_bound(seen[step], held);
    if (at != seen[step].end() && *at == held) return;
    seen[step].insert(at, held);
    open.emplace_back(step, held);
    ++visits;
  };
  visit(world.fields[program.pc].initial, held_at_first(world, meaning));
  while (!open.empty()) {
    const auto [step, held] = open.back();
    open.pop_back();
    const model::Step& at = program.steps[step];
    for (std::size_t index = 0; index < at.alternatives.size(); ++index) {
      const model::Alternative& alternative = at.alternatives[index];
      if (!possible[first_rule[step] + index] || !feasible(meaning, held, alternative.guard)) continue;
      const std::optional<Held> next = after(meaning, held, alternative);
      if (!next || visits > visits_max) return std::nullopt;
      visit(alternative.next, *next);
      if (at.choice == model::Choice::first && certain(world, meaning, held, alternative.guard)) break;
    }
  }
  return seen;
}

/// One field must not speak of two locks.
bool fields_are_distinct(const World& world) {
  std::set<FieldId> seen;
  for (const model::Lock& lock : world.locks) {
    if (lock.owner != none && !seen.insert(lock.owner).second) return false;
    for (const FieldId reader : lock.readers)
      if (reader != none && !seen.insert(reader).second) return false;
  }
  return true;
}

/// False where a thread that comes to the step with exactly these does not violate the claim there.
bool may_violate(const Meaning& meaning, Held held, const model::Alternative& alternative, const model::Claim& claim) {
  if (!feasible(meaning, held, alternative.guard)) return false;
  if (claim.phase == model::Phase::before) return feasible(meaning, held, claim.bad);
  const std::optional<Held> then = after(meaning, held, alternative);
  return !then || feasible(meaning, *then, claim.bad);
}

}  // namespace

HeldSets::HeldSets(const World& world) : HeldSets(world, all_rules(world)) {}

HeldSets::HeldSets(const World& world, const RuleBits& possible) : world_(world) {
  if (!fields_are_distinct(world)) return;
  std::vector<Visits> all;
  std::size_t first = 0;
  for (std::size_t thread = 0; thread < world.threads.size(); ++thread) {
    const std::vector<std::size_t> first_rule = first_rules(world.threads[thread], first);
    first = first_rule.back();
    std::optional<Visits> visits = visits_of(world, thread, first_rule, possible);
    if (!visits) return;  // it may meddle: no other one is sure either
    all.push_back(std::move(*visits));
  }
  sets_ = std::move(all);
}

bool HeldSets::is_one(model::ThreadId thread, model::StepId step) const {
  return !sets_.empty() && sets_[thread][step].size() == 1;
}

std::vector<bool> HeldSets::refuted(const std::vector<model::Claim>& claims) const {
  std::vector<bool> refuted(claims.size(), false);
  if (sets_.empty()) return refuted;
  std::vector<Meaning> meanings;
  for (std::size_t thread = 0; thread < world_.threads.size(); ++thread) meanings.emplace_back(world_, thread);
  for (std::size_t index = 0; index < claims.size(); ++index) {
    const model::Claim& claim = claims[index];
    if (claim.at_rest || claim.at_entry) continue;
    const model::Alternative& alternative = world_.step(claim.thread, claim.step).alternatives[claim.alternative];
    refuted[index] = std::ranges::none_of(sets_[claim.thread][claim.step], [&](Held held) {
      return may_violate(meanings[claim.thread], held, alternative, claim);
    });
  }
  return refuted;
}

std::optional<HeldFacts> surely_held(const World& world) { return surely_held(world, all_rules(world)); }

std::optional<HeldFacts> surely_held(const World& world, const RuleBits& possible) {
  const HeldSets all(world, possible);
  if (all.sets_.empty()) return std::nullopt;
  HeldFacts facts;
  for (std::size_t thread = 0; thread < world.threads.size(); ++thread) {
    const Meaning meaning(world, thread);
    std::vector<model::Conjunction>& of_thread = facts.emplace_back();
    of_thread.reserve(all.sets_[thread].size());
    Held last = 0;  // mostly the same again
    model::Conjunction tests;
    for (const std::vector<Held>& visits : all.sets_[thread]) {
      Held always = visits.empty() ? 0 : ~Held{0};
      for (const Held held : visits) always &= held;
      if (always != last) tests = meaning.tests(always);
      last = always;
      of_thread.push_back(tests);
    }
  }
  return facts;
}

}  // namespace replock::schedules
