// One search that was measured, ours or Spin's; and what several of the same say together.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "checks/judge.h"
#include "schedules/workers.h"

namespace replock::bench {

struct Measured {
  std::uint64_t states = 0, transitions = 0;
  double seconds = 0;
  double bytes_per_state = 0;
  std::string cut;  ///< why it did not get to its end; "": it did
};

/// Claims watched and schedules rebuilt, tables for the reduction included. `workers` null: on one core.
Measured measure_ours(const checks::Question& question, schedules::Reduction reduction, schedules::Workers* workers);

/// After another process a core takes a while to come to its pace: as long as some of ours take in all. So one run goes
/// before the one that counts.
Measured measure_ours_warm(const checks::Question& question, schedules::Reduction reduction,
                           schedules::Workers* workers);

/// The last one's counts, the middle one's seconds. REQUIRES: one at least.
Measured middle(const std::vector<Measured>& runs);

/// How often a search of so many states is measured: the same for every engine.
unsigned rounds_for(std::uint64_t states);

/// How many times faster the second is.
double times_faster(const Measured& slow, const Measured& fast);

/// To whoever watches at a terminal.
void meanwhile(const std::string& what);

double now_s();

}  // namespace replock::bench
