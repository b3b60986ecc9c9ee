// What was found about one scenario at one series: the value that checks/ fills in and reports/ renders.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "schedules/explorer.h"

namespace replock::schedules {

enum class Outcome : std::uint8_t { holds, violated, incomplete };

struct CheckOutcome {
  std::string check;  ///< its id: "deadlock", "eventually-loaded"
  Outcome outcome = Outcome::holds;
};

/// Of all schedules that show the same in that world: no one is shorter; and of those as short none has fewer switches
/// between threads. A reduced search can say neither by itself, nor one by bits.
enum class Shown : std::uint8_t { nothing, shortest, fewest_switches };

/// One violation, told once: the shortest schedule of all that share check and sentence.
struct Finding {
  std::string check;
  std::string sentence;  ///< what is wrong, for a kernel developer, ending without a full stop
  Schedule schedule;
  std::vector<model::ThreadId> cycle;  ///< deadlock and recursion: who waits for whom, in a ring; else empty
  bool expected = false;               ///< the catalogue knows it
  std::string meaning;  ///< the catalogue's sentence: what it means to the driver; empty where it knows none
  Shown shown = Shown::fewest_switches;  ///< of its schedule
};

enum class EdgeKind : std::uint8_t { plain, nested, wait };

/// "While `held` was held, `acquired` was taken (or waited for)", over lock classes, with its first witness.
struct LockEdge {
  std::string held;      ///< lock class, "devlink"
  std::string acquired;  ///< lock class; for kind wait: what is waited for, "esw0 worker"
  EdgeKind kind = EdgeKind::plain;
  std::string function;            ///< where the first witness takes it
  std::string thread;              ///< the first witness
  std::vector<std::string> gates;  ///< instances held at every occurrence of this edge, apart from the two
  Schedule schedule;               ///< shortest that ends with the acquisition
};

enum class CycleVerdict : std::uint8_t { realised, gated, open };

struct LockCycle {
  std::vector<std::string> classes;  ///< starts with the alphabetically first; c0 held -> c1 acquired -> ... -> c0
  CycleVerdict verdict = CycleVerdict::open;
  std::vector<std::string> gates;  ///< gated: the locks held at each of its edges; may be empty
  Schedule schedule;               ///< realised: to the deadlock; else to the acquisition that closes the cycle
};

/// What of a world a reduction leaves out, and what keeps it from more.
struct LeftOut {
  /// Else a thread takes or drops another one's locks somewhere, and all interleavings are searched after all.
  bool persistent_sets = true;
  std::uint64_t steps = 0;
  std::uint64_t never = 0;        ///< no thread ever comes to (schedules/possible.h): others need not wait for them
  std::uint64_t local_steps = 0;  ///< touch nothing of other threads', and are followed alone
  std::vector<std::string> momentary;  ///< locks, each of which is taken and dropped in one move, everywhere
  std::vector<std::string> equal;      ///< "a = b": threads that can change places, where states are kept of one order
  /// Checks whose claims have somebody look where nobody else does: what would be left out without them.
  struct Needed {
    std::string check;
    std::uint64_t local_steps = 0;
    std::vector<std::string> momentary, equal;
  };
  std::vector<Needed> off_for;  ///< in the order of the catalogue of checks
};

/// One row: a scenario at a series.
struct Verdict {
  std::string scenario;
  std::string series;  ///< "L7", "L7-4"
  Outcome outcome = Outcome::holds;
  bool as_expected = true;              ///< as its catalogue row says; true where there is no row
  std::vector<std::string> unexpected;  ///< one line per difference from the row
  Result result;                        ///< counts, bounds, acquisitions
  std::string search;                   ///< how it was searched, in words; empty: every state, by the explorer
  std::string options;                  ///< of the command line, a blank before each: another engine, what bounded it
  std::optional<LeftOut> left_out;      ///< where it was reduced, and somebody asked
  std::uint64_t given_up_at = 0;        ///< not 0: a search without a reduction had come to so many states before
  std::vector<CheckOutcome> checks;     ///< in the order of the catalogue of checks
  std::vector<Finding> findings;        ///< by check, then by length, then by sentence
  std::vector<LockEdge> edges;          ///< sorted by (held, acquired, kind)
  std::vector<LockCycle> cycles;        ///< sorted by classes
};

/// A lock cycle that an incomplete search could not judge: gated or realised, nobody knows yet.
bool is_open(const Finding& finding);
/// What the catalogue does not know, and no bound explains.
bool is_surprise(const Finding& finding);

std::string_view words(Shown shown);
std::string_view words(Outcome outcome);
/// The same, but what a search by bits that came to its end has not found is "none found (probabilistic)".
std::string_view words(Outcome outcome, End end);
std::string_view words(EdgeKind kind);
std::string_view words(CycleVerdict verdict);

}  // namespace replock::schedules
