// Compares what rules and stands touch, kind by kind.
#include "schedules/sleep_sets.h"

#include <unordered_map>
#include <utility>

#include "schedules/about.h"
#include "schedules/field_set.h"

namespace replock::schedules {
namespace {

using model::FieldId;

struct Touched {
  FieldSet reads, writes;
  friend bool operator==(const Touched&, const Touched&) = default;
};

struct HashTouched {
  std::size_t operator()(const Touched& one) const { return one.reads.hash() ^ (one.writes.hash() * 3); }
};

/// Calls reads(field) and writes(field) for what the alternative touches. What an effect counts from is as good as
/// read where it is written.
template <class Reads, class Writes>
void each_touched(const model::Alternative& alternative, Reads&& reads, Writes&& writes) {
  for (const model::Test& test : alternative.guard) {
    reads(test.field);
    if (compares_fields(test)) reads(test.operand);
  }
  for (const model::Effect& effect : alternative.effects) {
    writes(effect.field);
    if (effect.does == model::Effect::Does::copy) reads(effect.operand);
  }
}

/// Bits for the fields that two threads touch: all else makes nobody dependent. Where there are more than bits, some
/// share one, which makes more dependent and nothing less.
class SharedFields {
 public:
  explicit SharedFields(const model::World& world)
      : touched_by_(world.fields.size()), bits_(world.fields.size(), none) {
    for (std::size_t thread = 0; thread < world.threads.size(); ++thread) {
      const auto note = [&](FieldId field) { this->note(field, std::uint32_t{1} << thread); };
      note(world.threads[thread].pc);
      for (const model::Step& step : world.threads[thread].steps)
        for (const model::Alternative& alternative : step.alternatives) each_touched(alternative, note, note);
    }
  }
  void add(FieldId field, FieldSet& set) const {
    if (bits_[field] != none) set.add(bits_[field] % FieldSet::bits);
  }
  void add(const model::Alternative& alternative, Touched& touched) const {
    each_touched(
        alternative, [&](FieldId field) { add(field, touched.reads); },
        [&](FieldId field) { add(field, touched.writes); });
  }

 private:
  static constexpr std::uint32_t none = ~std::uint32_t{0};
  void note(FieldId field, std::uint32_t thread) {
    touched_by_[field] |= thread;
    if (touched_by_[field] != thread && bits_[field] == none) bits_[field] = next_++;
  }
  std::vector<std::uint32_t> touched_by_;  // a bit for each thread
  std::vector<std::uint32_t> bits_;
  std::uint32_t next_ = 0;
};

bool independent(const Touched& rule, const Touched& stand) {
  return !rule.writes.meets(stand.reads) && !rule.writes.meets(stand.writes) && !rule.reads.meets(stand.writes);
}

/// By rule and by stand, in the order of threads, steps and alternatives.
struct All {
  std::vector<Touched> rules, stands;
};

All touched_in(const model::World& world) {
  All all;
  const SharedFields shared(world);
  for (const model::Program& thread : world.threads) {
    for (const model::Step& step : thread.steps) {
      Touched stand;
      FieldSet refused;  // by the guards before, where the first that holds is taken: what they read
      for (const model::Alternative& alternative : step.alternatives) {
        Touched& rule = all.rules.emplace_back();
        rule.reads = refused;
        shared.add(alternative, rule);
        shared.add(thread.pc, rule.writes);
        stand.reads |= rule.reads;
        stand.writes |= rule.writes;
        if (step.choice != model::Choice::first) continue;
        for (const model::Test& test : alternative.guard) {
          shared.add(test.field, refused);
          if (compares_fields(test)) shared.add(test.operand, refused);
        }
      }
      shared.add(thread.pc, stand.writes);
      all.stands.push_back(stand);
    }
  }
  return all;
}

/// Each once, and the number of its kind for each.
struct Sorted {
  std::vector<Touched> kinds;
  std::vector<std::uint32_t> numbers;
  explicit Sorted(const std::vector<Touched>& all) {
    std::unordered_map<Touched, std::uint32_t, HashTouched> known;
    for (const Touched& one : all) {
      const auto [entry, is_new] = known.try_emplace(one, static_cast<std::uint32_t>(kinds.size()));
      if (is_new) kinds.push_back(one);
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
  independent_.reserve(rules.kinds.size() * stands.kinds.size());
  for (const Touched& rule : rules.kinds)
    for (const Touched& stand : stands.kinds)
      independent_.push_back(sleep == Sleep::allowed && independent(rule, stand) ? 1 : 0);
  stands_ = std::move(stands.numbers);
  const auto row = static_cast<std::uint32_t>(stands.kinds.size());
  for (std::size_t rule = 0; rule < rules_.size(); ++rule) rules_[rule].row = rules.numbers[rule] * row;
}

}  // namespace replock::schedules
