// The patch series: which patches a kernel has. A flow asks has(Patch::...) where the patch changes it.
#pragma once

#include <bitset>
#include <string>
#include <string_view>
#include <vector>

namespace replock::model {

/// The seven patches of V3, in order; what its earlier versions had instead; what the kernel had before the fixes that
/// L0 has already; and changes of our own that show why a piece of the series is there.
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
  block_word,                   ///< V1 5/7: a BLOCKED/UNBLOCKED word per E-Switch instead of reps_lock
  stop_at_first_error,          ///< V1 1/7: the reload helper has no cont_on_fail
  early_generation,             ///< V1 4/7: the generation moves on before the notifiers are off (B22)
  atomic_reload,                ///< V1 and V2: the late reload is queued with GFP_ATOMIC (B09)
  conditional_unload,           ///< V2 4/7: unregister unloads only if it sees OFFLOADS (B30)
  lock_before_generation,       ///< before the work queue part: the worker takes devlink, then looks (B21)
  flush_work,                   ///< before aed763abf0e9: no generations; the queue is flushed under devlink (B20)
  reload_both_types,            ///< before 0f06228d4a2d: a LAG's reload loads ETH too, and unwinds it (B06)
  forget_block,                 ///< ours: the LAG's reload does not block (B12)
  count
};
inline constexpr unsigned patches = static_cast<unsigned>(Patch::count);

struct PatchInfo {
  std::string_view short_name;  ///< "1".."7", or a word
  std::string_view name;        ///< "drop-lag-lock-around-rescan"
  std::string_view summary;
  std::vector<Patch> needs;
  bool claims_no_change = false;          ///< by its author: the same behaviour as without it
  std::vector<Patch> stands_in_for = {};  ///< who needs one of these may have this one instead
  std::string_view merged = {};           ///< as this commit; empty: it was not
};
const PatchInfo& info(Patch patch);
const std::vector<Patch>& all_patches();

class Series {
 public:
  Series() = default;
  bool has(Patch patch) const { return on_[static_cast<unsigned>(patch)]; }
  Series with(Patch patch) const;
  Series without(Patch patch) const;
  /// "L7", "L7-4", "L4+7", "V1": the nearest level first, then what is added or left out, in the order of the patches.
  std::string name() const;
  friend bool operator==(const Series&, const Series&) = default;

  /// L0..L7. REQUIRES: level <= 7.
  static Series level(unsigned level);
  /// A level (L0..L7, or another of named_series()) with single patches added or left out: "L7-4", "L4+7",
  /// "V1+keep-reps-lock". Throws Refusal on an unknown name, and where a patch is in without one that it needs.
  static Series parse(std::string_view text);
  /// Adds and leaves out patches by name ("4" or in words), then checks needs. Throws Refusal.
  Series edited(const std::vector<std::string>& with, const std::vector<std::string>& without) const;

 private:
  void check_needs() const;
  std::bitset<patches> on_;
};

/// "L5-4+7" as it is written: a series of named_series(), and its edits in order.
struct SeriesParts {
  struct Edit {
    std::string_view text;  ///< "-4"
    Patch patch;
    Series made(const Series& series) const { return text[0] == '+' ? series.with(patch) : series.without(patch); }
  };
  Series named;
  std::vector<Edit> edits;
};
/// Refers into the text. Throws Refusal on an unknown name.
SeriesParts parts_of(std::string_view text);

/// A kernel that has a name of its own.
struct NamedSeries {
  std::string_view name;  ///< "L0".."L7", "V1", "W0"
  std::string_view words;
  Series series;
};
/// L0..L7 first.
const std::vector<NamedSeries>& named_series();

/// By "4" or by words. Throws Refusal on an unknown name.
Patch patch_named(std::string_view text);

}  // namespace replock::model
