// A series commit by commit: the value that checks/ fills in, and that the text and the JSON of `replock series`
// render.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "schedules/verdict.h"

namespace replock::reports {

/// To a question about complete searches: `unknown` where one of them was not.
enum class Answer : std::uint8_t { yes, no, unknown };
std::string_view words(Answer answer);

/// Refers into the verdicts of the study's searches.
struct StudiedFinding {
  const schedules::Verdict* verdict = nullptr;
  const schedules::Finding* finding = nullptr;
  std::string hazard;           ///< "B02", or ""
  std::string meaning;          ///< what it means to the driver, or ""
  bool adds_to_others = false;  ///< the series compared with violates this check too, in another way
};

/// How much a patch changes in one scenario. Identical programs have the same states; both are proofs.
enum class Sameness : std::uint8_t { identical_programs, same_states, other_states, unknown };
std::string_view words(Sameness sameness);

struct ScenarioSameness {
  std::string scenario;
  Sameness sameness = Sameness::unknown;
};

struct CommitStudy {
  std::string patch, name;   ///< "5", "serialize-rep-lifecycle"
  std::string before, with;  ///< "L4", "L5"
  bool claims_no_change = false;
  std::vector<ScenarioSameness> sameness;  ///< where no change is claimed
  std::vector<StudiedFinding> fixes;       ///< at `before`, not at `with`
  std::vector<StudiedFinding> breaks;      ///< the reverse
  std::size_t open = 0;                    ///< findings at `with`
  bool complete = true;                    ///< every search was
  Answer safe = Answer::unknown;           ///< breaks nothing
};

/// The findings of one check over all scenarios, by level.
struct CheckStudy {
  std::string check;
  std::vector<std::size_t> findings;
  std::vector<bool> complete;  ///< every scenario's search was
};

/// The whole series without one patch, and without those that need it.
struct LeftOutStudy {
  std::string patch, name, series;
  std::vector<std::string> also;
  std::vector<StudiedFinding> back;  ///< not there with the whole series
  bool complete = true;
};

struct SeriesStudy {
  std::vector<std::string> scenarios, levels;
  std::vector<CommitStudy> commits;
  std::vector<CheckStudy> checks;
  std::vector<LeftOutStudy> left_out;
  Answer as_claimed = Answer::unknown;  ///< each commit is safe, and no change is where none is claimed
};

}  // namespace replock::reports
