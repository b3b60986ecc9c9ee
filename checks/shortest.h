// A shortest schedule to a finding, from any schedule that shows it: searches that go for that one ending
// (schedules/toward.h).
#pragma once

#include "checks/judge.h"

namespace replock::checks {

enum class Proof : std::uint8_t { shortest, not_shown };

struct Shortened {
  schedules::Finding finding;  ///< no longer than before
  Proof proof = Proof::not_shown;
  std::uint64_t states = 0;  ///< kept by all searches
};

/// The finding, or another one that shares its check and what is in common (checks/in_common.h), with a shortest
/// schedule of this world. REQUIRES: options.reduction is not none; the schedule shows the finding; `options` is how it
/// was found, with the bound on states for each search.
Shortened shortened(const Question& question, const schedules::Finding& finding, const schedules::Options& options);

}  // namespace replock::checks
