// Small worlds for the tests of the engine.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/program.h"

namespace replock::tests::engine {

/// `threads` threads that each lock and unlock `pairs` times: one mutex for all, or one each.
model::World pairs_on_one_mutex(unsigned threads, unsigned pairs);
model::World pairs_on_own_mutexes(unsigned threads, unsigned pairs);
/// Thread i locks mutex i, then mutex i + 1 (modulo `threads`): a ring of waits as long as there are threads.
model::World philosophers(unsigned threads);
/// Two threads, both A then B.
model::World ordered_pair();
/// A pseudo-random world: some deadlock, some do not, none faults. The same for equal seeds.
model::World random_world(std::uint32_t seed);

struct NamedWorld {
  std::string name;
  model::World world;
};
/// All of the above that have no fault, and more: readers, trylock, a queue, a failure budget, a partial deadlock.
std::vector<NamedWorld> engine_worlds();

model::World two_readers_one_writer();
model::World try_lock_in_both_orders();
model::World fifo_queue();
model::World failures_within_budget();
model::World swap_at_once();
model::World partial_deadlock();
model::World lock_twice();
model::World lock_taken_or_skipped();
/// One thread makes hundreds of moves before it is back in a state in which others look for it. On its way it stores
/// something in so many wide fields.
model::World far_away_and_back(unsigned wide_fields = 0);

}  // namespace replock::tests::engine
