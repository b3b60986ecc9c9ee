// What an execution is and shows, by the reference semantics but without its copies.
#include "schedules/relacy_witness.h"

#include <algorithm>
#include <cassert>

#include "schedules/watch.h"

namespace replock::schedules {

using model::Alternative;
using model::Effect;
using model::LockId;
using model::Move;
using model::Step;
using model::StepId;
using model::ThreadId;

namespace {

/// While it lives, the state has the older value that a move reads.
class Older {
 public:
  Older(model::State& state, Move reading) : state_(state), reading_(reading) { swap(); }
  ~Older() { swap(); }
  Older(const Older&) = delete;
  Older& operator=(const Older&) = delete;

 private:
  void swap() {
    if (reading_.stale != model::none) std::swap(state_[reading_.stale], reading_.seen);
  }

  model::State& state_;
  Move reading_;
};

std::vector<ThreadId> all_threads(const model::World& world) {
  std::vector<ThreadId> threads;
  for (std::size_t thread = 0; thread < world.threads.size(); ++thread)
    threads.push_back(static_cast<ThreadId>(thread));
  return threads;
}

}  // namespace

template <class Key>
void Witness::keep(std::map<Key, Kept>& found, const Key& key) {
  const auto entry = found.find(key);
  if (entry != found.end()) {
    const Kept& kept = entry->second;
    if (std::pair(kept.stale, kept.schedule.size()) <= std::pair(stale_, log_.size())) return;
  }
  found[key] = {log_, stale_};
}

Witness::Witness(const model::World& world, const std::vector<model::Claim>& claims)
    : world_(world), claims_(claims), initial_(model::initial_state(world)), state_(initial_) {
  for (std::size_t index = 0; index < world.threads.size(); ++index) {
    const model::Program& thread = world.threads[index];
    reached_.emplace_back(thread.steps.size(), false);
    reached_.back()[world.fields[thread.pc].initial] = true;
    looks_.emplace_back();
    for (const Step& step : thread.steps) {
      looks_.back().emplace_back(step.alternatives.size());
      for (std::size_t i = 0; i < step.alternatives.size(); ++i)
        looks_.back().back()[i].acquires = acquires(world, static_cast<ThreadId>(index), step, step.alternatives[i]);
    }
  }
  add_looks(claims);
}

void Witness::add_looks(const std::vector<model::Claim>& claims) {
  for (std::size_t index = 0; index < claims.size(); ++index) {
    const model::Claim& claim = claims[index];
    const auto id = static_cast<std::uint32_t>(index);
    if (claim.at_rest) {
      at_rest_.push_back(id);
    } else if (claim.at_entry) {
      if (model::all_true(initial_, claim.bad)) hits_[id] = {{}, 0};
    } else {
      Look& look = looks_[claim.thread][claim.step][claim.alternative];
      (claim.phase == model::Phase::before ? look.before : look.after).push_back(id);
    }
  }
}

void Witness::begin() {
  state_ = initial_;
  log_.clear();
  stale_ = 0;
}

bool Witness::is_open(ThreadId thread) const {
  const std::vector<Alternative>& all = step(thread).alternatives;
  return std::any_of(all.begin(), all.end(),
                     [&](const Alternative& one) { return model::all_true(state_, one.guard); });
}

const std::vector<std::uint8_t>& Witness::open_alternatives(Move reading) {
  open_.clear();
  const Step& it = step(reading.thread);
  const Older older(state_, reading);
  for (std::size_t index = 0; index < it.alternatives.size(); ++index) {
    if (!model::all_true(state_, it.alternatives[index].guard)) continue;
    open_.push_back(static_cast<std::uint8_t>(index));
    if (it.choice == model::Choice::first) break;
  }
  return open_;
}

bool Witness::stands_still() const {
  if (!log_.empty() && is_open(log_.back().thread)) return false;  // it mostly goes on
  for (std::size_t thread = 0; thread < world_.threads.size(); ++thread)
    if (is_open(static_cast<ThreadId>(thread))) return false;
  return true;
}

bool Witness::at_rest() const {
  for (std::size_t thread = 0; thread < world_.threads.size(); ++thread)
    if (!step(static_cast<ThreadId>(thread)).rests) return false;
  return true;
}

void Witness::take(Move move) {
  const StepId from = model::pc_of(world_, state_, move.thread);
  const Alternative& chosen = step(move.thread).alternatives[move.alternative];
  const Look& look = looks_[move.thread][from][move.alternative];
  log_.push_back(move);
  if (move.stale != model::none) ++stale_;
  ++moves_;
  look_at_claims(look.before);
  if (look.acquires) look_at_locks(move.thread);
  apply(chosen, move);
  reached_[move.thread][chosen.next] = true;
  look_at_claims(look.after);
}

void Witness::apply(const Alternative& chosen, Move move) {
  values_.clear();
  {
    const Older older(state_, move);
    assert(model::all_true(state_, chosen.guard));
    for (const Effect& effect : chosen.effects) {
      int value = effect.operand;
      if (effect.does == Effect::Does::copy) value = state_[effect.operand];
      if (effect.does == Effect::Does::add) value = state_[effect.field] + effect.operand;
      if (effect.does == Effect::Does::subtract) value = state_[effect.field] - effect.operand;
      const model::Field& field = world_.fields[effect.field];
      if (value < 0 || value > field.max)
        throw model::ModelFault{field.name + " leaves 0.." + std::to_string(field.max) + " at " +
                                world_.threads[move.thread].name + ": " + chosen.words};
      values_.push_back(static_cast<std::uint16_t>(value));
    }
  }
  for (std::size_t i = 0; i < values_.size(); ++i) state_[chosen.effects[i].field] = values_[i];
  state_[world_.threads[move.thread].pc] = chosen.next;
}

void Witness::look_at_claims(const std::vector<std::uint32_t>& claims) {
  for (const std::uint32_t claim : claims)
    if (model::all_true(state_, claims_[claim].bad)) keep(hits_, claim);
}

void Witness::look_at_rest() { look_at_claims(at_rest_); }

void Witness::look_at_race(model::FieldId field, Race::Access earlier, Race::Access later) {
  keep(races_, std::tuple(field, earlier, later));
}

void Witness::look_at_locks(ThreadId thread) {
  const Held key{thread, model::pc_of(world_, state_, thread), model::held_by(world_, state_, thread)};
  keep(acquisitions_, key);
}

Waiting Witness::waiting() const {
  Waiting waiting;
  for (const ThreadId thread : all_threads(world_)) {
    if (step(thread).rests || is_open(thread)) continue;
    waiting.blocked = static_cast<ThreadBits>(waiting.blocked | 1U << thread);
    waiting.steps[thread] = model::pc_of(world_, state_, thread);
    for (const ThreadId whom : model::waits_for(world_, state_, thread))
      waiting.whom[thread] = static_cast<ThreadBits>(waiting.whom[thread] | 1U << whom);
  }
  return waiting;
}

bool Witness::waits_in_ring() const { return tied(waiting()) != 0; }

Witness::Deadlock Witness::deadlock() const {
  Deadlock all;
  for (const ThreadId thread : all_threads(world_))
    if (!step(thread).rests && !is_open(thread)) all.emplace_back(thread, model::pc_of(world_, state_, thread));
  return all;
}

void Witness::look_at_deadlock() {
  deadlocks_.insert(deadlock());
  const Waiting now = waiting();
  StuckLog stuck;
  const ThreadBits in_rings = tied(now);
  if (in_rings != 0)
    stuck.add_rings(now, in_rings, 0);
  else
    stuck.add_standstill(now, 0);
  for (const StuckSeen& seen : stuck.seen()) keep(stuck_, Ring{seen.cycle, seen.steps, seen.threads});
}

Result Witness::result() const {
  Result result;
  for (const auto& [claim, kept] : hits_) result.hits.push_back({claim, kept.schedule});
  for (const auto& [ring, kept] : stuck_)
    result.stuck.push_back({std::get<0>(ring), std::get<1>(ring), std::get<2>(ring), kept.schedule});
  for (const auto& [held, kept] : acquisitions_)
    result.acquisitions.push_back({std::get<0>(held), std::get<1>(held), std::get<2>(held), kept.schedule});
  for (const auto& [race, kept] : races_)
    result.races.push_back({std::get<0>(race), std::get<1>(race), std::get<2>(race), kept.schedule});
  result.reached = reached_;
  return result;
}

}  // namespace replock::schedules
