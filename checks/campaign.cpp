// Worker threads that each take the next world; what they find is kept, how they got there is not.
#include "checks/campaign.h"

#include <algorithm>
#include <atomic>

#include "checks/in_common.h"
#include "checks/trim.h"
#include "model/composed.h"
#include "model/step.h"

namespace replock::checks {
namespace {

using schedules::CampaignWorld;

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

  /// The first world in order that fails says why, whichever thread was faster.
  std::vector<CampaignWorld> run() {
    attention_.workers().each(scenarios_.size(), [this](std::size_t index) {
      if (failed_ || attention_.interrupted()) return;
      try {
        take(index);
      } catch (const model::ModelFault& fault) {
        failed_ = true;
        throw model::ModelFault{scenarios_[index].name + ": " + fault.what};
      } catch (...) {
        failed_ = true;
        throw;
      }
    });
    return std::move(worlds_);
  }

 private:
  void take(std::size_t index) {
    const model::Scenario& scenario = scenarios_[index];
    std::optional<CampaignWorld> known = journal_.done(scenario.name, search_.bounds.states_max);
    if (!known) {
      schedules::Options options = board_.options(index, search_.bounds);
      options.bounds.memory_max_bytes /= attention_.workers().threads();
      options.reduction = reduction;
      known = searched(scenario, search_.series, std::move(options));
      journal_.add(*known, search_.bounds.states_max);
    }
    board_.done(index, known->states);
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
  std::vector<std::size_t> again;  // worlds
  for (const schedules::CampaignGroup& group : campaign.groups)
    if (std::ranges::count(again, group.representative) == 0) again.push_back(group.representative);
  std::vector<CampaignWorld> found(again.size());
  Board board(attention, "shortest schedules", again.size());
  attention.workers().each(again.size(), [&](std::size_t index) {
    schedules::Options options = board.options(index, search.bounds);
    options.bounds.states_max = std::min(options.bounds.states_max, states_max);
    found[index] = searched(model::scenario_named(campaign.worlds[again[index]].scenario), search.series, options);
    board.done(index, found[index].states);
  });
  for (schedules::CampaignGroup& group : campaign.groups) {
    const auto world = std::ranges::find(again, group.representative) - again.begin();
    // Breadth first: what is found is a shortest one, however the search ended.
    const schedules::CampaignFinding* shown = shown_by(found[static_cast<std::size_t>(world)], group);
    group.shortest = shown == nullptr ? schedules::Shortest::not_shown : schedules::Shortest::shown;
    if (shown == nullptr) {
      const std::string& scenario = campaign.worlds[group.representative].scenario;
      group.finding.schedule = trimmed(ask(model::scenario_named(scenario), search.series), group.finding);
      continue;
    }
    group.finding.schedule = shown->finding.schedule;
    group.finding.cycle = shown->finding.cycle;
    group.finding.sentence = shown->finding.sentence;
  }
}

}  // namespace replock::checks
