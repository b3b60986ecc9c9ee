// Groups of findings, and their text.
#include "reports/findings.h"

#include <algorithm>

#include "reports/levels.h"
#include "reports/text.h"
#include "schedules/preemptions.h"

namespace replock::reports {
namespace {

using schedules::Finding;
using schedules::Verdict;

bool belongs(const FindingGroup& group, const Verdict& verdict, const Finding& finding) {
  const auto& [first_verdict, first] = group.members.front();
  return first_verdict->scenario == verdict.scenario && first->check == finding.check &&
         first->sentence == finding.sentence;
}

std::string expected_words(const FindingGroup& group) {
  std::vector<std::string> surprises;
  for (const auto& [verdict, finding] : group.members)
    if (is_surprise(*finding)) surprises.push_back(verdict->series);
  if (is_open(*group.members.front().finding)) return "open: the search is incomplete";
  if (surprises.empty()) return "expected";
  if (surprises.size() == group.members.size()) return "NOT expected";
  return "NOT expected at " + series_words(surprises);
}

std::string steps_words(const FindingGroup& group) {
  const auto& [verdict, finding] = group.shortest();
  return counted(finding->schedule.size(), "step") + " at " + verdict->series;
}

std::string group_text(const FindingGroup& group, const ScheduleFile& file) {
  const auto& [verdict, finding] = group.shortest();
  std::string text = line(printable(verdict->scenario + ": " + finding->check + ", " + expected_words(group)));
  text += paragraph("  ", printable(finding->sentence), report_width);
  text += paragraph("  series    ", printable(group_series(group)), report_width);
  text += line((finding->shown != schedules::Shown::nothing ? "  shortest  " : "  shown in  ") + steps_words(group));
  if (!finding->meaning.empty()) text += paragraph("  meaning   ", printable(finding->meaning), report_width);
  // Never wrapped: it is there to be pasted.
  const std::string name = file ? file(*verdict, *finding) : "";
  if (!name.empty()) text += line("  replay    ./replock replay " + shell_word(name));
  return text;
}

}  // namespace

std::string steps_words(const Finding& finding) {
  std::string steps = counted(finding.schedule.size(), "step");
  switch (finding.shown) {
    case schedules::Shown::nothing:
      return steps + " (not shown to be shortest)";
    case schedules::Shown::shortest:
      return steps + " (not shown to have the fewest switches)";
    case schedules::Shown::fewest_switches:
      break;
  }
  return steps;
}

const FindingGroup::Member& FindingGroup::shortest() const {
  return *std::min_element(members.begin(), members.end(), [](const Member& a, const Member& b) {
    return schedules::is_simpler(a.finding->schedule, b.finding->schedule);
  });
}

std::vector<FindingGroup> grouped_findings(const std::vector<Verdict>& verdicts) {
  std::vector<FindingGroup> groups;
  for (const Verdict& verdict : verdicts)
    for (const Finding& finding : verdict.findings) {
      const auto same = [&](const FindingGroup& group) { return belongs(group, verdict, finding); };
      auto group = std::find_if(groups.begin(), groups.end(), same);
      if (group == groups.end()) group = groups.insert(group, FindingGroup{});
      group->members.push_back({&verdict, &finding});
    }
  // Verdicts may come series by series; the reader wants a scenario's findings together.
  const auto rank = [&](const FindingGroup& group) {
    const std::string& scenario = group.members.front().verdict->scenario;
    return std::find_if(verdicts.begin(), verdicts.end(), [&](const Verdict& v) { return v.scenario == scenario; }) -
           verdicts.begin();
  };
  std::stable_sort(groups.begin(), groups.end(),
                   [&](const FindingGroup& a, const FindingGroup& b) { return rank(a) < rank(b); });
  return groups;
}

std::string findings_text(const std::vector<Verdict>& verdicts, const ScheduleFile& file) {
  std::string text;
  for (const FindingGroup& group : grouped_findings(verdicts))
    text += (text.empty() ? "" : "\n") + group_text(group, file);
  return text;
}

std::string series_words(const std::vector<std::string>& series) {
  std::vector<std::string> spans;
  for (std::size_t first = 0, last = 0; first < series.size(); first = ++last) {
    while (last + 1 < series.size() && level_of(series[last]) && level_of(series[last + 1]) &&
           *level_of(series[last + 1]) == *level_of(series[last]) + 1)
      ++last;
    spans.push_back(first == last ? series[first] : series[first] + "-" + series[last]);
  }
  return joined(spans, ", ");
}

std::string group_series(const FindingGroup& group) {
  std::vector<std::string> series;
  for (const FindingGroup::Member& member : group.members) series.push_back(member.verdict->series);
  return series_words(series);
}

}  // namespace replock::reports
