// `replock campaign`: how much was searched, the groups of findings at a glance, then each with its shortest schedule.
#pragma once

#include <functional>
#include <string>

#include "reports/trace_table.h"
#include "reports/verdict_table.h"
#include "schedules/campaign.h"

namespace replock::reports {

/// What the text of a campaign needs beside it.
struct CampaignTexts {
  std::function<model::World(const std::string& scenario)> world;             ///< of a scenario, at the series
  std::function<std::string(const schedules::CampaignGroup&)> schedule_file;  ///< "" where it is not saved
  Timing timing = Timing::hidden;
  double seconds = 0;
};

std::string campaign_report(const schedules::Campaign& campaign, const CampaignTexts& texts);

/// "pair", "triple"
std::string_view set_word(const schedules::Campaign& campaign);

}  // namespace replock::reports
