// The patches, what each needs, and how a series is named.
#include "model/series.h"

#include <algorithm>

#include "model/refusal.h"

namespace replock::model {
namespace {

const std::vector<PatchInfo>& table() {
  using enum Patch;
  static const std::vector<PatchInfo> infos = {
      {"1", "lag-reload-helper", "LAG reloads IB representors through one helper with cont_on_fail", {}, true},
      {"2", "work-gfp-argument", "esw_add_work() takes gfp flags", {}, true},
      {"3", "add-reps-lock", "adds esw->offloads.reps_lock, not taken yet", {}, true},
      {"4",
       "drop-lag-lock-around-rescan",
       "LAG drops ldev->lock around rescans and reloads",
       {lag_reload_helper, add_reps_lock}},
      {"5", "serialize-rep-lifecycle", "reps_lock around every load, unload, register and unregister", {add_reps_lock}},
      {"6", "unwind-only-newly-loaded", "a failed load unwinds only what it loaded", {}},
      {"7",
       "load-reps-from-work-queue",
       "register queues a late reload of the representors",
       {work_gfp_argument, add_reps_lock}},
      {"keep-reps-lock",
       "keep-reps-lock-over-rescan",
       "ours: the mode change holds reps_lock over the rescan",
       {serialize_rep_lifecycle}},
      {"plain-peer-lock",
       "plain-peer-lock",
       "ours: no nesting annotation on a peer's reps_lock",
       {serialize_rep_lifecycle}},
  };
  return infos;
}

std::string known_patches() {
  std::string text;
  for (const PatchInfo& patch : table()) text += (text.empty() ? "" : ", ") + std::string(patch.short_name);
  return text;
}

bool is_level(std::string_view text) { return text.size() == 2 && text[0] == 'L' && text[1] >= '0' && text[1] <= '7'; }

/// "L5-4+7": the parts begin at a sign that is followed by a patch name; names in words hold '-' themselves, so the
/// longest name that fits wins.
std::string_view take_name(std::string_view text) {
  std::string_view best;
  for (const PatchInfo& patch : table())
    for (const std::string_view name : {patch.short_name, patch.name})
      if (text.starts_with(name) && name.size() > best.size()) best = name;
  return best;
}

}  // namespace

const PatchInfo& info(Patch patch) { return table()[static_cast<unsigned>(patch)]; }

const std::vector<Patch>& all_patches() {
  static const std::vector<Patch> all = [] {
    std::vector<Patch> list;
    for (unsigned i = 0; i < patches; ++i) list.push_back(static_cast<Patch>(i));
    return list;
  }();
  return all;
}

Patch patch_named(std::string_view text) {
  for (const Patch patch : all_patches())
    if (text == info(patch).short_name || text == info(patch).name) return patch;
  throw Refusal("patch '" + std::string(text) + "': there is no such patch; use one of " + known_patches() +
                ", or a name from 'replock list patches'");
}

Series Series::with(Patch patch) const {
  Series series = *this;
  series.on_.set(static_cast<unsigned>(patch));
  return series;
}

Series Series::without(Patch patch) const {
  Series series = *this;
  series.on_.reset(static_cast<unsigned>(patch));
  return series;
}

Series Series::level(unsigned level) {
  Series series;
  for (unsigned i = 0; i < level; ++i) series.on_.set(i);
  return series;
}

Series Series::parse(std::string_view text) {
  if (!is_level(text.substr(0, 2)))
    throw Refusal("series '" + std::string(text) + "': starts with no level; write L0 to L7, then +PATCH or -PATCH");
  Series series = level(static_cast<unsigned>(text[1] - '0'));
  std::string_view rest = text.substr(2);
  while (!rest.empty()) {
    const std::string_view name = take_name(rest.substr(1));
    if ((rest[0] != '+' && rest[0] != '-') || name.empty())
      throw Refusal("series '" + std::string(text) + "': can't read '" + std::string(rest) +
                    "'; write +PATCH or -PATCH with one of " + known_patches());
    series = rest[0] == '+' ? series.with(patch_named(name)) : series.without(patch_named(name));
    rest.remove_prefix(1 + name.size());
  }
  series.check_needs();
  return series;
}

Series Series::edited(const std::vector<std::string>& with, const std::vector<std::string>& without) const {
  Series series = *this;
  for (const std::string& name : with) series = series.with(patch_named(name));
  for (const std::string& name : without) series = series.without(patch_named(name));
  series.check_needs();
  return series;
}

void Series::check_needs() const {
  for (const Patch patch : all_patches())
    for (const Patch need : info(patch).needs)
      if (has(patch) && !has(need))
        throw Refusal("series " + name() + ": patch " + std::string(info(patch).short_name) + " needs patch " +
                      std::string(info(need).short_name) + " (" + std::string(info(need).name) +
                      "); add it, or leave " + std::string(info(patch).short_name) + " out too");
}

std::string Series::name() const {
  unsigned best = 0;
  std::size_t fewest = patches + 1;
  for (unsigned level = 0; level <= 7; ++level) {
    const std::size_t edits = (on_ ^ Series::level(level).on_).count();
    const bool wins = edits < fewest || (edits == fewest && on_[level - 1]);
    if (wins) best = level, fewest = edits;
  }
  std::string text = "L" + std::to_string(best);
  for (const Patch patch : all_patches()) {
    const unsigned i = static_cast<unsigned>(patch);
    if (on_[i] && i >= best) text += "+" + std::string(info(patch).short_name);
    if (!on_[i] && i < best) text += "-" + std::string(info(patch).short_name);
  }
  return text;
}

}  // namespace replock::model
