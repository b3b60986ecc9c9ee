// What can happen in the windows of a scenario, by searching it with each of them watched.
#pragma once

#include "checks/judge.h"
#include "schedules/windows.h"

namespace replock::checks {

/// Adds up windows of many rows: one for each lock class, place where it is dropped and place where it is taken again.
class WindowCount {
 public:
  /// What a row shows; from one search per window, each within the options' bounds.
  struct Seen {
    std::vector<schedules::Window> windows;
    bool complete = true;
  };
  static Seen look_at(const Question& question, const schedules::Options& options);

  void add(const Seen& seen);
  /// `rows` in all.
  schedules::Windows table(std::string series, std::size_t rows) const;

 private:
  std::vector<schedules::Window> windows_;
  std::size_t incomplete_ = 0;
};

}  // namespace replock::checks
