// The moves that the search follows from a state that it keeps, up to the next states that it keeps.
//
// Without a reduction these are all moves, and every state is kept. With one, a state in which a single thread is to be
// followed, and that thread has one move, need not be kept: nothing branches there. The search runs on through such
// states, and always past a step that drops a lock which is held for a moment only. It never runs in circles, for it
// stops at loop heads, and no ring of waits is run past: a group wakes nobody. A search for one ending
// (schedules/toward.h) keeps every state that it comes to.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "schedules/explorer.h"
#include "schedules/group_memo.h"
#include "schedules/possible.h"
#include "schedules/reduction.h"
#include "schedules/representatives.h"
#include "schedules/rules.h"
#include "schedules/sleep_sets.h"
#include "schedules/symmetry.h"

namespace replock::schedules {

/// One move that is followed.
template <unsigned W>
struct Hop {
  std::uint32_t rule = 0;
  const Words<W>& before;
  const Words<W>& after;
  bool starts = false;    ///< from the kept state
  bool ends = false;      ///< in the next kept state, or where nothing more is followed
  bool corrupts = false;  ///< nothing is followed behind it
};

/// Null where not every move is followed. By bits nobody sleeps: that search does not go level by level.
inline std::shared_ptr<const SleepSets> sleepers(const model::World& world, const Options& options) {
  if (options.reduction != Reduction::none || options.past_corruption == PastCorruption::stop || options.ending)
    return nullptr;
  const bool may_sleep = options.sleep_sets && options.bitstate_bytes == 0;
  return std::make_shared<const SleepSets>(world, may_sleep ? SleepSets::Sleep::allowed : SleepSets::Sleep::nobody);
}

/// What Options::rules is where it is not given.
inline std::shared_ptr<const RuleBits> rules_of_interest(const model::World& world, const Options& options) {
  return std::make_shared<const RuleBits>(options.ending ? rules_toward(world, *options.ending)
                                                         : possible_rules(world));
}

template <unsigned W>
class Successors {
 public:
  /// REQUIRES: rules outlive this.
  Successors(const model::World& world, const model::Layout& layout, Rules<W>& rules,
             const std::vector<model::Claim>& claims, const Options& options)
      : rules_(rules) {
    sleep_sets_ = options.sleepers ? options.sleepers : sleepers(world, options);
    if (options.past_corruption == PastCorruption::stop) add_corruptions(rules, claims);
    if (options.reduction == Reduction::none && !options.ending) return;
    const std::shared_ptr<const RuleBits> known = options.rules ? options.rules : rules_of_interest(world, options);
    if (options.ending) toward_.emplace(world, *options.ending, *known, rules);
    if (options.reduction == Reduction::none) return;
    sets_ =
        options.sets ? options.sets : std::make_shared<const PersistentSets>(world, claims, options.reduction, *known);
    if (world.budget != model::none) budget_ = probe_of(layout, world.budget);
    if (!options.renamings) return;
    renamings_ = options.renamings;
    representatives_.emplace(layout, *renamings_);
  }

  Scene scene(const Words<W>& state) const {
    Scene scene;
    for (unsigned thread = 0; thread < rules_.threads(); ++thread) look_at(thread, state, scene);
    look_at_budget(state, scene);
    return scene;
  }

  /// A state's scene, and its group to be fetched.
  struct Prospect {
    Scene scene;
    GroupMemo::Sought group;
  };
  /// `memo`: of this world's scenes.
  Prospect prospect(const Words<W>& state, const GroupMemo& memo) const {
    Prospect prospect{scene(state), {}};
    prospect.group = memo.seek(prospect.scene);
    return prospect;
  }

  /// Calls visit(Hop) for each move, in a fixed order: each move of the kept state, and behind it those that the search
  /// runs on with. `prospect`: the state's, with this memo.
  template <class Visit>
  void follow(const Words<W>& state, const Prospect& prospect, GroupMemo& memo, Visit&& visit) const {
    const Scene& scene = prospect.scene;
    GroupMemo::Group group = group_in(state, prospect, memo);
    if (group.threads != scene.moving && may_corrupt(state, scene, group.threads))
      group.threads = scene.moving;  // else what the others show is lost
    for (unsigned rest = group.threads; rest != 0; rest &= rest - 1) {
      const auto thread = static_cast<unsigned>(__builtin_ctz(rest));
      rules_.moves(rules_.stand(scene.stands[thread]), state, [&](std::uint32_t rule, const Words<W>& after) {
        run_on(thread, rule, state, after, scene, group.keepers, visit);
      });
    }
  }
  template <class Visit>
  void follow(const Words<W>& state, Visit&& visit) const {
    GroupMemo nothing;
    follow(state, prospect(state, nothing), nothing, visit);
  }

  /// Whether follow() asks its memo.
  bool remembers_groups() const { return sets_ && !toward_; }
  /// Of a search that follows every move; else null.
  const SleepSets* sleep_sets() const { return sleep_sets_.get(); }

  /// What is kept in place of the state.
  typename Representatives<W>::Renamed representative(const Words<W>& state) const {
    return representatives_ ? representatives_->of(state) : typename Representatives<W>::Renamed{state, std::nullopt};
  }
  /// Where states have others in their place: how they are renamed.
  const std::vector<Renaming>& renamings() const {
    static const std::vector<Renaming> no_renamings;
    return renamings_ ? *renamings_ : no_renamings;
  }

  /// Whether what is behind the move is followed, where every move is.
  bool goes_on(std::uint32_t rule, const Words<W>& before, const Words<W>& after) const {
    return !is_corrupt(rule, before, after);
  }

  /// Whether some schedule of the wanted ending may lead through the state after that many moves.
  bool may_end(const Words<W>& state, std::uint64_t moves) const {
    if (!toward_) return true;
    for (unsigned thread = 0; thread < rules_.threads(); ++thread) {
      const std::optional<std::uint32_t> least = least_moves(thread, rules_.step(thread, state), state);
      if (!least) return false;
      moves += *least;
    }
    return moves <= toward_->ending.moves_max;
  }

 private:
  /// An ending that is searched for, and how far from it each thread is at least.
  struct Toward {
    Toward(const model::World& world, const Ending& wanted, const RuleBits& possible, Rules<W>& rules)
        : ending(wanted), least(schedules::least_moves(world, wanted, possible)) {
      for (Milestone& one : milestones(world, wanted, possible))
        all_milestones.push_back({rules.condition({one.test}), one.thread, std::move(one.least)});
    }
    struct Passed {
      Condition<W> when;
      model::ThreadId thread = 0;
      LeastMoves least;
    };
    Ending ending;
    std::vector<LeastMoves> least;
    std::vector<Passed> all_milestones;
  };

  /// That the thread still has to make; none: the ending is out of its reach.
  std::optional<std::uint32_t> least_moves(unsigned thread, model::StepId step, const Words<W>& state) const {
    std::optional<std::uint32_t> least = toward_->least[thread][step];
    for (const typename Toward::Passed& one : toward_->all_milestones) {
      if (!least || one.thread != thread || rules_.holds(one.when, state)) continue;
      least = one.least[step] ? std::optional(std::max(*least, *one.least[step])) : std::nullopt;
    }
    return least;
  }

  /// The threads to follow.
  GroupMemo::Group group_in(const Words<W>& state, const Prospect& prospect, GroupMemo& memo) const {
    if (!sets_) return {prospect.scene.moving, {}};
    if (toward_) return {group_toward(state, prospect.scene), {}};
    return memo.at(prospect.scene, prospect.group, [&](const Scene& here) {
      GroupMemo::Group group;
      group.threads = sets_->group(here, group.keepers);
      if (group.threads == 0) group.threads = here.moving;
      return group;
    });
  }

  ThreadBits group_toward(const Words<W>& state, const Scene& scene) const {
    unsigned still_to_move = 0;
    for (unsigned thread = 0; thread < rules_.threads(); ++thread) {
      const auto bit = static_cast<ThreadBits>(1U << thread);
      if ((scene.moving & bit) != 0 && sets_->passes(scene, thread)) return bit;
      if (least_moves(thread, rules_.step(thread, state), state) != 0U) still_to_move |= bit;
    }
    if (toward_->ending.final) still_to_move |= scene.moving;
    return still_to_move == 0 ? scene.moving : sets_->group_toward(scene, static_cast<ThreadBits>(still_to_move));
  }

  /// What a thread can do where it stands.
  struct Open {
    unsigned moves = 0;
    std::uint32_t rule = 0;  ///< the only one
  };
  Open open(const Stand& stand, const Words<W>& state) const {
    Open open;
    rules_.open_rules(stand, state, [&](std::uint32_t rule) {
      ++open.moves;
      open.rule = rule;
    });
    return open;
  }
  static Branch branch(const Open& open, std::uint32_t first) {
    if (open.moves != 1 || open.rule - first > 1) return Branch::open;
    return open.rule == first ? Branch::first : Branch::second;
  }

  void look_at(unsigned thread, const Words<W>& state, Scene& scene) const {
    scene.stands[thread] = rules_.stand_number(thread, state);
    note(thread, open(rules_.stand(scene.stands[thread]), state), scene);
  }

  void note(unsigned thread, const Open& open, Scene& scene) const {
    const Stand& stand = rules_.stand(scene.stands[thread]);
    const bool moves = open.moves != 0, rests = stand.rests;
    scene.branches[thread] = branch(open, stand.first);
    const unsigned others = ~(1U << thread);
    scene.moving = static_cast<ThreadBits>((scene.moving & others) | unsigned{moves} << thread);
    scene.blocked = static_cast<ThreadBits>((scene.blocked & others) | unsigned{!moves && !rests} << thread);
  }

  void look_at_budget(const Words<W>& state, Scene& scene) const {
    if (budget_ && read<W>(state, *budget_) == 0) scene.failures = Scene::Failures::spent;
  }

  /// What is known while one thread moves on and on.
  struct Run {
    Keepers keepers;
    Company company;
    FieldSet decided;  ///< what the guards of the others read
    Open open;         ///< of the thread
  };

  /// It is `thread` that moves from here on.
  void begin(Run& run, const Scene& scene, unsigned thread) const {
    run.company.has_changed();
    run.decided = sets_->decides(scene, thread);
    run.keepers[thread] = 0;
    for (unsigned other = 0; other < rules_.threads(); ++other)
      run.keepers[other] = static_cast<ThreadBits>(run.keepers[other] & ~(1U << thread));
  }

  /// The scene behind a move of `thread` by the rule: only those are looked at whom the move may concern.
  [[gnu::always_inline]] void update(Scene& scene, unsigned thread, std::uint32_t rule, const Words<W>& after,
                                     Run& run) const {
    const unsigned concerned = sets_->concerned_by_move(scene, thread, run.decided);
    scene.stands[thread] = rules_.stand_behind(rule);
    const Stand& stand = rules_.stand(scene.stands[thread]);
    run.open = stand.always ? Open{1, stand.first} : open(stand, after);
    scene.branches[thread] = branch(run.open, stand.first);
    if (run.open.moves == 0) note(thread, run.open, scene);  // else it goes on moving
    if (concerned != 0) look_at_others(scene, concerned, after, run);
    if (scene.failures == Scene::Failures::spent) return;
    look_at_budget(after, scene);
    if (scene.failures == Scene::Failures::possible) return;
    run.company.has_changed();
    run.keepers.fill(0);
  }

  /// Those others whom a move concerned.
  [[gnu::noinline]] void look_at_others(Scene& scene, unsigned concerned, const Words<W>& after, Run& run) const {
    const ThreadBits moving = scene.moving, blocked = scene.blocked;
    for (; concerned != 0; concerned &= concerned - 1) {
      const auto other = static_cast<unsigned>(__builtin_ctz(concerned));
      const Branch before = scene.branches[other];
      note(other, open(rules_.stand(scene.stands[other]), after), scene);
      if (before != scene.branches[other]) run.keepers[other] = 0;
    }
    if (moving != scene.moving || blocked != scene.blocked) run.company.has_changed();
  }

  /// A move that may be followed alone.
  struct Lone {
    unsigned thread = 0;
    std::uint32_t rule = 0;
  };

  /// `thread` has just moved by the rule, in that scene.
  template <class Visit>
  void run_on(unsigned thread, std::uint32_t rule, const Words<W>& from, const Words<W>& to, Scene scene,
              const Keepers& keepers, Visit&& visit) const {
    std::array<Words<W>, 2> run_through;  // in turn
    const Words<W>*before = &from, *after = &to;
    Run run{keepers, {}, {}, {}};
    Lone next;
    const bool may_run = sets_ && !toward_;  // toward an ending each state is kept: then levels count moves
    if (may_run) begin(run, scene, thread);
    for (unsigned moves = 0;; ++moves) {
      const bool corrupts = rules_.stand(scene.stands[thread]).corrupts && is_corrupt(rule, *before, *after);
      if (may_run && !corrupts) update(scene, thread, rule, *after, run);
      const bool runs_on = may_run && !corrupts && find_lone(*after, scene, thread, run, next);
      visit(Hop<W>{rule, *before, *after, moves == 0, !runs_on, corrupts});
      if (!runs_on) return;
      if (next.thread != thread) {
        thread = next.thread;
        begin(run, scene, thread);
      }
      rule = next.rule;
      rules_.make(rule, *after, run_through[moves % 2]);
      before = after;
      after = &run_through[moves % 2];
    }
  }

  /// Whether there is one: of the thread that moved last, if possible, for it mostly goes on. In `found`, not as what
  /// is returned: that would be read at once as a whole, and the core waits for its two halves to be written.
  [[gnu::always_inline]] bool find_lone(const Words<W>& state, const Scene& here, unsigned last, Run& run,
                                        Lone& found) const {
    found.thread = last;
    found.rule = run.open.rule;
    if (sets_->passes(here, last)) return true;
    if (run.open.moves == 1 && !would_corrupt(here.stands[last], run.open.rule, state) &&
        sets_->goes_alone(here, last, run.company))
      return true;
    return find_another(state, here, last, run, found);
  }
  [[gnu::noinline]] bool find_another(const Words<W>& state, const Scene& here, unsigned last, Run& run,
                                      Lone& found) const {
    for (unsigned threads = here.moving & ~(1U << last); threads != 0; threads &= threads - 1) {
      const auto thread = static_cast<unsigned>(__builtin_ctz(threads));
      if ((run.keepers[thread] & here.moving) != 0) continue;
      const Open its = open(rules_.stand(here.stands[thread]), state);
      if (its.moves != 1 || would_corrupt(here.stands[thread], its.rule, state)) continue;
      run.keepers[thread] = sets_->kept_by(here, thread);
      if (run.keepers[thread] != 0) continue;
      found.thread = thread;
      found.rule = its.rule;
      return true;
    }
    return false;
  }

  /// `rule`: one that is open at this stand.
  [[gnu::always_inline]] bool would_corrupt(std::uint32_t stand, std::uint32_t rule, const Words<W>& state) const {
    return rules_.stand(stand).corrupts && is_corrupt(rule, state, rules_.after(rule, state));
  }

  /// A claim about memory, in the rules' terms.
  struct Corruption {
    model::Phase phase = model::Phase::after;
    Condition<W> bad;
  };

  void add_corruptions(Rules<W>& rules, const std::vector<model::Claim>& claims) {
    for (const model::Claim& claim : claims) {
      if (!claim.corrupts || claim.at_rest || claim.at_entry) continue;
      const std::uint32_t stand = rules.stand_number(claim.thread, claim.step);
      const std::uint32_t rule = rules.stand(stand).first + claim.alternative;
      rules.note_corrupting(stand);
      if (corruptions_.size() <= rule) corruptions_.resize(rule + 1);
      corruptions_[rule].push_back({claim.phase, rules.condition(claim.bad)});
    }
  }

  bool can_corrupt(std::uint32_t rule) const { return rule < corruptions_.size() && !corruptions_[rule].empty(); }

  [[gnu::noinline]] bool is_corrupt(std::uint32_t rule, const Words<W>& before, const Words<W>& after) const {
    return can_corrupt(rule) && std::ranges::any_of(corruptions_[rule], [&](const Corruption& corruption) {
             return rules_.holds(corruption.bad, corruption.phase == model::Phase::before ? before : after);
           });
  }

  bool may_corrupt(const Words<W>& state, const Scene& scene, ThreadBits threads) const {
    if (corruptions_.empty()) return false;
    bool any = false;
    for (unsigned rest = threads; rest != 0; rest &= rest - 1) {
      const std::uint32_t stand = scene.stands[static_cast<unsigned>(__builtin_ctz(rest))];
      rules_.open_rules(rules_.stand(stand), state,
                        [&](std::uint32_t rule) { any |= would_corrupt(stand, rule, state); });
    }
    return any;
  }

  const Rules<W>& rules_;
  std::shared_ptr<const SleepSets> sleep_sets_;
  std::vector<std::vector<Corruption>> corruptions_;  // by rule, up to the last one that has any
  std::shared_ptr<const PersistentSets> sets_;        // where there is a reduction
  std::optional<Probe> budget_;
  std::optional<Toward> toward_;
  std::shared_ptr<const std::vector<Renaming>> renamings_;
  std::optional<Representatives<W>> representatives_;
};

}  // namespace replock::schedules
