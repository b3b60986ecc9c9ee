// The study as text: commits, checks, patches left out, and the answer.
#include "reports/series_report.h"

#include <algorithm>

#include "reports/grid.h"
#include "reports/levels.h"
#include "reports/text.h"

namespace replock::reports {
namespace {

using Findings = std::vector<StudiedFinding>;

constexpr std::string_view inner = "            ";

/// Findings with the same check, hazard and meaning.
struct Group {
  Findings members;
  const StudiedFinding& front() const { return members.front(); }
};

bool is_alike(const StudiedFinding& a, const StudiedFinding& b) {
  return a.finding->check == b.finding->check && a.hazard == b.hazard && a.meaning == b.meaning;
}

std::vector<Group> groups_of(const Findings& findings) {
  std::vector<Group> groups;
  for (const StudiedFinding& one : findings) {
    auto group = std::ranges::find_if(groups, [&](const Group& other) { return is_alike(other.front(), one); });
    if (group == groups.end()) group = groups.insert(group, Group{});
    group->members.push_back(one);
  }
  return groups;
}

/// "late-load (2), unbind-and-bind"
std::string scenarios_words(const Group& group) {
  std::vector<std::string> names;
  for (const StudiedFinding& one : group.members)
    if (std::ranges::count(names, one.verdict->scenario) == 0) names.push_back(one.verdict->scenario);
  for (std::string& name : names) {
    const auto times =
        std::ranges::count_if(group.members, [&](const StudiedFinding& one) { return one.verdict->scenario == name; });
    if (times > 1) name += " (" + std::to_string(times) + ")";
  }
  return joined(names, ", ");
}

std::string head_words(const Group& group) {
  const StudiedFinding& first = group.front();
  return first.finding->check + (first.hazard.empty() ? "" : ", " + first.hazard) +
         (first.meaning.empty() ? "" : ": " + first.meaning);
}

std::string head(std::string_view does, const Group& group) {
  return paragraph("  " + pad_right(does, inner.size() - 4), printable(head_words(group)), report_width);
}

/// Never wrapped: it is there to be pasted.
std::string command(const StudiedFinding& one, const ScheduleFile& file) {
  const std::string name = file ? file(*one.verdict, *one.finding) : "";
  const std::string words = name.empty()
                                ? "explore " + shell_word(one.verdict->scenario) + " --series " + one.verdict->series
                                : "replay " + shell_word(name);
  return line(std::string(inner) + "  ./replock " + printable(words));
}

std::string finding_text(const StudiedFinding& one, std::string_view start, const ScheduleFile& file) {
  const std::string words = std::string(start) + one.verdict->scenario + ", " +
                            counted(one.finding->schedule.size(), "step") + ": " + one.finding->sentence;
  return paragraph(inner, printable(words), report_width) + command(one, file);
}

std::string fixes_text(const CommitStudy& commit) {
  std::string text;
  for (const Group& group : groups_of(commit.fixes))
    text += head("fixes", group) + paragraph(inner, printable("in " + scenarios_words(group)), report_width);
  return text;
}

std::string breaks_text(const CommitStudy& commit, const ScheduleFile& file) {
  std::string text;
  for (const Group& group : groups_of(commit.breaks)) {
    text += head("BREAKS", group);
    for (const StudiedFinding& one : group.members) {
      text += finding_text(one, "", file);
      if (one.adds_to_others)
        text += line(std::string(inner) + "  the check was violated there before, in another way");
    }
  }
  return text;
}

std::string back_text(const LeftOutStudy& left, const ScheduleFile& file) {
  std::string text;
  for (const Group& group : groups_of(left.back)) {
    text += head("back", group);
    const bool is_one = group.members.size() == 1;
    if (!is_one) text += paragraph(inner, printable("in " + scenarios_words(group)), report_width);
    const auto shortest = std::ranges::min_element(
        group.members, {}, [](const StudiedFinding& one) { return one.finding->schedule.size(); });
    text += finding_text(*shortest, is_one ? "" : "shortest: ", file);
  }
  return text;
}

bool is_same(const StudiedFinding& a, const StudiedFinding& b) {
  return a.verdict->scenario == b.verdict->scenario && a.finding->check == b.finding->check &&
         a.finding->sentence == b.finding->sentence;
}

/// Where all of it comes back by leaving out less, the least. Null where nothing else does.
const LeftOutStudy* told_by(const SeriesStudy& study, const LeftOutStudy& left) {
  const LeftOutStudy* best = nullptr;
  for (const LeftOutStudy& other : study.left_out) {
    const std::size_t least = best == nullptr ? left.also.size() : best->also.size();
    if (other.also.size() < least && std::ranges::equal(other.back, left.back, is_same)) best = &other;
  }
  return best;
}

std::string sameness_text(const CommitStudy& commit) {
  if (!commit.claims_no_change) return "";
  std::vector<std::string> parts;
  for (const Sameness kind :
       {Sameness::identical_programs, Sameness::same_states, Sameness::unknown, Sameness::other_states}) {
    std::vector<std::string> names;
    for (const ScenarioSameness& one : commit.sameness)
      if (one.sameness == kind) names.push_back(one.scenario);
    if (names.empty()) continue;
    const bool shows_names = kind == Sameness::unknown || kind == Sameness::other_states;
    parts.push_back(std::string(words(kind)) + " in " +
                    (shows_names ? joined(names, ", ") : counted(names.size(), "scenario")));
  }
  return paragraph("  claims to change nothing: ", printable(joined(parts, "; ")), report_width);
}

std::string safe_words(const CommitStudy& commit) {
  switch (commit.safe) {
    case Answer::yes:
      return "yes";
    case Answer::no:
      return "NO, it brings " + counted(commit.breaks.size(), "finding");
    case Answer::unknown:
      return "not known, a search was incomplete";
  }
  return "";
}

std::string commit_text(const CommitStudy& commit, const ScheduleFile& file) {
  std::string text =
      line("patch " + commit.patch + ", " + commit.name + " (" + commit.before + " to " + commit.with + ")") +
      sameness_text(commit) + fixes_text(commit) + breaks_text(commit, file);
  if (commit.fixes.empty()) text += commit.complete ? "  fixes nothing\n" : "  fixes nothing that is known so far\n";
  return text + line("  safe on its own: " + safe_words(commit)) +
         line("  leaves open: " + counted(commit.open, "finding") + (commit.complete ? "" : " so far"));
}

std::vector<std::string> levels_where(const SeriesStudy& study, const CheckStudy& check, bool bad) {
  std::vector<std::string> names;
  for (std::size_t level = 0; level < study.levels.size(); ++level)
    if (bad ? check.findings[level] > 0 : check.findings[level] == 0 && check.complete[level])
      names.push_back(study.levels[level]);
  return names;
}

/// The first one at which it is good after it was bad.
std::string first_good(const SeriesStudy& study, const CheckStudy& check) {
  bool was_bad = false;
  for (std::size_t level = 0; level < study.levels.size(); ++level) {
    if (was_bad && check.findings[level] == 0 && check.complete[level]) return study.levels[level];
    was_bad = was_bad || check.findings[level] > 0;
  }
  return "none";
}

std::string count_words(const CheckStudy& check, std::size_t level) {
  const std::string number = check.findings[level] == 0 ? "." : std::to_string(check.findings[level]);
  return check.complete[level] ? number : number + "?";
}

std::string checks_text(const SeriesStudy& study) {
  std::vector<std::vector<std::string>> rows{{"check"}};
  rows.front().insert(rows.front().end(), study.levels.begin(), study.levels.end());
  for (const char* title : {"bad at", "first bad", "first good"}) rows.front().emplace_back(title);
  std::vector<std::string> never;
  for (const CheckStudy& check : study.checks) {
    const std::vector<std::string> bad = levels_where(study, check, true);
    if (levels_where(study, check, false).size() == study.levels.size()) never.push_back(check.check);
    if (levels_where(study, check, false).size() == study.levels.size()) continue;
    std::vector<std::string> row{check.check};
    for (std::size_t level = 0; level < study.levels.size(); ++level) row.push_back(count_words(check, level));
    row.push_back(bad.empty() ? "none" : series_words(bad));
    row.push_back(bad.empty() ? "none" : bad.front());
    row.push_back(first_good(study, check));
    rows.push_back(std::move(row));
  }
  std::vector<Align> aligns(study.levels.size() + 1, Align::right);
  aligns.front() = Align::left;
  aligns.insert(aligns.end(), 3, Align::left);
  return (rows.size() > 1 ? grid(rows, aligns) : "") +
         (never.empty() ? "" : paragraph("never bad: ", joined(never, ", "), report_width));
}

std::string left_out_text(const SeriesStudy& study, const LeftOutStudy& left, const ScheduleFile& file) {
  std::string text = "patch " + left.patch + ", " + left.name + ": " + left.series;
  if (!left.also.empty())
    text +=
        ", without " + joined(left.also, " and ") + (left.also.size() == 1 ? ", which needs it" : ", which need it");
  text = line(text);
  const LeftOutStudy* other = told_by(study, left);
  if (left.back.empty()) {
    text += left.complete ? "  brings nothing back\n" : "";
  } else if (other != nullptr) {
    text += line("  brings back what leaving out " + other->patch + " does: " + counted(left.back.size(), "finding"));
  } else {
    text += back_text(left, file);
  }
  return text + (left.complete ? "" : "  a search was incomplete: there may be more\n");
}

std::string answer_text(const SeriesStudy& study) {
  if (study.as_claimed == Answer::yes) return "As claimed: each commit is safe on its own.\n";
  if (study.as_claimed == Answer::unknown) return "Not known: a search was incomplete.\n";
  std::vector<std::string> unsafe, changed;
  for (const CommitStudy& commit : study.commits) {
    if (commit.safe == Answer::no) unsafe.push_back(commit.patch);
    if (std::ranges::count(commit.sameness, Sameness::other_states, &ScenarioSameness::sameness) > 0)
      changed.push_back(commit.patch);
  }
  std::string text = "NOT as claimed:";
  if (!unsafe.empty()) text += " not safe on its own: patch " + joined(unsafe, ", ") + ".";
  if (!changed.empty()) text += " Claims to change nothing and does: patch " + joined(changed, ", ") + ".";
  return line(text);
}

}  // namespace

std::string_view words(Answer answer) {
  switch (answer) {
    case Answer::yes:
      return "yes";
    case Answer::no:
      return "no";
    case Answer::unknown:
      return "unknown";
  }
  return "";
}

std::string_view words(Sameness sameness) {
  switch (sameness) {
    case Sameness::identical_programs:
      return "identical programs";
    case Sameness::same_states:
      return "the same states and transitions";
    case Sameness::other_states:
      return "OTHER states or transitions";
    case Sameness::unknown:
      return "not known, incomplete,";
  }
  return "";
}

std::string series_report(const SeriesStudy& study, const ScheduleFile& file) {
  std::string text = "commit by commit, over " + counted(study.scenarios.size(), "scenario") + "\n";
  for (const CommitStudy& commit : study.commits) text += "\n" + commit_text(commit, file);
  text += "\nfindings per check and level\n" + checks_text(study) + "\nleft out alone, against " + study.levels.back() +
          "\n";
  for (const LeftOutStudy& left : study.left_out) text += "\n" + left_out_text(study, left, file);
  return text + "\n" + answer_text(study);
}

}  // namespace replock::reports
