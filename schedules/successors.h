// The moves that the search follows from a state that it keeps, up to the next states that it keeps.
//
// Without a reduction these are all moves, and every state is kept. With one, a state in which a single thread is to be
// followed, and that thread has one move, need not be kept: nothing branches there. The search runs on through such
// states. It never runs in circles, for it stops at loop heads, and no ring of waits is run past: a group wakes nobody.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "schedules/explorer.h"
#include "schedules/reduction.h"
#include "schedules/rules.h"

namespace replock::schedules {

/// One move that is followed.
template <unsigned W>
struct Hop {
  std::uint32_t rule = 0;
  const Words<W>& before;
  const Words<W>& after;
  bool starts = false;  ///< from the kept state
  bool ends = false;    ///< in the next kept state
};

template <unsigned W>
class Successors {
 public:
  /// REQUIRES: rules outlive this.
  Successors(const model::World& world, const model::Layout& layout, const Rules<W>& rules,
             const std::vector<model::Claim>& claims, Reduction reduction)
      : rules_(rules) {
    if (reduction == Reduction::none) return;
    sets_.emplace(world, claims);
    if (world.budget != model::none) budget_ = probe_of(layout, world.budget);
  }

  Scene scene(const Words<W>& state) const {
    Scene scene;
    for (unsigned thread = 0; thread < rules_.threads(); ++thread) {
      scene.stands[thread] = rules_.stand_number(thread, state);
      const Stand& stand = rules_.stand(scene.stands[thread]);
      const bool moves = rules_.can_move(stand, state);
      scene.moving = static_cast<ThreadBits>(scene.moving | unsigned{moves} << thread);
      scene.blocked = static_cast<ThreadBits>(scene.blocked | unsigned{!moves && !stand.rests} << thread);
    }
    if (budget_ && read<W>(state, *budget_) == 0) scene.failures = Scene::Failures::spent;
    return scene;
  }

  /// Calls visit(Hop) for each move, in a fixed order: each move of the kept state, and behind it those that the search
  /// runs on with.
  template <class Visit>
  void follow(const Words<W>& state, const Scene& scene, Visit&& visit) const {
    const ThreadBits group = sets_ ? sets_->group(scene) : ThreadBits{0};
    for (unsigned rest = group != 0 ? group : scene.moving; rest != 0; rest &= rest - 1) {
      const Stand& stand = rules_.stand(scene.stands[static_cast<unsigned>(__builtin_ctz(rest))]);
      rules_.moves(stand, state, [&](std::uint32_t rule, const Words<W>& after) { run_on(rule, state, after, visit); });
    }
  }

 private:
  template <class Visit>
  void run_on(std::uint32_t rule, Words<W> before, Words<W> after, Visit&& visit) const {
    for (bool starts = true;; starts = false) {
      const std::optional<std::uint32_t> next = sets_ ? lone_move(after) : std::nullopt;
      visit(Hop<W>{rule, before, after, starts, !next});
      if (!next) return;
      rule = *next;
      before = after;
      after = rules_.after(rule, before);
    }
  }

  /// The one move that is to be followed from here, if it is but one.
  std::optional<std::uint32_t> lone_move(const Words<W>& state) const {
    const Scene here = scene(state);
    const unsigned group = sets_->group(here);
    if (group == 0 || (group & (group - 1)) != 0) return std::nullopt;
    std::optional<std::uint32_t> found;
    bool several = false;
    rules_.moves(rules_.stand(here.stands[static_cast<unsigned>(__builtin_ctz(group))]), state,
                 [&](std::uint32_t rule, const Words<W>&) {
                   several |= found.has_value();
                   found = rule;
                 });
    return several ? std::nullopt : found;
  }

  const Rules<W>& rules_;
  std::optional<PersistentSets> sets_;  // where there is a reduction
  std::optional<Probe> budget_;
};

}  // namespace replock::schedules
