// What is sure of held locks without a search: held to what the reference semantics come to.
#include <catch2/catch.hpp>
#include <vector>

#include "checks/tests/engine_worlds.h"
#include "checks/tests/reference_search.h"
#include "checks/tests/world_builder.h"
#include "schedules/held_sets.h"

namespace replock::tests::engine {
namespace {

using namespace model;
using schedules::HeldSets;

/// Of each lock, at each alternative of each thread, before and after it: that the thread holds it, that it does not,
/// and that another thread does.
std::vector<Claim> claims_about_locks(const World& world) {
  std::vector<Claim> claims;
  for (std::size_t thread = 0; thread < world.threads.size(); ++thread) {
    std::vector<Conjunction> all;
    for (const Lock& lock : world.locks) {
      if (lock.owner != none)
        for (const unsigned owner : {0U, 1U, 2U}) {
          all.push_back({equal(lock.owner, owner)});
          all.push_back({unequal(lock.owner, owner)});
        }
      for (const FieldId reader : lock.readers) {
        if (reader == none) continue;
        all.push_back({equal(reader, 0)});
        all.push_back({unequal(reader, 0)});
        if (lock.owner != none) all.push_back({equal(reader, 1), equal(lock.owner, static_cast<unsigned>(thread + 1))});
      }
    }
    const std::vector<Step>& steps = world.threads[thread].steps;
    for (std::size_t step = 0; step < steps.size(); ++step)
      for (std::size_t alternative = 0; alternative < steps[step].alternatives.size(); ++alternative)
        for (const Phase phase : {Phase::before, Phase::after})
          for (const Conjunction& bad : all) {
            Claim claim;
            claim.thread = static_cast<ThreadId>(thread);
            claim.step = static_cast<StepId>(step);
            claim.alternative = static_cast<std::uint8_t>(alternative);
            claim.phase = phase;
            claim.bad = bad;
            claims.push_back(claim);
          }
  }
  return claims;
}

struct Counts {
  std::size_t refuted = 0, violated = 0, left = 0;  ///< left: never violated, and not refuted
};

/// CHECKs that no claim that is refuted is violated.
Counts compare(const World& world) {
  const std::vector<Claim> claims = claims_about_locks(world);
  const std::vector<bool> refuted = HeldSets(world).refuted(claims);
  const Reference reference = search_plainly(world, claims);
  Counts counts;
  for (std::size_t claim = 0; claim < claims.size(); ++claim) {
    const bool violated = reference.claims[claim] != Reference::never;
    CHECK_FALSE((violated && refuted[claim]));
    ++(violated ? counts.violated : refuted[claim] ? counts.refuted : counts.left);
  }
  return counts;
}

Claim held_at_the_end(ThreadId thread, StepId last, FieldId owner) {
  Claim claim;
  claim.thread = thread;
  claim.step = last;
  claim.bad = {equal(owner, thread + 1U)};
  return claim;
}

/// A thread that takes the lock and drops it; one that may leave it taken; one that, if it meddles, gives it to the
/// first.
World with_and_without_a_leak(bool meddles) {
  Toy toy;
  const LockId lock = toy.mutex();
  const FieldId leaks = toy.variable(1);
  toy.thread();
  toy.lock(lock);
  toy.unlock(lock);
  toy.step(Verb::set, {}, {});
  toy.finish();
  toy.thread();
  toy.lock(lock);
  toy.choose(Choice::any, {alternative({equal(leaks, 0)}, {}, 2U), alternative({equal(leaks, 1)}, {}, 3U)});
  toy.unlock(lock);
  toy.step(Verb::set, {}, {});
  toy.finish();
  toy.thread();
  if (meddles) toy.step(Verb::set, {}, {set(0, 1)});
  toy.step(Verb::set, {}, {});
  toy.finish();
  return toy.world();
}

}  // namespace

TEST_CASE("a thread that drops what it takes is known to hold nothing at its end", "[held]") {
  const World world = with_and_without_a_leak(false);
  const FieldId owner = world.locks[0].owner;
  const std::vector<Claim> claims{held_at_the_end(0, 2, owner), held_at_the_end(1, 3, owner)};
  CHECK(HeldSets(world).refuted(claims) == std::vector<bool>{true, false});
}

TEST_CASE("where a thread gives a lock to another one nothing is known about any", "[held]") {
  const World world = with_and_without_a_leak(true);
  const FieldId owner = world.locks[0].owner;
  REQUIRE(owner == 0);
  CHECK(HeldSets(world).refuted({held_at_the_end(0, 2, owner)}) == std::vector<bool>{false});
  CHECK(search_plainly(world, {held_at_the_end(0, 2, owner)}).claims[0] != Reference::never);
}

TEST_CASE("what is refuted by held locks is never violated", "[held]") {
  Counts all;
  const auto add = [&](const World& world) {
    const Counts counts = compare(world);
    all.refuted += counts.refuted, all.violated += counts.violated, all.left += counts.left;
  };
  for (const NamedWorld& named : engine_worlds()) {
    INFO(named.name);
    add(named.world);
  }
#ifdef REPLOCK_SANITIZED
  constexpr std::uint32_t worlds = 20;
#else
  constexpr std::uint32_t worlds = 300;
#endif
  for (std::uint32_t seed = 1000; seed < 1000 + worlds; ++seed) {
    INFO("random world " << seed);
    add(random_world(seed));
  }
  INFO(all.refuted << " refuted, " << all.violated << " violated, " << all.left << " neither");
  CHECK(all.refuted > 1000);
  CHECK(all.violated > 1000);
  CHECK(all.refuted > all.left);
}

}  // namespace replock::tests::engine
