// Sets and maps of unpacked states.
#include "checks/tests/reference_search.h"

#include <algorithm>

namespace replock::tests::engine {
namespace {

using namespace model;

void note(std::uint64_t& shortest, std::uint64_t length) { shortest = std::min(shortest, length); }

void note_places(const World& world, const State& state, Reference& result) {
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
    note(result.first_stuck, result.depth);
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
               Reference& result) {
  const std::uint64_t length = result.depth + 1;
  const StepId step = pc_of(world, before, move.thread);
  if (takes_lock(world, before, next, move))
    result.acquisitions.try_emplace({move.thread, step, held_by(world, before, move.thread)}, length);
  for (std::size_t index = 0; index < claims.size(); ++index) {
    const Claim& claim = claims[index];
    const bool here = !claim.at_rest && !claim.at_entry && claim.thread == move.thread && claim.step == step &&
                      claim.alternative == move.alternative;
    if (here && all_true(claim.phase == Phase::before ? before : next, claim.bad)) note(result.claims[index], length);
  }
}

void note_rest(const std::vector<Claim>& claims, const State& state, Reference& result) {
  for (std::size_t index = 0; index < claims.size(); ++index)
    if (claims[index].at_rest && all_true(state, claims[index].bad)) note(result.claims[index], result.depth);
}

}  // namespace

Reference search_plainly(const World& world, const std::vector<Claim>& claims) {
  Reference result;
  result.claims.assign(claims.size(), Reference::never);
  std::vector<State> frontier{initial_state(world)};
  std::set<State> seen(frontier.begin(), frontier.end());
  for (std::size_t index = 0; index < claims.size(); ++index)
    if (claims[index].at_entry && all_true(frontier[0], claims[index].bad)) result.claims[index] = 0;
  for (;; ++result.depth) {
    std::vector<State> found;
    for (const State& state : frontier) {
      note_places(world, state, result);
      const std::vector<Move> moves = enabled(world, state);
      result.transitions += moves.size();
      if (at_rest(world, state)) {
        note_rest(claims, state, result);
      } else if (moves.empty()) {
        ++result.deadlocks;
        note(result.first_stuck, result.depth);
      }
      for (const Move move : moves) {
        const State next = after(world, state, move);
        note_move(world, claims, state, move, next, result);
        if (seen.insert(next).second) found.push_back(next);
      }
    }
    if (found.empty()) break;
    frontier = std::move(found);
  }
  result.states = seen.size();
  return result;
}

}  // namespace replock::tests::engine
