// The patch series: which patches a kernel has. A flow asks has(Patch::...) where the patch changes it.
#pragma once

#include <bitset>
#include <string>
#include <string_view>
#include <vector>

namespace replock::model {

/// The seven patches of V3, in order, then changes of our own that show why a piece of the series is there.
enum class Patch : unsigned {
  lag_reload_helper,            ///< 1: one helper for the reload of IB representors, with cont_on_fail; no change
  work_gfp_argument,            ///< 2: esw_add_work() takes gfp flags; no change by itself
  add_reps_lock,                ///< 3: adds esw->offloads.reps_lock; nobody takes it yet
  drop_lag_lock_around_rescan,  ///< 4: LAG drops ldev->lock around rescans and reloads; reload takes reps_lock
  serialize_rep_lifecycle,      ///< 5: reps_lock everywhere, nested for peers, ops cleared, unload always
  unwind_only_newly_loaded,     ///< 6: load unwinds what it loaded; a failed load goes back to REGISTERED
  load_reps_from_work_queue,    ///< 7: register queues a late reload
  keep_reps_lock_over_rescan,   ///< ours: esw_mode_change() holds reps_lock over the rescan (B07)
  plain_peer_lock,              ///< ours: peers' reps_lock taken without the nesting annotation (B08)
  count
};
inline constexpr unsigned patches = static_cast<unsigned>(Patch::count);

struct PatchInfo {
  std::string_view short_name;  ///< "1".."7", or a word
  std::string_view name;        ///< "drop-lag-lock-around-rescan"
  std::string_view summary;
  std::vector<Patch> needs;
  bool claims_no_change = false;  ///< by its author: the same behaviour as without it
};
const PatchInfo& info(Patch patch);
const std::vector<Patch>& all_patches();

class Series {
 public:
  Series() = default;
  bool has(Patch patch) const { return on_[static_cast<unsigned>(patch)]; }
  Series with(Patch patch) const;
  Series without(Patch patch) const;
  /// "L7", "L7-4", "L4+7": the nearest level first, then what is added or left out, in the order of the patches.
  std::string name() const;
  friend bool operator==(const Series&, const Series&) = default;

  /// L0..L7. REQUIRES: level <= 7.
  static Series level(unsigned level);
  /// A level with single patches added or left out: "L7-4", "L4+7", "L5-4+keep-reps-lock-over-rescan". Throws Refusal
  /// on an unknown name, and where a patch is in without one that it needs.
  static Series parse(std::string_view text);
  /// Adds and leaves out patches by name ("4" or in words), then checks needs. Throws Refusal.
  Series edited(const std::vector<std::string>& with, const std::vector<std::string>& without) const;

 private:
  void check_needs() const;
  std::bitset<patches> on_;
};

/// By "4" or by words. Throws Refusal on an unknown name.
Patch patch_named(std::string_view text);

}  // namespace replock::model
