// What a person at a terminal sees while a search runs, and how Ctrl-C ends it.
#pragma once

#include <string>

#include "schedules/explorer.h"

namespace replock::checks {

/// How far a campaign is.
struct WorldsDone {
  std::size_t done = 0, all = 0;
  std::uint64_t states = 0;
  double seconds = 0;
};

/// How far a comparison of the engines is.
struct RowsDone {
  std::size_t done = 0, all = 0;
};

/// While it lives: Ctrl-C asks the search to stop (a second one kills), and progress goes to standard error if that is
/// a terminal.
class Attention {
 public:
  Attention();
  ~Attention();
  Attention(const Attention&) = delete;
  Attention& operator=(const Attention&) = delete;

  /// Options for one search, whose progress line starts with `label`.
  schedules::Options options(const std::string& label, const schedules::Bounds& bounds) const;
  /// The same for one of many searches at once: no progress line of its own.
  schedules::Options silent(const schedules::Bounds& bounds) const;
  void show(const WorldsDone& worlds) const;
  void show(const RowsDone& rows) const;
  bool interrupted() const;
};

}  // namespace replock::checks
