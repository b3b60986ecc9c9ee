// Through each program one move at a time, from where its thread stands at first and from where it has to stand.
#include "schedules/toward.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "schedules/possible.h"

namespace replock::schedules {
namespace {

/// The alternatives of one thread that are taken at all, in their order.
using Ways = std::vector<Rule>;

/// By thread.
std::vector<Ways> ways_of(const model::World& world, const RuleBits& possible) {
  std::vector<Ways> all(world.threads.size());
  each_rule(world, possible, [&](const Rule& rule) { all[rule.thread].push_back(rule); });
  return all;
}

enum class Along : std::uint8_t { forwards, backwards };

/// Fills in what is a move before, or behind, what is filled in already. Steps mostly lead on.
void complete(const Ways& ways, Along along, LeastMoves& least) {
  for (bool any = true; any;) {
    any = false;
    for (std::size_t i = 0; i < ways.size(); ++i) {
      const Rule& way = ways[along == Along::forwards ? i : ways.size() - 1 - i];
      const model::StepId next = way.alternative->next;
      const std::optional<std::uint32_t> near = least[along == Along::forwards ? way.step : next];
      std::optional<std::uint32_t>& far = least[along == Along::forwards ? next : way.step];
      if (!near || (far && *far <= *near + 1)) continue;
      far = *near + 1;
      any = true;
    }
  }
}

/// From, or to, one of the steps; each of them is 0 moves away from itself.
LeastMoves moves_between(std::size_t size, const Ways& ways, Along along, const std::vector<model::StepId>& steps) {
  LeastMoves least(size);
  for (const model::StepId step : steps) least[step] = 0;
  complete(ways, along, least);
  return least;
}

/// The effect may change what the test says to true.
bool may_make_true(const model::Effect& effect, const model::Test& test) {
  if (effect.field != test.field) return false;
  if (effect.does != model::Effect::Does::set) return true;
  return (effect.operand == test.operand) == (test.is == model::Test::Is::equal);
}

/// To behind such an effect; nothing at all where the program has none.
std::optional<LeastMoves> to_making_true(std::size_t size, const Ways& ways, const model::Test& test) {
  LeastMoves least(size);
  bool found = false;
  for (const Rule& way : ways)
    if (std::ranges::any_of(way.alternative->effects, [&](const auto& effect) { return may_make_true(effect, test); }))
      least[way.step] = 1, found = true;
  if (!found) return std::nullopt;
  complete(ways, Along::backwards, least);
  return least;
}

/// The ending has the thread at any step.
bool is_free(const Ending& ending, std::size_t thread) {
  return ending.stands.empty() || ending.stands[thread].empty();
}

std::vector<LeastMoves> least_moves(const model::World& world, const Ending& ending, const std::vector<Ways>& ways) {
  std::vector<LeastMoves> all;
  for (std::size_t thread = 0; thread < world.threads.size(); ++thread) {
    const std::size_t steps = world.threads[thread].steps.size();
    all.push_back(is_free(ending, thread)
                      ? LeastMoves(steps, 0)
                      : moves_between(steps, ways[thread], Along::backwards, ending.stands[thread]));
    if (ending.last != thread) continue;
    for (std::optional<std::uint32_t>& least : all.back())
      if (least) ++*least;
  }
  return all;
}

/// What is left of the world where schedules end so and have no more moves than they may.
class Narrowing {
 public:
  Narrowing(const model::World& world, const Ending& ending)
      : world_(world), ending_(ending), possible_(world, all_rules(world)), all_(possible_.rules()) {}

  RuleBits run() {
    for (bool any = true; any;) {
      const RuleBits before = possible_.rules();
      look_around();
      if (!raise_needs()) return no_rules(world_);
      RuleBits rules = before;
      for (std::size_t thread = 0; thread < world_.threads.size(); ++thread)
        for (const Rule& way : ways_[thread])
          if (takes_too_long(thread, way)) rules[way.number] = false;
      possible_ = Possible(world_, rules);
      any = possible_.rules() != before;
    }
    return with_those_before(possible_.rules());
  }

 private:
  /// Where only the first alternative that is true is taken, whether a later one is depends on those before it.
  RuleBits with_those_before(RuleBits rules) const {
    std::size_t first = 0;
    for (const model::Program& thread : world_.threads)
      for (const model::Step& step : thread.steps) {
        const std::size_t end = first + step.alternatives.size();
        bool later = false;
        for (std::size_t rule = end; rule-- > first;) {
          rules[rule] = rules[rule] || (later && step.choice == model::Choice::first && all_[rule]);
          later = later || rules[rule];
        }
        first = end;
      }
    return rules;
  }

  model::StepId first_step(std::size_t thread) const { return world_.fields[world_.threads[thread].pc].initial; }

  void look_around() {
    ways_ = ways_of(world_, possible_.rules());
    from_.clear();
    for (std::size_t thread = 0; thread < world_.threads.size(); ++thread)
      from_.push_back(
          moves_between(world_.threads[thread].steps.size(), ways_[thread], Along::forwards, {first_step(thread)}));
    to_ = least_moves(world_, ending_, ways_);
  }

  /// How many moves each thread has to make, at least. False where that is impossible, or too many.
  bool raise_needs() {
    needs_.assign(world_.threads.size(), 0);
    if (!comes_to_the_ending(possible_)) return false;
    for (std::size_t thread = 0; thread < world_.threads.size(); ++thread) {
      const std::optional<std::uint32_t> least = to_[thread][first_step(thread)];
      if (!least) return false;
      needs_[thread] = *least;
    }
    for (std::size_t thread = 0; thread < world_.threads.size(); ++thread) {
      if (sum() > ending_.moves_max) return false;
      std::uint64_t enough = most(thread) + 1;  // as far as is known
      while (needs_[thread] < enough) {
        const std::uint64_t tried = needs_[thread] + (enough - needs_[thread]) / 2;
        if (ends_with(thread, tried))
          enough = tried;
        else
          needs_[thread] = tried + 1;
      }
    }
    return sum() <= ending_.moves_max;
  }

  std::uint64_t sum() const { return std::accumulate(needs_.begin(), needs_.end(), std::uint64_t{0}); }
  /// That the thread may make, while the others make what they have to.
  std::uint64_t most(std::size_t thread) const { return ending_.moves_max - (sum() - needs_[thread]); }

  bool ends_with(std::size_t thread, std::uint64_t moves) const {
    RuleBits rules = possible_.rules();
    for (const Rule& way : ways_[thread])
      if (moves_with(thread, way) > moves) rules[way.number] = false;
    return comes_to_the_ending(Possible(world_, rules));
  }

  bool comes_to_the_ending(const Possible& possible) const {
    for (std::size_t thread = 0; thread < world_.threads.size(); ++thread) {
      if (is_free(ending_, thread)) continue;
      const auto comes_to = [&](model::StepId step) { return possible.comes_to(world_, thread, step); };
      if (std::ranges::none_of(ending_.stands[thread], comes_to)) return false;
    }
    return possible.can_be_true(ending_.holds);
  }

  /// That the thread has made behind it, at least. It comes to the step by these ways.
  std::uint64_t moves_with(std::size_t thread, const Rule& way) const { return *from_[thread][way.step] + 1; }

  bool takes_too_long(std::size_t thread, const Rule& way) const {
    const std::uint64_t before = moves_with(thread, way);
    const bool ends_there = is_free(ending_, thread) || std::ranges::count(ending_.stands[thread], way.step) != 0;
    if (ending_.last == thread && ends_there && before <= most(thread)) return false;
    const std::optional<std::uint32_t> behind = to_[thread][way.alternative->next];
    return !behind || before + *behind > most(thread);
  }

  const model::World& world_;
  const Ending& ending_;
  Possible possible_;
  const RuleBits all_;                 // that any schedule may take
  std::vector<Ways> ways_;             // by thread
  std::vector<LeastMoves> from_, to_;  // by thread: from where it stands at first, to where it has to stand
  std::vector<std::uint64_t> needs_;   // by thread: moves
};

}  // namespace

std::vector<Milestone> milestones(const model::World& world, const Ending& ending, const RuleBits& possible) {
  const std::vector<Ways> all_ways = ways_of(world, possible);
  std::vector<Milestone> all;
  for (const model::Test& test : ending.holds) {
    if (test.is != model::Test::Is::equal && test.is != model::Test::Is::unequal) continue;
    std::vector<Milestone> ways;
    for (std::size_t thread = 0; thread < world.threads.size(); ++thread)
      if (std::optional<LeastMoves> least = to_making_true(world.threads[thread].steps.size(), all_ways[thread], test))
        ways.push_back({test, static_cast<model::ThreadId>(thread), std::move(*least)});
    if (ways.size() == 1) all.push_back(std::move(ways.front()));
  }
  return all;
}

std::vector<LeastMoves> least_moves(const model::World& world, const Ending& ending, const RuleBits& possible) {
  return least_moves(world, ending, ways_of(world, possible));
}

RuleBits rules_toward(const model::World& world, const Ending& ending) {
  return ending.final ? possible_rules(world) : Narrowing(world, ending).run();
}

}  // namespace replock::schedules
