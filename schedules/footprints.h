// What each step reads and writes, and what a thread may still touch from a step on.
//
// Two steps of two threads are independent where neither writes what the other reads or writes: then they can be
// swapped, and neither sees the other. Read is what guards of all alternatives test (another thread could make one
// true), what effects start from, and what claims about the step look at; written is what effects store.
//
// Where a thread stands, only some of its alternatives can be taken. As long as nobody else stores what their guards
// read, the others don't matter: a cmpxchg that would fail stores nothing.
//
// Two kinds of tests count as unread, because no other thread can change their outcome: whether a thread itself holds a
// lock, and what is settled for ever (a spent failure budget, a field that nobody writes).
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "model/program.h"
#include "schedules/field_set.h"
#include "schedules/held_sets.h"
#include "schedules/meanwhile.h"

namespace replock::schedules {

struct Footprint {
  FieldSet reads, writes;
  friend bool operator==(const Footprint&, const Footprint&) = default;
};

/// All that a thread may do from a stand on while another one stands still.
struct Future {
  FieldSet touches;  ///< reads or writes
  FieldSet writes;
  FieldSet wakes;  ///< what can let it go on if it is blocked there; empty where nothing can
  friend bool operator==(const Future&, const Future&) = default;
};

/// Which alternative of its step a thread can take in a state: only the first, only the second; or it is open.
enum class Branch : std::uint8_t { open, first, second };

/// One thread at one step: a line of the cache.
struct alignas(64) Standing {
  Footprint step;    ///< all alternatives together
  FieldSet decides;  ///< what the guards read: whether, and which way, the thread can go on
  std::uint16_t holding = 0;
  bool is_local = false;   ///< it touches nothing of others
  bool by_branch = false;  ///< what one alternative alone touches is less
  // Known, and needed, by PersistentSets only:
  bool loop_head = false;
  bool passed = false;  ///< the search never stops there
};

/// Tables by stand: the steps of all threads, one thread after the other. A field that only one thread touches has no
/// part in them; fields beyond FieldSet::bits share a bit, which makes more dependent and nothing less.
class Footprints {
 public:
  std::vector<Standing> stands;

  /// Of what a thread does there by that branch: with all guards, for it to stay so.
  const Footprint& step(std::uint32_t stand, Branch branch) const {
    const Standing& standing = stands[stand];
    return branch == Branch::open || !standing.by_branch ? standing.step
                                                         : only_[stand][branch == Branch::first ? 0 : 1];
  }

  /// What the thread at `stand` may do while another one that stands at a step with this `holding` stays there: it does
  /// not get past what those locks keep it from.
  const Future& future(std::uint16_t holding, unsigned thread, std::uint32_t stand) const {
    return futures_[numbers_[static_cast<std::uint32_t>(first_[holding * threads_ + thread] + stand)]];
  }

 private:
  friend class FootprintBuilder;

  std::vector<std::array<Footprint, 2>> only_;  ///< by stand: of the first alternative, of the second
  std::vector<Future> futures_;                 ///< each once: few, so that they stay in the cache
  std::vector<std::uint32_t> numbers_;
  std::size_t threads_ = 0;
  std::vector<std::uint32_t> first_;  ///< by (holding, thread): its numbers, counted from there by stand (modulo 2^32)
};

/// Tests that are true from some state on, whatever anybody does.
using Settled = model::Conjunction;
/// The values of the fields that nobody writes. `possible`: the alternatives that some schedule may take.
Settled settled_from_the_start(const model::World& world, const RuleBits& possible);

/// One for each of `settled`. `momentary`: the world's momentary_locks() under the claims. `possible`: the alternatives
/// that some schedule may take. REQUIRES: what is settled in one is so in the next.
std::vector<Footprints> footprints(
    const model::World& world, const std::vector<model::Claim>& claims, const HeldFacts& held,
    const std::vector<Settled>& settled, const std::vector<bool>& momentary, const RuleBits& possible,
    const Meanwhile& meanwhile = [] {});

/// The one of settled_from_the_start().
Footprints footprints(const model::World& world, const std::vector<model::Claim>& claims, const HeldFacts& held,
                      const std::vector<bool>& momentary, const RuleBits& possible);

}  // namespace replock::schedules
