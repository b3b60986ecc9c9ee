// Deep first with a stack of states; those on it whose moves were made are the way to where the search is.
#include "schedules/bitstate.h"

#include <algorithm>
#include <cassert>
#include <optional>
#include <tuple>
#include <utility>

#include "schedules/expansion.h"
#include "schedules/hash.h"
#include "schedules/look_up.h"
#include "schedules/renamed_result.h"
#include "schedules/rules.h"
#include "schedules/state_bits.h"
#include "schedules/steps_taken.h"
#include "schedules/successors.h"
#include "schedules/trail.h"

namespace replock::schedules {
namespace {

template <unsigned W>
class BitSearch {
 public:
  BitSearch(const model::World& world, const model::Layout& layout, const std::vector<model::Claim>& claims,
            const Options& options)
      : world_(world),
        options_(options),
        rules_(world, layout),
        watch_(world, layout, rules_, claims),
        successors_(world, layout, rules_, claims, options),
        expansion_(rules_, successors_, std::move(watch_)),
        known_(options.bitstate_bytes) {}

  Result run() {
    begin();
    while (!stack_.empty()) {
      if (stack_.back().on_way) {
        --way_states_;
        stack_.pop_back();
        continue;
      }
      look_at_bounds();
      if (ended_) break;
      expand_top();
    }
    return result();
  }

 private:
  /// A state that is on the way, or still to be expanded: what the move with that number leads to from the state on the
  /// way below.
  struct Kept {
    Words<W> state;
    std::uint32_t move = 0;
    bool on_way = false;
  };
  struct Found {
    Words<W> state;
    StateBits::Places places;
    std::uint32_t move = 0;
  };

  void begin() {
    const Words<W> initial = rules_.pack(model::initial_state(world_));
    known_.add(known_.places(hash<W>(initial)));
    states_ = 1;
    make_room();
    stack_.push_back({initial});
    expansion_.look_at_entry(initial);
    note_claims();
  }

  void expand_top() {
    stack_.back().on_way = true;
    depth_ = std::max(depth_, way_states_++);
    expansion_.expand(stack_.back().state, expanded_++, 0, nullptr,
                      [&](const Words<W>& kept, const Words<W>& after, ThreadBits, std::uint32_t move) {
                        found_.push_back({after, known_.places(hash<W>(kept)), move});
                      });
    note_claims();
    note_stuck();
    note_acquisitions();
    for (const Found& found : found_) {
      if (!known_.add(found.places)) continue;
      stack_.push_back({found.state, found.move});
      ++states_;
    }
    found_.clear();
  }

  void look_at_bounds() {
    if (states_ >= options_.bounds.states_max) ended_ = End::states_bound;
    if (!make_room()) ended_ = End::memory_bound;
    if (expanded_ % LookUp::every != 0) return;
    if (const std::optional<End> end = away_.end()) ended_ = end;
    away_.tell([&] {
      return Progress{states_, expansion_.transitions(), stack_.size() - way_states_, depth_, memory_bytes(), 0};
    });
  }

  /// For what one more state leads to. False where the bound on memory forbids it; both stacks count while one is
  /// copied to the other.
  bool make_room() {
    const std::size_t needed = stack_.size() + rules_.moves_max();
    if (needed <= stack_.capacity()) return true;
    if (memory_bytes() + 2 * needed * sizeof(Kept) > options_.bounds.memory_max_bytes) return false;
    stack_.reserve(2 * needed);
    return true;
  }

  std::uint64_t memory_bytes() const { return known_.memory_bytes() + stack_.capacity() * sizeof(Kept); }

  void note_claims() {
    for (std::size_t seen = result_.hits.size(); seen < expansion_.watch().claims().size(); ++seen) {
      const ClaimSeen& claim = expansion_.watch().claims()[seen];
      result_.hits.push_back({claim.claim, schedule(claim.at.move)});
    }
  }
  void note_stuck() {
    for (std::size_t seen = result_.stuck.size(); seen < expansion_.stuck().seen().size(); ++seen) {
      const StuckSeen& stuck = expansion_.stuck().seen()[seen];
      result_.stuck.push_back({stuck.cycle, stuck.steps, stuck.threads, schedule(std::nullopt)});
    }
  }
  void note_acquisitions() {
    for (std::size_t seen = result_.acquisitions.size(); seen < expansion_.watch().acquisitions().size(); ++seen) {
      const AcquisitionSeen& taken = expansion_.watch().acquisitions()[seen];
      result_.acquisitions.push_back({taken.thread, taken.step, taken.held, schedule(taken.at.move)});
    }
  }

  /// The way to where the search is, and on with that move.
  Schedule schedule(std::optional<std::uint32_t> move) const {
    Trail<W> trail{{}, stack_.front().state};
    for (std::size_t index = 1; index < stack_.size(); ++index)
      if (stack_[index].on_way) go_on(trail, stack_[index].move, rules_, successors_);
    if (move) go_on(trail, *move, rules_, successors_);
    verify(trail, world_, rules_);
    return trail.moves;
  }

  Result result() {
    Result result = std::move(result_);
    result.end = ended_.value_or(End::probabilistic);
    result.states = states_;
    result.transitions = expansion_.transitions();
    result.depth = depth_;
    result.left = stack_.size() - way_states_;
    result.memory_bytes = memory_bytes();
    result.state_words = W;
    result.omission = Omission{known_.memory_bytes(), known_.bits_set(), known_.chance(), known_.omitted()};
    result.taken = steps_taken(world_, [&](std::uint32_t rule) { return expansion_.watch().taken(rule); });
    result.reached = steps_reached(world_, result.taken);
    std::ranges::sort(result.hits, {}, &ClaimHit::claim);
    std::ranges::sort(result.acquisitions, {},
                      [](const Acquisition& one) { return std::tie(one.thread, one.step, one.held); });
    add_renamed(world_, successors_.renamings(), result);
    result.reduction = options_.reduction;
    result.past_corruption = options_.past_corruption;
    result.seconds = away_.seconds();
    return result;
  }

  const model::World& world_;
  const Options& options_;
  Rules<W> rules_;
  Watch<W> watch_;  // handed on below: its conditions are among the rules before the successors' are
  Successors<W> successors_;
  Expansion<W> expansion_;
  StateBits known_;
  std::vector<Kept> stack_;
  std::vector<Found> found_;  // by one expansion; kept between them for its memory
  Result result_;             // what was seen, in the order seen
  std::uint64_t states_ = 0, expanded_ = 0, depth_ = 0;
  std::uint64_t way_states_ = 0;
  std::optional<End> ended_;
  LookUp away_{options_};
};

}  // namespace

template <unsigned W>
Result search_by_bits(const model::World& world, const model::Layout& layout, const std::vector<model::Claim>& claims,
                      const Options& options) {
  assert(options.bitstate_bytes > 0);
  assert(!options.ending && options.digesting == Digesting::off && !options.beside);
  assert(options.checkpoint.empty() && options.resume.empty());
  return BitSearch<W>(world, layout, claims, options).run();
}

template Result search_by_bits<1>(const model::World&, const model::Layout&, const std::vector<model::Claim>&,
                                  const Options&);
template Result search_by_bits<2>(const model::World&, const model::Layout&, const std::vector<model::Claim>&,
                                  const Options&);
template Result search_by_bits<3>(const model::World&, const model::Layout&, const std::vector<model::Claim>&,
                                  const Options&);
template Result search_by_bits<4>(const model::World&, const model::Layout&, const std::vector<model::Claim>&,
                                  const Options&);
template Result search_by_bits<6>(const model::World&, const model::Layout&, const std::vector<model::Claim>&,
                                  const Options&);
template Result search_by_bits<8>(const model::World&, const model::Layout&, const std::vector<model::Claim>&,
                                  const Options&);

}  // namespace replock::schedules
