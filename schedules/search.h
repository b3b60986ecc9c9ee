// The search itself: level by level, each state once, in one fixed order.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/refusal.h"
#include "schedules/checkpoint.h"
#include "schedules/expansion.h"
#include "schedules/explorer.h"
#include "schedules/fewest_switches.h"
#include "schedules/fingerprint.h"
#include "schedules/intake.h"
#include "schedules/look_up.h"
#include "schedules/lookalikes.h"
#include "schedules/predecessors.h"
#include "schedules/renamed_result.h"
#include "schedules/rules.h"
#include "schedules/sightings.h"
#include "schedules/steps_taken.h"
#include "schedules/store.h"
#include "schedules/successors.h"
#include "schedules/together.h"
#include "schedules/trace_back.h"
#include "schedules/value_ranges.h"
#include "schedules/workers.h"

namespace replock::schedules {

/// Whether the search is over, or has so many states now that a layout to measure pays.
enum class Ran : std::uint8_t { to_its_end, until_large };
inline constexpr std::uint64_t never_large = ~std::uint64_t{0};

/// Of all that a search that goes on must have in common with the one before.
inline std::uint64_t fingerprint(const model::World& world, const std::vector<model::Claim>& claims,
                                 const Options& options) {
  Fingerprint all;
  all.add(world);
  all.add(claims);
  all.add(static_cast<std::uint64_t>(options.reduction));
  all.add(static_cast<std::uint64_t>(options.past_corruption));
  return all.value();
}

template <unsigned W>
class Search {
 public:
  Search(const model::World& world, const model::Layout& layout, const std::vector<model::Claim>& claims,
         const Options& options, const RuleBits& foreseen, LookUp& away)
      : world_(world),
        layout_(layout),
        rules_(world, layout),
        watch_(world, layout, rules_, claims),
        successors_(world, layout, rules_, claims, options),
        alone_(rules_, successors_, std::move(watch_)),
        claims_(claims),
        options_(options),
        foreseen_(foreseen),
        store_(options.reduction == Reduction::none ? Parents::forgotten : Parents::kept),
        away_(away) {}

  void begin() {
    const Words<W> initial = rules_.pack(model::initial_state(world_));
    store_.add(initial, 0, 0);
    store_.settle();
    level_end_ = store_.size();
    alone_.look_at_entry(initial);
    if (!successors_.may_end(initial, 0)) ++next_;  // nothing is to be expanded
  }

  void go_on_from(const Known& known) {
    const Checkpoint& kept = known.checkpoint;
    const model::Layout there = layout_for(world_, kept.foreseen);
    const model::Repacking repacking(there, layout_);
    const bool as_they_are = kept.foreseen == foreseen_;  // maybe torn: then nothing is read in them
    if (kept.level_end >= options_.parted_from) store_.make_parts(kept.states);
    store_.forget_before(kept.levels.back());
    Intake<W> intake(store_, there.words, as_they_are ? nullptr : &repacking, options_.workers, options_.shared_from);
    const auto settle = [&] {  // who is asleep before that level is not kept, as in a search that did not stop
      intake.settle();
      store_.forget_before(kept.levels.back());
    };
    std::uint64_t index = 0, level = 0;
    const auto asleep = [&] {
      return index < kept.next || kept.asleep.empty() ? ThreadBits{0} : kept.asleep[index - kept.next];
    };
    known.each_state([&](Words64 words) {
      while (level <= kept.depth && index == (level == kept.depth ? kept.level_end : kept.levels[level + 1])) {
        if (store_.forgets_places()) intake.settle();
        store_.add_to_level(++level, index);
      }
      intake.add(words, kept.parents.empty() ? 0 : kept.parents[index], asleep());
      if (++index % forget_every != 0) return;
      settle();
      away_.tell(
          [&] { return Progress{index, kept.transitions, kept.states - index, level, store_.memory_bytes(), 0}; });
    });
    settle();
    next_ = kept.next, level_end_ = kept.level_end, depth_ = kept.depth;
    store_.add_to_level(depth_ + 1, store_.size());
    alone_.go_on_from(kept);
    next_is_begun_ = known.next_is_begun;
  }

  /// Until its end, or until the end of the first level by which there are so many states: at any number of threads
  /// the same has been seen by then.
  Ran run(std::uint64_t large_from) {
    if (next_is_begun_) {
      next_is_begun_ = false;
      alone_.begin_level(depth_);
      expand_alone();
      store_.settle();
    }
    while (!ended_ && next_ < store_.size()) {
      search_level();
      if (!ended_ && next_ < store_.size() && store_.size() >= large_from) return Ran::until_large;
    }
    if (!options_.checkpoint.empty()) keep();
    return Ran::to_its_end;
  }

  /// All that is known, for another search to go on with; then this one is at its end.
  Known hand_over() {
    store_.settle();
    Checkpoint all = known();
    together_.reset();
    return {std::move(all), [this](const std::function<void(Words64)>& add) { store_.take_apart(add); },
            next_is_begun_};
  }

  /// REQUIRES: it has run.
  std::uint64_t states() const { return store_.size(); }
  RuleBits taken() const {
    RuleBits taken(rules_.size(), false);
    for (const Expansion<W>* expansion : expansions())
      for (const std::uint32_t rule : expansion->watch().rules_taken()) taken[rule] = true;
    return taken;
  }

  Result result() {
    Result result;
    result.end = ended_.value_or(End::exhausted);
    result.states = store_.size();
    result.transitions = transitions();
    result.depth = depth_ + (next_ < level_end_ && store_.size() > level_end_ ? 1 : 0);
    result.left = store_.size() - next_;
    result.memory_bytes = store_.memory_bytes();
    result.state_words = W;
    const RuleBits taken = this->taken();
    result.taken = steps_taken(world_, [&](std::uint32_t rule) { return taken[rule]; });
    result.reached = steps_reached(world_, result.taken);
    if (options_.digesting == Digesting::on) result.digest = digest();
    if (options_.beside) result.beside = beside();
    add_sightings(result);
    add_renamed(world_, successors_.renamings(), result);
    result.reduction = options_.reduction;
    result.past_corruption = options_.past_corruption;
    result.seconds = away_.seconds();
    result.unkept = unkept_;
    return result;
  }

 private:
  static constexpr std::uint64_t ask_for_help_every = 256;  // expansions
  static constexpr std::uint64_t forget_every = 100'000;    // states

  /// All but what says which search it is. REQUIRES: the store is settled.
  Checkpoint known() const {
    Checkpoint known;
    known.foreseen = foreseen_;
    known.states = store_.size(), known.next = next_, known.level_end = level_end_, known.depth = depth_;
    known.transitions = transitions();
    if (options_.reduction != Reduction::none) {
      known.parents.reserve(store_.size());
      for (std::uint64_t index = 0; index < store_.size(); ++index) known.parents.push_back(store_.parent(index));
    } else {
      known.asleep.reserve(store_.size() - next_);
      for (typename Store<W>::Walk walk(store_, next_); walk.index() < store_.size();) {
        walk.next();
        known.asleep.push_back(walk.asleep());
      }
    }
    known.levels = store_.levels();
    known.levels.resize(depth_ + 1);
    const RuleBits taken = this->taken();
    for (std::uint32_t rule = 0; rule < rules_.size(); ++rule)
      if (taken[rule]) known.taken.push_back(rule);
    const Sightings seen = sightings();
    known.claims = seen.claims(), known.acquisitions = seen.acquisitions(), known.stuck = seen.stuck();
    return known;
  }

  /// Where it can't be, what was kept before stays, and the search goes on. REQUIRES: the store is settled.
  void keep() {
    try {
      Checkpoint all = known();
      all.search = fingerprint(world_, claims_, options_);
      save(options_.checkpoint, all, [&](const std::function<void(Words64)>& piece) {
        store_.each_in_order([&](const Words<W>& state) { piece(state); });
      });
      unkept_.clear();
    } catch (const model::Refusal& refusal) {
      unkept_ = refusal.what();
    }
  }

  void search_level() {
    const std::uint64_t level_end = level_end_;
    const std::uint64_t level_begin = next_;
    make_parts();
    store_.add_to_level(depth_ + 1, store_.size());
    store_.forget_before(store_.levels()[depth_]);  // not before next_: the order is the same after a resume
    walk_.reset();
    alone_.begin_level(depth_);
    if (together_) together_->begin_level(depth_);
    while (next_ < level_end) {
      const bool asks = next_ == level_begin || next_ % ask_for_help_every == 0;
      if (asks && options_.workers != nullptr && expand_together(level_end)) continue;
      if (next_ % LookUp::every == 0) look_up();
      if (store_.size_at_most() >= look_at_bounds_from_) look_at_bounds();
      if (ended_) break;
      expand_alone();
    }
    store_.settle();
    if (next_ < level_end) return;  // a bound
    if (store_.size() > level_end) ++depth_;
    level_end_ = store_.size();
  }

  /// Where the level to come is large enough. REQUIRES: the store is settled.
  void make_parts() {
    if (level_end_ < options_.parted_from || store_.has_parts()) return;
    store_.make_parts(level_end_);
    look_at_bounds_from_ = 0;  // they take other memory
  }

  void expand_alone() {
    try {
      if (!walk_ || walk_->index() != next_) walk_.emplace(store_, next_);
      const Words<W>& state = walk_->next();
      const Words<W>* following = alone_.looks_ahead() && next_ + 1 < level_end_ ? &walk_->peek() : nullptr;
      alone_.expand(state, next_, walk_->asleep(), following,
                    [&](const Words<W>& kept, const Words<W>&, ThreadBits asleep, std::uint32_t) {
                      store_.add(kept, next_, asleep);
                    });
    } catch (const Unforeseen&) {
      alone_.take_back_transitions();
      next_is_begun_ = true;
      throw;
    }
    ++next_;
  }

  /// Where somebody is free to help, the level is long enough, and no bound near.
  bool expand_together(std::uint64_t level_end) {
    const std::uint64_t count = std::min(level_end - next_, Together<W>::states_max);
    if (!store_.has_parts() || count < options_.shared_from || !options_.workers->any_free()) return false;
    look_at_bounds();
    look_up();
    const std::uint64_t found_max = Store<W>::batch_max + (count + 1) * rules_.moves_max();
    if (ended_ || store_.size() + found_max >= options_.bounds.states_max ||
        !store_.fits(found_max, options_.bounds.memory_max_bytes))
      return false;
    if (!together_) together_.emplace(store_, *options_.workers, alone_);
    together_->expand(next_, count);
    next_ += count;
    return true;
  }

  std::uint64_t transitions() const {
    std::uint64_t sum = 0;
    for (const Expansion<W>* expansion : expansions()) sum += expansion->transitions();
    return sum;
  }

  std::vector<const Expansion<W>*> expansions() const {
    std::vector<const Expansion<W>*> all{&alone_};
    if (together_)
      for (const Expansion<W>* expansion : together_->expansions()) all.push_back(expansion);
    return all;
  }

  void look_up() {
    store_.settle();
    if (const std::optional<End> end = away_.end()) ended_ = end;
    if (!options_.checkpoint.empty() && away_.seconds() >= next_checkpoint_s_) {
      keep();
      next_checkpoint_s_ = away_.seconds() + options_.checkpoint_every_s;
    }
    away_.tell([&] {
      return Progress{store_.size(), transitions(), store_.size() - next_, depth_, store_.memory_bytes(), 0};
    });
  }

  /// Memory is counted ahead: what the batch and one more state's moves may add, wherever that belongs. When to look
  /// again: not before so many more states that might not fit.
  void look_at_bounds() {
    store_.settle();
    const Bounds& bounds = options_.bounds;
    const std::uint64_t next = Store<W>::batch_max + rules_.moves_max();
    if (store_.size() >= bounds.states_max) {
      ended_ = End::states_bound;
    } else if (!store_.fits(next, bounds.memory_max_bytes)) {
      ended_ = End::memory_bound;
    }
    look_at_bounds_from_ = store_.size();
    for (std::uint64_t more = next << 20; more > next; more >>= 4)
      if (store_.fits(more, bounds.memory_max_bytes)) {
        look_at_bounds_from_ += more - next;
        break;
      }
    look_at_bounds_from_ = std::min(look_at_bounds_from_, bounds.states_max);
  }

  /// Calls visit(state), in any order.
  template <class Visit>
  void each_expanded(Visit&& visit) const {
    store_.each_before(next_, LevelBits().set(), {},
                       [&](StateId, const Words<W>& state, std::uint64_t) { visit(state); });
  }

  WorldDigest digest() const {
    const StateDigests digests(world_, layout_);
    WorldDigest sums;
    store_.each(next_, store_.size(),
                [&](std::uint64_t, const Words<W>& state) { sums.states += digests.of(state.data()); });
    each_expanded([&](const Words<W>& state) {
      const Digest own = digests.of(state.data());
      sums.states += own;
      for (unsigned thread = 0; thread < rules_.threads(); ++thread)
        rules_.moves(
            rules_.stand(rules_.stand_number(thread, state)), state,
            [&](std::uint32_t, const Words<W>& after) { sums.transitions += in_order(own, digests.of(after.data())); });
    });
    return sums;
  }

  std::vector<std::vector<bool>> beside() const {
    std::vector<std::vector<bool>> all(rules_.stands(), std::vector<bool>(rules_.size(), false));
    each_expanded([&](const Words<W>& state) {
      for (unsigned thread = 0; thread < rules_.threads(); ++thread)
        rules_.open_rules(rules_.stand(rules_.stand_number(thread, state)), state, [&](std::uint32_t rule) {
          for (unsigned other = 0; other < rules_.threads(); ++other)
            if (other != thread) all[rules_.stand_number(other, state)][rule] = true;
        });
    });
    return all;
  }

  Sightings sightings() const {
    Sightings seen;
    for (const Expansion<W>* expansion : expansions())
      seen.add(expansion->watch().claims(), expansion->watch().acquisitions(), expansion->stuck().seen());
    return seen;
  }

  void add_sightings(Result& result) {
    const Sightings seen = sightings();
    const std::vector<Schedule> all = options_.reduction == Reduction::none ? simplest(seen) : followed(seen);
    auto schedule = all.begin();
    for (const ClaimSeen& claim : seen.claims()) result.hits.push_back({claim.claim, *schedule++});
    for (const StuckSeen& stuck : seen.stuck())
      result.stuck.push_back({stuck.cycle, stuck.steps, stuck.threads, *schedule++});
    for (const AcquisitionSeen& taken : seen.acquisitions())
      result.acquisitions.push_back({taken.thread, taken.step, taken.held, *schedule++});
  }

  /// Calls visit(sighting, where it was first) for each one, in the order in which add_sightings() tells them.
  template <class Visit>
  static void each_sighting(const Sightings& seen, Visit&& visit) {
    for (const ClaimSeen& claim : seen.claims()) visit(claim, claim.at);
    for (const StuckSeen& stuck : seen.stuck()) visit(stuck, Sighting{stuck.state, std::nullopt});
    for (const AcquisitionSeen& taken : seen.acquisitions()) visit(taken, taken.at);
  }

  /// The shortest ones with the fewest switches; who is free helps.
  std::vector<Schedule> simplest(const Sightings& seen) {
    const Lookalikes<W> lookalikes(world_, rules_, successors_, alone_.watch(), store_, claims_, seen);
    const bool shares =
        options_.workers != nullptr && options_.workers->any_free() && store_.size() >= options_.shared_from;
    const unsigned pieces = shares ? options_.workers->threads() : 1;
    const auto each_piece = [&](const Workers::Task& task) { shares ? options_.workers->each(pieces, task) : task(0); };
    std::vector<typename Lookalikes<W>::All> in_pieces(pieces);
    each_piece([&](std::size_t piece) {
      in_pieces[piece] = lookalikes.in(next_, {static_cast<unsigned>(piece), pieces});
    });
    const typename Lookalikes<W>::All showing = Lookalikes<W>::together(in_pieces);
    std::vector<Schedule> all(showing.size());
    std::atomic<std::size_t> next = 0;
    each_piece([&](std::size_t) {
      Predecessors<W> predecessors(world_, layout_, rules_, successors_, store_);
      FewestSwitches<W> fewest(world_, rules_, store_, predecessors);
      for (std::size_t one = next++; one < all.size(); one = next++)
        all[one] = fewest.schedule(lookalikes.level(one), showing[one]);
    });
    return all;
  }

  std::vector<Schedule> followed(const Sightings& seen) const {
    TraceBack<W> trace_back(world_, rules_, successors_, store_);
    std::vector<Schedule> all;
    each_sighting(seen, [&](const auto&, const Sighting& at) { all.push_back(trace_back.schedule(at)); });
    return all;
  }

  const model::World& world_;
  const model::Layout& layout_;
  Rules<W> rules_;
  Watch<W> watch_;  // handed on below: its conditions are among the rules before the successors' are
  Successors<W> successors_;
  Expansion<W> alone_;
  const std::vector<model::Claim>& claims_;
  const Options& options_;
  const RuleBits& foreseen_;
  Store<W> store_;
  std::optional<Together<W>> together_;          // from the first time on that somebody was free
  std::uint64_t next_ = 0;                       // the state to expand
  std::optional<typename Store<W>::Walk> walk_;  // mostly there
  std::uint64_t level_end_ = 0;
  std::uint64_t depth_ = 0;
  bool next_is_begun_ = false;  // it was, before something was not foreseen
  std::uint64_t look_at_bounds_from_ = 0;
  std::optional<End> ended_;
  LookUp& away_;
  std::string unkept_;  // why not, the last time
  double next_checkpoint_s_ = options_.checkpoint_every_s;
};

}  // namespace replock::schedules
