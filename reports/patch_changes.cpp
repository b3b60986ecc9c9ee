// Which patch ends or brings which violation: the difference of neighbouring levels, scenario by scenario.
#include <algorithm>
#include <map>
#include <optional>

#include "model/series.h"
#include "reports/levels.h"
#include "reports/text.h"
#include "reports/verdict_table.h"
#include "schedules/new_findings.h"

namespace replock::reports {
namespace {

using schedules::Outcome;
using schedules::Verdict;
using Verdicts = std::vector<Verdict>;

/// Two levels with nothing run between them, and what comes or goes: a check's violations, or one more of them.
struct Between {
  unsigned from = 0, to = 0;
  friend auto operator<=>(const Between&, const Between&) = default;
};
struct Change {
  enum class Does : std::uint8_t { ends, brings, brings_another };
  Does does = Does::ends;
  std::string check;
  friend auto operator<=>(const Change&, const Change&) = default;
};
using Changes = std::map<Between, std::map<Change, std::vector<std::string>>>;  // to scenarios

std::optional<Outcome> outcome_of(const Verdict& verdict, const std::string& check) {
  for (const schedules::CheckOutcome& one : verdict.checks)
    if (one.check == check) return one.outcome;
  return std::nullopt;
}

// A check that is incomplete, or not there yet, neither comes nor goes.
void compare(const Verdict& before, const Verdict& after, Changes& changes) {
  const Between between{*level_of(before.series), *level_of(after.series)};
  const std::vector<schedules::NewFinding> added = schedules::new_findings(after, before);
  for (const schedules::CheckOutcome& now : after.checks) {
    const std::optional<Outcome> was = outcome_of(before, now.check);
    const bool is_another = std::ranges::any_of(
        added, [&](const schedules::NewFinding& one) { return one.adds_to_others && one.finding->check == now.check; });
    if (is_another) changes[between][{Change::Does::brings_another, now.check}].push_back(after.scenario);
    const bool settled = was && *was != Outcome::incomplete && now.outcome != Outcome::incomplete;
    if (!settled || *was == now.outcome) continue;
    const auto does = now.outcome == Outcome::violated ? Change::Does::brings : Change::Does::ends;
    changes[between][{does, now.check}].push_back(after.scenario);
  }
}

const Verdict* at_level(const Verdicts& verdicts, const std::string& scenario, unsigned level) {
  for (const Verdict& verdict : verdicts)
    if (verdict.scenario == scenario && level_of(verdict.series) == level) return &verdict;
  return nullptr;
}

Changes changes_of(const Verdicts& verdicts) {
  Changes changes;
  for (const Verdict& verdict : verdicts) {
    if (!level_of(verdict.series)) continue;
    for (unsigned next = *level_of(verdict.series) + 1; next < levels; ++next)
      if (const Verdict* after = at_level(verdicts, verdict.scenario, next)) {
        compare(verdict, *after, changes);
        break;
      }
  }
  return changes;
}

std::string title(Between between) {
  const std::string levels_words = " (L" + std::to_string(between.from) + " to L" + std::to_string(between.to) + ")";
  if (between.to != between.from + 1)
    return "  patches " + std::to_string(between.from + 1) + " to " + std::to_string(between.to) + levels_words;
  const model::PatchInfo& patch = model::info(model::all_patches().at(between.from));
  return "  patch " + std::to_string(between.to) + ", " + std::string(patch.name) + levels_words;
}

}  // namespace

std::string patch_changes(const Verdicts& verdicts) {
  std::string text;
  for (const auto& [between, by_change] : changes_of(verdicts)) {
    text += line(title(between));
    std::size_t width = 0;
    for (const auto& [change, scenarios] : by_change) width = std::max(width, change.check.size());
    for (const auto& [change, scenarios] : by_change) {
      const std::string does = change.does == Change::Does::ends ? "    ends    " : "    BRINGS  ";
      const std::string how =
          change.does == Change::Does::brings_another ? ": the check was violated there before, in another way" : "";
      text += paragraph(does + pad_right(printable(change.check), width) + "  ",
                        printable(joined(scenarios, ", ") + how), report_width);
    }
  }
  return text;
}

}  // namespace replock::reports
