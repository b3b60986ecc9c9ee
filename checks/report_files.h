// `--report FORMAT=FILE`: which formats go where, and the writing.
#pragma once

#include <string>
#include <vector>

#include "reports/formats.h"

namespace replock::checks {

struct ReportFile {
  const reports::Format* format = nullptr;
  std::string file;  ///< "-": standard output
};

/// "junit=verdicts.xml". Throws Refusal on an unknown format, a missing file, or a file named twice; `json` is where
/// the verdicts for machines go.
std::vector<ReportFile> report_files(const std::vector<std::string>& texts, const std::string& json);

/// Whether one of them takes the place of the text on standard output.
bool to_standard_output(const std::vector<ReportFile>& files);

/// What the formats tell beside the verdicts: worlds are recorded again where one is asked for.
reports::Told told(std::vector<schedules::Verdict> verdicts, const reports::ScheduleFile& file, reports::Judged judged);

/// All are rendered before the first is written.
void write_reports(const std::vector<ReportFile>& files, const reports::Told& told);

}  // namespace replock::checks
