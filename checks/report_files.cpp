// Reads the option, records worlds for the reports, writes their files.
#include "checks/report_files.h"

#include <algorithm>

#include "checks/checks.h"
#include "checks/schedule_files.h"
#include "model/refusal.h"
#include "reports/verdict_json.h"
#include "schedules/files.h"

namespace replock::checks {

std::vector<ReportFile> report_files(const std::vector<std::string>& texts, const std::string& json) {
  std::vector<ReportFile> files;
  for (const std::string& text : texts) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals + 1 == text.size())
      throw model::Refusal("--report " + text +
                           ": it names no file; write FORMAT=FILE, or FORMAT=- for standard output");
    const ReportFile file{&reports::format_named(text.substr(0, equals)), text.substr(equals + 1)};
    if (file.file == json || std::ranges::count(files, file.file, &ReportFile::file) != 0)
      throw model::Refusal("--report " + text + ": '" + file.file + "' is named twice; name one file for each");
    files.push_back(file);
  }
  return files;
}

std::vector<std::string> names_of(const std::vector<ReportFile>& files, const std::string& json) {
  std::vector<std::string> names{json};
  for (const ReportFile& file : files) names.push_back(file.file);
  return names;
}

bool to_standard_output(const std::vector<ReportFile>& files) {
  return std::ranges::count(files, "-", &ReportFile::file) != 0;
}

namespace {

reports::Told told(const std::vector<schedules::Verdict>& verdicts, const Telling& telling) {
  reports::Told all;
  all.verdicts = verdicts;
  all.world = [](const schedules::Verdict& verdict) {
    return model::record(model::scenario_named(verdict.scenario), model::Series::parse(verdict.series)).world;
  };
  all.file = telling.file;
  for (const Check check : all_checks())
    all.checks.push_back({std::string(info(check).id), std::string(info(check).claim)});
  all.version = REPLOCK_VERSION;
  all.judged = telling.judged;
  if (telling.verbatim) all.wording = reports::Wording::verbatim;
  return all;
}

}  // namespace

void write_reports(const std::vector<ReportFile>& files, const std::string& json,
                   const std::vector<schedules::Verdict>& verdicts, const Telling& telling) {
  std::vector<std::string> paths, texts;
  if (!json.empty()) {
    paths.push_back(json);
    texts.push_back(reports::verdicts_json(verdicts, schedule_file));
  }
  if (!files.empty()) {
    const reports::Told all = told(verdicts, telling);
    for (const ReportFile& file : files) {
      paths.push_back(file.file);
      texts.push_back(file.format->write(all));
    }
  }
  std::vector<schedules::FileText> named;
  for (std::size_t i = 0; i < texts.size(); ++i) named.push_back({paths[i], texts[i]});
  schedules::write_files(named);
}

}  // namespace replock::checks
