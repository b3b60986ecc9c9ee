// The judgement of a row and its words, the same in every format.
#include "reports/told.h"

#include <algorithm>

#include "reports/explore_report.h"
#include "reports/text.h"

namespace replock::reports {
namespace {

using schedules::Finding;
using schedules::Outcome;
using schedules::Verdict;

bool exhausted(const Verdict& verdict) { return verdict.result.end == schedules::End::exhausted; }

std::vector<std::string> violated_checks(const Verdict& verdict) {
  std::vector<std::string> names;
  for (const schedules::CheckOutcome& check : verdict.checks)
    if (check.outcome == Outcome::violated) names.push_back(check.check);
  return names;
}

RowResult raw_result(const Verdict& verdict) {
  if (verdict.outcome == Outcome::violated) return RowResult::failed;
  return verdict.outcome == Outcome::incomplete || !exhausted(verdict) ? RowResult::incomplete : RowResult::passed;
}

}  // namespace

RowResult row_result(const Verdict& verdict, Judged judged) {
  if (judged == Judged::raw) return raw_result(verdict);
  const bool surprises = std::any_of(verdict.findings.begin(), verdict.findings.end(), schedules::is_surprise);
  if (surprises || (exhausted(verdict) && !verdict.as_expected)) return RowResult::failed;
  if (verdict.outcome == Outcome::incomplete || !exhausted(verdict)) return RowResult::incomplete;
  return verdict.outcome == Outcome::violated ? RowResult::expected : RowResult::passed;
}

bool is_complete(const Told& told) { return std::all_of(told.verdicts.begin(), told.verdicts.end(), exhausted); }

std::string row_name(const Verdict& verdict) { return printable(verdict.scenario + " at " + verdict.series); }

std::string row_words(const Verdict& verdict) {
  const std::vector<std::string> violated = violated_checks(verdict);
  std::string text = counted(violated.size(), "check") + " violated (" + joined(violated, ", ") + ")";
  if (violated.empty()) text = exhausted(verdict) ? "every check holds in every interleaving" : "no violation so far";
  if (violated.empty() && verdict.result.end == schedules::End::probabilistic)
    text = words(verdict.outcome, verdict.result.end);
  return printable(text + "; " + search_words(verdict, Timing::hidden));
}

std::vector<std::string> row_reasons(const Told& told, const Verdict& verdict) {
  std::vector<std::string> reasons;
  for (const Finding& finding : verdict.findings)
    if (fails(told, finding))
      reasons.push_back(printable(finding.check + ", " + counted(finding.schedule.size(), "step") + ": " +
                                  finding.sentence + "; " + command_again(told, verdict, finding)));
  if (told.judged == Judged::by_catalogue)
    for (const std::string& difference : verdict.unexpected) reasons.push_back(printable(difference));
  if (!exhausted(verdict)) reasons.push_back(bound_words(verdict.result));
  return reasons;
}

bool fails(const Told& told, const Finding& finding) { return told.judged == Judged::raw || is_surprise(finding); }

std::string command_again(const Told& told, const Verdict& verdict, const Finding& finding) {
  const std::string name = told.file ? told.file(verdict, finding) : "";
  return name.empty() ? command_again(verdict) : "./replock replay " + shell_word(name);
}

std::string command_again(const Verdict& verdict) {
  const schedules::Result& result = verdict.result;
  std::string command = "./replock explore " + shell_word(verdict.scenario) + " --series " + shell_word(verdict.series);
  if (result.reduction != schedules::Reduction::none) command += " --reduction " + words(result.reduction);
  if (result.past_corruption == schedules::PastCorruption::stop) command += " --stop-at-corruption";
  if (result.omission) command += " --bitstate " + size_words(result.omission->array_bytes);
  return printable(command + verdict.options);
}

std::vector<std::string> incomplete_rows(const Told& told) {
  std::vector<std::string> rows;
  for (const Verdict& verdict : told.verdicts)
    if (!exhausted(verdict)) rows.push_back(row_name(verdict) + ": " + bound_words(verdict.result));
  return rows;
}

}  // namespace replock::reports
