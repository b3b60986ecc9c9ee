// Each finding under each renaming; what is known already stays as it is.
#include "schedules/renamed_result.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "schedules/trail.h"

namespace replock::schedules {
namespace {

using model::ThreadId;

std::vector<ThreadId> renamed(const Renaming& renaming, std::vector<ThreadId> threads) {
  for (ThreadId& thread : threads) thread = renaming.threads[thread];
  return threads;
}

Schedule renamed(const model::World& world, const Renaming& renaming, Schedule schedule) {
  for (model::Move& move : schedule) move.thread = renaming.threads[move.thread];
  followed_plainly(world, schedule);
  return schedule;
}

/// Adds of(renaming, one) for each of them and each renaming, where its key is new: with the schedule, if so.
template <class Found, class Key, class Of>
void add_new(const model::World& world, const std::vector<Renaming>& renamings, std::vector<Found>& all, Key&& key,
             Of&& of) {
  std::set<decltype(key(all.front()))> known;
  for (const Found& one : all) known.insert(key(one));
  const std::size_t found = all.size();
  for (std::size_t index = 0; index < found; ++index)
    for (const Renaming& renaming : renamings) {
      Found other = of(renaming, all[index]);
      if (!known.insert(key(other)).second) continue;
      other.schedule = renamed(world, renaming, all[index].schedule);
      all.push_back(std::move(other));
    }
}

auto key_of(const Acquisition& one) { return std::tuple(one.thread, one.step, one.held); }

auto key_of(const Stuck& one) {
  const std::vector<ThreadId>& threads = one.cycle.empty() ? one.threads : one.cycle;
  std::vector<std::pair<ThreadId, model::StepId>> places;
  for (std::size_t i = 0; i < threads.size(); ++i) places.emplace_back(threads[i], one.steps[i]);
  std::ranges::sort(places);
  return std::pair(one.cycle.empty(), std::move(places));
}

Acquisition renamed(const Renaming& renaming, const Acquisition& one) {
  Acquisition other{renaming.threads[one.thread], one.step, {}, {}};
  for (const model::LockId lock : one.held) other.held.push_back(renaming.locks[lock]);
  std::ranges::sort(other.held);
  return other;
}

/// A ring is told from the thread on that comes first, and so is a standstill.
Stuck renamed(const Renaming& renaming, const Stuck& one) {
  Stuck other{renamed(renaming, one.cycle), {}, renamed(renaming, one.threads), {}};
  std::vector<ThreadId>& threads = one.cycle.empty() ? other.threads : other.cycle;
  std::vector<std::pair<ThreadId, model::StepId>> places;
  for (std::size_t i = 0; i < threads.size(); ++i) places.emplace_back(threads[i], one.steps[i]);
  if (one.cycle.empty())
    std::ranges::sort(places);
  else
    std::rotate(places.begin(), std::ranges::min_element(places), places.end());
  for (std::size_t i = 0; i < places.size(); ++i) {
    threads[i] = places[i].first;
    other.steps.push_back(places[i].second);
  }
  return other;
}

}  // namespace

void add_renamed(const model::World& world, const std::vector<Renaming>& renamings, Result& result) {
  if (renamings.empty()) return;
  add_new(
      world, renamings, result.hits, [](const ClaimHit& one) { return one.claim; },
      [](const Renaming& renaming, const ClaimHit& one) {
        return ClaimHit{renaming.claims[one.claim], {}};
      });
  std::ranges::sort(result.hits, {}, &ClaimHit::claim);
  add_new(
      world, renamings, result.acquisitions, [](const Acquisition& one) { return key_of(one); },
      [](const Renaming& renaming, const Acquisition& one) { return renamed(renaming, one); });
  std::ranges::sort(result.acquisitions, {}, [](const Acquisition& one) { return key_of(one); });
  add_new(
      world, renamings, result.stuck, [](const Stuck& one) { return key_of(one); },
      [](const Renaming& renaming, const Stuck& one) { return renamed(renaming, one); });
  const auto taken = result.taken;
  const auto reached = result.reached;
  for (const Renaming& renaming : renamings)
    for (std::size_t thread = 0; thread < taken.size(); ++thread)
      for (std::size_t step = 0; step < taken[thread].size(); ++step) {
        const ThreadId other = renaming.threads[thread];
        if (reached[thread][step]) result.reached[other][step] = true;
        for (std::size_t way = 0; way < taken[thread][step].size(); ++way)
          if (taken[thread][step][way]) result.taken[other][step][way] = true;
      }
}

}  // namespace replock::schedules
