// Verdicts for machines: what `--json FILE` writes on check, explore and campaign.
#pragma once

#include <string>
#include <vector>

#include "reports/findings.h"
#include "schedules/verdict.h"

namespace replock::reports {

/// {"format": "replock-verdicts/1", "complete": ..., "rows": [...]}. The same bytes in every run: no seconds in it.
std::string verdicts_json(const std::vector<schedules::Verdict>& verdicts, const ScheduleFile& file);

}  // namespace replock::reports
