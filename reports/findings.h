// Findings told once: those of all series that share scenario, check and sentence.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "schedules/verdict.h"

namespace replock::reports {

/// The name of the file that a finding's schedule is saved under; "" where it is not saved.
using ScheduleFile = std::function<std::string(const schedules::Verdict&, const schedules::Finding&)>;

struct FindingGroup {
  struct Member {
    const schedules::Verdict* verdict;
    const schedules::Finding* finding;
  };
  std::vector<Member> members;  ///< in the order of the verdicts; never empty
  const Member& shortest() const;
};

/// Refers into the verdicts. By scenario in the order of the verdicts, then as the findings come.
std::vector<FindingGroup> grouped_findings(const std::vector<schedules::Verdict>& verdicts);

/// "29 steps", and what is not shown of them: "29 steps (not shown to be shortest)".
std::string steps_words(const schedules::Finding& finding);

/// Each group with its series, shortest length, whether it was expected, what it means, and the command to see it.
std::string findings_text(const std::vector<schedules::Verdict>& verdicts, const ScheduleFile& file);

/// "L0-L3, L5, L7-4": levels that follow one another become a range; the order stays.
std::string series_words(const std::vector<std::string>& series);
/// The series that show it.
std::string group_series(const FindingGroup& group);

}  // namespace replock::reports
