// What a person at a terminal sees while a search runs, and how Ctrl-C ends it.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "schedules/explorer.h"
#include "schedules/workers.h"

namespace replock::checks {

/// How far a comparison of the engines is.
struct RowsDone {
  std::size_t done = 0, all = 0;
};

inline constexpr unsigned threads_max = 8;
/// As asked, or, 0, as many as the machine runs at once; 1 to threads_max.
unsigned thread_count(unsigned wanted);

/// While it lives: searches share so many threads, Ctrl-C asks them to stop (a second one kills), and
/// progress goes to standard error if that is a terminal.
class Attention {
 public:
  explicit Attention(unsigned threads = 0);
  ~Attention();
  Attention(const Attention&) = delete;
  Attention& operator=(const Attention&) = delete;

  /// Options for one search, whose progress line starts with `label`.
  schedules::Options options(const std::string& label, const schedules::Bounds& bounds) const;
  /// The same for one of many searches at once: no progress line of its own.
  schedules::Options silent(const schedules::Bounds& bounds) const;
  void show(const RowsDone& rows) const;
  bool interrupted() const;
  schedules::Workers& workers() const { return *workers_; }

 private:
  std::unique_ptr<schedules::Workers> workers_;
};

/// Many searches at once, told on one line. Safe to use from all of them.
class Board {
 public:
  /// `what` there are so many of: "worlds". REQUIRES: attention outlives this.
  Board(const Attention& attention, std::string what, std::size_t all);
  /// Options for the search with this number.
  schedules::Options options(std::size_t number, const schedules::Bounds& bounds);
  /// That search has ended, with so many states.
  void done(std::size_t number, std::uint64_t states);

 private:
  using Clock = std::chrono::steady_clock;
  void show();

  const Attention& attention_;
  const std::string what_;
  const std::size_t all_;
  const Clock::time_point began_ = Clock::now();
  std::mutex mutex_;  // guards what follows
  Clock::time_point shown_ = Clock::now();
  std::map<std::size_t, schedules::Progress> running_;
  std::size_t done_ = 0;
  std::uint64_t states_ = 0;  // of those
};

}  // namespace replock::checks
