// What a campaign found: many worlds of one series, and their findings grouped by what they have in common.
#pragma once

#include <string>
#include <vector>

#include "schedules/verdict.h"

namespace replock::schedules {

/// A finding, and what it shares with the same mistake elsewhere: no instance, no user's thread is named.
struct CampaignFinding {
  Finding finding;
  std::string common;
};

/// One scenario, searched or not.
struct CampaignWorld {
  std::string scenario;    ///< its systematic name, bounds included
  std::string operations;  ///< "rmmod-ib+set-legacy": the pair that it is counted as
  End end = End::interrupted;
  std::uint64_t states = 0, transitions = 0, depth = 0, left = 0;
  std::vector<CampaignFinding> findings;
  bool complete() const { return end == End::exhausted; }
};

struct CampaignGroup {
  std::string check, common;
  std::vector<std::size_t> worlds;  ///< that show it: indices, in order
  std::size_t operations = 0;       ///< distinct pairs (or triples) among them
  std::string scenario;             ///< of `finding`: one of these worlds, or a part of it that was left out
  Finding finding;                  ///< of fewest steps, then first in the order of the worlds
  bool open = false;                ///< a lock cycle that an incomplete search could not judge: no violation yet
};

struct Campaign {
  std::string series;
  unsigned size = 2;  ///< operations at the same time
  unsigned failures = 1;
  Reduction reduction = Reduction::none;  ///< of each search
  PastCorruption past_corruption = PastCorruption::go_on;
  std::vector<CampaignWorld> worlds;
  std::vector<CampaignGroup> groups;  ///< by check, then by length, then by what they have in common
};

}  // namespace replock::schedules
