// The hazards as data; what the cells say comes out of the searches.
#include "checks/memory_table.h"

#include <algorithm>
#include <map>

#include "checks/races.h"
#include "reports/grid.h"
#include "schedules/stale.h"

namespace replock::checks {
namespace {

using schedules::Finding;
using schedules::Verdict;

std::vector<MemoryHazard> table_of_hazards() {
  const std::string ops = "ops-lifetime", device = "device-lifetime", race(data_race_id);
  const std::string eth_comes = "look-up-eth.d0+set-switchdev.d0/1pf-legacy";
  const std::string ib_comes = "look-up-ib.d0+set-switchdev.d0/1pf-legacy";
  const std::string no_eth_ops = "through missing ops (ETH)", no_ib_ops = "through missing ops (IB)";
  const std::string no_priv = "sees LOADED and finds no priv";
  return {
      {"B31", "a reader meets ETH's ops as they are cleared", "look-up-vs-unbind", ops, no_eth_ops},
      {"B31", "a reader meets IB's ops as they are cleared", "look-up-vs-rmmod", ops, no_ib_ops},
      {"B31", "a PAIR meets IB's ops as they are cleared", "pair-vs-rmmod", ops, no_ib_ops},
      {"B31", "a reader follows ops into mlx5_ib after it was freed", "look-up-vs-rmmod", ops, "after it was freed"},
      {"B32", "a reader sees LOADED before load() has set priv (ETH)", eth_comes, device, no_priv},
      {"B32", "a reader sees LOADED before load() has set priv (IB)", ib_comes, device, no_priv},
      {"B32", "a reader sees LOADED after unload() has cleared priv", "look-up-vs-unbind", device, no_priv},
      {"B32", "a reader uses a netdev that is gone", "look-up-vs-unbind", device, "uses a device that is gone"},
      {"", "a reader sees LOADED, and not the ops stored before (ETH)", eth_comes, ops, no_eth_ops},
      {"", "a reader sees LOADED, and not the ops stored before (IB)", ib_comes, ops, no_ib_ops},
      {"", "a load sees REGISTERED, and not the ops stored before", "register-vs-mode-set", ops, no_ib_ops},
      {"B30", "unregister sees a mode that is no longer there", "rmmod-vs-mode-set", "rep-state", "sees LEGACY"},
      {"", "rep_ops: plain accesses, a reader and unregister", "look-up-vs-rmmod", race, "rep_ops[IB]"},
      {"", "rep_ops: plain accesses, a reader and register", eth_comes, race, "rep_ops[ETH]"},
      {"", "rep_ops: plain accesses, a load and register", "register-vs-mode-set", race, "rep_ops[IB]"},
      {"", "priv: plain accesses, a reader and load()", eth_comes, race, "priv[uplink][ETH]"},
      {"", "priv: plain accesses, a reader and unload()", "look-up-vs-unbind", race, "priv[uplink][ETH]"},
  };
}

/// The finding in question with the fewest stale reads; null where there is none.
const Finding* found(const Verdict& verdict, const MemoryHazard& hazard) {
  const Finding* best = nullptr;
  for (const Finding& finding : verdict.findings) {
    if (finding.check != hazard.check || finding.sentence.find(hazard.about) == std::string::npos) continue;
    if (best == nullptr || schedules::count_stale(finding.schedule) < schedules::count_stale(best->schedule))
      best = &finding;
  }
  return best;
}

struct Answers {
  Verdict explorer, relacy;
  schedules::RelacyEnd end = schedules::RelacyEnd::complete;
};

Answers answers(const std::string& scenario, const model::Series& series, const schedules::RelacyOptions& options) {
  const Question question = ask(model::scenario_named(scenario), series);
  schedules::Options full;
  full.interrupted = options.interrupted;
  Answers both{answer(question, full), {}, {}};
  schedules::RelacyResult searched = schedules::relacy_search(question.recorded.world, question.claims, options);
  both.end = searched.run.end;
  both.relacy = judge(question, std::move(searched.result));
  return both;
}

SeenBy seen_by(const MemoryHazard& hazard, const Answers& answers) {
  const Finding* const relacy = found(answers.relacy, hazard);
  const bool explorer = found(answers.explorer, hazard) != nullptr;
  if (relacy == nullptr && explorer) return SeenBy::explorer;
  const bool searched = answers.explorer.result.end == schedules::End::exhausted;
  if (relacy == nullptr)
    return searched && answers.end == schedules::RelacyEnd::complete ? SeenBy::nobody : SeenBy::nobody_so_far;
  if (hazard.check == data_race_id) return SeenBy::race;
  if (!explorer && !searched) return SeenBy::nobody_so_far;
  return explorer ? SeenBy::both : SeenBy::weak_memory;
}

}  // namespace

const std::vector<MemoryHazard>& memory_hazards() {
  static const std::vector<MemoryHazard> all = table_of_hazards();
  return all;
}

std::string_view words(SeenBy seen) {
  switch (seen) {
    case SeenBy::nobody:
      return "-";
    case SeenBy::nobody_so_far:
      return "?";
    case SeenBy::explorer:
      return "explorer";
    case SeenBy::both:
      return "both";
    case SeenBy::weak_memory:
      return "weak";
    case SeenBy::race:
      break;
  }
  return "race";
}

std::vector<std::vector<SeenBy>> seen_by(const std::vector<MemoryHazard>& hazards,
                                         const std::vector<model::Series>& series,
                                         const schedules::RelacyOptions& options) {
  std::vector<std::vector<SeenBy>> seen(hazards.size());
  for (const model::Series& one : series) {
    std::map<std::string, Answers> searched;
    for (std::size_t row = 0; row < hazards.size(); ++row) {
      const std::string& scenario = hazards[row].scenario;
      if (!searched.contains(scenario)) searched.emplace(scenario, answers(scenario, one, options));
      seen[row].push_back(seen_by(hazards[row], searched.at(scenario)));
    }
  }
  return seen;
}

std::string memory_table(const std::vector<MemoryHazard>& hazards, const std::vector<model::Series>& series,
                         const std::vector<std::vector<SeenBy>>& seen) {
  std::vector<std::vector<std::string>> cells{{"hazard", "what"}};
  for (const model::Series& one : series) cells.front().push_back(one.name());
  for (std::size_t row = 0; row < hazards.size(); ++row) {
    cells.push_back({hazards[row].hazard, hazards[row].what});
    for (const SeenBy one : seen[row]) cells.back().emplace_back(words(one));
  }
  return reports::grid(cells, std::vector<reports::Align>(cells.front().size(), reports::Align::left));
}

}  // namespace replock::checks
