// Compares what rules and stands touch, kind by kind.
#include "schedules/sleep_sets.h"

#include <map>
#include <utility>

#include "schedules/about.h"

namespace replock::schedules {
namespace {

using model::FieldId;

/// A bit for each field.
using Fields = std::vector<std::uint64_t>;

void add(FieldId field, Fields& fields) { fields[field / 64] |= std::uint64_t{1} << (field % 64); }

bool meet(const Fields& some, const Fields& others) {
  std::uint64_t both = 0;
  for (std::size_t word = 0; word < some.size(); ++word) both |= some[word] & others[word];
  return both != 0;
}

struct Touched {
  Fields reads, writes;
  explicit Touched(std::size_t fields) : reads((fields + 63) / 64), writes(reads) {}
  friend auto operator<=>(const Touched&, const Touched&) = default;

  void add_guard(const model::Alternative& alternative) {
    for (const model::Test& test : alternative.guard) {
      add(test.field, reads);
      if (compares_fields(test)) add(test.operand, reads);
    }
  }
  void add_all_of(const model::Alternative& alternative) {
    add_guard(alternative);
    for (const model::Effect& effect : alternative.effects) {
      add(effect.field, writes);  // where it counts from what was there it is as good as read, too
      if (effect.does == model::Effect::Does::copy) add(effect.operand, reads);
    }
  }
  void keep(const Fields& fields) {
    for (Fields* const all : {&reads, &writes})
      for (std::size_t word = 0; word < fields.size(); ++word) (*all)[word] &= fields[word];
  }
};

bool independent(const Touched& rule, const Touched& stand) {
  return !meet(rule.writes, stand.reads) && !meet(rule.writes, stand.writes) && !meet(rule.reads, stand.writes);
}

/// By rule and by stand, in the order of threads, steps and alternatives.
struct All {
  std::vector<Touched> rules, stands;
};

Touched touched_by(const model::World& world, const model::Program& thread) {
  Touched all(world.fields.size());
  for (const model::Step& step : thread.steps)
    for (const model::Alternative& alternative : step.alternatives) all.add_all_of(alternative);
  add(thread.pc, all.writes);
  return all;
}

/// What is touched by two threads; all else makes nobody dependent.
Fields shared(const model::World& world) {
  Fields once((world.fields.size() + 63) / 64), twice = once;
  for (const model::Program& thread : world.threads) {
    const Touched touched = touched_by(world, thread);
    for (std::size_t word = 0; word < once.size(); ++word) {
      const std::uint64_t here = touched.reads[word] | touched.writes[word];
      twice[word] |= once[word] & here;
      once[word] |= here;
    }
  }
  return twice;
}

All touched_in(const model::World& world) {
  All all;
  const Fields kept = shared(world);
  const Touched nothing(world.fields.size());
  for (const model::Program& thread : world.threads) {
    for (const model::Step& step : thread.steps) {
      Touched stand = nothing;
      Touched refused = nothing;  // by the guards before, where the first that holds is taken
      for (const model::Alternative& alternative : step.alternatives) {
        Touched rule = refused;
        rule.add_all_of(alternative);
        add(thread.pc, rule.writes);
        rule.keep(kept);
        all.rules.push_back(std::move(rule));
        stand.add_all_of(alternative);
        if (step.choice == model::Choice::first) refused.add_guard(alternative);
      }
      add(thread.pc, stand.writes);
      stand.keep(kept);
      all.stands.push_back(std::move(stand));
    }
  }
  return all;
}

/// Each once, and the number of its kind for each.
struct Sorted {
  std::vector<const Touched*> kinds;
  std::vector<std::uint32_t> numbers;
  explicit Sorted(const std::vector<Touched>& all) {
    const auto less = [](const Touched* one, const Touched* other) { return *one < *other; };
    std::map<const Touched*, std::uint32_t, decltype(less)> known(less);
    for (const Touched& one : all) {
      const auto [entry, is_new] = known.try_emplace(&one, static_cast<std::uint32_t>(kinds.size()));
      if (is_new) kinds.push_back(&one);
      numbers.push_back(entry->second);
    }
  }
};

}  // namespace

SleepSets::SleepSets(const model::World& world, Sleep sleep) {
  for (std::uint32_t thread = 0; thread < world.threads.size(); ++thread)
    for (const model::Step& step : world.threads[thread].steps)
      rules_.resize(rules_.size() + step.alternatives.size(), {thread, 0});
  const All all = touched_in(world);
  Sorted rules(all.rules), stands(all.stands);
  for (const Touched* rule : rules.kinds)
    for (const Touched* stand : stands.kinds)
      independent_.push_back(sleep == Sleep::allowed && independent(*rule, *stand) ? 1 : 0);
  stands_ = std::move(stands.numbers);
  const auto row = static_cast<std::uint32_t>(stands.kinds.size());
  for (std::size_t rule = 0; rule < rules_.size(); ++rule) rules_[rule].row = rules.numbers[rule] * row;
}

}  // namespace replock::schedules
