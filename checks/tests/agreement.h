// Holds the explorer, saved schedules and replay to the plain search, and a reduced search to a full one, in one world.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "checks/tests/reference_search.h"
#include "schedules/explorer.h"

namespace replock::tests {

/// What the explorer and the plain search say differently; "" where they agree: on states, transitions, depth, reached
/// steps, acquisitions with their shortest schedules, who waits for himself, the shortest schedule to the first
/// deadlock, or on a fault of the model. Each schedule of the explorer must also survive saving and replaying.
std::string disagreement(const model::World& world);

/// The full search meets a queue without room. A reduced one need not: how full a queue gets depends on orders that are
/// one to it (schedules/queue_ends.h), and how much it holds is a bound of the model's, not of the kernel's.
bool overflows(const model::World& world);

/// The two searches, of the same world with the same claims.
struct Searches {
  schedules::Result full, reduced;
};
/// What they found differently; "" where they agree: on claims, reached steps, acquisitions, who waits for himself, who
/// stands still for ever, and on the order of the locks acquired. Schedules and counts may differ.
///
/// Left out on purpose: what checks/lock_order.h makes of a wait that never ends. It looks at the first state with the
/// wait only, and there may be others, with other locks held.
std::string differences(const model::World& world, const Searches& searches);
/// Nothing: the search met a fault of the model. It must be one to both, but for a queue that overflows.
std::string differences(const model::World& world, const std::optional<schedules::Result>& full,
                        const std::optional<schedules::Result>& reduced);
/// Edges and cycles, all of it but the witnesses.
std::string lock_order_words(const model::World& world, const schedules::Result& result);
/// That a reduced search keeps.
std::uint64_t reduced_states(const model::World& world);
/// Searches both ways and compares.
std::string reduction_disagreement(const model::World& world, const std::vector<model::Claim>& claims);
/// How many worlds had equal threads, and how many states were kept in them, and without a look at who has changed
/// places.
struct Symmetries {
  int worlds = 0;
  std::uint64_t states = 0, states_without = 0;
};
/// A search that keeps one order of equal threads against a full one, exact and by bits; each schedule of it must show
/// what it is for.
std::string symmetry_disagreement(const model::World& world, const std::vector<model::Claim>& claims, Symmetries& seen);
/// A search whose states are packed with as little room as was stored so far, once there are so many, against one with
/// room for all values: counts, findings and schedules, or the fault of the model. "" where they agree.
std::string narrowing_disagreement(const model::World& world, const std::vector<model::Claim>& claims,
                                   std::uint64_t narrowed_from);
/// For all that a full search finds, a search for that ending alone (schedules/toward.h): its schedule must be as
/// short, and with one move less there must be none. "" where that is so, or where the model has a fault.
std::string ending_disagreement(const model::World& world, const std::vector<model::Claim>& claims);

}  // namespace replock::tests
