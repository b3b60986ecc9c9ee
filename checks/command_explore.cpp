// `replock explore`: one scenario at one series, the raw verdict.
#include <unistd.h>

#include <algorithm>

#include "checks/catalogue.h"
#include "checks/commands.h"
#include "checks/progress.h"
#include "checks/report_files.h"
#include "checks/schedule_files.h"
#include "model/refusal.h"
#include "reports/explore_report.h"
#include "schedules/files.h"

namespace replock::checks {

model::Series chosen(const SeriesChoice& choice) {
  return model::Series::parse(choice.series).edited(choice.with, choice.without);
}

namespace {

schedules::Verdict answer_with(const ExploreCommand& command, const Question& question) {
  const Attention attention(command.threads);
  schedules::Options options = attention.options(question.scenario + " " + question.series.name(), command.bounds);
  options.reduction = reduction_named(command.reduction);
  if (command.stop_at_corruption) options.past_corruption = schedules::PastCorruption::stop;
  options.checkpoint = command.checkpoint, options.resume = command.resume;
  if (!wants_relacy(command.engine)) return answer(question, options);
  if (!command.checkpoint.empty() || !command.resume.empty())
    throw model::Refusal("--checkpoint and --resume are for --engine explorer only; leave them out");
  if (options.reduction != schedules::Reduction::none)
    throw model::Refusal("--reduction is for --engine explorer only; leave it out");
  if (command.stop_at_corruption)
    throw model::Refusal("--stop-at-corruption is for --engine explorer only; leave it out");
  schedules::RelacyOptions relacy = relacy_options(command.engine, command.bounds);
  relacy.interrupted = options.interrupted;
  return answer_by_relacy(question, relacy);
}

}  // namespace

int run(const ExploreCommand& command) {
  const std::vector<ReportFile> reports = report_files(command.reports, command.json);
  const Question question = ask(model::scenario_named(command.scenario), chosen(command.series));
  schedules::Verdict verdict = answer_with(command, question);
  compare_with_catalogue(verdict);
  verdict.as_expected = true;  // a raw verdict expects nothing; meanings stay
  verdict.unexpected.clear();

  const reports::ScheduleFile file = [&](const schedules::Verdict& row, const schedules::Finding& finding) {
    return command.schedules_dir.empty() ? "" : command.schedules_dir + "/" + schedule_file(row, finding);
  };
  if (!command.schedules_dir.empty()) save_schedules(command.schedules_dir, question, verdict);
  write_reports(reports, command.json, {verdict}, {file, reports::Judged::raw, command.verbatim});
  const auto timing = isatty(STDOUT_FILENO) == 1 ? reports::Timing::shown : reports::Timing::hidden;
  const auto width = command.mail ? reports::TraceWidth::mail : reports::TraceWidth::terminal;
  if (command.json != "-" && !to_standard_output(reports))
    schedules::write_file("-", reports::explore_report(question.recorded.world, verdict, file, timing, width));
  if (verdict.outcome == schedules::Outcome::violated) return exit_violated;
  return verdict.outcome == schedules::Outcome::incomplete ? exit_incomplete : exit_ok;
}

}  // namespace replock::checks
