// Searches a world in the layout that suits it.
#include "schedules/explorer.h"

#include <algorithm>
#include <atomic>
#include <iterator>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

#include "schedules/bitstate.h"
#include "schedules/files.h"
#include "schedules/possible.h"
#include "schedules/search.h"
#include "schedules/successors.h"
#include "schedules/symmetry.h"

namespace replock::schedules {
namespace {

/// Calls visit.operator()<W>() with the words of a state of that layout, which are never five or seven.
template <class Visit>
auto with_words(const model::Layout& layout, Visit&& visit) {
  switch (layout.words) {
    case 1:
      return visit.template operator()<1>();
    case 2:
      return visit.template operator()<2>();
    case 3:
      return visit.template operator()<3>();
    case 4:
      return visit.template operator()<4>();
    case 6:
      return visit.template operator()<6>();
    case 8:
      return visit.template operator()<8>();
    default:
      break;
  }
  throw model::ModelFault{"a state of " + std::to_string(layout.words) + " words; at most " +
                          std::to_string(words_max)};
}

constexpr unsigned layouts_max = 10;  // then the first one, and one with room for all values

/// With room for what is possible; for all values where states change places with renamed ones, which may have others.
RuleBits foreseen_at_first(const RuleBits& possible, const Options& options) {
  const bool any = std::ranges::find(possible, true) != possible.end();
  return any && options.reduction != Reduction::symmetric ? possible : RuleBits();
}

/// One question, searched in one layout as long as there are few states, with room for all that can be stored at all;
/// then in one made to measure: with room for what a quick search sees stored. Where more is stored the search goes on
/// in a wider one. A search for one ending comes to few states, and by ways that a quick search of all does not know:
/// it stays in one layout.
class InLayouts {
 public:
  InLayouts(const model::World& world, const std::vector<model::Claim>& claims, const Options& options)
      : world_(world),
        claims_(claims),
        options_(options),
        possible_(options.ending ? possible_rules(world) : *options.rules),
        foreseen_(at_first()),
        may_narrow_(options.reduction == Reduction::none && !options.ending) {}

  Result explore() {
    if (!options_.checkpoint.empty()) ReplacingFile(options_.checkpoint);  // refused now, or never
    Result result = options_.resume.empty() ? search(nullptr) : resume();
    result.layouts = layouts_, result.foreseen = foreseen_;
    require_possible(result);
    return result;
  }

 private:
  RuleBits at_first() const { return foreseen_at_first(possible_, options_); }

  /// What was left out as impossible did not happen.
  void require_possible(const Result& result) const {
    std::size_t rule = 0;
    for (std::size_t thread = 0; thread < result.taken.size(); ++thread)
      for (const std::vector<bool>& step : result.taken[thread])
        for (const bool taken : step)
          if (const bool is_possible = possible_[rule++]; taken && !is_possible)
            throw std::logic_error(world_.threads[thread].name + " did what was told to be impossible (rule " +
                                   std::to_string(rule - 1) + "): a fault of schedules/possible.cpp");
  }

  Result resume() {
    const Known known = load(options_.resume, fingerprint(world_, claims_, options_), world_, [&] {
      if (options_.is_interrupted()) throw Interrupted{options_.resume + " was read"};
    });
    foreseen_ = known.checkpoint.foreseen;
    may_narrow_ = may_narrow_ && foreseen_ == at_first();
    return search(&known);
  }

  /// From the beginning, or from what is known.
  Result search(const Known* known) {
    const model::Layout here = layout_for(world_, foreseen_);
    return with_words(here, [&]<unsigned W>() {
      const RuleBits foreseen = foreseen_;
      Search<W> search(world_, here, claims_, options_, foreseen, away_);
      if (known != nullptr)
        search.go_on_from(*known);
      else
        search.begin();
      try {
        if (run_until_large(search) == Ran::to_its_end) return search.result();
        if (!narrows(search.taken(), W)) {
          search.run(never_large);
          return search.result();
        }
      } catch (const Unforeseen& one) {
        foreseen_[one.rule] = true;
        foreseen_ = layouts_ < layouts_max    ? with_room_to_spare(world_, foreseen_)
                    : layouts_ == layouts_max ? at_first()
                                              : RuleBits();
      }
      ++layouts_;
      const Known now = search.hand_over();
      return this->search(&now);
    });
  }

  /// Where it may be packed anew. Beside the last part of it somebody who is free does the quick search.
  template <unsigned W>
  Ran run_until_large(Search<W>& search) {
    if (!may_narrow_ || W == 1) return search.run(never_large);
    if (options_.workers == nullptr) return search.run(options_.narrowed_from);
    if (search.run(options_.narrowed_from / 4) == Ran::to_its_end) return Ran::to_its_end;
    if (search.states() >= options_.narrowed_from) return Ran::until_large;
    if (!options_.workers->any_free()) return search.run(options_.narrowed_from);
    Ran ran = Ran::to_its_end;
    std::atomic<bool> in_vain = false;
    options_.workers->each(2, [&](std::size_t piece) {
      if (piece == 1) {
        sample_ = sample(in_vain);
        return;
      }
      try {
        ran = search.run(options_.narrowed_from);
        in_vain = ran == Ran::to_its_end;
      } catch (...) {
        in_vain = true;
        throw;
      }
    });
    return ran;
  }

  /// Whether states of so many words become smaller with room for what these store and for what a quick search sees
  /// stored. Asked once.
  bool narrows(RuleBits taken, unsigned words) {
    may_narrow_ = false;
    std::atomic<bool> in_vain = false;
    const std::optional<RuleBits> found = sample_ ? sample_ : sample(in_vain);
    if (!found) return false;
    const RuleBits& seen = *found;
    for (std::size_t rule = 0; rule < taken.size(); ++rule) taken[rule] = taken[rule] || seen[rule];
    foreseen_ = with_room_to_spare(world_, taken);
    if (layout_for(world_, foreseen_).words < words) return true;
    foreseen_ = at_first();
    return false;
  }

  /// The rules that a reduced search sees taken, until it is in vain: maybe none of them then, soon. Whatever they are,
  /// the outcome is the same.
  std::optional<RuleBits> sample(std::atomic<bool>& in_vain) const {
    struct InVain {};
    const auto meanwhile = [&] {
      if (in_vain || options_.is_interrupted()) throw InVain();
    };
    Options options;
    options.reduction = Reduction::persistent;
    options.past_corruption = options_.past_corruption;
    options.bounds = options_.bounds;
    options.bounds.states_max = std::min(options_.sampled_max, options.bounds.states_max);
    options.interrupted = &in_vain;
    options.on_progress = [&](const Progress&) {
      if (options_.is_interrupted()) in_vain = true;
    };
    options.workers = options_.workers;
    try {
      options.rules = std::make_shared<const RuleBits>(possible_);
      options.sets = std::make_shared<const PersistentSets>(world_, claims_, options.reduction, possible_, meanwhile);
    } catch (const InVain&) {
      return std::nullopt;
    }
    std::vector<model::Claim> followed;  // what else is violated nobody wants to know
    if (options.past_corruption == PastCorruption::stop)
      std::ranges::copy_if(claims_, std::back_inserter(followed), &model::Claim::corrupts);
    LookUp away(options);
    const RuleBits room = at_first();
    const model::Layout layout = layout_for(world_, room);
    return with_words(layout, [&]<unsigned W>() -> std::optional<RuleBits> {
      Search<W> sample(world_, layout, followed, options, room, away);
      try {
        sample.begin();
        sample.run(never_large);
      } catch (const model::ModelFault&) {  // the search itself comes to one
      }
      return sample.taken();
    });
  }

  const model::World& world_;
  const std::vector<model::Claim>& claims_;
  const Options& options_;
  const RuleBits possible_;
  RuleBits foreseen_;  // empty: all
  bool may_narrow_;
  std::optional<RuleBits> sample_;  // where it was taken beside the search
  unsigned layouts_ = 1;
  LookUp away_{options_};
};

/// With what all layouts share. Without a look at who has changed places where nobody can, and where one ending is of
/// interest: renamed it is another.
Options made_sure(const model::World& world, const std::vector<model::Claim>& claims, Options options) {
  if (!options.sleepers) options.sleepers = sleepers(world, options);
  if (!options.rules) options.rules = rules_of_interest(world, options);
  if (options.reduction != Reduction::symmetric) return options;
  std::vector<Renaming> all;
  if (!options.ending) all = symmetries(world, claims);
  if (all.empty())
    options.reduction = Reduction::persistent;
  else
    options.renamings = std::make_shared<const std::vector<Renaming>>(std::move(all));
  return options;
}

}  // namespace

std::string words(End end) {
  switch (end) {
    case End::exhausted:
      return "exhausted";
    case End::states_bound:
      return "bound on states";
    case End::memory_bound:
      return "bound on memory";
    case End::seconds_bound:
      return "bound on time";
    case End::interrupted:
      return "interrupted";
    case End::schedules_bound:
      return "bound on schedules";
    case End::probabilistic:
      return "probabilistic";
  }
  return "exhausted";
}

std::string words(Reduction reduction) {
  switch (reduction) {
    case Reduction::none:
      return "none";
    case Reduction::local:
      return "local";
    case Reduction::persistent:
      return "persistent";
    case Reduction::symmetric:
      return "symmetric";
  }
  return "none";
}

Result explore(const model::World& world, const std::vector<model::Claim>& claims, const Options& options) {
  const Options sure = made_sure(world, claims, options);
  if (sure.bitstate_bytes == 0) return InLayouts(world, claims, sure).explore();
  const model::Layout layout = layout_for(world, foreseen_at_first(*sure.rules, sure));
  return with_words(layout, [&]<unsigned W>() { return search_by_bits<W>(world, layout, claims, sure); });
}

}  // namespace replock::schedules
