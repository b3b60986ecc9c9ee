// Names and writes saved schedules.
#include "checks/schedule_files.h"

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

void make_directory(const std::string& directory) {
  std::error_code error;
  std::filesystem::create_directory(directory, error);
  if (error)
    throw model::Refusal(directory + ": could not make this directory for schedules (" + error.message() +
                         "); name another one with --schedules");
}

}  // namespace

std::string schedule_file(const Verdict& verdict, const Finding& finding) {
  std::size_t number = 1;
  for (const Finding& other : verdict.findings) {
    if (&other == &finding || (other.check == finding.check && other.sentence == finding.sentence)) break;
    if (other.check == finding.check) ++number;
  }
  return verdict.scenario + "." + verdict.series + "." + finding.check +
         (number > 1 ? "-" + std::to_string(number) : "") + ".json";
}

schedules::SavedSchedule saved(const Question& question, const Verdict& verdict, const Finding& finding) {
  const model::World& world = question.recorded.world;
  return {verdict.scenario,
          verdict.series,
          finding.check,
          finding.sentence,
          schedules::rows_of(world, finding.schedule),
          ending(world, finding)};
}

void save_schedule(const std::string& directory, const Question& question, const Verdict& verdict,
                   const Finding& finding) {
  make_directory(directory);
  schedules::write_file((std::filesystem::path(directory) / schedule_file(verdict, finding)).string(),
                        to_json(saved(question, verdict, finding)));
}

void save_schedules(const std::string& directory, const Question& question, const Verdict& verdict) {
  make_directory(directory);
  for (const Finding& finding : verdict.findings) save_schedule(directory, question, verdict, finding);
}

}  // namespace replock::checks
