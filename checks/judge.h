// From what a search saw to a verdict: one outcome per check, findings, the lock graph.
#pragma once

#include "checks/checks.h"
#include "schedules/verdict.h"

namespace replock::checks {

/// A scenario at a series, recorded, with the claims that the checks make about it.
struct Question {
  std::string scenario;
  model::Series series;
  model::Recorded recorded;
  std::vector<model::Claim> claims;
};
Question ask(const model::Scenario& scenario, const model::Series& series);

/// Searches, then judges.
schedules::Verdict answer(const Question& question, const schedules::Options& options);
/// The judgement alone. Fills everything of the verdict but what the catalogue expects.
schedules::Verdict judge(const Question& question, schedules::Result result);

/// What a lock-order finding says: "gated cycle devlink -> reps_lock -> devlink".
std::string cycle_sentence(const schedules::LockCycle& cycle);
/// What a deadlock or recursion finding says: the ring of waits, or where everybody stands.
std::string stuck_sentence(const model::World& world, const schedules::Stuck& stuck);

/// Overall: a violation beats an incomplete search beats a clean one.
schedules::Outcome overall(const schedules::Verdict& verdict);

}  // namespace replock::checks
