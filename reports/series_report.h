// `replock series`: what each commit fixes and breaks, each check over the commits, and what leaving one out brings
// back.
#pragma once

#include <string>

#include "reports/findings.h"
#include "reports/series_study.h"

namespace replock::reports {

std::string series_report(const SeriesStudy& study, const ScheduleFile& file);

/// {"format": "replock-series/1", "complete": ..., "as_claimed": ..., "commits": [...], "checks": [...], "left_out":
/// [...]}. The same bytes in every run.
std::string series_json(const SeriesStudy& study, const ScheduleFile& file);

}  // namespace replock::reports
