// The first by state, then by move.
#include "schedules/sightings.h"

#include <algorithm>
#include <tuple>

namespace replock::schedules {
namespace {

bool is_before(const Sighting& left, const Sighting& right) {
  return std::tie(left.state, left.move) < std::tie(right.state, right.move);
}

template <class Key>
void keep_first(std::map<Key, Sighting>& all, const Key& key, const Sighting& at) {
  const auto [entry, is_new] = all.try_emplace(key, at);
  if (!is_new && is_before(at, entry->second)) entry->second = at;
}

}  // namespace

Sightings::StuckKey Sightings::key(const StuckSeen& stuck) {
  StuckKey key;
  key.first = !stuck.cycle.empty();
  const std::vector<model::ThreadId>& threads = key.first ? stuck.cycle : stuck.threads;
  for (std::size_t i = 0; i < threads.size(); ++i) key.second.emplace_back(threads[i], stuck.steps[i]);
  std::ranges::sort(key.second);
  return key;
}

void Sightings::add(const std::vector<ClaimSeen>& claims, const std::vector<AcquisitionSeen>& acquisitions,
                    const std::vector<StuckSeen>& stuck) {
  for (const ClaimSeen& seen : claims) keep_first(claims_, seen.claim, seen.at);
  for (const AcquisitionSeen& seen : acquisitions)
    keep_first(acquisitions_, AcquisitionKey{seen.thread, seen.step, seen.held}, seen.at);
  for (std::size_t number = 0; number < stuck.size(); ++number) {
    const auto [entry, is_new] = stuck_.try_emplace(key(stuck[number]), StuckAt{stuck[number], number});
    if (!is_new && stuck[number].state < entry->second.seen.state) entry->second = {stuck[number], number};
  }
}

std::vector<ClaimSeen> Sightings::claims() const {
  std::vector<ClaimSeen> all;
  for (const auto& [claim, at] : claims_) all.push_back({claim, at});
  return all;
}

std::vector<AcquisitionSeen> Sightings::acquisitions() const {
  std::vector<AcquisitionSeen> all;
  for (const auto& [key, at] : acquisitions_) all.push_back({key.thread, key.step, key.held, at});
  return all;
}

std::vector<StuckSeen> Sightings::stuck() const {
  std::vector<const StuckAt*> all;
  for (const auto& [key, at] : stuck_) all.push_back(&at);
  std::ranges::sort(all, [](const StuckAt* left, const StuckAt* right) {
    return std::tie(left->seen.state, left->number) < std::tie(right->seen.state, right->number);
  });
  std::vector<StuckSeen> seen;
  for (const StuckAt* at : all) seen.push_back(at->seen);
  return seen;
}

}  // namespace replock::schedules
