// The file that a campaign can be resumed from: a line per world that is done.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "checks/journal.h"
#include "checks/progress.h"
#include "model/scenario.h"
#include "schedules/campaign.h"

namespace replock::checks {

/// A number over the names, the recorded worlds and the claims: a result is about exactly these. The same for any
/// number of threads. None: Ctrl-C came before.
std::optional<std::uint64_t> fingerprint(const std::vector<model::Scenario>& scenarios, const model::Series& series,
                                         const Attention& attention);

/// Safe to use from several threads at once.
class CampaignJournal {
 public:
  /// Remembers nothing until it is opened. Makes the file, or reads it. A last line without its end is dropped. Throws
  /// Refusal where the file is foreign, torn elsewhere, or about other worlds than these. Stays closed where Ctrl-C
  /// comes before all worlds are recorded.
  void open(const std::string& path, const std::vector<model::Scenario>& scenarios, const model::Series& series,
            const Attention& attention);

  /// The result that it has for that world, if a search with these bounds would end the same.
  std::optional<schedules::CampaignWorld> done(const std::string& scenario, std::uint64_t states_max) const;
  /// Only what ended by itself or by the bound on states: the others end elsewhere when run again.
  void add(const schedules::CampaignWorld& world, std::uint64_t states_max);

 private:
  struct Done {
    schedules::CampaignWorld world;
    std::uint64_t states_max = 0;
  };
  Journal journal_{"campaign"};
  std::map<std::string, Done> worlds_;
};

}  // namespace replock::checks
