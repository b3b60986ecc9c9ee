// Names and writes saved schedules.
#include "checks/schedule_files.h"

#include <algorithm>
#include <filesystem>

#include "model/refusal.h"
#include "reports/standing.h"
#include "schedules/end_state.h"
#include "schedules/files.h"

namespace replock::checks {
namespace {

using schedules::Finding;
using schedules::Verdict;

std::string ending(const model::World& world, const Finding& finding) {
  if (finding.cycle.empty()) return finding.sentence;
  return "wait cycle: " + reports::wait_cycle(world, schedules::end_state(world, finding.schedule), finding.cycle);
}

}  // namespace

void require_files(const std::vector<std::string>& files, const std::string& schedules_dir) {
  const auto with_slash = [](const std::filesystem::path& directory) { return (directory / "").lexically_normal(); };
  const bool made_later = !schedules_dir.empty() && !std::filesystem::exists(schedules_dir);
  for (const std::string& file : files) {
    if (file.empty()) continue;
    if (made_later && with_slash(std::filesystem::path(file).parent_path()) == with_slash(schedules_dir)) continue;
    schedules::require_writable(file);
  }
}

void require_schedules_directory(const std::string& directory) {
  if (!directory.empty()) schedules::require_directory(directory, "name another one with --schedules");
}

void make_directory(const std::string& directory) {
  std::error_code error;
  std::filesystem::create_directory(directory, error);
  if (error)
    throw model::Refusal(directory + ": could not make this directory for schedules (" + error.message() +
                         "); name another one with --schedules");
}

std::string schedule_file(const Verdict& verdict, const Finding& finding) {
  std::size_t number = 1;
  for (const Finding& other : verdict.findings) {
    if (&other == &finding || (other.check == finding.check && other.sentence == finding.sentence)) break;
    if (other.check == finding.check) ++number;
  }
  return file_name(verdict.scenario, verdict.series, finding.check, number);
}

std::string file_name(const std::string& scenario, const std::string& series, const std::string& check,
                      std::size_t number) {
  std::string name = scenario + "." + series + "." + check + (number > 1 ? "-" + std::to_string(number) : "") + ".json";
  std::ranges::replace(name, '/', '_');  // of a systematic name
  return name;
}

schedules::SavedSchedule saved(const Question& question, const Finding& finding) {
  const model::World& world = question.recorded.world;
  return {question.scenario,
          question.series.name(),
          finding.check,
          finding.sentence,
          schedules::rows_of(world, finding.schedule),
          ending(world, finding)};
}

void save_schedule(const std::string& directory, const Question& question, const Verdict& verdict,
                   const Finding& finding) {
  make_directory(directory);
  schedules::write_file((std::filesystem::path(directory) / schedule_file(verdict, finding)).string(),
                        to_json(saved(question, finding)));
}

void save_schedules(const std::string& directory, const Question& question, const Verdict& verdict) {
  make_directory(directory);
  for (const Finding& finding : verdict.findings) save_schedule(directory, question, verdict, finding);
}

}  // namespace replock::checks
