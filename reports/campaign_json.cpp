// Keys that readers know stay; new ones are appended.
#include "reports/campaign_json.h"

#include <algorithm>

#include "schedules/json.h"

namespace replock::reports {
namespace {

using schedules::Campaign;
using schedules::CampaignGroup;
using schedules::CampaignWorld;
using schedules::Json;

Json world(const CampaignWorld& one) {
  Json json = Json::object();
  json.set("scenario", one.scenario);
  json.set("operations", one.operations);
  json.set("complete", one.complete());
  json.set("states", one.states);
  json.set("transitions", one.transitions);
  json.set("depth", one.depth);
  json.set("left", one.left);
  json.set("end", schedules::words(one.end));
  json.set("findings", one.findings.size());
  return json;
}

Json group(const Campaign& campaign, const CampaignGroup& one, const std::string& schedule) {
  std::vector<std::string> worlds;
  for (const std::size_t index : one.worlds) worlds.push_back(campaign.worlds[index].scenario);
  Json json = Json::object();
  json.set("check", one.check);
  json.set("common", one.common);
  json.set("sentence", one.finding.sentence);
  json.set("count", one.worlds.size());
  json.set(campaign.size == 2 ? "pairs" : "triples", one.operations);
  json.set("representative", one.scenario);
  json.set("steps", one.finding.schedule.size());
  json.set("shortest", one.finding.shown != schedules::Shown::nothing);
  json.set("open", one.open);
  json.set("known", one.finding.expected);
  json.set("meaning", one.finding.meaning);
  json.set("schedule", schedule);
  json.set("scenarios", Json::array(worlds));
  return json;
}

}  // namespace

std::string campaign_json(const Campaign& campaign,
                          const std::function<std::string(const CampaignGroup&)>& schedule_file) {
  Json worlds = Json::array(), groups = Json::array();
  for (const CampaignWorld& one : campaign.worlds) worlds.push(world(one));
  for (const CampaignGroup& one : campaign.groups) groups.push(group(campaign, one, schedule_file(one)));
  Json json = Json::object();
  json.set("format", "replock-campaign/1");
  json.set("complete", std::ranges::all_of(campaign.worlds, &CampaignWorld::complete));
  json.set("series", campaign.series);
  json.set("kind", campaign.size == 2 ? "pairs" : "triples");
  json.set("failures", campaign.failures);
  json.set("worlds", std::move(worlds));
  json.set("groups", std::move(groups));
  return schedules::dump(json);
}

}  // namespace replock::reports
