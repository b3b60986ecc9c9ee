// In full as long as that is a matter of a second.
#include "checks/reduction_choice.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "checks/confirm.h"
#include "checks/shortest.h"
#include "model/refusal.h"
#include "reports/text.h"
#include "schedules/end_state.h"
#include "schedules/held_sets.h"
#include "schedules/possible.h"
#include "schedules/reduction.h"
#include "schedules/steps_alone.h"
#include "schedules/symmetry.h"
#include "schedules/workers.h"

namespace replock::checks {
namespace {

using schedules::End;
using schedules::LeftOut;
using schedules::Verdict;

/// Of each search for a simpler schedule: a large world has many findings.
constexpr std::uint64_t simplifying_states_max = 200'000;

/// Each by itself; who is free helps.
void make_simplest(const Question& question, schedules::Options options, std::vector<schedules::Finding>& findings) {
  options.bounds.states_max = std::min(options.bounds.states_max, simplifying_states_max);
  options.on_progress = nullptr;
  const auto simplify = [&](std::size_t index) {
    findings[index] = shortened(question, findings[index], Same::sentence, options).finding;
  };
  if (options.workers != nullptr)
    options.workers->each(findings.size(), simplify);
  else
    for (std::size_t index = 0; index < findings.size(); ++index) simplify(index);
  std::ranges::sort(findings, {}, [](const schedules::Finding& finding) {
    return std::tuple(check_named(finding.check), finding.schedule.size(), finding.sentence);
  });
}

schedules::Stuck ring_behind(const model::World& world, const schedules::Schedule& schedule) {
  const model::State end = schedules::end_state(world, schedule);
  schedules::Stuck stuck;
  stuck.cycle = wait_ring(world, end);
  for (const model::ThreadId thread : stuck.cycle) stuck.steps.push_back(model::pc_of(world, end, thread));
  stuck.schedule = schedule;
  return stuck;
}

/// A cycle is shown by what its finding is shown by.
void take_schedules(const model::World& world, Verdict& verdict) {
  for (schedules::LockCycle& cycle : verdict.cycles)
    for (const schedules::Finding& finding : verdict.findings) {
      if (finding.sentence != cycle_sentence(cycle) || finding.schedule == cycle.schedule) continue;
      cycle.schedule = finding.schedule;
      if (cycle.verdict == schedules::CycleVerdict::realised)
        verdict.result.stuck.push_back(ring_behind(world, cycle.schedule));
    }
}

std::vector<std::string> names_of(const model::World& world, const std::vector<bool>& locks) {
  std::vector<std::string> names;
  for (std::size_t lock = 0; lock < locks.size(); ++lock)
    if (locks[lock]) names.push_back(world.locks[lock].name);
  return names;
}

/// "a = b = c", for each thread that can change places with others.
std::vector<std::string> equal_threads(const model::World& world, const std::vector<model::Claim>& claims) {
  std::vector<std::set<model::ThreadId>> places(world.threads.size());
  for (const schedules::Renaming& renaming : schedules::symmetries(world, claims))
    for (std::size_t thread = 0; thread < places.size(); ++thread) places[thread].insert(renaming.threads[thread]);
  std::vector<std::string> all;
  for (std::size_t thread = 0; thread < places.size(); ++thread) {
    places[thread].insert(static_cast<model::ThreadId>(thread));  // where none of them puts another one
    if (places[thread].size() == 1 || *places[thread].begin() != thread) continue;
    std::vector<std::string> names;
    for (const model::ThreadId place : places[thread]) names.push_back(world.threads[place].name);
    all.push_back(reports::joined(names, " = "));
  }
  return all;
}

std::uint64_t local_steps(const model::World& world, const std::vector<model::Claim>& claims,
                          const std::vector<bool>& passed) {
  std::uint64_t count = 0;
  for (const std::vector<bool>& thread : schedules::steps_alone(world, claims, passed))
    count += static_cast<std::uint64_t>(std::ranges::count(thread, true));
  return count;
}

}  // namespace

ReductionChoice reduction_named(const std::string& name) {
  if (name == "auto") return std::nullopt;
  std::string known = "auto";
  for (const schedules::Reduction reduction : schedules::reductions) {
    if (words(reduction) == name) return reduction;
    known += ", " + words(reduction);
  }
  throw model::Refusal("--reduction: '" + name + "' is none that is known; there are: " + known);
}

LeftOut left_out(const Question& question, schedules::Reduction reduction) {
  const model::World& world = question.recorded.world;
  LeftOut all;
  const schedules::Possible possible(world, schedules::all_rules(world));
  for (std::size_t thread = 0; thread < world.threads.size(); ++thread)
    for (std::size_t step = 0; step < world.threads[thread].steps.size(); ++step, ++all.steps)
      if (!possible.comes_to(world, thread, step)) ++all.never;
  all.persistent_sets = schedules::surely_held(world, possible.rules()).has_value();
  if (!all.persistent_sets) return all;
  const std::vector<bool> momentary = schedules::passed_locks(world, question.claims, reduction);
  all.momentary = names_of(world, momentary);
  all.local_steps = local_steps(world, question.claims, momentary);
  const std::vector<std::string> equal = equal_threads(world, question.claims);
  if (reduction == schedules::Reduction::symmetric) all.equal = equal;
  for (const Check check : all_checks()) {
    std::vector<model::Claim> others = question.claims;
    std::erase_if(others, [&](const model::Claim& claim) { return static_cast<Check>(claim.check) == check; });
    if (others.size() == question.claims.size()) continue;
    std::vector<bool> without = schedules::passed_locks(world, others, reduction);
    const std::uint64_t steps = local_steps(world, others, without);
    for (std::size_t lock = 0; lock < without.size(); ++lock) without[lock] = without[lock] && !momentary[lock];
    LeftOut::Needed needed{std::string(info(check).id), steps - all.local_steps, names_of(world, without),
                           equal_threads(world, others)};
    std::erase_if(needed.equal, [&](const std::string& one) { return std::ranges::count(equal, one) != 0; });
    if (needed.local_steps != 0 || !needed.momentary.empty() || !needed.equal.empty())
      all.off_for.push_back(std::move(needed));
  }
  return all;
}

std::string bounds_words(const Verdict& verdict, const schedules::Bounds& bounds) {
  const schedules::Bounds usual;
  std::string text;
  if (verdict.result.end == End::exhausted) return text;
  if (bounds.states_max != usual.states_max) text += " --max-states " + std::to_string(bounds.states_max);
  if (bounds.memory_max_bytes != usual.memory_max_bytes)
    text += " --max-memory " + reports::size_words(bounds.memory_max_bytes);
  if (bounds.seconds_max != usual.seconds_max)
    text += " --max-seconds " + std::to_string(static_cast<std::uint64_t>(bounds.seconds_max));
  return text;
}

Verdict answer_chosen(const Question& question, schedules::Options options, ReductionChoice choice) {
  options.reduction = choice.value_or(schedules::Reduction::none);
  const schedules::Bounds bounds = options.bounds;
  if (!choice) options.bounds.states_max = std::min(bounds.states_max, full_states_max);
  Verdict verdict = answer(question, options);
  double seconds = verdict.result.seconds;
  const auto left = [&] { return bounds.seconds_max > 0 ? std::max(bounds.seconds_max - seconds, 1e-3) : 0; };
  const End end = verdict.result.end;
  if (!choice && (end == End::states_bound || end == End::memory_bound)) {
    const std::uint64_t given_up_at = verdict.result.states;
    options.reduction = schedules::strongest;
    options.bounds = bounds;
    options.bounds.seconds_max = left();
    verdict = answer(question, options);
    seconds += verdict.result.seconds;
    verdict.given_up_at = given_up_at;
  }
  // By bits there is no memory for exact searches, and no schedule is shown to be shortest.
  const bool has_time = verdict.result.end != End::interrupted && verdict.result.end != End::seconds_bound;
  if (options.reduction == schedules::Reduction::none || verdict.result.omission || !has_time) return verdict;
  options.bounds.seconds_max = left();
  make_simplest(question, options, verdict.findings);
  take_schedules(question.recorded.world, verdict);
  return verdict;
}

}  // namespace replock::checks
