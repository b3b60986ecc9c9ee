// One state after the other: its moves, what is seen at them, and who is stuck there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "schedules/checkpoint.h"
#include "schedules/successors.h"
#include "schedules/wait_cycle.h"
#include "schedules/watch.h"

namespace replock::schedules {

/// Whether some thread can move.
enum class Others : std::uint8_t { go_on, stand_still };

/// Rings among the blocked threads, or, where nothing moves and there is none, that they stand still.
template <unsigned W>
void log_stuck(const Rules<W>& rules, const Words<W>& state, unsigned blocked, Others others, std::uint64_t index,
               StuckLog& log) {
  Waiting waiting;
  waiting.blocked = static_cast<ThreadBits>(blocked);
  for (unsigned rest = blocked; rest != 0; rest &= rest - 1) {
    const auto thread = static_cast<unsigned>(__builtin_ctz(rest));
    waiting.steps[thread] = rules.step(thread, state);
    waiting.whom[thread] = rules.waits_for(rules.stand_number(thread, state), state);
  }
  const ThreadBits in_rings = tied(waiting);
  if (in_rings != 0) {
    log.add_rings(waiting, in_rings, index);
  } else if (others == Others::stand_still) {
    log.add_standstill(waiting, index);
  }
}

/// A copy goes on from what was seen so far.
template <unsigned W>
class Expansion {
 public:
  /// REQUIRES: rules and successors outlive this.
  Expansion(const Rules<W>& rules, const Successors<W>& successors, Watch<W> watch)
      : rules_(&rules),
        successors_(&successors),
        watch_(std::move(watch)),
        looked_up_(rules.moves_max() + spare),
        asleep_(looked_up_) {}

  /// Calls add(kept, state, asleep, number) for each state that one move leads to, or, reduced, the run of moves that
  /// the search follows. `kept`: what is kept in its place. `asleep`: whose moves are not among these; who is so in
  /// that state. `number`: of the last move, as in Sighting. `following`: the state with the next index, if that may be
  /// expanded next: where it looks ahead, what it will look up then is fetched meanwhile.
  template <class Add>
  void expand(const Words<W> state, std::uint64_t index, ThreadBits asleep, const Words<W>* following, Add&& add) {
    at_ = index;
    first_transition_ = transitions_;
    if (successors_->sleep_sets() != nullptr)
      expand_all(state, asleep, add);
    else
      expand_some(state, following, add);
  }
  bool looks_ahead() const { return successors_->remembers_groups(); }
  void look_at_entry(const Words<W>& initial) { watch_.look_at_entry(initial); }

  /// As if it had seen all that, and made so many transitions.
  void go_on_from(const Checkpoint& checkpoint) {
    watch_.go_on_from(checkpoint.claims, checkpoint.acquisitions, checkpoint.taken);
    stuck_.go_on_from(checkpoint.stuck);
    transitions_ = checkpoint.transitions;
  }

  /// How much it has seen, and how many transitions it has made.
  struct Mark {
    typename Watch<W>::Mark watch;
    std::size_t stuck = 0;
    std::uint64_t transitions = 0;
  };
  Mark mark() const { return {watch_.mark(), stuck_.seen().size(), transitions_}; }
  /// Forgets what was since. From here on it is only asked.
  void take_back(const Mark& mark) {
    watch_.take_back(mark.watch);
    stuck_.take_back(mark.stuck);
    transitions_ = mark.transitions;
  }
  /// As if the last state had not been expanded, but for what was seen there.
  void take_back_transitions() { transitions_ = first_transition_; }

  std::uint64_t transitions() const { return transitions_; }
  /// As if it had made so many so far.
  void count_from(std::uint64_t transitions) { transitions_ = transitions; }
  /// From here on the states are that many moves away from the initial one, where every state is kept.
  void begin_level(std::uint64_t moves) { moves_ = moves; }
  const Watch<W>& watch() const { return watch_; }
  const StuckLog& stuck() const { return stuck_; }

 private:
  using Prospect = typename Successors<W>::Prospect;
  static constexpr std::size_t spare = 2;  // an alternative that is not open is noted, and the next one over it

  template <class Add>
  void expand_all(const Words<W>& state, ThreadBits asleep, Add&& add) {
    const Rules<W>& rules = *rules_;
    const SleepSets& sleep_sets = *successors_->sleep_sets();
    SleepSets::Kinds kinds;
    std::uint32_t *looked_up = looked_up_.data(), *watched = asleep_.data();
    unsigned blocked = 0, moves = 0;
    for (unsigned thread = 0, threads = rules.threads(); thread < threads; ++thread) {
      const std::uint32_t number = rules.stand_number(thread, state);
      const Stand& stand = rules.stand(number);
      const unsigned awake = ~(unsigned{asleep} >> thread) & 1U;
      const unsigned moves_before = moves;
      kinds[thread] = sleep_sets.kind(number);
      rules.each_rule(stand, state, [&](std::uint32_t rule, unsigned is_open) {
        *looked_up = *watched = rule;
        looked_up += is_open & awake;
        watched += is_open & ~awake & unsigned{watch_.may_want(rule)};
        moves += is_open;
      });
      blocked |= unsigned{moves == moves_before && !stand.rests} << thread;
    }
    transitions_ += moves;
    for (const std::uint32_t* rule = looked_up_.data(); rule != looked_up; ++rule) {
      const Words<W> after = rules.after(*rule, state);
      look(*rule, state, after, *rule);
      add(after, after, sleep_sets.behind(*rule, kinds), *rule);
    }
    for (const std::uint32_t* rule = asleep_.data(); rule != watched; ++rule)
      look(*rule, state, rules.after(*rule, state), *rule);
    look_at(state, blocked, moves != 0 ? Others::go_on : Others::stand_still);
  }

  /// Only what a reduction follows, what may come to the wanted ending, and nothing past corrupted memory.
  template <class Add>
  void expand_some(const Words<W>& state, const Words<W>* following, Add&& add) {
    const Prospect here = foreseen_at_ == at_ ? foreseen_ : successors_->prospect(state, groups_);
    if (following != nullptr) {
      foreseen_ = successors_->prospect(*following, groups_);
      foreseen_at_ = at_ + 1;
    }
    successors_->follow(state, here, groups_, [&](const Hop<W>& hop) {
      const auto number = static_cast<std::uint32_t>(transitions_++ - first_transition_);
      look(hop.rule, hop.before, hop.after, number);
      if (hop.ends && !hop.corrupts && successors_->may_end(hop.after, moves_ + 1))
        add(successors_->representative(hop.after).state, hop.after, ThreadBits{0}, number);
    });
    look_at(state, here.scene.blocked, here.scene.moving != 0 ? Others::go_on : Others::stand_still);
  }

  /// At a move from the state that is expanded. `number`: as in Sighting.
  void look(std::uint32_t rule, const Words<W>& before, const Words<W>& after, std::uint32_t number) {
    if (watch_.wants(rule, before, after)) watch_.look(rule, before, after, {at_, number});
  }

  void look_at(const Words<W>& state, unsigned blocked, Others others) {
    if (blocked != 0) log_stuck<W>(*rules_, state, blocked, others, at_, stuck_);
    if (blocked == 0 && others == Others::stand_still) watch_.look_at_rest(state, at_);
  }

  const Rules<W>* rules_;
  const Successors<W>* successors_;
  Watch<W> watch_;
  StuckLog stuck_;
  GroupMemo groups_;
  Prospect foreseen_;
  std::uint64_t foreseen_at_ = ~std::uint64_t{0};  // of the state with this index
  std::vector<std::uint32_t> looked_up_, asleep_;  // rules, of the state that is expanded
  std::uint64_t at_ = 0;                           // the state's index
  std::uint64_t moves_ = 0;
  std::uint64_t transitions_ = 0;
  std::uint64_t first_transition_ = 0;  // of this state's
};

}  // namespace replock::schedules
