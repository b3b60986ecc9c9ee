// `replock campaign`: every pair or triple of operations, from every first state that matters.
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>

#include "checks/campaign.h"
#include "checks/commands.h"
#include "checks/schedule_files.h"
#include "model/operation_sets.h"
#include "model/refusal.h"
#include "reports/campaign_json.h"
#include "reports/campaign_report.h"
#include "schedules/files.h"

namespace replock::checks {
namespace {

using schedules::Campaign;
using schedules::CampaignGroup;

model::Operation operation_named(const std::string& word) {
  for (const model::OperationInfo& about : model::operations())
    if (about.word == word) return about.operation;
  throw model::Refusal("operation '" + word + "': there is no such operation; use one of " + model::operation_words());
}

std::vector<model::Scenario> wanted_worlds(const CampaignCommand& command) {
  model::OperationSets wanted;
  wanted.size = command.size;
  wanted.failures = command.failures;
  if (command.pfs != 0) wanted.pfs = {command.pfs};
  if (!command.only.empty()) wanted.only = operation_named(command.only);
  return model::operation_sets(wanted);
}

/// Of a group: unlike in a scenario's own findings, two groups may share check and scenario.
std::string file_of(const Campaign& campaign, const CampaignGroup& group) {
  std::size_t number = 1;
  for (const CampaignGroup& other : campaign.groups) {
    if (&other == &group) break;
    if (other.check == group.check && other.scenario == group.scenario) ++number;
  }
  return file_name(group.scenario, campaign.series, group.check, number);
}

void save_groups(const std::string& directory, const Campaign& campaign, const model::Series& series) {
  make_directory(directory);
  for (const CampaignGroup& group : campaign.groups) {
    const Question question = ask(model::scenario_named(group.scenario), series);
    schedules::write_file((std::filesystem::path(directory) / file_of(campaign, group)).string(),
                          to_json(saved(question, group.finding)));
  }
}

int exit_code(const Campaign& campaign) {
  const auto surprises = [](const CampaignGroup& group) { return !group.open && !group.finding.expected; };
  if (std::ranges::any_of(campaign.groups, surprises)) return exit_violated;
  return std::ranges::all_of(campaign.worlds, &schedules::CampaignWorld::complete) ? exit_ok : exit_incomplete;
}

Campaign run_campaign(const CampaignCommand& command, const CampaignSearch& search,
                      const std::vector<model::Scenario>& worlds) {
  const Attention attention(command.threads);
  CampaignJournal journal;
  if (!command.resume.empty()) journal.open(command.resume, worlds, search.series, attention);
  Campaign campaign;
  campaign.series = search.series.name();
  campaign.size = command.size;
  campaign.failures = command.failures;
  const schedules::Options how = campaign_options({});
  campaign.reduction = how.reduction;
  campaign.past_corruption = how.past_corruption;
  campaign.worlds = search_worlds(worlds, search, attention, journal);
  campaign.groups = grouped(campaign.worlds, campaign.series);
  if (campaign.reduction != schedules::Reduction::none) find_shortest(campaign, search, attention);
  return campaign;
}

reports::CampaignTexts texts_for(const CampaignCommand& command, const Campaign& campaign,
                                 const model::Series& series) {
  reports::CampaignTexts texts;
  texts.world = [series](const std::string& name) { return model::record(model::scenario_named(name), series).world; };
  texts.schedule_file = [&](const CampaignGroup& group) {
    return command.schedules_dir.empty() ? "" : command.schedules_dir + "/" + file_of(campaign, group);
  };
  texts.timing = isatty(STDOUT_FILENO) == 1 ? reports::Timing::shown : reports::Timing::hidden;
  return texts;
}

}  // namespace

int run(const CampaignCommand& command) {
  const auto began = std::chrono::steady_clock::now();
  require_files({command.json}, command.schedules_dir);
  require_schedules_directory(command.schedules_dir);
  const CampaignSearch search{chosen(command.series), command.bounds};
  const std::vector<model::Scenario> worlds = wanted_worlds(command);
  if (worlds.empty()) {
    std::fputs("replock: no first state lets these operations do something together; leave --only or --pfs out\n",
               stderr);
    return exit_nothing;
  }
  const Campaign campaign = run_campaign(command, search, worlds);
  if (!command.schedules_dir.empty()) save_groups(command.schedules_dir, campaign, search.series);
  reports::CampaignTexts texts = texts_for(command, campaign, search.series);
  texts.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  const auto file = [&](const CampaignGroup& group) { return file_of(campaign, group); };
  if (!command.json.empty()) schedules::write_file(command.json, reports::campaign_json(campaign, file));
  if (command.json != "-") schedules::write_file("-", reports::campaign_report(campaign, texts));
  return exit_code(campaign);
}

}  // namespace replock::checks
