// Runs the worlds of a campaign, many at once, and groups what they show.
#pragma once

#include "checks/campaign_journal.h"
#include "checks/progress.h"
#include "schedules/campaign.h"

namespace replock::checks {

/// Per world, unless the user says otherwise: three times what the largest pair at L7 needs. What needs more ends
/// incomplete, and is told as such.
inline constexpr std::uint64_t campaign_states_max = 200'000'000;

/// Of each search for a group's schedule with the fewest switches (checks/shortest.h). Of the groups of all pairs at L7
/// a sixth needs more than four times as many; the others get by with this.
inline constexpr std::uint64_t campaign_full_states_max = 1'000'000;

struct CampaignSearch {
  model::Series series;
  schedules::Bounds bounds;  ///< per world; the memory is shared out among the threads
};

/// One result per scenario, in their order, whatever the number of threads. What the journal has is not searched again;
/// what is searched to a reproducible end goes into it. After Ctrl-C the rest is left as interrupted.
std::vector<schedules::CampaignWorld> search_worlds(const std::vector<model::Scenario>& scenarios,
                                                    const CampaignSearch& search, const Attention& attention,
                                                    CampaignJournal& journal);

/// By check and by what they have in common, with the catalogue's meaning.
std::vector<schedules::CampaignGroup> grouped(const std::vector<schedules::CampaignWorld>& worlds,
                                              const std::string& series);

/// How the worlds are searched: with a reduction, so that a group's schedule need not be a shortest one, and not past
/// corrupted memory, for what comes then says nothing about the driver.
schedules::Options campaign_options(schedules::Options options);

/// Gives each group a shortest schedule of its scenario (checks/shortest.h), or of the part of it that was left out, if
/// that is simpler; where the bound on states is hit first, the group says so.
void find_shortest(schedules::Campaign& campaign, const CampaignSearch& search, const Attention& attention);

}  // namespace replock::checks
