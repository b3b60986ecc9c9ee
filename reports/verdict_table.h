// `replock check`: scenarios by series at a glance, which patch ends or brings what, counts, and the findings.
#pragma once

#include <string>
#include <vector>

#include "reports/findings.h"
#include "schedules/verdict.h"

namespace replock::reports {

/// Seconds differ from run to run: `hidden` keeps the output the same bytes.
enum class Timing : std::uint8_t { hidden, shown };

/// "ok", "3*", "INC!": one row in a matrix.
std::string matrix_cell(const schedules::Verdict& verdict);

/// Rows: scenarios; columns: the levels that were run. Other series follow as rows of a table of their own.
std::string verdict_matrix(const std::vector<schedules::Verdict>& verdicts);

/// For each two neighbouring levels that were run: the checks whose violations the patches between them end or bring,
/// and those that they violate in one more way. "" where nothing changes.
std::string patch_changes(const std::vector<schedules::Verdict>& verdicts);

/// ", reduced (persistent), not past corrupted memory", or nothing where every run is followed to its end.
std::string followed_words(schedules::Reduction reduction, schedules::PastCorruption past_corruption);

/// States, transitions, depth, and why a search ended, by row.
std::string counts_table(const std::vector<schedules::Verdict>& verdicts, Timing timing);

/// All of the above, the differences from the catalogue, and the findings.
std::string check_report(const std::vector<schedules::Verdict>& verdicts, const ScheduleFile& file, Timing timing);

}  // namespace replock::reports
