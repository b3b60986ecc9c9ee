// From which known states a state is reached by one move: the rules, backwards.
//
// A move leaves most of the state as it was. What it overwrites is often known all the same: from its guard, from what
// it was counted up or down to, or from where it was copied to. The rest is tried, value by value; a candidate counts
// if it is in the store, and the move leads from it to the state. Where there is too much to try, all states of the
// level before are tried instead, once.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "schedules/rules.h"
#include "schedules/store.h"
#include "schedules/successors.h"

namespace replock::schedules {

/// The move by this rule from this state.
struct MoveInto {
  StateId from = 0;
  std::uint32_t rule = 0;
};

template <unsigned W>
class Predecessors {
 public:
  /// REQUIRES: all outlive this; no reduction, so that every move of every state was followed.
  Predecessors(const model::World& world, const model::Layout& layout, const Rules<W>& rules,
               const Successors<W>& successors, const Store<W>& store);

  /// The moves into the state from those that are so many moves away (Store::find()), in one fixed order; until it is
  /// asked again. Keeps what it works out about rules: each thread needs its own.
  const std::vector<MoveInto>& of(StateId state, std::uint64_t level);

 private:
  /// value before = value after of the other field + summand, if that is in the range.
  struct Known {
    Probe field, other;
    std::int32_t summand = 0;
    model::Range range;
  };
  /// A field whose value before is one of these.
  struct Lost {
    Probe field;
    model::Range range;
  };
  struct Undo {
    std::uint32_t rule = 0;
    Words<W> keep{}, set{};  ///< the state before: (after & keep) | set, and what follows
    std::vector<Known> known;
    std::vector<Lost> lost;
    bool is_tried = true;  ///< else there are too many values
  };

  /// What may lead to the state that is asked for.
  struct Candidate {
    Words<W> before;
    std::uint64_t hash = 0;
    std::uint32_t rule = 0;
  };

  /// An alternative of a thread's.
  struct Way {
    model::StepId step = 0;
    std::uint8_t alternative = 0;
  };

  const std::vector<Undo>& undo(model::ThreadId thread, std::uint32_t stand);
  std::optional<Undo> undo(model::ThreadId thread, Way way) const;
  std::optional<Words<W>> begin(const Undo& undo, const Words<W>& after) const;
  bool leads(std::uint32_t rule, unsigned thread, const Words<W>& before) const;
  void add_candidates(const Undo& undo, unsigned thread, const Words<W>& after);
  /// All moves by one rule from the states of one level: by the hash of what they lead to, in the states' order.
  using Moves = std::vector<std::pair<std::uint64_t, StateId>>;
  const Moves& moves(std::uint32_t rule, unsigned thread, std::uint64_t level);
  void add_moves(std::uint32_t rule, unsigned thread, const Words<W>& after, std::uint64_t level);
  void add_if_it_leads(StateId from, std::uint32_t rule, const Words<W>& before, const Words<W>& after);

  const model::World& world_;
  const model::Layout& layout_;
  const Rules<W>& rules_;
  const Successors<W>& successors_;
  const Store<W>& store_;
  std::vector<std::vector<Way>> ways_;                              // by the stand that they lead to
  std::unordered_map<std::uint32_t, std::vector<Undo>> undo_;       // by that: of those that were asked for
  std::map<std::pair<std::uint32_t, std::uint64_t>, Moves> moves_;  // by rule and level: of those that are not tried
  std::vector<Candidate> candidates_;
  std::vector<MoveInto> found_;
};

}  // namespace replock::schedules
