// Worker threads that each take the next world; what they find is kept, how they got there is not.
#include "checks/campaign.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <thread>

#include "checks/in_common.h"
#include "model/composed.h"
#include "model/step.h"

namespace replock::checks {
namespace {

using schedules::CampaignWorld;
using Clock = std::chrono::steady_clock;
constexpr auto progress_every = std::chrono::milliseconds(250);

/// The one place that knows how a campaign searches: with this reduction.
constexpr auto reduction = schedules::Reduction::persistent;

CampaignWorld unsearched(const model::Scenario& scenario) {
  CampaignWorld world;
  world.scenario = scenario.name;
  world.operations = model::operations_of(scenario);
  return world;
}

/// Not past corrupted memory: what comes then says nothing about the driver.
CampaignWorld searched(const model::Scenario& scenario, const model::Series& series, schedules::Options options) {
  options.past_corruption = schedules::PastCorruption::stop;
  const Question question = ask(scenario, series);
  const schedules::Verdict verdict = answer(question, options);
  CampaignWorld world = unsearched(scenario);
  world.end = verdict.result.end;
  world.states = verdict.result.states, world.transitions = verdict.result.transitions;
  world.depth = verdict.result.depth, world.left = verdict.result.left;
  for (const schedules::Finding& finding : verdict.findings)
    world.findings.push_back({finding, in_common(question.recorded.world, finding)});
  return world;
}

/// What the threads share.
class Crew {
 public:
  Crew(const std::vector<model::Scenario>& scenarios, const CampaignSearch& search, const Attention& attention,
       CampaignJournal& journal)
      : scenarios_(scenarios), search_(search), attention_(attention), journal_(journal) {
    for (const model::Scenario& scenario : scenarios) worlds_.push_back(unsearched(scenario));
  }

  std::vector<CampaignWorld> run() {
    const unsigned count = std::max(1U, search_.threads);
    std::vector<std::jthread> threads;
    at_work_ = count;
    for (unsigned i = 0; i < count; ++i) threads.emplace_back([this] { work(); });
    watch();
    threads.clear();
    if (failure_) std::rethrow_exception(failure_);
    return std::move(worlds_);
  }

 private:
  void work() {
    for (std::size_t next = next_++; next < scenarios_.size() && goes_on(); next = next_++) {
      try {
        take(next);
      } catch (...) {
        fail(next);
      }
    }
    const std::scoped_lock lock(mutex_);
    --at_work_;
    ended_.notify_one();
  }

  bool goes_on() {
    const std::scoped_lock lock(mutex_);
    return !failure_ && !attention_.interrupted();
  }

  void take(std::size_t index) {
    const model::Scenario& scenario = scenarios_[index];
    std::optional<CampaignWorld> known = journal_.done(scenario.name, search_.bounds.states_max);
    if (!known) {
      schedules::Options options = attention_.silent(search_.bounds);
      options.bounds.memory_max_bytes /= std::max(1U, search_.threads);
      options.reduction = reduction;
      known = searched(scenario, search_.series, std::move(options));
      journal_.add(*known, search_.bounds.states_max);
    }
    states_ += known->states;
    ++done_;
    worlds_[index] = std::move(*known);  // nobody else has this index
  }

  /// The first world in order that fails says why, whichever thread was faster.
  void fail(std::size_t index) {
    const std::scoped_lock lock(mutex_);
    if (failure_ && failed_ < index) return;
    failed_ = index;
    try {
      throw;
    } catch (const model::ModelFault& fault) {
      failure_ = std::make_exception_ptr(model::ModelFault{scenarios_[index].name + ": " + fault.what});
    } catch (...) {
      failure_ = std::current_exception();
    }
  }

  void watch() {
    std::unique_lock lock(mutex_);
    while (!ended_.wait_for(lock, progress_every, [this] { return at_work_ == 0; })) {
      const double seconds = std::chrono::duration<double>(Clock::now() - began_).count();
      attention_.show({done_, scenarios_.size(), states_, seconds});
    }
  }

  const std::vector<model::Scenario>& scenarios_;
  const CampaignSearch& search_;
  const Attention& attention_;
  CampaignJournal& journal_;
  std::vector<CampaignWorld> worlds_;
  const Clock::time_point began_ = Clock::now();

  std::atomic<std::size_t> next_{0}, done_{0};
  std::atomic<std::uint64_t> states_{0};

  std::mutex mutex_;  // guards what follows
  std::condition_variable ended_;
  unsigned at_work_ = 0;
  std::exception_ptr failure_;
  std::size_t failed_ = 0;
};

}  // namespace

std::vector<CampaignWorld> search_worlds(const std::vector<model::Scenario>& scenarios, const CampaignSearch& search,
                                         const Attention& attention, CampaignJournal& journal) {
  return Crew(scenarios, search, attention, journal).run();
}

bool campaign_is_reduced() { return reduction != schedules::Reduction::none; }

namespace {

/// The shortest finding of that group in that world; null where the search ended before it found one.
const schedules::CampaignFinding* shown_by(const CampaignWorld& world, const schedules::CampaignGroup& group) {
  const schedules::CampaignFinding* best = nullptr;
  for (const schedules::CampaignFinding& shown : world.findings) {
    if (shown.finding.check != group.check || shown.common != group.common) continue;
    if (best == nullptr || shown.finding.schedule.size() < best->finding.schedule.size()) best = &shown;
  }
  return best;
}

}  // namespace

void find_shortest(schedules::Campaign& campaign, const CampaignSearch& search, std::uint64_t states_max,
                   const Attention& attention) {
  std::map<std::string, CampaignWorld> again;
  for (schedules::CampaignGroup& group : campaign.groups) {
    const std::string& name = campaign.worlds[group.representative].scenario;
    const auto [entry, is_new] = again.try_emplace(name);
    if (is_new) {
      schedules::Options options = attention.options(name, search.bounds);
      options.bounds.states_max = std::min(options.bounds.states_max, states_max);
      entry->second = searched(model::scenario_named(name), search.series, options);
    }
    // Breadth first: what is found is a shortest one, however the search ended.
    const schedules::CampaignFinding* shown = shown_by(entry->second, group);
    group.shortest = shown == nullptr ? schedules::Shortest::not_shown : schedules::Shortest::shown;
    if (shown == nullptr) continue;
    group.finding.schedule = shown->finding.schedule;
    group.finding.cycle = shown->finding.cycle;
    group.finding.sentence = shown->finding.sentence;
  }
}

}  // namespace replock::checks
