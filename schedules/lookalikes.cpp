// Mostly one look at where a thread stands; the rest only of those that stand right.
#include "schedules/lookalikes.h"

#include <algorithm>

#include "schedules/expansion.h"

namespace replock::schedules {

template <unsigned W>
Lookalikes<W>::Lookalikes(const model::World& world, Rules<W>& rules, const Successors<W>& successors,
                          const Watch<W>& watch, const Store<W>& store, const std::vector<model::Claim>& claims,
                          const std::vector<ClaimSeen>& seen)
    : world_(world), rules_(rules), successors_(successors), watch_(watch), store_(store), claims_(claims) {
  for (const ClaimSeen& one : seen) bad_.try_emplace(one.claim, rules.condition(claims[one.claim].bad));
}

template <unsigned W>
std::vector<Showing> Lookalikes<W>::of(const ClaimSeen& seen, StateRange among) const {
  const model::Claim& claim = claims_[seen.claim];
  if (claim.at_entry) return {{0, std::nullopt}};
  const Condition<W>& bad = bad_.at(seen.claim);
  std::vector<Showing> all;
  store_.each(among.first, among.end, [&](std::uint64_t index, const Words<W>& state) {
    if (claim.at_rest) {
      if (rules_.holds(bad, state) && rests(state)) all.push_back({index, std::nullopt});
      return;
    }
    if (rules_.step(claim.thread, state) != claim.step) return;
    const Stand& stand = rules_.stand(rules_.stand_number(claim.thread, claim.step));
    rules_.moves(stand, state, [&](std::uint32_t rule, const Words<W>& after) {
      if (rule == stand.first + claim.alternative &&
          rules_.holds(bad, claim.phase == model::Phase::before ? state : after))
        all.push_back({index, rule});
    });
  });
  return all;
}

template <unsigned W>
std::vector<Showing> Lookalikes<W>::of(const AcquisitionSeen& seen, StateRange among) const {
  const Stand& stand = rules_.stand(rules_.stand_number(seen.thread, seen.step));
  const model::Step& step = world_.step(seen.thread, seen.step);
  std::vector<Showing> all;
  store_.each(among.first, among.end, [&](std::uint64_t index, const Words<W>& state) {
    if (rules_.step(seen.thread, state) != seen.step) return;
    rules_.open_rules(stand, state, [&](std::uint32_t rule) {
      if (acquires(world_, seen.thread, step, step.alternatives[rule - stand.first]) &&
          watch_.held(seen.thread, state) == seen.held)
        all.push_back({index, rule});
    });
  });
  return all;
}

template <unsigned W>
std::vector<Showing> Lookalikes<W>::of(const StuckSeen& seen, StateRange among) const {
  std::vector<Showing> all;
  store_.each(among.first, among.end, [&](std::uint64_t index, const Words<W>& state) {
    if (is_stuck(seen, state)) all.push_back({index, std::nullopt});
  });
  return all;
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
template class Lookalikes<5>;
template class Lookalikes<6>;
template class Lookalikes<7>;
template class Lookalikes<8>;

}  // namespace replock::schedules
