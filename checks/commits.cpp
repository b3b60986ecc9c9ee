// The levels in a row, and what has to go along with a patch that goes.
#include "checks/commits.h"

#include <algorithm>

#include "model/refusal.h"

namespace replock::checks {
namespace {

constexpr unsigned last_level = 7;

bool needs_one_of(model::Patch patch, const std::vector<model::Patch>& gone) {
  return std::ranges::any_of(model::info(patch).needs,
                             [&](model::Patch need) { return std::ranges::count(gone, need) > 0; });
}

}  // namespace

std::vector<Commit> commits() {
  std::vector<Commit> all;
  for (unsigned level = 0; level < last_level; ++level)
    all.push_back({model::all_patches().at(level), model::Series::level(level), model::Series::level(level + 1)});
  return all;
}

// A patch needs earlier ones only: one pass finds those that need what goes with it.
LeftOutSeries left_out(model::Patch patch) {
  LeftOutSeries left{patch, commits().back().with.without(patch), {}};
  std::vector<model::Patch> gone{patch};
  for (const Commit& commit : commits()) {
    if (!needs_one_of(commit.patch, gone)) continue;
    gone.push_back(commit.patch);
    left.also.push_back(commit.patch);
    left.series = left.series.without(commit.patch);
  }
  return left;
}

model::Patch commit_named(const std::string& name) {
  const model::Patch patch = model::patch_named(name);
  const std::vector<Commit> all = commits();
  if (std::ranges::any_of(all, [&](const Commit& commit) { return commit.patch == patch; })) return patch;
  throw model::Refusal("patch '" + name + "' is no commit of the series; use one of " +
                       std::string(model::info(all.front().patch).short_name) + " to " +
                       std::string(model::info(all.back().patch).short_name));
}

}  // namespace replock::checks
