// Mostly one look at where a thread stands; the rest only of those that stand right.
#include "schedules/lookalikes.h"

#include <algorithm>

#include "schedules/expansion.h"

namespace replock::schedules {

template <unsigned W>
Lookalikes<W>::Lookalikes(const model::World& world, Rules<W>& rules, const Successors<W>& successors,
                          const Watch<W>& watch, const Store<W>& store, const std::vector<model::Claim>& claims,
                          const Sightings& seen)
    : world_(world),
      rules_(rules),
      successors_(successors),
      watch_(watch),
      store_(store),
      initial_(rules.pack(model::initial_state(world))),
      stuck_seen_(seen.stuck()),
      acquisitions_seen_(seen.acquisitions()) {
  for (const ClaimSeen& one : seen.claims()) {
    claims_seen_.push_back({claims[one.claim], rules.condition(claims[one.claim].bad)});
    const model::Claim& claim = claims[one.claim];
    if (claim.at_entry || claim.at_rest)
      note(one.at.state, {});
    else
      note(one.at.state, {.thread = claim.thread, .step = claim.step});
  }
  for (const StuckSeen& one : stuck_seen_)
    note(one.state, {.thread = (one.cycle.empty() ? one.threads : one.cycle).front(), .step = one.steps.front()});
  for (const AcquisitionSeen& one : acquisitions_seen_) note(one.at.state, {.thread = one.thread, .step = one.step});
}

/// The next sighting was first in this state.
template <unsigned W>
void Lookalikes<W>::note(std::uint64_t index, Noted noted) {
  const std::uint64_t level = store_.level_of(index), told = level % levels_told;
  among_[told] = true;
  noted.sighting = levels_.size();
  noted_[told].push_back(noted);
  levels_.push_back(level);
}

template <unsigned W>
typename Lookalikes<W>::All Lookalikes<W>::in(std::uint64_t next, Piece piece) const {
  All all(size());
  store_.each_before(std::max<std::uint64_t>(next, 1), among_, piece,
                     [&](StateId id, const Words<W>& state, std::uint64_t level) {
                       for (const Noted& one : noted_[level])
                         if ((one.thread == nobody || rules_.step(one.thread, state) == one.step) &&
                             store_.may_be_at(id, levels_[one.sighting]))
                           look(one.sighting, id, state, all[one.sighting]);
                     });
  return all;
}

template <unsigned W>
typename Lookalikes<W>::All Lookalikes<W>::together(const std::vector<All>& pieces) {
  All all(pieces.front().size());
  for (std::size_t sighting = 0; sighting < all.size(); ++sighting) {
    for (const All& piece : pieces)
      all[sighting].insert(all[sighting].end(), piece[sighting].begin(), piece[sighting].end());
    std::ranges::sort(all[sighting]);
  }
  return all;
}

template <unsigned W>
void Lookalikes<W>::look(std::size_t sighting, StateId id, const Words<W>& state, std::vector<Showing>& all) const {
  if (sighting < claims_seen_.size()) return look(claims_seen_[sighting], id, state, all);
  sighting -= claims_seen_.size();
  if (sighting >= stuck_seen_.size()) return look(acquisitions_seen_[sighting - stuck_seen_.size()], id, state, all);
  if (is_stuck(stuck_seen_[sighting], state)) all.push_back({id, std::nullopt});
}

template <unsigned W>
void Lookalikes<W>::look(const Violated& seen, StateId id, const Words<W>& state, std::vector<Showing>& all) const {
  const model::Claim& claim = seen.claim;
  const Condition<W>& bad = seen.bad;
  if (claim.at_entry || claim.at_rest) {
    const bool shows = claim.at_entry ? is_same<W>(state, initial_) : rules_.holds(bad, state) && rests(state);
    if (shows) all.push_back({id, std::nullopt});
    return;
  }
  const Stand& stand = rules_.stand(rules_.stand_number(claim.thread, claim.step));
  rules_.moves(stand, state, [&](std::uint32_t rule, const Words<W>& after) {
    if (rule == stand.first + claim.alternative &&
        rules_.holds(bad, claim.phase == model::Phase::before ? state : after))
      all.push_back({id, rule});
  });
}

template <unsigned W>
void Lookalikes<W>::look(const AcquisitionSeen& seen, StateId id, const Words<W>& state,
                         std::vector<Showing>& all) const {
  const Stand& stand = rules_.stand(rules_.stand_number(seen.thread, seen.step));
  const model::Step& step = world_.step(seen.thread, seen.step);
  rules_.open_rules(stand, state, [&](std::uint32_t rule) {
    if (acquires(world_, seen.thread, step, step.alternatives[rule - stand.first]) &&
        watch_.held(seen.thread, state) == seen.held)
      all.push_back({id, rule});
  });
}

template <unsigned W>
bool Lookalikes<W>::is_stuck(const StuckSeen& seen, const Words<W>& state) const {
  const std::vector<model::ThreadId>& threads = seen.cycle.empty() ? seen.threads : seen.cycle;
  for (std::size_t i = 0; i < threads.size(); ++i)
    if (rules_.step(threads[i], state) != seen.steps[i]) return false;
  const Scene scene = successors_.scene(state);
  StuckLog log;
  log_stuck<W>(rules_, state, scene.blocked, scene.moving != 0 ? Others::go_on : Others::stand_still, 0, log);
  return std::ranges::any_of(log.seen(), [&](const StuckSeen& one) {
    return one.cycle == seen.cycle && one.threads == seen.threads && one.steps == seen.steps;
  });
}

template <unsigned W>
bool Lookalikes<W>::rests(const Words<W>& state) const {
  const Scene scene = successors_.scene(state);
  return scene.moving == 0 && scene.blocked == 0;
}

template class Lookalikes<1>;
template class Lookalikes<2>;
template class Lookalikes<3>;
template class Lookalikes<4>;
template class Lookalikes<6>;
template class Lookalikes<8>;

}  // namespace replock::schedules
