// `replock campaign --json`: the campaign for machines.
#pragma once

#include <functional>
#include <string>

#include "schedules/campaign.h"

namespace replock::reports {

/// {"format": "replock-campaign/1", "complete": ..., "series": ..., "worlds": [...], "groups": [...]}. The same bytes
/// in every run: no seconds in it. `schedule_file`: the name that a group's schedule is saved under.
std::string campaign_json(const schedules::Campaign& campaign,
                          const std::function<std::string(const schedules::CampaignGroup&)>& schedule_file);

}  // namespace replock::reports
