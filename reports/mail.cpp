// A review mail of 75 columns: what was checked and how far, then each finding with its race and its trace.
#include "reports/formats.h"
#include "reports/race.h"
#include "reports/text.h"
#include "reports/trace_table.h"

namespace replock::reports {
namespace {

using schedules::Verdict;

constexpr auto width = static_cast<std::size_t>(TraceWidth::mail);

std::vector<std::string> names_of(const std::vector<Verdict>& verdicts, std::string Verdict::*member) {
  std::vector<std::string> names;
  for (const Verdict& verdict : verdicts) {
    bool is_new = true;
    for (const std::string& name : names) is_new = is_new && name != verdict.*member;
    if (is_new) names.push_back(verdict.*member);
  }
  return names;
}

std::string title(const Told& told, std::size_t findings) {
  const std::vector<std::string> scenarios = names_of(told.verdicts, &Verdict::scenario);
  const std::string what = scenarios.size() == 1 ? scenarios.front() : counted(scenarios.size(), "scenario");
  const std::string where = series_words(names_of(told.verdicts, &Verdict::series));
  std::string how = findings == 0 ? "no violation" : counted(findings, "finding");
  if (!is_complete(told)) how += ", INCOMPLETE";
  return paragraph("[replock] ", printable(what + " at " + where + ": " + how), width);
}

std::string checked(const Told& told) {
  std::string text = paragraph("Checked by replock " + printable(told.version) + ": ",
                               std::string(is_complete(told) ? "every interleaving" : "interleavings") +
                                   " of the scenario's threads, " + counted(told.checks.size(), "check") +
                                   ", within the model's bounds.",
                               width);
  if (told.verdicts.size() == 1)
    return text + paragraph(row_name(told.verdicts.front()) + ": ", row_words(told.verdicts.front()), width);
  std::size_t clean = 0;
  for (const Verdict& verdict : told.verdicts) clean += row_result(verdict, Judged::raw) == RowResult::passed;
  text += paragraph("Rows: ", counted(told.verdicts.size(), "row") + ", of which " + grouped(clean) + " hold in full.",
                    width);
  for (const std::string& row : incomplete_rows(told)) text += paragraph("  ", row, width);
  return text;
}

std::string finding_text(const Told& told, const FindingGroup& group, std::size_t number, std::size_t all) {
  const auto& [verdict, finding] = group.shortest();
  const model::World world = told.world(*verdict);
  std::string text =
      "\n" +
      paragraph(std::to_string(number) + " of " + std::to_string(all) + ": ",
                printable(finding->check + " in " + verdict->scenario + " at " + group_series(group)), width) +
      paragraph("  ", printable(finding->sentence), width);
  if (!finding->meaning.empty()) text += paragraph("  ", printable(finding->meaning), width);
  if (!finding->cycle.empty()) text += "\n" + race_table(race_of_ring(world, finding->schedule, finding->cycle), width);
  text += "\n" +
          paragraph((finding->shown != schedules::Shown::nothing ? "shortest, " : "not shown to be shortest, ") +
                        counted(finding->schedule.size(), "step") + " at ",
                    printable(verdict->series), width) +
          trace_table(world, finding->schedule, *finding, TraceWidth::mail);
  return text + line("shown again by: " + command_again(told, *verdict, *finding));
}

}  // namespace

std::string mail_report(const Told& told) {
  const std::vector<FindingGroup> groups = grouped_findings(told.verdicts);
  std::string text = title(told, groups.size()) + "\n" + checked(told);
  for (std::size_t i = 0; i < groups.size(); ++i) text += finding_text(told, groups[i], i + 1, groups.size());
  if (groups.empty() && told.verdicts.size() == 1)
    text += "\n" + line("shown again by: " + command_again(told.verdicts.front()));
  return text;
}

}  // namespace replock::reports
