// What Relacy found is believed when the reference semantics says the same.
#include "schedules/relacy_search.h"

#include <algorithm>
#include <chrono>

#include "model/refusal.h"
#include "schedules/counted.h"
#include "schedules/sound_world.h"

namespace replock::schedules {
namespace {

using model::Move;
using model::State;
using model::ThreadId;
using model::World;

void require_agreement(bool agreed, const char* what) {
  if (!agreed) throw model::ModelFault{std::string("Relacy and the reference semantics differ: ") + what};
}

struct Followed {
  State before, after;  ///< around the last move
};

Followed follow(const World& world, const Schedule& schedule) {
  Followed states{model::initial_state(world), model::initial_state(world)};
  for (const Move move : schedule) {
    const std::vector<Move> open = model::enabled(world, model::as_read(states.after, move), move.thread);
    const auto same = [&](const Move& one) { return one.alternative == move.alternative; };
    require_agreement(std::any_of(open.begin(), open.end(), same), "a move that is not enabled");
    states.before = states.after;
    states.after = model::after(world, states.before, move);
  }
  return states;
}

void verify(const World& world, const model::Claim& claim, const Schedule& schedule) {
  const Followed states = follow(world, schedule);
  const bool looks_before = !claim.at_rest && !claim.at_entry && claim.phase == model::Phase::before;
  require_agreement(model::all_true(looks_before ? states.before : states.after, claim.bad), "a claim that holds");
  require_agreement(!claim.at_rest || model::at_rest(world, states.after), "a rest that is none");
}

void verify(const World& world, const Stuck& stuck) {
  const State state = follow(world, stuck.schedule).after;
  for (std::size_t i = 0; i < stuck.cycle.size(); ++i) {
    const std::vector<ThreadId> whom = model::waits_for(world, state, stuck.cycle[i]);
    const ThreadId next = stuck.cycle[(i + 1) % stuck.cycle.size()];
    require_agreement(std::find(whom.begin(), whom.end(), next) != whom.end(), "a deadlock that is none");
  }
  if (!stuck.cycle.empty()) return;
  require_agreement(model::enabled(world, state).empty() && !model::at_rest(world, state), "a standstill that is none");
}

void verify(const World& world, const std::vector<model::Claim>& claims, const Result& result) {
  for (const ClaimHit& hit : result.hits) verify(world, claims[hit.claim], hit.schedule);
  for (const Stuck& stuck : result.stuck) verify(world, stuck);
  for (const Acquisition& acquisition : result.acquisitions) follow(world, acquisition.schedule);
  for (const Race& race : result.races) follow(world, race.schedule);
}

End end_of(const RelacyRun& run, const RelacyOptions& options) {
  switch (run.end) {
    case RelacyEnd::complete:
      return options.scheduler == Scheduler::full && options.moves_max == 0 ? End::exhausted : End::schedules_bound;
    case RelacyEnd::seconds_bound:
      return End::seconds_bound;
    case RelacyEnd::interrupted:
      return End::interrupted;
    case RelacyEnd::executions_bound:
    case RelacyEnd::endless:
      break;
  }
  return End::schedules_bound;
}

std::string search_words(const RelacyOptions& options) {
  switch (options.scheduler) {
    case Scheduler::full:
      return "relacy full search";
    case Scheduler::random:
      return "relacy random search with seed " + std::to_string(options.seed);
    case Scheduler::bound:
      return "relacy search with at most " + counted(options.preemptions_max, "preemption");
  }
  return "";
}

std::string steps_words(const RelacyOptions& options) {
  return options.moves_max == 0 ? "" : " of at most " + counted(options.moves_max, "step");
}

std::string end_words(const RelacyRun& run, const RelacyOptions& options) {
  switch (run.end) {
    case RelacyEnd::complete:
      return options.scheduler == Scheduler::full && options.moves_max == 0 ? "complete" : "complete within its bound";
    case RelacyEnd::executions_bound:
      return "INCOMPLETE: not every schedule";
    case RelacyEnd::seconds_bound:
      return "INCOMPLETE: bound on time";
    case RelacyEnd::interrupted:
      return "INCOMPLETE: interrupted";
    case RelacyEnd::endless:
      return "INCOMPLETE: an execution did not end";
  }
  return "";
}

}  // namespace

RelacyResult relacy_search(const World& world, const std::vector<model::Claim>& claims, const RelacyOptions& options) {
  const std::size_t threads = world.threads.size();
  if (threads < 1 || threads > relacy_threads_max)
    throw model::Refusal("relacy: " + std::to_string(threads) + " threads, and it is built for 1 to " +
                         std::to_string(relacy_threads_max) + "; use --engine explorer");
  require_sound(world);
  for (const model::Claim& claim : claims) require_sound(world, claim);
  Witness witness(world, claims);
  RelacyResult found;
  const auto began = std::chrono::steady_clock::now();
  found.run = run_relacy(world, witness, options);
  found.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  found.moves = witness.moves();
  found.result = witness.result();
  found.result.memory = options.memory;
  found.result.end = end_of(found.run, options);
  found.result.seconds = found.seconds;
  verify(world, claims, found.result);
  return found;
}

std::string words(const RelacyResult& found, const RelacyOptions& options) {
  std::string text = search_words(options) + steps_words(options) +
                     (options.memory == Memory::kernel ? " of the kernel's memory" : "") + ", " +
                     counted(found.run.executions, "execution") + ", ";
  if (found.run.cut > 0) text += grouped(found.run.cut) + " of them cut short, ";
  return text + end_words(found.run, options);
}

}  // namespace replock::schedules
