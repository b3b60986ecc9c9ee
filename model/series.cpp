// The patches, what each needs, and how a series is named.
#include "model/series.h"

#include <algorithm>

#include "model/refusal.h"

namespace replock::model {
namespace {

const std::vector<PatchInfo>& table() {
  using enum Patch;
  static const std::vector<PatchInfo> infos = {
      {"1",
       "lag-reload-helper",
       "LAG reloads IB representors through one helper with cont_on_fail",
       {},
       true,
       {},
       "b501400fa66d"},
      {"2", "work-gfp-argument", "esw_add_work() takes gfp flags", {}, true, {}, "386ef557f6df"},
      {"3", "add-reps-lock", "adds esw->offloads.reps_lock, not taken yet", {}, true, {}, "9b8468f001e4"},
      {"4",
       "drop-lag-lock-around-rescan",
       "LAG drops ldev->lock around rescans and reloads",
       {lag_reload_helper, add_reps_lock},
       false,
       {},
       "63ec6c69e613"},
      {"5",
       "serialize-rep-lifecycle",
       "reps_lock around every load, unload, register and unregister",
       {add_reps_lock},
       false,
       {},
       "32a72840ee30"},
      {"6", "unwind-only-newly-loaded", "a failed load unwinds only what it loaded", {}, false, {}, "8a6712925d38"},
      {"7",
       "load-reps-from-work-queue",
       "register queues a late reload of the representors",
       {work_gfp_argument, add_reps_lock},
       false,
       {},
       "25933aca1012"},
      {"keep-reps-lock",
       "keep-reps-lock-over-rescan",
       "ours: the mode change holds reps_lock over the rescan",
       {serialize_rep_lifecycle}},
      {"plain-peer-lock",
       "plain-peer-lock",
       "ours: no nesting annotation on a peer's reps_lock",
       {serialize_rep_lifecycle}},
      {"block-word",
       "block-word",
       "V1 5/7: BLOCKED/UNBLOCKED per E-Switch where patch 5 has reps_lock",
       {},
       false,
       {add_reps_lock, serialize_rep_lifecycle}},
      {"stop-at-error", "stop-at-first-error", "V1 1/7: the LAG's reload stops at the first error everywhere", {}},
      {"early-generation", "early-generation", "V1 4/7: work is invalidated before the notifiers are off", {}},
      {"atomic-reload",
       "atomic-reload",
       "V1, V2: the late reload is queued with GFP_ATOMIC",
       {},
       false,
       {work_gfp_argument}},
      {"conditional-unload",
       "conditional-unload",
       "V2 4/7: unregister unloads only in switchdev",
       {serialize_rep_lifecycle}},
      {"lock-first", "lock-before-generation", "before the work queue part: the worker takes devlink, then looks", {}},
      {"flush-work",
       "flush-work",
       "before aed763abf0e9: work is flushed under devlink, and has no generation",
       {lock_before_generation}},
      {"reload-both", "reload-both-types", "before 0f06228d4a2d: a LAG's reload loads ETH too, and unwinds it", {}},
      {"forget-block", "forget-block", "ours: the LAG's reload does not block", {block_word}},
  };
  return infos;
}

std::string known_patches() {
  std::string text;
  for (const PatchInfo& patch : table()) text += (text.empty() ? "" : ", ") + std::string(patch.short_name);
  return text;
}

const NamedSeries* find_named(std::string_view text) {
  for (const NamedSeries& named : named_series())
    if (named.name == text) return &named;
  return nullptr;
}

std::string known_series() {
  std::string text;
  for (const NamedSeries& named : named_series()) text += (text.empty() ? "" : ", ") + std::string(named.name);
  return text;
}

Series both(std::initializer_list<Patch> patches, Series series = {}) {
  for (const Patch patch : patches) series = series.with(patch);
  return series;
}

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

const std::vector<NamedSeries>& named_series() {
  using enum Patch;
  static const std::vector<NamedSeries> all = {
      {"L0", "the kernel before the series", Series::level(0)},
      {"L1", "with its patch 1", Series::level(1)},
      {"L2", "with its patches 1 and 2", Series::level(2)},
      {"L3", "with its patches 1 to 3", Series::level(3)},
      {"L4", "with its patches 1 to 4", Series::level(4)},
      {"L5", "with its patches 1 to 5", Series::level(5)},
      {"L6", "with its patches 1 to 6", Series::level(6)},
      {"L7", "with all of it, as merged", Series::level(7)},
      {"V1", "the first version: a BLOCKED/UNBLOCKED word, work invalidated early",
       both({lag_reload_helper, load_reps_from_work_queue, block_word, stop_at_first_error, early_generation,
             atomic_reload})},
      {"V2", "the second version: reps_lock, but a conditional unload and GFP_ATOMIC",
       both({conditional_unload, atomic_reload}, Series::level(7).without(work_gfp_argument))},
      {"W0", "before aed763abf0e9: the work queue is flushed under devlink",
       both({lock_before_generation, flush_work})},
      {"W1", "before the work queue part: generations, but the worker takes devlink first",
       both({lock_before_generation})},
      {"W2", "the work queue part as first posted: the generation moves on too early", both({early_generation})},
      {"H0", "before 0f06228d4a2d: a LAG's reload unwinds ETH under ldev->lock", both({reload_both_types})},
  };
  return all;
}

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

SeriesParts parts_of(std::string_view text) {
  const NamedSeries* const named = find_named(text.substr(0, 2));
  if (named == nullptr)
    throw Refusal("series '" + std::string(text) + "': starts with no level; write one of " + known_series() +
                  ", then +PATCH or -PATCH");
  SeriesParts parts{named->series, {}};
  std::string_view rest = text.substr(2);
  while (!rest.empty()) {
    const std::string_view name = take_name(rest.substr(1));
    if ((rest[0] != '+' && rest[0] != '-') || name.empty())
      throw Refusal("series '" + std::string(text) + "': can't read '" + std::string(rest) +
                    "'; write +PATCH or -PATCH with one of " + known_patches());
    parts.edits.push_back({rest.substr(0, 1 + name.size()), patch_named(name)});
    rest.remove_prefix(1 + name.size());
  }
  return parts;
}

Series Series::parse(std::string_view text) {
  const SeriesParts parts = parts_of(text);
  Series series = parts.named;
  for (const SeriesParts::Edit& edit : parts.edits) series = edit.made(series);
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
  const auto stands_in = [this](Patch need) {
    return std::ranges::any_of(all_patches(), [&](Patch patch) {
      return has(patch) && std::ranges::count(info(patch).stands_in_for, need) > 0;
    });
  };
  for (const Patch patch : all_patches())
    for (const Patch need : info(patch).needs)
      if (has(patch) && !has(need) && !stands_in(need))
        throw Refusal("series " + name() + ": patch " + std::string(info(patch).short_name) + " needs patch " +
                      std::string(info(need).short_name) + " (" + std::string(info(need).name) +
                      "); add it, or leave " + std::string(info(patch).short_name) + " out too");
}

std::string Series::name() const {
  const NamedSeries* best = nullptr;
  std::size_t fewest = patches + 1;
  for (const NamedSeries& named : named_series()) {
    const std::size_t edits = (on_ ^ named.series.on_).count();
    // Between two levels that are as near, the higher one if its own patch is in: "L5-4", not "L3+5".
    const std::size_t level = static_cast<std::size_t>(&named - named_series().data());
    const bool higher = edits == fewest && level <= 7 && on_[level - 1];
    if (edits < fewest || higher) best = &named, fewest = edits;
  }
  std::string text(best->name);
  for (const Patch patch : all_patches()) {
    const unsigned i = static_cast<unsigned>(patch);
    if (on_[i] && !best->series.on_[i]) text += "+" + std::string(info(patch).short_name);
    if (!on_[i] && best->series.on_[i]) text += "-" + std::string(info(patch).short_name);
  }
  return text;
}

}  // namespace replock::model
