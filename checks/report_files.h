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

/// Theirs, and `json`.
std::vector<std::string> names_of(const std::vector<ReportFile>& files, const std::string& json);

/// Whether one of them takes the place of the text on standard output.
bool to_standard_output(const std::vector<ReportFile>& files);

/// How the verdicts are told.
struct Telling {
  reports::ScheduleFile file;
  reports::Judged judged = reports::Judged::raw;
  bool verbatim = false;  ///< as of --verbatim
};

/// The reports, and the verdicts for machines where `json` names a file: all of them or none. Worlds are recorded again
/// where a format asks for one.
void write_reports(const std::vector<ReportFile>& files, const std::string& json,
                   const std::vector<schedules::Verdict>& verdicts, const Telling& telling);

}  // namespace replock::checks
