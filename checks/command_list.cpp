// `replock list`: scenarios, operations, flows, checks, patches, series and hazards.
#include <algorithm>

#include "checks/checks.h"
#include "checks/commands.h"
#include "checks/hazards.h"
#include "checks/races.h"
#include "model/flow_list.h"
#include "model/operations.h"
#include "model/refusal.h"
#include "reports/text.h"
#include "schedules/files.h"

namespace replock::checks {
namespace {

struct Item {
  std::string name, words;
};
struct Section {
  std::string name;
  std::vector<Item> items;
};

std::string needs(const model::PatchInfo& patch) {
  std::string text;
  for (const model::Patch need : patch.needs)
    text += (text.empty() ? " (needs " : ", ") + std::string(model::info(need).short_name);
  return text.empty() ? "" : text + ")";
}

std::string merged(const model::PatchInfo& patch) {
  return patch.merged.empty() ? "" : "; merged as " + std::string(patch.merged);
}

Item item_of(const Hazard& hazard) {
  std::string words = hazard.what + ": " + std::string(checks::words(hazard.side));
  if (!hazard.scenario.empty())
    words += ", " + hazard.scenario + ", " + std::string(info(hazard.check).id) +
             (hazard.side == Side::refuted ? " holds at " : " at ") + hazard.at;
  return {hazard.id, words + ". " + (hazard.side == Side::reproduced ? "Ended by: " : "") + hazard.reason};
}

/// What systematic names are made of: OPERATION+OPERATION/FIRST-STATE.
Section operations() {
  Section section{"operations", {}};
  for (const model::OperationInfo& about : model::operations()) {
    const bool pf = concerns_pf(about);
    section.items.push_back(
        {model::word({about.operation, 0}), model::thread_name({about.operation, 0}) + (pf ? ", or d1" : "")});
  }
  return section;
}

std::vector<Section> sections() {
  Section scenarios{"scenarios", {}}, flows{"flows", {}}, claims{"checks", {}}, patches{"patches", {}},
      series{"series", {}}, bugs{"hazards", {}};
  for (const auto* const list : {&model::scenarios(), &model::merged_scenarios()})
    for (const model::Scenario& scenario : *list) scenarios.items.push_back({scenario.name, scenario.question});
  for (const model::Flow& flow : model::flows())
    flows.items.push_back({flow.name, flow.function + "(), flow " + flow.source});
  for (const Check check : all_checks())
    claims.items.push_back({std::string(info(check).id), std::string(info(check).claim)});
  claims.items.push_back({std::string(data_race_id), std::string(data_race_claim)});
  for (const model::Patch patch : model::all_patches()) {
    const model::PatchInfo& about = model::info(patch);
    const std::string id(about.short_name);
    patches.items.push_back({id, std::string(about.name == id ? "" : std::string(about.name) + ": ") +
                                     std::string(about.summary) + needs(about) + merged(about)});
  }
  for (const model::NamedSeries& named : model::named_series())
    series.items.push_back({std::string(named.name), std::string(named.words)});
  for (const Hazard& hazard : hazards()) bugs.items.push_back(item_of(hazard));
  return {scenarios, operations(), flows, claims, patches, series, bugs};
}

}  // namespace

int run(const ListCommand& command) {
  std::string text;
  for (const Section& section : sections()) {
    if (!command.what.empty() && command.what != section.name) continue;
    std::size_t width = 0;
    for (const Item& item : section.items) width = std::max(width, item.name.size());
    text += (text.empty() ? "" : "\n") + section.name + "\n";
    for (const Item& item : section.items)
      text += reports::paragraph("  " + reports::pad_right(item.name, width) + "  ", item.words, 100);
  }
  if (text.empty())
    throw model::Refusal(
        "list '" + command.what +
        "': there is nothing of that name; use scenarios, operations, flows, checks, patches, series or hazards");
  schedules::write_file("-", text);
  return exit_ok;
}

}  // namespace replock::checks
