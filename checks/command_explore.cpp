// `replock explore`: one scenario at one series, the raw verdict.
#include <unistd.h>

#include <algorithm>

#include "checks/catalogue.h"
#include "checks/commands.h"
#include "checks/progress.h"
#include "checks/reduction_choice.h"
#include "checks/report_files.h"
#include "checks/schedule_files.h"
#include "model/refusal.h"
#include "reports/explore_report.h"
#include "schedules/files.h"

namespace replock::checks {
namespace {

/// What there is only for a search that keeps every state.
void refuse_beside_bits(const ExploreCommand& command) {
  if (wants_relacy(command.engine)) throw model::Refusal("--bitstate is for --engine explorer only; leave it out");
  if (!command.checkpoint.empty() || !command.resume.empty())
    throw model::Refusal("--bitstate keeps no states to go on from; leave it out, or --checkpoint and --resume");
  if (command.bitstate_bytes > command.bounds.memory_max_bytes)
    throw model::Refusal("--bitstate: the array is larger than --max-memory; make it smaller, or that larger");
}

/// A search that is kept in a file, or has an array of a size that was chosen for it, is one search.
ReductionChoice as_one_search(const ExploreCommand& command, ReductionChoice choice) {
  const bool is_one = command.bitstate_bytes != 0 || !command.checkpoint.empty() || !command.resume.empty();
  return !choice && is_one ? schedules::Reduction::none : choice;
}

schedules::Verdict answer_with(const ExploreCommand& command, const Question& question) {
  const Attention attention(command.threads);
  schedules::Options options = attention.options(question.scenario + " " + question.series.name(), command.bounds);
  const ReductionChoice choice = reduction_named(command.reduction);
  if (command.stop_at_corruption) options.past_corruption = schedules::PastCorruption::stop;
  if (command.bitstate_bytes != 0) refuse_beside_bits(command);
  options.bitstate_bytes = command.bitstate_bytes;
  options.checkpoint = command.checkpoint, options.resume = command.resume;
  if (!wants_relacy(command.engine)) return answer_chosen(question, options, as_one_search(command, choice));
  if (!command.checkpoint.empty() || !command.resume.empty())
    throw model::Refusal("--checkpoint and --resume are for --engine explorer only; leave them out");
  if (choice.value_or(schedules::Reduction::none) != schedules::Reduction::none)
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
  require_files(names_of(reports, command.json), command.schedules_dir);
  require_schedules_directory(command.schedules_dir);
  const Question question = ask(model::scenario_named(command.scenario), chosen(command.series));
  schedules::Verdict verdict = answer_with(command, question);
  verdict.options = (wants_relacy(command.engine) ? words(command.engine) : "") + bounds_words(verdict, command.bounds);
  if (verdict.result.reduction != schedules::Reduction::none)
    verdict.left_out = left_out(question, verdict.result.reduction);
  compare_with_catalogue(verdict);
  // A raw verdict expects nothing; meanings stay. But a search that may have missed what is known must say so.
  verdict.unexpected = verdict.result.omission ? missed(verdict) : std::vector<std::string>();
  verdict.as_expected = verdict.unexpected.empty();

  const reports::ScheduleFile file = [&](const schedules::Verdict& row, const schedules::Finding& finding) {
    return command.schedules_dir.empty() ? "" : command.schedules_dir + "/" + schedule_file(row, finding);
  };
  if (!command.schedules_dir.empty()) save_schedules(command.schedules_dir, question, verdict);
  write_reports(reports, command.json, {verdict}, {file, reports::Judged::raw, command.verbatim});
  const auto timing = isatty(STDOUT_FILENO) == 1 ? reports::Timing::shown : reports::Timing::hidden;
  const auto width = command.mail ? reports::TraceWidth::mail : reports::TraceWidth::terminal;
  if (command.json != "-" && !to_standard_output(reports))
    schedules::write_file("-", reports::explore_report(question.recorded.world, verdict, file, timing, width));
  if (!verdict.result.unkept.empty()) throw model::Refusal(verdict.result.unkept);
  if (verdict.outcome == schedules::Outcome::violated) return exit_violated;
  return verdict.outcome == schedules::Outcome::incomplete ? exit_incomplete : exit_ok;
}

}  // namespace replock::checks
