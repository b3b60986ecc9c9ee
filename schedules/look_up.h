// Away from a search, from time to time: the clock, the user, and how far it is.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "schedules/explorer.h"

namespace replock::schedules {

class LookUp {
 public:
  static constexpr std::uint64_t every = 4096;  ///< expansions between two looks

  /// REQUIRES: the options outlive this. The time runs from here on.
  explicit LookUp(const Options& options) : options_(options) {}

  double seconds() const { return std::chrono::duration<double>(Clock::now() - began_).count(); }

  /// Whether the user or the clock ends the search.
  std::optional<End> end() const {
    if (options_.is_interrupted()) return End::interrupted;
    if (options_.bounds.seconds_max > 0 && seconds() >= options_.bounds.seconds_max) return End::seconds_bound;
    return std::nullopt;
  }

  /// Tells the progress that now() returns, but for its seconds, where somebody waits for it and it is time.
  template <class Now>
  void tell(Now&& now) {
    const double now_s = seconds();
    if (!options_.on_progress || now_s < next_progress_s_) return;
    next_progress_s_ = now_s + progress_every_s;
    Progress progress = now();
    progress.seconds = now_s;
    options_.on_progress(progress);
  }

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr double progress_every_s = 0.25;

  const Options& options_;
  const Clock::time_point began_ = Clock::now();
  double next_progress_s_ = progress_every_s;
};

}  // namespace replock::schedules
