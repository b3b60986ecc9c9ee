// Puts findings of many worlds together.
#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "checks/campaign.h"
#include "checks/catalogue.h"
#include "schedules/preemptions.h"

namespace replock::checks {
namespace {

using schedules::CampaignFinding;
using schedules::CampaignGroup;
using schedules::CampaignWorld;

using Key = std::pair<std::string, std::string>;  // check, what they have in common

/// The simpler one; where they tie, the one that was there first.
void add(CampaignGroup& group, std::size_t index, const std::string& scenario, const CampaignFinding& shown) {
  const bool is_first = group.worlds.empty();
  if (is_first || group.worlds.back() != index) group.worlds.push_back(index);
  if (!is_first && !schedules::is_simpler(shown.finding.schedule, group.finding.schedule)) return;
  group.scenario = scenario;
  group.finding = shown.finding;
}

void finish(CampaignGroup& group, const std::vector<CampaignWorld>& worlds, const std::string& series) {
  std::set<std::string> operations;
  for (const std::size_t world : group.worlds) operations.insert(worlds[world].operations);
  group.operations = operations.size();
  const Check check = check_named(group.check);
  group.open = schedules::is_open(group.finding);
  group.finding.meaning = known_meaning(check, group.finding.sentence, series);
  group.finding.expected = !group.finding.meaning.empty();
}

}  // namespace

std::vector<CampaignGroup> grouped(const std::vector<CampaignWorld>& worlds, const std::string& series) {
  std::map<Key, CampaignGroup> by_key;
  for (std::size_t world = 0; world < worlds.size(); ++world)
    for (const CampaignFinding& shown : worlds[world].findings)
      add(by_key[{shown.finding.check, shown.common}], world, worlds[world].scenario, shown);
  std::vector<CampaignGroup> groups;
  for (auto& [key, group] : by_key) {
    std::tie(group.check, group.common) = key;
    finish(group, worlds, series);
    groups.push_back(std::move(group));
  }
  std::ranges::stable_sort(groups, {}, [](const CampaignGroup& group) {
    return std::pair(check_named(group.check), group.finding.schedule.size());
  });
  return groups;
}

}  // namespace replock::checks
