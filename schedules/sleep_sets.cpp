// Compares what rules and stands touch, kind by kind.
#include "schedules/sleep_sets.h"

#include <unordered_map>
#include <utility>

#include "schedules/about.h"
#include "schedules/footprints.h"
#include "schedules/shared_bits.h"

namespace replock::schedules {
namespace {

using model::FieldId;

struct HashFootprint {
  std::size_t operator()(const Footprint& one) const { return one.reads.hash() ^ (one.writes.hash() * 3); }
};

SharedBits shared_bits(const model::World& world) {
  SharedBits bits(world.fields.size());
  for (std::size_t thread = 0; thread < world.threads.size(); ++thread) {
    const auto note = [&](FieldId field) { bits.note(field, thread); };
    note(world.threads[thread].pc);
    for (const model::Step& step : world.threads[thread].steps)
      for (const model::Alternative& alternative : step.alternatives) {
        for_each_read(alternative, note);
        for (const model::Effect& effect : alternative.effects) note(effect.field);
      }
  }
  return bits;
}

bool independent(const Footprint& rule, const Footprint& stand) {
  return !rule.writes.meets(stand.reads) && !rule.writes.meets(stand.writes) && !rule.reads.meets(stand.writes);
}

/// By rule and by stand, in the order of threads, steps and alternatives.
struct All {
  std::vector<Footprint> rules, stands;
};

All touched_in(const model::World& world) {
  All all;
  const SharedBits bits = shared_bits(world);
  for (const model::Program& thread : world.threads) {
    for (const model::Step& step : thread.steps) {
      Footprint stand;
      FieldSet refused;  // by the guards before, where the first that holds is taken: what they read
      for (const model::Alternative& alternative : step.alternatives) {
        Footprint& rule = all.rules.emplace_back(Footprint{.reads = refused, .writes = {}});
        for_each_read(alternative, [&](FieldId field) { bits.add(field, rule.reads); });
        for (const model::Effect& effect : alternative.effects) bits.add(effect.field, rule.writes);
        bits.add(thread.pc, rule.writes);
        stand.reads |= rule.reads;
        stand.writes |= rule.writes;
        if (step.choice == model::Choice::first)
          for_each_tested(alternative.guard, [&](FieldId field) { bits.add(field, refused); });
      }
      bits.add(thread.pc, stand.writes);
      all.stands.push_back(stand);
    }
  }
  return all;
}

/// Each once, and the number of its kind for each.
struct Sorted {
  std::vector<Footprint> kinds;
  std::vector<std::uint32_t> numbers;
  explicit Sorted(const std::vector<Footprint>& all) {
    std::unordered_map<Footprint, std::uint32_t, HashFootprint> known;
    for (const Footprint& one : all) {
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
  for (const Footprint& rule : rules.kinds)
    for (const Footprint& stand : stands.kinds)
      independent_.push_back(sleep == Sleep::allowed && independent(rule, stand) ? 1 : 0);
  stands_ = std::move(stands.numbers);
  const auto row = static_cast<std::uint32_t>(stands.kinds.size());
  for (std::size_t rule = 0; rule < rules_.size(); ++rule) rules_[rule].row = rules.numbers[rule] * row;
}

}  // namespace replock::schedules
