// `replock series`: commit by commit, each held to what the series claims.
#include <algorithm>

#include "checks/commands.h"
#include "checks/commits.h"
#include "checks/progress.h"
#include "checks/schedule_files.h"
#include "checks/series_study.h"
#include "reports/series_report.h"
#include "schedules/files.h"

namespace replock::checks {
namespace {

/// Looked up first, so that a wrong name is refused before the searches begin. Each is there once.
StudyChoice chosen(const SeriesCommand& command) {
  StudyChoice choice;
  for (const std::string& name : command.scenarios)
    if (std::ranges::count(choice.scenarios, name) == 0) choice.scenarios.push_back(model::scenario_named(name).name);
  if (choice.scenarios.empty())
    for (const model::Scenario& scenario : model::scenarios()) choice.scenarios.push_back(scenario.name);
  for (const std::string& name : command.without)
    if (std::ranges::count(choice.left_out, commit_named(name)) == 0) choice.left_out.push_back(commit_named(name));
  if (choice.left_out.empty())
    for (const Commit& commit : commits()) choice.left_out.push_back(commit.patch);
  return choice;
}

/// The schedules that the report has a command for.
void save(const std::string& directory, const reports::SeriesStudy& study) {
  const auto save_all = [&](const std::vector<reports::StudiedFinding>& findings) {
    for (const reports::StudiedFinding& one : findings) {
      const Question question =
          ask(model::scenario_named(one.verdict->scenario), model::Series::parse(one.verdict->series));
      save_schedule(directory, question, *one.verdict, *one.finding);
    }
  };
  for (const reports::CommitStudy& commit : study.commits) save_all(commit.breaks);
  for (const reports::LeftOutStudy& left : study.left_out) save_all(left.back);
}

int exit_code(reports::Answer as_claimed) {
  if (as_claimed == reports::Answer::no) return exit_violated;
  return as_claimed == reports::Answer::yes ? exit_ok : exit_incomplete;
}

}  // namespace

int run(const SeriesCommand& command) {
  const StudyChoice choice = chosen(command);
  require_files({command.json}, command.schedules_dir);
  require_schedules_directory(command.schedules_dir);
  const Attention attention;
  SearchedRows rows([&](const std::string& label) { return attention.options(label, command.bounds); });
  const reports::SeriesStudy done = study(choice, rows);
  if (!command.schedules_dir.empty()) save(command.schedules_dir, done);

  const reports::ScheduleFile file = [&](const schedules::Verdict& verdict, const schedules::Finding& finding) {
    return command.schedules_dir.empty() ? "" : command.schedules_dir + "/" + schedule_file(verdict, finding);
  };
  if (!command.json.empty()) schedules::write_file(command.json, reports::series_json(done, schedule_file));
  if (command.json != "-") schedules::write_file("-", reports::series_report(done, file));
  return exit_code(done.as_claimed);
}

}  // namespace replock::checks
