// A campaign from the top: the counts, the table of groups, the groups.
#include "reports/campaign_report.h"

#include <algorithm>

#include "reports/findings.h"
#include "reports/grid.h"
#include "reports/text.h"

namespace replock::reports {
namespace {

using schedules::Campaign;
using schedules::CampaignGroup;
using schedules::CampaignWorld;

constexpr std::size_t width = static_cast<std::size_t>(TraceWidth::terminal);
constexpr std::size_t names_max = 3;    // of worlds that show a group
constexpr std::size_t largest_max = 5;  // worlds in the table of the largest

std::string standing_words(const CampaignGroup& group) {
  if (group.open) return "open";
  return group.finding.expected ? "known" : "NOT IN THE CATALOGUE";
}

std::string head(const Campaign& campaign, const CampaignTexts& texts) {
  std::uint64_t states = 0;
  for (const CampaignWorld& world : campaign.worlds) states += world.states;
  const auto complete = static_cast<std::uint64_t>(std::ranges::count_if(campaign.worlds, &CampaignWorld::complete));
  const std::uint64_t left = campaign.worlds.size() - complete;
  std::string text = counted(campaign.worlds.size(), "world") + ", " + counted(states, "state");
  if (texts.timing == Timing::shown) text += ", " + seconds(texts.seconds);
  text += left == 0 ? ", every search complete" : "; INCOMPLETE: " + counted(left, "world") + " ended early";
  const std::string title = "campaign of " + std::string(set_word(campaign)) + "s at " + campaign.series + ", " +
                            counted(campaign.failures, "failure") + ": ";
  const std::string followed = followed_words(campaign.reduction, campaign.past_corruption);
  return paragraph(printable(title), text, width) +
         (followed.empty() ? "" : line("  each search" + followed.substr(1)));
}

std::string group_table(const Campaign& campaign) {
  if (campaign.groups.empty()) return "\nno check is violated in what was searched\n";
  const std::string sets = std::string(set_word(campaign)) + "s";
  std::vector<std::vector<std::string>> rows{{"group", "check", "steps", "worlds", sets, "catalogue"}};
  for (std::size_t i = 0; i < campaign.groups.size(); ++i) {
    const CampaignGroup& group = campaign.groups[i];
    rows.push_back({std::to_string(i + 1), printable(group.check), grouped(group.finding.schedule.size()),
                    grouped(group.worlds.size()), grouped(group.operations), standing_words(group)});
  }
  return "\n" + grid(rows, {Align::right, Align::left, Align::right, Align::right, Align::right, Align::left});
}

std::string row_words(const CampaignWorld& world) {
  if (world.complete()) return "complete";
  return "INC: " + schedules::words(world.end) + ", " + grouped(world.left) + " left";
}

std::string world_table(const std::string& title, const std::vector<const CampaignWorld*>& worlds) {
  if (worlds.empty()) return "";
  std::vector<std::vector<std::string>> rows{{"scenario", "states", "depth", "search"}};
  for (const CampaignWorld* world : worlds)
    rows.push_back({printable(world->scenario), grouped(world->states), grouped(world->depth), row_words(*world)});
  return "\n" + title + "\n" + grid(rows, {Align::left, Align::right, Align::right, Align::left});
}

std::string largest(const Campaign& campaign) {
  std::vector<const CampaignWorld*> worlds;
  for (const CampaignWorld& world : campaign.worlds) worlds.push_back(&world);
  std::ranges::stable_sort(worlds, std::ranges::greater{}, &CampaignWorld::states);
  worlds.resize(std::min(worlds.size(), largest_max));
  return world_table("largest searches", worlds);
}

std::string incomplete(const Campaign& campaign) {
  std::vector<const CampaignWorld*> worlds;
  for (const CampaignWorld& world : campaign.worlds)
    if (!world.complete()) worlds.push_back(&world);
  return world_table("incomplete searches: nothing that these did not show is known to hold", worlds);
}

std::string worlds_words(const Campaign& campaign, const CampaignGroup& group) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < std::min(names_max, group.worlds.size()); ++i)
    names.push_back(campaign.worlds[group.worlds[i]].scenario);
  std::string text = joined(names, ", ");
  if (group.worlds.size() > names_max) text += " and " + grouped(group.worlds.size() - names_max) + " more";
  return text;
}

std::string meaning(const CampaignGroup& group) {
  if (group.open) return "the search is incomplete: gated or realised, nobody knows yet";
  return group.finding.expected ? group.finding.meaning : "NOT IN THE CATALOGUE";
}

/// Never wrapped: it is there to be pasted.
std::string again(const Campaign& campaign, const CampaignGroup& group, const CampaignTexts& texts) {
  const std::string file = texts.schedule_file(group);
  return line(file.empty() ? "again: ./replock explore " + shell_word(group.scenario) + " --series " + campaign.series +
                                 " --reduction " + words(schedules::strongest) + " --stop-at-corruption"
                           : "replay: ./replock replay " + shell_word(file));
}

std::string group_text(const Campaign& campaign, std::size_t index, const CampaignTexts& texts) {
  const CampaignGroup& group = campaign.groups[index];
  const std::string title = "group " + std::to_string(index + 1) + " of " + std::to_string(campaign.groups.size());
  std::string text =
      "\n" + paragraph(title + ": ",
                       printable(group.check) + ", " + steps_words(group.finding) + ", " + standing_words(group),
                       width);
  text += paragraph("in common: ", printable(group.common), width);
  text += paragraph("shown by: ",
                    counted(group.worlds.size(), "world") + ", " + counted(group.operations, set_word(campaign)) +
                        " of operations: " + printable(worlds_words(campaign, group)),
                    width);
  text += line("here: " + printable(group.scenario));
  text += trace_table(texts.world(group.scenario), group.finding.schedule, group.finding, TraceWidth::terminal);
  text += paragraph("meaning: ", printable(meaning(group)), width);
  return text + again(campaign, group, texts);
}

}  // namespace

std::string_view set_word(const Campaign& campaign) { return campaign.size == 2 ? "pair" : "triple"; }

std::string campaign_report(const Campaign& campaign, const CampaignTexts& texts) {
  std::string text = head(campaign, texts) + group_table(campaign) + largest(campaign) + incomplete(campaign);
  for (std::size_t i = 0; i < campaign.groups.size(); ++i) text += group_text(campaign, i, texts);
  return text;
}

}  // namespace replock::reports
