// A lock cycle as lockdep's "possible unsafe locking scenario", with a column for every thread that takes part.
#pragma once

#include <string>
#include <vector>

#include "schedules/verdict.h"

namespace replock::reports {

/// In the order of time: who does what.
struct RaceLine {
  std::size_t column = 0;
  std::string words;  ///< "lock(reps_lock)", "rlock(...)", "sync(...)" for a wait that is no lock
};

struct Race {
  std::vector<std::string> threads;  ///< by column
  std::vector<RaceLine> lines;
};

/// A ring of waits: each thread takes what the one before it wants, in the schedule's order; then each waits.
/// REQUIRES: the schedule ends where they wait.
Race race_of_ring(const model::World& world, const schedules::Schedule& schedule,
                  const std::vector<model::ThreadId>& ring);

/// A cycle that no schedule realises: per edge its first witness. REQUIRES: the cycle is the verdict's.
Race race_of_edges(const schedules::Verdict& verdict, const schedules::LockCycle& cycle);

/// CPU0, CPU1, ... as lockdep has them; below it which thread is which. Where the table is wider than `width`: a list.
std::string race_table(const Race& race, std::size_t width);

/// The edge held -> acquired, the one that counts for cycles. Null where there is none.
const schedules::LockEdge* edge_between(const schedules::Verdict& verdict, const std::string& held,
                                        const std::string& acquired);

/// The ring of waits that realises this cycle. Null where no search saw one.
const schedules::Stuck* ring_of(const schedules::Verdict& verdict, const schedules::LockCycle& cycle);

}  // namespace replock::reports
