// Worker threads that each take the next world; what they find is kept, how they got there is not.
#include "checks/campaign.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <numeric>

#include "checks/in_common.h"
#include "checks/shortest.h"
#include "model/composed.h"
#include "model/operation_sets.h"
#include "model/step.h"
#include "schedules/preemptions.h"

namespace replock::checks {
namespace {

using schedules::CampaignWorld;

CampaignWorld unsearched(const model::Scenario& scenario) {
  CampaignWorld world;
  world.scenario = scenario.name;
  world.operations = model::operations_of(scenario);
  return world;
}

CampaignWorld searched(const model::Scenario& scenario, const model::Series& series,
                       const schedules::Options& options) {
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

/// What the searches share.
class Crew {
 public:
  Crew(const std::vector<model::Scenario>& scenarios, const CampaignSearch& search, const Attention& attention,
       CampaignJournal& journal)
      : scenarios_(scenarios),
        search_(search),
        attention_(attention),
        journal_(journal),
        board_(attention, "worlds", scenarios.size()) {
    for (const model::Scenario& scenario : scenarios) worlds_.push_back(unsearched(scenario));
  }

  /// Beside each other as long as each gets by with its share of the memory; those that don't have all of it, one after
  /// the other. The first world in order that fails says why, whichever thread was faster.
  std::vector<CampaignWorld> run() {
    schedules::Bounds share = search_.bounds;
    share.memory_max_bytes /= attention_.workers().threads();
    attention_.workers().each(scenarios_.size(), [&](std::size_t index) { search(index, share); });
    for (std::size_t index = 0; index < scenarios_.size(); ++index)
      if (comes_further(worlds_[index], share)) search(index, search_.bounds);
    return std::move(worlds_);
  }

 private:
  /// With all of the memory, after a search within these bounds.
  bool comes_further(const CampaignWorld& world, const schedules::Bounds& bounds) const {
    return world.end == schedules::End::memory_bound && bounds.memory_max_bytes < search_.bounds.memory_max_bytes;
  }

  void search(std::size_t index, const schedules::Bounds& bounds) {
    if (failed_ || attention_.interrupted()) return;
    try {
      take(index, bounds);
    } catch (const model::ModelFault& fault) {
      failed_ = true;
      throw model::ModelFault{scenarios_[index].name + ": " + fault.what};
    } catch (...) {
      failed_ = true;
      throw;
    }
  }

  void take(std::size_t index, const schedules::Bounds& bounds) {
    const model::Scenario& scenario = scenarios_[index];
    std::optional<CampaignWorld> known = journal_.done(scenario.name, bounds.states_max);
    if (!known) {
      known = searched(scenario, search_.series, campaign_options(board_.options(index, bounds)));
      journal_.add(*known, bounds.states_max);
    }
    if (!comes_further(*known, bounds)) board_.done(index, known->states);
    worlds_[index] = std::move(*known);  // nobody else has this index
  }

  const std::vector<model::Scenario>& scenarios_;
  const CampaignSearch& search_;
  const Attention& attention_;
  CampaignJournal& journal_;
  Board board_;
  std::vector<CampaignWorld> worlds_;
  std::atomic<bool> failed_{false};
};

/// A search for the group's schedule in the part of its scenario that was left out, where there is one.
std::uint64_t look_at_part(schedules::CampaignGroup& group, const model::Series& series,
                           const schedules::Options& options) {
  const std::optional<model::Scenario> part = model::part_left_out(model::scenario_named(group.scenario));
  if (!part) return 0;
  const Question question = ask(*part, series);
  const schedules::Verdict verdict = answer(question, options);
  const auto one = std::ranges::find_if(verdict.findings, [&](const schedules::Finding& finding) {
    return finding.check == group.check && in_common(question.recorded.world, finding) == group.common;
  });
  if (one == verdict.findings.end()) return verdict.result.states;
  Shortened found = shortened(question, *one, Same::in_common, options, campaign_full_states_max);
  if (schedules::is_simpler(found.finding.schedule, group.finding.schedule)) {
    found.finding.expected = group.finding.expected, found.finding.meaning = group.finding.meaning;
    group.scenario = part->name, group.finding = found.finding;
  }
  return verdict.result.states + found.states;
}

}  // namespace

std::vector<CampaignWorld> search_worlds(const std::vector<model::Scenario>& scenarios, const CampaignSearch& search,
                                         const Attention& attention, CampaignJournal& journal) {
  return Crew(scenarios, search, attention, journal).run();
}

schedules::Options campaign_options(schedules::Options options) {
  options.reduction = schedules::strongest;
  options.past_corruption = schedules::PastCorruption::stop;
  return options;
}

void find_shortest(schedules::Campaign& campaign, const CampaignSearch& search, const Attention& attention) {
  Board board(attention, "shortest schedules", campaign.groups.size());
  std::vector<std::size_t> longest_first(campaign.groups.size());  // the larger searches, mostly
  std::iota(longest_first.begin(), longest_first.end(), 0);
  std::ranges::stable_sort(longest_first, std::greater(),
                           [&](std::size_t index) { return campaign.groups[index].finding.schedule.size(); });
  attention.workers().each(campaign.groups.size(), [&](std::size_t at) {
    const std::size_t index = longest_first[at];
    schedules::CampaignGroup& group = campaign.groups[index];  // nobody else has this index
    const schedules::Options options = campaign_options(board.options(index, search.bounds));
    const Question question = ask(model::scenario_named(group.scenario), search.series);
    const Shortened found = shortened(question, group.finding, Same::in_common, options, campaign_full_states_max);
    group.finding = found.finding;
    board.done(index, found.states + look_at_part(group, search.series, options));
  });
}

}  // namespace replock::checks
