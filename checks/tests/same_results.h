// Two searches that must have come to the same.
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <utility>
#include <vector>

#include "schedules/explorer.h"
#include "schedules/preemptions.h"

namespace replock::tests {

/// But for seconds, and how much memory was taken ahead.
inline auto compared(const schedules::Result& result) {
  return std::tie(result.end, result.states, result.transitions, result.depth, result.left, result.digest, result.hits,
                  result.stuck, result.acquisitions, result.reached, result.taken);
}

inline bool is_same(const schedules::Result& one, const schedules::Result& other) {
  return compared(one) == compared(other);
}

/// All but what was found, and its schedules.
inline void check_same_states(const schedules::Result& one, const schedules::Result& other) {
  CHECK(one.end == other.end);
  CHECK(one.states == other.states);
  CHECK(one.transitions == other.transitions);
  CHECK(one.depth == other.depth);
  CHECK(one.left == other.left);
  CHECK(one.digest == other.digest);
  CHECK(one.reached == other.reached);
  CHECK(one.taken == other.taken);
}

inline void check_same(const schedules::Result& one, const schedules::Result& other) {
  check_same_states(one, other);
  CHECK(one.hits == other.hits);
  CHECK(one.stuck == other.stuck);
  CHECK(one.acquisitions == other.acquisitions);
}

/// Their moves and switches.
template <class Found>
std::vector<std::pair<std::size_t, std::uint64_t>> costs(const std::vector<Found>& all) {
  std::vector<std::pair<std::size_t, std::uint64_t>> costs_of_all;
  for (const Found& found : all) costs_of_all.emplace_back(found.schedule.size(), schedules::switches(found.schedule));
  return costs_of_all;
}

/// Who is stuck where, at what cost, sorted.
inline auto costs_to_stuck(const schedules::Result& result) {
  std::vector<std::tuple<std::size_t, std::uint64_t, std::vector<model::ThreadId>, std::vector<model::StepId>>> all;
  for (const schedules::Stuck& found : result.stuck)
    all.emplace_back(found.schedule.size(), schedules::switches(found.schedule),
                     found.cycle.empty() ? found.threads : found.cycle, found.steps);
  std::ranges::sort(all);
  return all;
}

/// But for which of the schedules as short, with as few switches.
inline auto compared_costs(const schedules::Result& result) {
  std::vector<std::uint32_t> claims;
  for (const schedules::ClaimHit& hit : result.hits) claims.push_back(hit.claim);
  std::vector<std::vector<model::LockId>> held;
  for (const schedules::Acquisition& one : result.acquisitions) held.push_back(one.held);
  return std::tuple(result.end, result.states, result.transitions, result.depth, result.left, result.digest,
                    result.reached, result.taken, claims, costs(result.hits), held, costs(result.acquisitions),
                    costs_to_stuck(result));
}

inline bool is_as_good(const schedules::Result& one, const schedules::Result& other) {
  return compared_costs(one) == compared_costs(other);
}

/// Of schedules as short with as few switches there may be several.
inline void check_as_good(const schedules::Result& one, const schedules::Result& other) {
  using schedules::Acquisition, schedules::ClaimHit;
  check_same_states(one, other);
  CHECK(costs(one.hits) == costs(other.hits));
  CHECK(costs(one.acquisitions) == costs(other.acquisitions));
  CHECK(std::ranges::equal(one.hits, other.hits, {}, &ClaimHit::claim, &ClaimHit::claim));
  CHECK(std::ranges::equal(one.acquisitions, other.acquisitions, {}, &Acquisition::held, &Acquisition::held));
  CHECK(costs_to_stuck(one) == costs_to_stuck(other));
}

}  // namespace replock::tests
