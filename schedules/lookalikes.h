// Every state as near to the initial one that shows the same as the first: a claim violated, a lock taken, who is
// stuck.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "schedules/rules.h"
#include "schedules/sightings.h"
#include "schedules/store.h"
#include "schedules/successors.h"
#include "schedules/wait_cycle.h"
#include "schedules/watch.h"

namespace replock::schedules {

/// In the state, or at the move by this rule from there.
struct Showing {
  StateId state = 0;
  std::optional<std::uint32_t> rule;
  friend auto operator<=>(const Showing&, const Showing&) = default;
};

template <unsigned W>
class Lookalikes {
 public:
  /// By sighting: claims, then who is stuck, then acquisitions, each in the order in which they are told.
  using All = std::vector<std::vector<Showing>>;

  /// REQUIRES: all outlive this; the search is over. Adds the conditions of the claims that were seen to the rules.
  Lookalikes(const model::World& world, Rules<W>& rules, const Successors<W>& successors, const Watch<W>& watch,
             const Store<W>& store, const std::vector<model::Claim>& claims, const Sightings& seen);

  std::size_t size() const { return levels_.size(); }
  /// How many moves the states are away that show this.
  std::uint64_t level(std::size_t sighting) const { return levels_[sighting]; }
  /// Those in a piece of the states before `next`.
  All in(std::uint64_t next, Piece piece) const;
  /// What all pieces have, in order.
  static All together(const std::vector<All>& pieces);

 private:
  /// Where a thread stands in all states that show it; nobody: anywhere.
  struct Noted {
    std::size_t sighting = 0;
    model::ThreadId thread = nobody;
    model::StepId step = 0;
  };
  static constexpr model::ThreadId nobody = model::threads_max;
  void note(std::uint64_t index, Noted noted);
  void look(std::size_t sighting, StateId id, const Words<W>& state, std::vector<Showing>& all) const;
  /// A claim that was seen violated.
  struct Violated {
    const model::Claim& claim;
    Condition<W> bad;
  };
  void look(const Violated& seen, StateId id, const Words<W>& state, std::vector<Showing>& all) const;
  void look(const AcquisitionSeen& seen, StateId id, const Words<W>& state, std::vector<Showing>& all) const;
  bool is_stuck(const StuckSeen& seen, const Words<W>& state) const;
  bool rests(const Words<W>& state) const;

  const model::World& world_;
  const Rules<W>& rules_;
  const Successors<W>& successors_;
  const Watch<W>& watch_;
  const Store<W>& store_;
  Words<W> initial_;
  std::vector<Violated> claims_seen_;
  std::vector<StuckSeen> stuck_seen_;
  std::vector<AcquisitionSeen> acquisitions_seen_;
  std::vector<std::uint64_t> levels_;                  // by sighting
  LevelBits among_;                                    // where there is any
  std::array<std::vector<Noted>, levels_told> noted_;  // by that
};

}  // namespace replock::schedules
