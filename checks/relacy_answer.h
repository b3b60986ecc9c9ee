// The other engine's answer to a question, judged by the same rules; and what a user may ask of it.
#pragma once

#include <string>

#include "checks/judge.h"
#include "schedules/relacy_search.h"

namespace replock::checks {

/// As written on the command line; empty: not given.
struct EngineChoice {
  std::string engine = "explorer";  ///< or relacy
  std::string schedule;             ///< relacy: full, random, bound
  std::string bound;                ///< preemptions, with schedule bound
  std::string iterations;           ///< executions at most
  std::string steps;                ///< of each execution at most
  std::string seed;                 ///< with schedule random
  std::string memory;               ///< relacy: sequential, kernel
};

/// Throws Refusal on an unknown engine, and on options of relacy for another one.
bool wants_relacy(const EngineChoice& choice);
/// REQUIRES: wants_relacy(choice). Throws Refusal on what is no number, is out of range, or does not go together.
schedules::RelacyOptions relacy_options(const EngineChoice& choice, const schedules::Bounds& bounds);

/// " --engine relacy --schedule full", as it was given. REQUIRES: wants_relacy(choice).
std::string words(const EngineChoice& choice);

/// Searches with Relacy, then judges; Verdict::search says how it was searched.
schedules::Verdict answer_by_relacy(const Question& question, const schedules::RelacyOptions& options);

}  // namespace replock::checks
