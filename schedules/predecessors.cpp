// What each rule overwrites, and how that is found again.
#include "schedules/predecessors.h"

#include <algorithm>
#include <span>
#include <utility>

#include "schedules/effects.h"

namespace replock::schedules {
namespace {

using model::Alternative;
using model::Effect;
using model::FieldId;
using model::Test;

constexpr double tried_max = 4096;  // values of all lost fields together, in whatever layout

std::optional<std::uint16_t> guarded_value(const Alternative& alternative, FieldId field) {
  for (const Test& test : alternative.guard)
    if (test.field == field && test.is == Test::Is::equal) return test.operand;
  return std::nullopt;
}

/// Where the value that the field had stands now.
const Effect* copied_to(const Alternative& alternative, FieldId field) {
  for (const Effect& effect : alternative.effects)
    if (effect.does == Effect::Does::copy && effect.operand == field) return &effect;
  return nullptr;
}

}  // namespace

template <unsigned W>
Predecessors<W>::Predecessors(const model::World& world, const model::Layout& layout, const Rules<W>& rules,
                              const Successors<W>& successors, const Store<W>& store)
    : world_(world), layout_(layout), rules_(rules), successors_(successors), store_(store), ways_(rules.stands()) {
  for (std::size_t thread = 0; thread < world.threads.size(); ++thread) {
    const std::vector<model::Step>& steps = world.threads[thread].steps;
    for (std::size_t step = 0; step < steps.size(); ++step)
      for (std::size_t way = 0; way < steps[step].alternatives.size(); ++way)
        ways_[rules.stand_number(static_cast<unsigned>(thread), steps[step].alternatives[way].next)].push_back(
            {static_cast<model::StepId>(step), static_cast<std::uint8_t>(way)});
  }
}

/// How the moves are undone that lead to this stand of the thread's.
template <unsigned W>
const std::vector<typename Predecessors<W>::Undo>& Predecessors<W>::undo(model::ThreadId thread, std::uint32_t stand) {
  const auto [known, is_new] = undo_.try_emplace(stand);
  if (is_new)
    for (const Way way : ways_[stand])
      if (std::optional<Undo> one = undo(thread, way)) known->second.push_back(std::move(*one));
  return known->second;
}

/// Nothing where it is never taken.
template <unsigned W>
std::optional<typename Predecessors<W>::Undo> Predecessors<W>::undo(model::ThreadId thread, Way way) const {
  const model::Program& program = world_.threads[thread];
  const Alternative& alternative = program.steps[way.step].alternatives[way.alternative];
  if (!layout_.places[program.pc].range.has(way.step)) return std::nullopt;  // it never stands there
  Undo undo;
  undo.rule = rules_.stand(rules_.stand_number(thread, way.step)).first + way.alternative;
  undo.keep.fill(~std::uint64_t{0});
  const auto set = [&](FieldId field, std::uint16_t value) {
    clear<W>(undo.keep, probe_of(layout_, field));
    write<W>(undo.set, probe_of(layout_, field), value);
  };
  set(program.pc, way.step);
  double lost_values = 1;
  for (const Effect& effect : alternative.effects) {
    const Probe field = probe_of(layout_, effect.field);
    const model::Range range = layout_.places[effect.field].range;
    const Effect* const copy = copied_to(alternative, effect.field);
    if (const std::optional<std::uint16_t> value = guarded_value(alternative, effect.field)) {
      if (!range.has(*value)) return std::nullopt;  // the guard is never true
      set(effect.field, *value);
    } else if (effect.does == Effect::Does::add || effect.does == Effect::Does::subtract) {
      const auto operand = static_cast<std::int32_t>(effect.operand);
      undo.known.push_back({field, field, effect.does == Effect::Does::add ? -operand : operand, range});
    } else if (copy != nullptr) {
      undo.known.push_back({field, probe_of(layout_, copy->field), 0, range});
    } else {
      clear<W>(undo.keep, field);
      undo.lost.push_back({field, range});
      lost_values *= world_.fields[effect.field].max + 1.0;
    }
  }
  undo.is_tried = lost_values <= tried_max;
  return undo;
}

/// With the least value in each lost field.
template <unsigned W>
std::optional<Words<W>> Predecessors<W>::begin(const Undo& undo, const Words<W>& after) const {
  Words<W> before;
  for (unsigned w = 0; w < W; ++w) before[w] = (after[w] & undo.keep[w]) | undo.set[w];
  for (const Known& known : undo.known) {
    const std::int32_t value = read<W>(after, known.other) + known.summand;
    if (value < known.range.min || value > known.range.max) return std::nullopt;
    write<W>(before, known.field, static_cast<std::uint16_t>(value));
  }
  return before;
}

template <unsigned W>
bool Predecessors<W>::leads(std::uint32_t rule, unsigned thread, const Words<W>& before) const {
  bool open = false;
  rules_.open_rules(rules_.stand(rules_.stand_number(thread, before)), before,
                    [&](std::uint32_t other) { open |= other == rule; });
  return open;
}

template <unsigned W>
void Predecessors<W>::add_candidates(const Undo& undo, unsigned thread, const Words<W>& after) {
  const std::optional<Words<W>> begun = begin(undo, after);
  if (!begun) return;
  Words<W> before = *begun;
  const auto add_all = [&](const auto& self, std::span<const Lost> lost) -> void {
    if (lost.empty()) {
      if (leads(undo.rule, thread, before)) candidates_.push_back({before, hash<W>(before), undo.rule});
      return;
    }
    for (unsigned value = lost.front().range.min; value <= lost.front().range.max; ++value) {
      write<W>(before, lost.front().field, static_cast<std::uint16_t>(value));
      self(self, lost.subspan(1));
    }
  };
  add_all(add_all, undo.lost);
}

template <unsigned W>
void Predecessors<W>::add_if_it_leads(StateId from, std::uint32_t rule, const Words<W>& before, const Words<W>& after) {
  if (is_same<W>(rules_.after(rule, before), after) && successors_.goes_on(rule, before, after))
    found_.push_back({from, rule});
}

template <unsigned W>
const typename Predecessors<W>::Moves& Predecessors<W>::moves(std::uint32_t rule, unsigned thread,
                                                              std::uint64_t level) {
  const auto [known, is_new] = moves_.try_emplace({rule, level});
  if (!is_new) return known->second;
  LevelBits among;
  among[level % levels_told] = true;
  Moves& all = known->second;
  store_.each_before(store_.size(), among, {}, [&](StateId id, const Words<W>& state, std::uint64_t) {
    if (store_.may_be_at(id, level) && leads(rule, thread, state))
      all.emplace_back(hash<W>(rules_.after(rule, state)), id);
  });
  std::ranges::sort(all);
  return all;
}

template <unsigned W>
void Predecessors<W>::add_moves(std::uint32_t rule, unsigned thread, const Words<W>& after, std::uint64_t level) {
  const std::uint64_t its_hash = hash<W>(after);
  const Moves& all = moves(rule, thread, level);
  for (auto one = std::ranges::lower_bound(all, its_hash, {}, &Moves::value_type::first);
       one != all.end() && one->first == its_hash; ++one)
    add_if_it_leads(one->second, rule, store_.state(one->second), after);
}

template <unsigned W>
const std::vector<MoveInto>& Predecessors<W>::of(StateId state, std::uint64_t level) {
  const Words<W> after = store_.state(state);
  candidates_.clear(), found_.clear();
  for (unsigned thread = 0; thread < rules_.threads(); ++thread)
    for (const Undo& one : undo(static_cast<model::ThreadId>(thread), rules_.stand_number(thread, after)))
      if (one.is_tried)
        add_candidates(one, thread, after);
      else
        add_moves(one.rule, thread, after, level);
  for (const Candidate& candidate : candidates_) store_.prefetch(candidate.hash);
  for (const Candidate& candidate : candidates_) {
    const std::optional<StateId> from = store_.find(candidate.before, candidate.hash, level);
    if (from) add_if_it_leads(*from, candidate.rule, candidate.before, after);
  }
  return found_;
}

template class Predecessors<1>;
template class Predecessors<2>;
template class Predecessors<3>;
template class Predecessors<4>;
template class Predecessors<6>;
template class Predecessors<8>;

}  // namespace replock::schedules
