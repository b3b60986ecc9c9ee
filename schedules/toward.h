// A search for one kind of ending only: is there a schedule to it of at most so many moves?
//
// Two things make it small. What cannot end in time is not followed: each thread needs at least as many moves as lie on
// the shortest way through its program to where it has to stand, or to where it stores what the ending needs and nobody
// else stores (an admissible estimate: Hart, Nilsson, Raphael, "A Formal Basis for the Heuristic Determination of
// Minimum Cost Paths", 1968). And a thread that still has to move is in every group that is followed (Kristensen,
// Schmidt, Valmari, "Question-guided Stubborn Set Methods for State Properties", 2006): so the first move of the group
// in any schedule to the ending can be brought to the front, and what is found is no longer than without the reduction.
// No move is ever added that the schedule does not have.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "model/program.h"
#include "schedules/value_ranges.h"

namespace replock::schedules {

struct Ending {
  /// By thread: the steps at one of which it stands in the end; none: at any. Empty: so for all threads.
  std::vector<std::vector<model::StepId>> stands;
  std::optional<model::ThreadId> last;  ///< makes one move more from there, which ends the schedule
  bool final = false;                   ///< nobody can move in the end; never with `last`
  model::Conjunction holds;             ///< in the end; with `last`: around its move, which stores none of these fields
  std::uint64_t moves_max = 0;          ///< of the whole schedule
};

/// By step: the least number of moves that a thread makes from there to something; none: it never comes there.
using LeastMoves = std::vector<std::optional<std::uint32_t>>;

/// By thread: to where the ending has it. `possible`: the alternatives that are taken at all.
std::vector<LeastMoves> least_moves(const model::World& world, const Ending& ending, const RuleBits& possible);

/// A test that has to hold in the end, and that one thread alone can make true.
struct Milestone {
  model::Test test;
  model::ThreadId thread = 0;
  LeastMoves least;  ///< to behind a move that can make it true
};
std::vector<Milestone> milestones(const model::World& world, const Ending& ending, const RuleBits& possible);

/// An upper bound: the alternatives that schedules to the ending may take. Of a final one all that are possible:
/// whether a thread can move in the end also depends on what it never does.
RuleBits rules_toward(const model::World& world, const Ending& ending);

}  // namespace replock::schedules
