// Looks at a move only as long as it can still show something new.
#include "schedules/watch.h"

#include <algorithm>
#include <utility>

#include "schedules/held_sets.h"
#include "schedules/sound_world.h"

namespace replock::schedules {
namespace {

using model::LockId;
using model::none;
using model::ThreadId;

}  // namespace

bool acquires(const model::World& world, ThreadId thread, const model::Step& step,
              const model::Alternative& alternative) {
  if (step.lock == none) return !step.waits_for.empty();
  if (step.verb == model::Verb::lock) return true;
  if (step.verb != model::Verb::try_lock && step.verb != model::Verb::wait_until) return false;
  const model::Lock& lock = world.locks[step.lock];
  const model::FieldId reader = thread < lock.readers.size() ? lock.readers[thread] : none;
  return std::any_of(alternative.effects.begin(), alternative.effects.end(), [&](const model::Effect& effect) {
    const bool writes = effect.field == lock.owner && effect.operand == thread + 1;
    const bool reads = effect.field == reader && effect.operand != 0;
    return (writes && effect.does == model::Effect::Does::set) ||
           (reads && (effect.does == model::Effect::Does::set || effect.does == model::Effect::Does::add));
  });
}

template <unsigned W>
Watch<W>::Watch(const model::World& world, const model::Layout& layout, Rules<W>& rules,
                const std::vector<model::Claim>& claims)
    : world_(world), rules_(rules), held_((world.locks.size() + 63) / 64), held_seen_(rules.stands()) {
  for (std::size_t index = 0; index < world.threads.size(); ++index)
    add_held_probes(layout, static_cast<ThreadId>(index));
  const HeldSets held_sets(world);
  add_rules(held_sets);
  add_claims(layout, claims, held_sets);
}

template <unsigned W>
void Watch<W>::add_rules(const HeldSets& held_sets) {
  for (std::size_t thread = 0; thread < world_.threads.size(); ++thread) {
    for (std::size_t step = 0; step < world_.threads[thread].steps.size(); ++step) {
      const auto id = static_cast<ThreadId>(thread);
      const model::Step& it = world_.threads[thread].steps[step];
      for (std::size_t alternative = 0; alternative < it.alternatives.size(); ++alternative) {
        Watched watched;
        watched.thread = id;
        watched.step = static_cast<model::StepId>(step);
        watched.acquires = acquires(world_, id, it, it.alternatives[alternative]);
        watched.held_once = held_sets.is_one(id, watched.step);
        watched_.push_back(watched);
      }
    }
  }
  wants_.assign(watched_.size() + 2, Wants::any_move);  // Rules::each_rule() comes to two more
  quiet_.resize(watched_.size());
}

template <unsigned W>
typename Watch<W>::Pending Watch<W>::pending(const model::Layout& layout, const model::Claim& claim) const {
  Pending pending;
  pending.phase = claim.phase;
  pending.bad = rules_.condition(claim.bad);
  for (const model::Test& test : claim.bad) {
    if (test.is != model::Test::Is::unequal || !layout.places[test.field].range.has(test.operand)) continue;
    const Probe probe = probe_of(layout, test.field);
    pending.excluded.push_back({probe.word, bits_of(probe), bits_of(probe, test.operand)});
  }
  return pending;
}

template <unsigned W>
void Watch<W>::add_claims(const model::Layout& layout, const std::vector<model::Claim>& claims,
                          const HeldSets& held_sets) {
  for (const model::Claim& claim : claims) require_sound(world_, claim);
  const std::vector<bool> refuted = held_sets.refuted(claims);
  std::vector<std::uint32_t> counts(watched_.size(), 0);
  const auto rule_of = [&](const model::Claim& claim) {
    return rules_.stand(rules_.stand_number(claim.thread, claim.step)).first + claim.alternative;
  };
  for (std::size_t index = 0; index < claims.size(); ++index)
    if (!refuted[index] && !claims[index].at_rest && !claims[index].at_entry) ++counts[rule_of(claims[index])];
  for (std::size_t rule = 0; rule < counts.size(); ++rule) watched_[rule].claims.reserve(counts[rule]);
  for (std::size_t index = 0; index < claims.size(); ++index) {
    if (refuted[index]) continue;
    const model::Claim& claim = claims[index];
    Pending added = pending(layout, claim);
    added.claim = static_cast<std::uint32_t>(index);
    if (claim.at_rest) {
      at_rest_.push_back(std::move(added));
    } else if (claim.at_entry) {
      at_entry_.push_back(std::move(added));
    } else {
      watched_[rule_of(claim)].claims.push_back(std::move(added));
    }
  }
}

template <unsigned W>
void Watch<W>::add_held_probes(const model::Layout& layout, ThreadId thread) {
  std::vector<HeldProbe>& probes = held_probes_.emplace_back();
  for (std::size_t index = 0; index < world_.locks.size(); ++index) {
    const model::Lock& lock = world_.locks[index];
    const auto id = static_cast<LockId>(index);
    if (lock.owner != none)
      probes.push_back({id, probe_of(layout, lock.owner), static_cast<std::uint16_t>(thread + 1)});
    if (thread < lock.readers.size() && lock.readers[thread] != none)
      probes.push_back({id, probe_of(layout, lock.readers[thread]), 0});
  }
}

template <unsigned W>
void Watch<W>::look(std::uint32_t rule, const Words<W>& before, const Words<W>& after, const Sighting& here) {
  constexpr std::uint8_t patience = 32;  // looks; what one state refutes, those found next to it mostly do
  Watched& watched = watched_[rule];
  const bool acquired = watched.acquires;
  const std::size_t claims = watched.claims.size();
  if (watched.fresh) watched.fresh = false, taken_.push_back(rule);
  if (watched.acquires) look_at_locks(watched, before, here);
  if (!watched.claims.empty()) look_at_claims(watched, before, after, here);
  if (watched.patience-- != 0 && watched.acquires == acquired && watched.claims.size() == claims) return;
  watched.patience = patience;
  note_wants(rule, before, after);
}

template <unsigned W>
void Watch<W>::note_wants(std::uint32_t rule, const Words<W>& before, const Words<W>& after) {
  const Watched& watched = watched_[rule];
  const std::optional<Quiet> quiet = watched.acquires ? std::nullopt : quiet_at(watched.claims, before, after);
  wants_[rule] = !quiet ? Wants::any_move : watched.claims.empty() ? Wants::nothing : Wants::claims;
  if (quiet) quiet_[rule] = *quiet;
}

/// What is there that excludes that the claim is violated: a bit, or a field. None where two fields are compared.
template <unsigned W>
std::optional<typename Watch<W>::Literal> Watch<W>::refuting(const Pending& claim, const Words<W>& state) {
  const Condition<W>& bad = claim.bad;
  for (unsigned w = 0; w < W; ++w) {
    const std::uint64_t wrong = (state[w] & bad.mask[w]) ^ bad.value[w];
    const std::uint64_t bit = wrong & -wrong & bad.mask[w];  // no bit where it is never violated
    if (wrong != 0) return Literal{static_cast<std::uint8_t>(w), bit, state[w] & bit};
  }
  const auto found = std::ranges::find_if(claim.excluded, [&](const Literal& one) { return one.holds(state); });
  return found == claim.excluded.end() ? std::nullopt : std::optional(*found);
}

/// All of it holds there. None where a claim is not violated for another reason.
template <unsigned W>
std::optional<typename Watch<W>::Quiet> Watch<W>::quiet_at(const std::vector<Pending>& claims, const Words<W>& before,
                                                           const Words<W>& after) {
  Quiet quiet;
  for (const Pending& claim : claims) {
    const std::optional<Literal> found = refuting(claim, claim.seen(before, after));
    if (!found) return std::nullopt;
    const bool is_before = claim.phase == model::Phase::before;
    (is_before ? quiet.before_mask : quiet.after_mask)[found->word] |= found->mask;
    (is_before ? quiet.before : quiet.after)[found->word] |= found->value;
  }
  return quiet;
}

template <unsigned W>
void Watch<W>::look_at_claims(Watched& watched, const Words<W>& before, const Words<W>& after, const Sighting& here) {
  const auto violated = [&](const Pending& pending) { return rules_.holds(pending.bad, pending.seen(before, after)); };
  bool any = false;  // mostly not: one look at each
  for (const Pending& pending : watched.claims) any |= violated(pending);
  if (!any) return;
  std::erase_if(watched.claims, [&](const Pending& pending) {
    if (!violated(pending)) return false;
    claims_seen_.push_back({pending.claim, here});
    return true;
  });
}

template <unsigned W>
void Watch<W>::look_at_locks(Watched& watched, const Words<W>& before, const Sighting& here) {
  note_held(watched.thread, before);
  if (watched.held_once) watched.acquires = false;
  std::vector<HeldMask>& seen = held_seen_[rules_.stand_number(watched.thread, watched.step)];
  if (std::find(seen.begin(), seen.end(), held_) != seen.end()) return;
  seen.push_back(held_);
  acquisitions_seen_.push_back({watched.thread, watched.step, held(watched.thread, before), here});
}

template <unsigned W>
void Watch<W>::note_held(ThreadId thread, const Words<W>& state) {
  std::fill(held_.begin(), held_.end(), 0);
  for (const HeldProbe& probe : held_probes_[thread])
    held_[probe.lock / 64] |= std::uint64_t{probe.holds(state)} << (probe.lock % 64);
}

template <unsigned W>
std::vector<LockId> Watch<W>::held(ThreadId thread, const Words<W>& state) const {
  std::vector<LockId> locks;
  for (const HeldProbe& probe : held_probes_[thread])
    if (probe.holds(state) && (locks.empty() || locks.back() != probe.lock)) locks.push_back(probe.lock);
  return locks;
}

template <unsigned W>
void Watch<W>::look_at_entry(const Words<W>& initial) {
  for (const Pending& pending : at_entry_)
    if (rules_.holds(pending.bad, initial)) claims_seen_.push_back({pending.claim, {}});
}

template <unsigned W>
void Watch<W>::go_on_from(const std::vector<ClaimSeen>& claims, const std::vector<AcquisitionSeen>& acquisitions,
                          const std::vector<std::uint32_t>& taken) {
  std::vector<std::uint32_t> known;
  for (const ClaimSeen& claim : claims) known.push_back(claim.claim);
  const auto is_known = [&](const Pending& pending) {
    return std::find(known.begin(), known.end(), pending.claim) != known.end();
  };
  for (Watched& watched : watched_) std::erase_if(watched.claims, is_known);
  std::erase_if(at_rest_, is_known);
  for (const AcquisitionSeen& one : acquisitions) {
    HeldMask held((world_.locks.size() + 63) / 64);
    for (const LockId lock : one.held) held.at(lock / 64) |= std::uint64_t{1} << (lock % 64);
    held_seen_.at(rules_.stand_number(one.thread, one.step)).push_back(std::move(held));
  }
  for (const std::uint32_t rule : taken) watched_.at(rule).fresh = false;
  taken_ = taken;
  claims_seen_ = claims;
  acquisitions_seen_ = acquisitions;
}

template <unsigned W>
void Watch<W>::take_back(const Mark& mark) {
  claims_seen_.resize(mark.claims);
  acquisitions_seen_.resize(mark.acquisitions);
  for (; taken_.size() > mark.taken; taken_.pop_back()) watched_[taken_.back()].fresh = true;
}

template <unsigned W>
void Watch<W>::look_at_rest(const Words<W>& resting, std::uint64_t state) {
  std::erase_if(at_rest_, [&](const Pending& pending) {
    const bool violated = rules_.holds(pending.bad, resting);
    if (violated) claims_seen_.push_back({pending.claim, {state, std::nullopt}});
    return violated;
  });
}

template class Watch<1>;
template class Watch<2>;
template class Watch<3>;
template class Watch<4>;
template class Watch<6>;
template class Watch<8>;

}  // namespace replock::schedules
