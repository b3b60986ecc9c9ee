// Both searches with the same options, compared; each schedule walked once more.
#include "checks/tests/bitstate_agreement.h"

#include <algorithm>

#include "checks/tests/agreement.h"
#include "checks/tests/unless_fault.h"
#include "schedules/end_state.h"

namespace replock::tests {
namespace {

using model::Claim;
using model::State;
using model::World;
using schedules::End;
using schedules::Options;
using schedules::Result;
using schedules::Schedule;

/// In its worlds of some ten thousand states, one in a million states is omitted with a chance of one in a hundred.
constexpr std::uint64_t room_bytes = 8U << 20;

State before_last(const World& world, Schedule schedule) {
  schedule.pop_back();
  return schedules::end_state(world, schedule);
}

bool shows(const World& world, const Claim& claim, const Schedule& schedule) {
  const State end = schedules::end_state(world, schedule);
  if (claim.at_rest) return model::at_rest(world, end) && all_true(end, claim.bad);
  if (claim.at_entry) return schedule.empty() && all_true(end, claim.bad);
  if (schedule.empty() || schedule.back().thread != claim.thread || schedule.back().alternative != claim.alternative)
    return false;
  const State before = before_last(world, schedule);
  return model::pc_of(world, before, claim.thread) == claim.step &&
         all_true(claim.phase == model::Phase::before ? before : end, claim.bad);
}

bool shows(const World& world, const schedules::Stuck& stuck) {
  const State end = schedules::end_state(world, stuck.schedule);
  if (stuck.cycle.empty() && !model::enabled(world, end).empty()) return false;
  const std::vector<model::ThreadId>& threads = stuck.cycle.empty() ? stuck.threads : stuck.cycle;
  for (std::size_t i = 0; i < threads.size(); ++i) {
    if (model::pc_of(world, end, threads[i]) != stuck.steps[i]) return false;
    if (!model::enabled(world, end, threads[i]).empty()) return false;
    if (!stuck.cycle.empty() &&
        std::ranges::count(model::waits_for(world, end, threads[i]), threads[(i + 1) % threads.size()]) == 0)
      return false;
  }
  return true;
}

bool shows(const World& world, const schedules::Acquisition& taken) {
  if (taken.schedule.empty() || taken.schedule.back().thread != taken.thread) return false;
  const State before = before_last(world, taken.schedule);
  return model::pc_of(world, before, taken.thread) == taken.step &&
         model::held_by(world, before, taken.thread) == taken.held;
}

}  // namespace

std::string unshown(const World& world, const std::vector<Claim>& claims, const Result& result) {
  std::string text;
  for (const schedules::ClaimHit& hit : result.hits)
    if (!shows(world, claims[hit.claim], hit.schedule))
      text += "claim " + std::to_string(hit.claim) + " is not shown\n";
  for (const schedules::Stuck& stuck : result.stuck)
    if (!shows(world, stuck)) text += "a wait is not shown\n";
  for (const schedules::Acquisition& taken : result.acquisitions)
    if (!shows(world, taken)) text += "an acquisition is not shown\n";
  return text;
}

std::string bitstate_disagreement(const World& world, const std::vector<Claim>& claims, const Options& options) {
  const auto exact = unless_fault([&] { return schedules::explore(world, claims, options); });
  if (exact && exact->end != End::exhausted) return "";
  Options with_bits = options;
  with_bits.bitstate_bytes = room_bytes;
  auto by_bits = unless_fault([&] { return schedules::explore(world, claims, with_bits); });
  if (exact.has_value() != by_bits.has_value()) return "only one of them finds a fault of the model\n";
  if (!exact) return "";
  std::string text = unshown(world, claims, *by_bits);
  if (by_bits->end != End::probabilistic || !by_bits->omission)
    text += "it does not say that it may have missed something\n";
  if (by_bits->states != exact->states || by_bits->transitions != exact->transitions) text += "other counts\n";
  if (by_bits->taken != exact->taken) text += "other ways are taken\n";
  by_bits->end = exact->end;
  return text + differences(world, {*exact, *by_bits});
}

}  // namespace replock::tests
