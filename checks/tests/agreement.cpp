// Asks both, and compares field by field.
#include "checks/tests/agreement.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <thread>
#include <tuple>

#include "checks/lock_order.h"
#include "checks/tests/bitstate_agreement.h"
#include "checks/tests/same_results.h"
#include "checks/tests/unless_fault.h"
#include "schedules/preemptions.h"
#include "schedules/saved.h"
#include "schedules/workers.h"

namespace replock::tests {
namespace {

using engine::Place;
using engine::Reference;
using model::ModelFault;
using model::Move;
using model::State;
using model::StepId;
using model::ThreadId;
using model::World;
using schedules::Result;
using schedules::Schedule;
using Acquisitions = decltype(Reference::acquisitions);
using Acquired = std::set<Acquisitions::key_type>;

std::string compare(const std::string& what, std::uint64_t explorer, std::uint64_t plain) {
  if (explorer == plain) return "";
  return what + ": " + std::to_string(explorer) + " to the explorer, " + std::to_string(plain) + " plainly\n";
}

std::set<Place> reached(const Result& result) {
  std::set<Place> places;
  for (std::size_t thread = 0; thread < result.reached.size(); ++thread)
    for (std::size_t step = 0; step < result.reached[thread].size(); ++step)
      if (result.reached[thread][step]) places.insert({static_cast<ThreadId>(thread), static_cast<StepId>(step)});
  return places;
}

Acquisitions acquisitions(const Result& result) {
  Acquisitions all;
  for (const schedules::Acquisition& one : result.acquisitions)
    all[{one.thread, one.step, one.held}] = engine::cost(one.schedule);
  return all;
}

std::set<Place> in_rings(const Result& result) {
  std::set<Place> places;
  for (const schedules::Stuck& stuck : result.stuck)
    for (std::size_t index = 0; index < stuck.cycle.size(); ++index)
      places.insert({stuck.cycle[index], stuck.steps[index]});
  return places;
}

engine::Cost first_stuck(const Result& result) {
  engine::Cost least = Reference::never;
  for (const schedules::Stuck& stuck : result.stuck) least = std::min(least, engine::cost(stuck.schedule));
  return least;
}

State end_of(const World& world, const Schedule& schedule) {
  State state = initial_state(world);
  for (const Move move : schedule) state = after(world, state, move);
  return state;
}

/// Ways that read the same may be taken for each other, but lead to the same state.
std::string replay_again(const World& world, const Schedule& schedule) {
  const schedules::SavedSchedule saved{"a", "L0", "deadlock", "b", schedules::rows_of(world, schedule), "c"};
  const schedules::Replay replayed =
      schedules::replay(world, schedules::saved_from_json(schedules::to_json(saved), "a.json"));
  if (!replayed.fits) return "a schedule does not fit any more: " + replayed.divergence.wanted + "\n";
  const bool same = end_of(world, replayed.schedule) == end_of(world, schedule);
  return same ? "" : "a schedule replays to another state: " + saved.rows.back().step + "\n";
}

std::string replay_all(const World& world, const Result& result) {
  std::string text;
  for (const schedules::Stuck& stuck : result.stuck) text += replay_again(world, stuck.schedule);
  for (const schedules::Acquisition& one : result.acquisitions) text += replay_again(world, one.schedule);
  return text;
}

Acquired acquired(const Result& result) {
  Acquired all;
  for (const schedules::Acquisition& one : result.acquisitions) all.insert({one.thread, one.step, one.held});
  return all;
}

std::set<std::uint32_t> violated(const Result& result) {
  std::set<std::uint32_t> claims;
  for (const schedules::ClaimHit& hit : result.hits) claims.insert(hit.claim);
  return claims;
}

std::set<std::set<Place>> standstills(const Result& result) {
  std::set<std::set<Place>> all;
  for (const schedules::Stuck& stuck : result.stuck) {
    std::set<Place> places;
    for (std::size_t index = 0; index < stuck.threads.size(); ++index)
      places.insert({stuck.threads[index], stuck.steps[index]});
    if (!places.empty()) all.insert(places);
  }
  return all;
}

Result without_stuck(Result result) {
  result.stuck.clear();
  return result;
}

schedules::Options by(schedules::Reduction reduction) {
  schedules::Options options;
  options.reduction = reduction;
  return options;
}

}  // namespace

std::string lock_order_words(const World& world, const Result& result) {
  std::string text;
  const auto add = [&](const std::vector<std::string>& names) {
    for (const std::string& name : names) text += " " + name;
    text += "\n";
  };
  const checks::LockOrder order = checks::lock_order(world, result);
  for (const schedules::LockEdge& edge : order.edges) {
    text += edge.held + " -> " + edge.acquired + ", " + std::string(words(edge.kind)) + ", under";
    add(edge.gates);
  }
  for (const schedules::LockCycle& cycle : order.cycles) {
    text += std::string(words(cycle.verdict)) + " " + checks::words(cycle) + ", under";
    add(cycle.gates);
  }
  return text;
}

std::string differences(const World& world, const Searches& searches) {
  const Result &full = searches.full, &reduced = searches.reduced;
  std::string text;
  if (full.end != reduced.end) text += "they end differently\n";
  if (violated(full) != violated(reduced)) text += "other claims are violated\n";
  if (full.reached != reduced.reached) text += "other steps are reached\n";
  if (acquired(full) != acquired(reduced)) text += "other locks are acquired, or with others held\n";
  if (in_rings(full) != in_rings(reduced)) text += "others wait for themselves\n";
  if (standstills(full) != standstills(reduced)) text += "others stand still\n";
  if (lock_order_words(world, without_stuck(full)) != lock_order_words(world, without_stuck(reduced)))
    text += "another lock order\n";
  if (reduced.states > full.states) text += "the reduced search has more states\n";
  return text;
}

bool overflows(const World& world) {
  try {
    schedules::explore(world, {}, {});
    return false;
  } catch (const ModelFault& fault) {
    return fault.what.find("which overflows") != std::string::npos;
  }
}

std::string differences(const World& world, const std::optional<Result>& full, const std::optional<Result>& reduced) {
  if (full && reduced) return differences(world, {*full, *reduced});
  const bool agree = full.has_value() == reduced.has_value() || (!full && overflows(world));
  return agree ? "" : "only one of them finds a fault of the model\n";
}

std::string reduction_disagreement(const World& world, const std::vector<model::Claim>& claims) {
  const auto full = unless_fault([&] { return schedules::explore(world, claims, by(schedules::Reduction::none)); });
  std::string text;
  for (const schedules::Reduction reduction : {schedules::Reduction::local, schedules::Reduction::persistent}) {
    const auto reduced = unless_fault([&] { return schedules::explore(world, claims, by(reduction)); });
    const std::string found = differences(world, full, reduced);
    if (!found.empty()) text += words(reduction) + ": " + found;
  }
  return text;
}

std::string symmetry_disagreement(const World& world, const std::vector<model::Claim>& claims, Symmetries& seen) {
  schedules::Options by_bits = by(schedules::Reduction::symmetric);
  by_bits.bitstate_bytes = 1U << 20;
  const auto full = unless_fault([&] { return schedules::explore(world, claims, by(schedules::Reduction::none)); });
  const auto all =
      unless_fault([&] { return schedules::explore(world, claims, by(schedules::Reduction::persistent)); });
  const auto some =
      unless_fault([&] { return schedules::explore(world, claims, by(schedules::Reduction::symmetric)); });
  auto bits = unless_fault([&] { return schedules::explore(world, claims, by_bits); });
  if (all.has_value() != some.has_value()) return "only one of them finds a fault of the model\n";
  if (!full || !all || !some || !bits || some->reduction != schedules::Reduction::symmetric) return "";
  ++seen.worlds, seen.states += some->states, seen.states_without += all->states;
  bits->end = full->end;
  std::string text = differences(world, {*full, *some}) + differences(world, {*full, *bits});
  return text + unshown(world, claims, *some) + unshown(world, claims, *bits);
}

namespace {

/// With a store in parts from the beginning.
schedules::Result in_parts(const World& world, schedules::Workers* workers) {
  schedules::Options options;
  options.workers = workers;
  options.shared_from = 1, options.parted_from = 1;
  return schedules::explore(world, {}, options);
}

/// The same by two threads, each level shared.
schedules::Result by_two(const World& world) {
  static schedules::Workers workers(2);
  while (!workers.any_free()) std::this_thread::yield();
  return in_parts(world, &workers);
}

std::string differences(const World& world, const schedules::Result& result, const engine::Reference& plain) {
  std::string text = compare("states", result.states, plain.states) +
                     compare("transitions", result.transitions, plain.transitions) +
                     compare("depth", result.depth, plain.depth) +
                     compare("moves to the first deadlock", first_stuck(result).moves, plain.first_stuck.moves) +
                     compare("switches to it", first_stuck(result).switches, plain.first_stuck.switches);
  if (reached(result) != plain.reached) text += "other steps are reached\n";
  if (acquisitions(result) != plain.acquisitions)
    text += "locks are acquired elsewhere, or later, or after more switches\n";
  if (in_rings(result) != plain.in_rings) text += "others wait for themselves\n";
  return text + replay_all(world, result);
}

}  // namespace

std::uint64_t reduced_states(const World& world) {
  schedules::Options options;
  options.reduction = schedules::Reduction::persistent;
  return schedules::explore(world, {}, options).states;
}

std::string disagreement(const World& world) {
  const auto result = unless_fault([&] { return schedules::explore(world, {}, {}); });
  const auto plain = unless_fault([&] { return engine::search_plainly(world, {}); });
  if (result.has_value() != plain.has_value()) return "only one of them finds a fault of the model\n";
  if (!result) return "";
  const schedules::Result parted = in_parts(world, nullptr);
  std::string text = differences(world, *result, *plain) + differences(world, parted, *plain);
  if (!is_same(parted, by_two(world))) text += "two threads find something else than one\n";
  return text;
}

namespace {

using schedules::Ending;
/// The schedule of what is looked for; none where the search did not find it.
using Found = std::function<std::optional<Schedule>(const Result&)>;

/// Searches for endings, and compares with what a full search said.
class Endings {
 public:
  Endings(const World& world, const std::vector<model::Claim>& claims) : world_(world), claims_(claims) {}

  std::string differences() {
    const Result full = schedules::explore(world_, claims_, {});
    for (const schedules::ClaimHit& hit : full.hits)
      if (!claims_[hit.claim].at_entry) look_for(hit);
    for (const schedules::Stuck& stuck : full.stuck) look_for(stuck);
    for (const schedules::Acquisition& one : full.acquisitions)
      look_for("acquisition", move_from(one.thread, one.step), one.schedule, [&](const Result& result) {
        return schedule_of(result.acquisitions, [&](const schedules::Acquisition& other) {
          return other.thread == one.thread && other.step == one.step && other.held == one.held;
        });
      });
    return text_;
  }

 private:
  void look_for(const schedules::ClaimHit& hit) {
    const model::Claim& claim = claims_[hit.claim];
    Ending ending = claim.at_rest ? all_rest({}) : move_from(claim.thread, claim.step);
    for (const model::Test& test : claim.bad)
      if (claim.at_rest || !stores(world_.step(claim.thread, claim.step), test.field)) ending.holds.push_back(test);
    look_for("claim", ending, hit.schedule, [&](const Result& result) {
      return schedule_of(result.hits, [&](const schedules::ClaimHit& other) { return other.claim == hit.claim; });
    });
  }

  void look_for(const schedules::Stuck& stuck) {
    std::vector<std::vector<StepId>> stands(world_.threads.size());
    const std::vector<ThreadId>& threads = stuck.cycle.empty() ? stuck.threads : stuck.cycle;
    for (std::size_t i = 0; i < threads.size(); ++i) stands[threads[i]] = {stuck.steps[i]};
    look_for("wait", stuck.cycle.empty() ? all_rest(stands) : Ending{stands, std::nullopt, false, {}, 0},
             stuck.schedule, [&](const Result& result) {
               return schedule_of(result.stuck, [&](const schedules::Stuck& other) {
                 return other.cycle == stuck.cycle && other.steps == stuck.steps && other.threads == stuck.threads;
               });
             });
  }

  static bool stores(const model::Step& step, model::FieldId field) {
    for (const model::Alternative& alternative : step.alternatives)
      for (const model::Effect& effect : alternative.effects)
        if (effect.field == field) return true;
    return false;
  }

  template <class Things, class Is>
  static std::optional<Schedule> schedule_of(const Things& things, Is is) {
    const auto found = std::ranges::find_if(things, is);
    return found == things.end() ? std::nullopt : std::optional(found->schedule);
  }

  Ending move_from(ThreadId thread, StepId step) const {
    std::vector<std::vector<StepId>> stands(world_.threads.size());
    stands[thread] = {step};
    return {stands, thread, false, {}, 0};
  }

  /// But for those that stand somewhere else.
  Ending all_rest(std::vector<std::vector<StepId>> stands) const {
    stands.resize(world_.threads.size());
    for (std::size_t thread = 0; thread < stands.size(); ++thread)
      for (std::size_t step = 0; step < world_.threads[thread].steps.size(); ++step)
        if (world_.threads[thread].steps[step].rests) stands[thread].push_back(static_cast<StepId>(step));
    return {stands, std::nullopt, true, {}, 0};
  }

  void look_for(const std::string& what, const Ending& ending, const Schedule& simplest, const Found& found) {
    if (simplest.empty()) return;
    std::uint64_t in_full = 0;
    for (const schedules::Reduction reduction : schedules::reductions) {
      const std::string here = words(reduction) + ": " + what;
      const std::uint64_t states = look_for(here, ending, reduction, simplest, found);
      if (reduction == schedules::Reduction::none) in_full = states;
      if (states > in_full) text_ += here + ": more states than in full\n";
    }
  }

  /// Returns how many states it took.
  std::uint64_t look_for(const std::string& what, Ending ending, schedules::Reduction reduction,
                         const Schedule& simplest, const Found& found) {
    schedules::Options options = by(reduction);
    ending.moves_max = simplest.size();
    options.ending = ending;
    const Result result = schedules::explore(world_, claims_, options);
    const std::optional<Schedule> schedule = found(result);
    if (!schedule)
      text_ += what + " after " + std::to_string(simplest.size()) + " moves: not found\n";
    else
      text_ += compare(what, simplest.size(), schedule->size());
    if (schedule && reduction == schedules::Reduction::none)
      text_ += compare(what + ", switches", schedules::switches(simplest), schedules::switches(*schedule));
    options.ending->moves_max = simplest.size() - 1;
    if (found(schedules::explore(world_, claims_, options)))
      text_ += what + ": found with less than " + std::to_string(simplest.size()) + " moves\n";
    return result.states;
  }

  const World& world_;
  const std::vector<model::Claim>& claims_;
  std::string text_;
};

/// Of a search: what it threw ("": nothing), or what it said.
struct FaultOrResult {
  std::string fault;
  Result result;
};
FaultOrResult fault_or_result(const World& world, const std::vector<model::Claim>& claims,
                              const schedules::Options& options) {
  try {
    return {"", schedules::explore(world, claims, options)};
  } catch (const model::ModelFault& fault) {
    return {fault.what, {}};
  }
}

}  // namespace

std::string narrowing_disagreement(const World& world, const std::vector<model::Claim>& claims,
                                   std::uint64_t narrowed_from) {
  schedules::Options options;
  options.sampled_max = 1;
  const auto search = [&](std::uint64_t from) {
    options.narrowed_from = from;
    return fault_or_result(world, claims, options);
  };
  const auto full = search(~std::uint64_t{0}), narrowed = search(narrowed_from);
  options.parted_from = 1;  // then one word's states lie elsewhere than two words', and another schedule may be told
  const auto parted = search(narrowed_from);
  for (const auto& other : {narrowed, parted})
    if (full.fault != other.fault) return "faults: '" + full.fault + "', '" + other.fault + "'";
  if (!full.fault.empty()) return "";
  std::string text;
  if (!is_same(full.result, narrowed.result)) text = "the results differ";
  if (!is_as_good(full.result, parted.result)) text += "in parts they differ";
  if (text.empty()) return "";
  return text + "; states: " + std::to_string(full.result.states) + ", " + std::to_string(narrowed.result.states) +
         ", " + std::to_string(parted.result.states);
}

std::string ending_disagreement(const World& world, const std::vector<model::Claim>& claims) {
  return unless_fault([&] { return Endings(world, claims).differences(); }).value_or("");
}

}  // namespace replock::tests
