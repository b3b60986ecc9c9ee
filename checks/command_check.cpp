// `replock check`: the catalogue, row by row.
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "checks/catalogue.h"
#include "checks/commands.h"
#include "checks/coverage.h"
#include "checks/progress.h"
#include "checks/reduction_choice.h"
#include "checks/report_files.h"
#include "checks/schedule_files.h"
#include "model/operation_sets.h"
#include "model/refusal.h"
#include "reports/coverage_report.h"
#include "reports/told.h"
#include "reports/verdict_table.h"
#include "schedules/files.h"

namespace replock::checks {
namespace {

using schedules::Verdict;

std::vector<Row> wanted_rows(const CheckCommand& command) {
  std::vector<Row> rows = command.merged ? std::vector<Row>{} : catalogue_rows();
  if (command.merged || !command.scenarios.empty())
    for (Row& row : merged_rows()) rows.push_back(std::move(row));
  return rows_named(std::move(rows), command.scenarios, command.series);
}

/// A row that Ctrl-C kept from being searched: nothing is known, and that is not a pass.
Verdict not_run(const Row& row) {
  Verdict verdict;
  verdict.scenario = row.scenario;
  verdict.series = row.series;
  verdict.result.end = schedules::End::interrupted;
  for (const Check check : all_checks())
    verdict.checks.push_back({std::string(info(check).id), schedules::Outcome::incomplete});
  verdict.outcome = overall(verdict);
  compare_with_catalogue(verdict);
  return verdict;
}

Verdict searched(const CheckCommand& command, const Row& row, const schedules::Options& options,
                 ReductionChoice choice) {
  const Question question = ask(model::scenario_named(row.scenario), model::Series::parse(row.series));
  const schedules::Options of_row = options_of_row(row, options);
  if (of_row.reduction != options.reduction) choice = of_row.reduction;
  Verdict verdict = answer_chosen(question, of_row, choice);
  verdict.options = bounds_words(verdict, command.bounds);
  compare_with_catalogue(verdict);
  if (!command.schedules_dir.empty()) save_schedules(command.schedules_dir, question, verdict);
  return verdict;
}

/// In the order of the rows.
std::vector<Verdict> searched(const CheckCommand& command, const std::vector<Row>& rows, ReductionChoice choice,
                              const Attention& attention) {
  Board board(attention, "rows", rows.size());
  std::vector<Verdict> verdicts(rows.size());
  attention.workers().each(rows.size(), [&](std::size_t index) {
    const schedules::Options options = board.options(index, command.bounds);
    verdicts[index] = attention.interrupted() ? not_run(rows[index]) : searched(command, rows[index], options, choice);
    board.done(index, verdicts[index].result.states);
  });
  return verdicts;
}

int exit_code(const std::vector<Verdict>& verdicts) {
  const auto any = [&](reports::RowResult result) {
    return std::ranges::any_of(verdicts, [&](const Verdict& verdict) {
      return reports::row_result(verdict, reports::Judged::by_catalogue) == result;
    });
  };
  if (any(reports::RowResult::failed)) return exit_violated;
  return any(reports::RowResult::incomplete) ? exit_incomplete : exit_ok;
}

/// For coverage only: a world that is searched at the last level, the series as it is to be merged.
struct Further {
  Question question;
  bool is_pair = false;
};

/// The merged rows where the whole catalogue is asked for, and what two operations do to each other on one PF: many
/// small worlds, which the campaign searches as well.
std::vector<Further> further_worlds(bool whole, const model::Series& series) {
  std::vector<Further> all;
  for (const Row& row : whole ? merged_rows() : std::vector<Row>{})
    all.push_back({ask(model::scenario_named(row.scenario), series), false});
  model::OperationSets pairs;
  pairs.pfs = {1};
  for (const model::Scenario& scenario : model::operation_sets(pairs)) all.push_back({ask(scenario, series), true});
  return all;
}

schedules::Coverage coverage_of(const CheckCommand& command, const std::vector<Row>& rows,
                                const std::vector<Verdict>& verdicts, const Attention& attention) {
  const model::Series last = model::Series::parse("L7");
  CoverageCount count(last.name());
  for (std::size_t index = 0; index < rows.size(); ++index)
    count.add(ask(model::scenario_named(rows[index].scenario), model::Series::parse(rows[index].series)),
              verdicts[index]);
  const std::vector<Further> worlds = further_worlds(command.scenarios.empty() && !command.merged, last);
  Board board(attention, "worlds for coverage", worlds.size());
  std::vector<Verdict> further(worlds.size());
  attention.workers().each(worlds.size(), [&](std::size_t index) {
    const Row row{worlds[index].question.scenario, last.name()};
    schedules::Options options = options_of_row(row, board.options(index, command.bounds));
    options.reduction = schedules::strongest;
    further[index] = attention.interrupted() ? not_run(row) : answer(worlds[index].question, options);
    board.done(index, further[index].result.states);
  });
  for (std::size_t index = 0; index < worlds.size(); ++index) {
    const Question& question = worlds[index].question;
    worlds[index].is_pair ? count.add_pair(question, further[index]) : count.add(question, further[index]);
  }
  return count.table();
}

}  // namespace

int run(const CheckCommand& command) {
  const ReductionChoice choice = reduction_named(command.reduction);
  const std::vector<ReportFile> reports = report_files(command.reports, command.json);
  std::vector<std::string> files = names_of(reports, command.json);
  files.push_back(command.coverage_json);
  require_files(files, command.schedules_dir);
  const std::vector<Row> rows = wanted_rows(command);
  if (rows.empty()) {
    std::fputs("replock: the catalogue has no such row; 'replock explore' searches any scenario at any series\n",
               stderr);
    return exit_nothing;
  }
  const Attention attention(command.threads);
  const std::vector<Verdict> verdicts = searched(command, rows, choice, attention);
  const reports::ScheduleFile file = [&](const Verdict& verdict, const schedules::Finding& finding) {
    return command.schedules_dir.empty() ? "" : command.schedules_dir + "/" + schedule_file(verdict, finding);
  };
  write_reports(reports, command.json, verdicts, {file, reports::Judged::by_catalogue, command.verbatim});
  const auto timing = isatty(STDOUT_FILENO) == 1 ? reports::Timing::shown : reports::Timing::hidden;
  const bool to_people = command.json != "-" && !to_standard_output(reports);
  if (to_people) schedules::write_file("-", reports::check_report(verdicts, file, timing));
  bool coverage_is_cut = false;
  if (command.coverage || !command.coverage_json.empty()) {
    const schedules::Coverage coverage = coverage_of(command, rows, verdicts, attention);
    coverage_is_cut = coverage.incomplete != 0;
    if (command.coverage && to_people) schedules::write_file("-", "\n" + reports::coverage_report(coverage));
    if (!command.coverage_json.empty()) schedules::write_file(command.coverage_json, reports::coverage_json(coverage));
  }
  const int code = exit_code(verdicts);
  return code == exit_ok && coverage_is_cut ? exit_incomplete : code;
}

}  // namespace replock::checks
