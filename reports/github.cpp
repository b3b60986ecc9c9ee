// GitHub Actions: annotations as workflow commands, and the Markdown of a step's summary.
#include "reports/formats.h"
#include "reports/mermaid.h"
#include "reports/text.h"

namespace replock::reports {
namespace {

using schedules::Verdict;

constexpr std::size_t annotations_max = 10;       // of a kind, in one step
constexpr std::size_t summary_max = 1024 * 1024;  // bytes
constexpr std::size_t tail_room = 4096;           // for what says that something was left out

enum class Place : std::uint8_t { message, property };

std::string command_escaped(const std::string& text, Place place) {
  std::string escaped;
  for (const char c : printable(text)) {
    if (c == '%')
      escaped += "%25";
    else if (place == Place::property && c == ':')
      escaped += "%3A";
    else if (place == Place::property && c == ',')
      escaped += "%2C";
    else
      escaped += c;
  }
  return escaped;
}

std::string annotation(const std::string& kind, const std::string& title, const std::vector<std::string>& lines) {
  std::string message;
  for (const std::string& one : lines) message += (message.empty() ? "" : "%0A") + command_escaped(one, Place::message);
  return "::" + kind + " title=" + command_escaped("replock: " + title, Place::property) + "::" + message + "\n";
}

// The last place says how many there are.
std::string annotations(const Told& told, RowResult result, const std::string& kind) {
  std::vector<std::string> all;
  for (const Verdict& verdict : told.verdicts) {
    if (row_result(verdict, told.judged) != result) continue;
    std::vector<std::string> lines = row_reasons(told, verdict);
    lines.insert(lines.begin(), row_words(verdict));
    all.push_back(annotation(kind, row_name(verdict), lines));
  }
  std::string text;
  const std::size_t shown = all.size() > annotations_max ? annotations_max - 1 : all.size();
  for (std::size_t i = 0; i < shown; ++i) text += all[i];
  if (shown < all.size())
    text += annotation(kind, counted(all.size() - shown, "more row"),
                       {"not shown: a step has room for " + std::to_string(annotations_max)});
  return text;
}

std::string_view mark(RowResult result) {
  switch (result) {
    case RowResult::passed:
      return "holds";
    case RowResult::expected:
      return "violated, as expected";
    case RowResult::failed:
      return "**FAILED**";
    case RowResult::incomplete:
      break;
  }
  return "**INCOMPLETE**";
}

std::string table(const Told& told) {
  std::string text = "| scenario | series | result | search |\n|---|---|---|---|\n";
  for (const Verdict& verdict : told.verdicts)
    text += "| " + markdown_escaped(verdict.scenario) + " | " + markdown_escaped(verdict.series) + " | " +
            std::string(mark(row_result(verdict, told.judged))) + " | " + markdown_escaped(row_words(verdict)) + " |\n";
  return text;
}

}  // namespace

std::string github_report(const Told& told) {
  std::string text =
      annotations(told, RowResult::failed, "error") + annotations(told, RowResult::incomplete, "warning");
  if (text.empty())
    text = annotation("notice", "as claimed", {counted(told.verdicts.size(), "row") + ", every search complete"});
  return text;
}

std::string github_summary(const Told& told) {
  std::string text = "## replock " + markdown_escaped(told.version) + "\n\n" + table(told);
  if (!is_complete(told)) text += "\n**INCOMPLETE** searches are no pass.\n";
  const std::vector<FindingGroup> groups = grouped_findings(told.verdicts);
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const auto& [verdict, finding] = groups[i].shortest();
    const std::string part = "\n" + finding_markdown(told.world(*verdict), *verdict, *finding, group_series(groups[i]),
                                                     command_again(told, *verdict, *finding));
    if (text.size() + part.size() + tail_room > summary_max)
      return text + "\n" + counted(groups.size() - i, "more finding") + " not shown: a summary has room for 1 MiB.\n";
    text += part;
  }
  return text;
}

}  // namespace replock::reports
