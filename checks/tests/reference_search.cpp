// Sets and maps of unpacked states.
#include "checks/tests/reference_search.h"

#include <algorithm>
#include <optional>

namespace replock::tests::engine {
namespace {

using namespace model;

void note(Cost& least, Cost cost) { least = std::min(least, cost); }

/// By the thread that moved last: how often the best schedule to a state goes from one thread to another.
using Switches = std::map<std::optional<ThreadId>, std::uint64_t>;

std::uint64_t least(const Switches& switches) {
  std::uint64_t all = ~std::uint64_t{0};
  for (const auto& [last, number] : switches) all = std::min(all, number);
  return all;
}

std::uint64_t with_move(const Switches& switches, ThreadId thread) {
  std::uint64_t all = ~std::uint64_t{0};
  for (const auto& [last, number] : switches) all = std::min(all, number + (last && *last != thread ? 1U : 0U));
  return all;
}

void note_places(const World& world, const State& state, Cost here, Reference& result) {
  for (std::size_t index = 0; index < world.threads.size(); ++index) {
    const auto thread = static_cast<ThreadId>(index);
    result.reached.insert({thread, pc_of(world, state, thread)});
    std::set<ThreadId> whom;
    std::vector<ThreadId> open{thread};
    while (!open.empty()) {
      const ThreadId waiter = open.back();
      open.pop_back();
      for (const ThreadId other : waits_for(world, state, waiter))
        if (whom.insert(other).second) open.push_back(other);
    }
    if (whom.count(thread) == 0) continue;
    result.in_rings.insert({thread, pc_of(world, state, thread)});
    note(result.first_stuck, here);
  }
}

bool takes_lock(const World& world, const State& before, const State& after, Move move) {
  const Step& step = step_of(world, before, move.thread);
  if (step.verb == Verb::lock) return true;
  if (step.lock == none) return !step.waits_for.empty();  // past a wait for other threads
  const bool tries = step.verb == Verb::try_lock || step.verb == Verb::wait_until;
  return tries && !holds(world, before, move.thread, step.lock) && holds(world, after, move.thread, step.lock);
}

void note_move(const World& world, const std::vector<Claim>& claims, const State& before, Move move, const State& next,
               Cost here, Reference& result) {
  const StepId step = pc_of(world, before, move.thread);
  if (takes_lock(world, before, next, move))
    note(result.acquisitions[{move.thread, step, held_by(world, before, move.thread)}], here);
  for (std::size_t index = 0; index < claims.size(); ++index) {
    const Claim& claim = claims[index];
    const bool its_move = !claim.at_rest && !claim.at_entry && claim.thread == move.thread && claim.step == step &&
                          claim.alternative == move.alternative;
    if (its_move && all_true(claim.phase == Phase::before ? before : next, claim.bad)) note(result.claims[index], here);
  }
}

void note_rest(const std::vector<Claim>& claims, const State& state, Cost here, Reference& result) {
  for (std::size_t index = 0; index < claims.size(); ++index)
    if (claims[index].at_rest && all_true(state, claims[index].bad)) note(result.claims[index], here);
}

}  // namespace

Cost cost(const std::vector<Move>& schedule) {
  Cost all{schedule.size(), 0};
  for (std::size_t move = 1; move < schedule.size(); ++move)
    all.switches += schedule[move].thread != schedule[move - 1].thread ? 1U : 0U;
  return all;
}

Reference search_plainly(const World& world, const std::vector<Claim>& claims) {
  Reference result;
  result.claims.assign(claims.size(), Reference::never);
  std::map<State, Switches> frontier{{initial_state(world), {{std::nullopt, 0}}}};
  std::set<State> seen{initial_state(world)};
  for (std::size_t index = 0; index < claims.size(); ++index)
    if (claims[index].at_entry && all_true(initial_state(world), claims[index].bad)) result.claims[index] = {0, 0};
  for (;; ++result.depth) {
    std::map<State, Switches> found;
    for (const auto& [state, switches] : frontier) {
      const Cost here{result.depth, least(switches)};
      note_places(world, state, here, result);
      const std::vector<Move> moves = enabled(world, state);
      result.transitions += moves.size();
      if (at_rest(world, state)) {
        note_rest(claims, state, here, result);
      } else if (moves.empty()) {
        ++result.deadlocks;
        note(result.first_stuck, here);
      }
      for (const Move move : moves) {
        const State next = after(world, state, move);
        const std::uint64_t needed = with_move(switches, move.thread);
        note_move(world, claims, state, move, next, {result.depth + 1, needed}, result);
        if (seen.count(next) != 0 && found.count(next) == 0) continue;  // nearer before
        seen.insert(next);
        std::uint64_t& known = found[next].try_emplace(move.thread, needed).first->second;
        known = std::min(known, needed);
      }
    }
    if (found.empty()) break;
    frontier = std::move(found);
  }
  result.states = seen.size();
  return result;
}

}  // namespace replock::tests::engine
