// Turns claim hits, stuck threads and acquisitions into findings and outcomes.
#include "checks/judge.h"

#include <algorithm>
#include <map>

#include "checks/lock_order.h"
#include "checks/nesting_rules.h"
#include "checks/races.h"
#include "schedules/preemptions.h"
#include "schedules/stale.h"

namespace replock::checks {
namespace {

using model::ThreadId;
using model::World;
using schedules::Finding;
using schedules::Outcome;
using schedules::Schedule;
using schedules::Stuck;
using schedules::Verdict;

constexpr Check data_race = Check::count;  // behind all others

std::string id_of(Check check) { return std::string(check == data_race ? data_race_id : info(check).id); }

/// Findings by (check, sentence); of each the schedule with the fewest stale reads, then the shortest, then the first.
class Findings {
 public:
  void add(Check check, const std::string& sentence, const Schedule& schedule, std::vector<ThreadId> cycle = {}) {
    Finding finding;
    finding.check = id_of(check);
    finding.sentence = sentence;
    finding.schedule = schedule;
    finding.cycle = std::move(cycle);
    const auto [entry, is_new] = by_sentence_.try_emplace({check, sentence}, finding);
    if (!is_new && cost(finding) < cost(entry->second)) entry->second = std::move(finding);
  }

  bool any(Check check) const {
    return std::ranges::any_of(by_sentence_, [&](const auto& entry) { return entry.first.first == check; });
  }

  std::vector<Finding> list() const {
    std::vector<std::pair<Check, Finding>> all;
    for (const auto& [key, finding] : by_sentence_) all.emplace_back(key.first, finding);
    std::ranges::stable_sort(all, [](const auto& a, const auto& b) {
      return std::pair(a.first, a.second.schedule.size()) < std::pair(b.first, b.second.schedule.size());
    });
    std::vector<Finding> findings;
    for (auto& [check, finding] : all) findings.push_back(std::move(finding));
    return findings;
  }

 private:
  static std::tuple<std::size_t, std::size_t, std::size_t> cost(const Finding& finding) {
    return {schedules::count_stale(finding.schedule), finding.schedule.size(), schedules::switches(finding.schedule)};
  }

  std::map<std::pair<Check, std::string>, Finding> by_sentence_;
};

/// "reps_lock(esw0)", or what the wait is about.
std::string wanted_instance(const World& world, const model::Step& step) {
  if (step.lock != model::none) return world.locks[step.lock].name;
  return step.waits_for.empty() ? step.words : world.threads[step.waits_for.front()].name;
}

std::string ring_sentence(const World& world, const Stuck& stuck) {
  std::string text;
  for (std::size_t i = 0; i < stuck.cycle.size(); ++i) {
    const ThreadId thread = stuck.cycle[i], holder = stuck.cycle[(i + 1) % stuck.cycle.size()];
    const std::string lock = wanted_instance(world, world.step(thread, stuck.steps[i]));
    if (i == 0) text += world.threads[thread].name;
    text += (i == 0 ? " waits for " : ", which waits for ") + lock;
    text += stuck.cycle.size() == 1 ? ", which it holds itself" : " held by " + world.threads[holder].name;
  }
  return text;
}

std::string standstill_sentence(const World& world, const Stuck& stuck) {
  std::string text;
  for (std::size_t i = 0; i < stuck.threads.size(); ++i)
    text += (i == 0 ? "no thread can go on: " : ", ") + world.threads[stuck.threads[i]].name + " stands at '" +
            world.step(stuck.threads[i], stuck.steps[i]).words + "'";
  return text;
}

void judge_stuck(const World& world, const Stuck& stuck, Findings& findings) {
  const std::string sentence = stuck_sentence(world, stuck);
  findings.add(Check::deadlock, sentence, stuck.schedule, stuck.cycle);
  if (stuck.cycle.size() == 1) findings.add(Check::recursion, sentence, stuck.schedule, stuck.cycle);
}

void judge_cycles(const std::vector<schedules::LockCycle>& cycles, Findings& findings) {
  for (const schedules::LockCycle& cycle : cycles)
    findings.add(Check::lock_order, cycle_sentence(cycle), cycle.schedule);
}

}  // namespace

std::string cycle_sentence(const schedules::LockCycle& cycle) {
  return std::string(schedules::words(cycle.verdict)) + " cycle " + words(cycle);
}

std::string stuck_sentence(const World& world, const Stuck& stuck) {
  return stuck.cycle.empty() ? standstill_sentence(world, stuck) : ring_sentence(world, stuck);
}

Question ask(const model::Scenario& scenario, const model::Series& series) {
  Question question{scenario.name, series, model::record(scenario, series), {}};
  question.claims = claims_of(question.recorded);
  return question;
}

Verdict judge(const Question& question, schedules::Result result) {
  const World& world = question.recorded.world;
  Verdict verdict;
  verdict.scenario = question.scenario;
  verdict.series = question.series.name();

  Findings findings;
  for (const schedules::ClaimHit& hit : result.hits) {
    const model::Claim& claim = question.claims[hit.claim];
    findings.add(static_cast<Check>(claim.check), claim.sentence, hit.schedule);
  }
  for (const Stuck& stuck : result.stuck) judge_stuck(world, stuck, findings);
  for (const schedules::Race& race : result.races) findings.add(data_race, race_sentence(world, race), race.schedule);
  for (const Finding& broken : nesting_rules(world, question.series, result))
    findings.add(Check::nesting_rules, broken.sentence, broken.schedule);
  LockOrder order = lock_order(world, result);
  judge_cycles(order.cycles, findings);

  const Outcome clean = result.end == schedules::End::exhausted ? Outcome::holds : Outcome::incomplete;
  for (const Check check : all_checks())
    verdict.checks.push_back({id_of(check), findings.any(check) ? Outcome::violated : clean});
  if (result.memory == schedules::Memory::kernel)
    verdict.checks.push_back({id_of(data_race), findings.any(data_race) ? Outcome::violated : clean});
  verdict.findings = findings.list();
  const bool is_simplest = result.reduction == schedules::Reduction::none && !result.omission;
  for (Finding& finding : verdict.findings)
    finding.shown = is_simplest ? schedules::Shown::fewest_switches : schedules::Shown::nothing;
  verdict.edges = std::move(order.edges);
  verdict.cycles = std::move(order.cycles);
  verdict.result = std::move(result);
  verdict.outcome = overall(verdict);
  return verdict;
}

Verdict answer(const Question& question, const schedules::Options& options) {
  return judge(question, schedules::explore(question.recorded.world, question.claims, options));
}

Outcome overall(const Verdict& verdict) {
  Outcome worst = Outcome::holds;
  for (const schedules::CheckOutcome& check : verdict.checks) {
    if (check.outcome == Outcome::violated) return Outcome::violated;
    if (check.outcome == Outcome::incomplete) worst = Outcome::incomplete;
  }
  return worst;
}

}  // namespace replock::checks
