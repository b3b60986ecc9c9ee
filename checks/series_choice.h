// A series as a user names it: a level, edited.
#pragma once

#include <string>
#include <vector>

#include "model/series.h"

namespace replock::checks {

struct SeriesChoice {
  std::string series = "L7";
  std::vector<std::string> with, without;
};

/// Series::parse(), but an edit that changes nothing ("L5-6") is a mistake: throws Refusal.
model::Series series_named(const std::string& text);
/// The same for what is added and left out by options.
model::Series chosen(const SeriesChoice& choice);

}  // namespace replock::checks
