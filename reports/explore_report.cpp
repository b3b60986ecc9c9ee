// One verdict, top down: the answer first, the evidence below it.
#include "reports/explore_report.h"

#include <algorithm>

#include "reports/grid.h"
#include "reports/text.h"
#include "schedules/stale.h"

namespace replock::reports {
namespace {

using schedules::Finding;
using schedules::Outcome;
using schedules::Verdict;

/// How far a search by bits is to be trusted, and what it has surely missed.
std::string omission(const Verdict& verdict, std::size_t width) {
  if (!verdict.result.omission) return "";
  const schedules::Omission& missed = *verdict.result.omission;
  std::string words =
      "the estimate counts states that were looked up, not what lies only behind omitted ones; at the end "
      "a state never seen is taken for a known one with a chance of " +
      estimate(missed.chance);
  if (missed.chance == 1) words += ": the array is full, and nothing new was found any more";
  std::string text = paragraph("  omission: ", words, width);
  for (const std::string& difference : verdict.unexpected)
    text += paragraph("  not as in the catalogue: ", printable(difference), width);
  return text;
}

/// What was not followed, and which checks need to see more.
std::string left_out(const Verdict& verdict, std::size_t width) {
  if (!verdict.left_out) return "";
  const schedules::LeftOut& out = *verdict.left_out;
  if (!out.persistent_sets)
    return paragraph("  reduction: ", "off: a thread takes or drops another one's locks", width);
  const bool is_local = verdict.result.reduction == schedules::Reduction::local;
  std::string words = is_local ? "threads at local steps go first" : "threads that the others can not disturb go first";
  words += "; of " + counted(out.steps, "step") + " " + grouped(out.never) + " never happen and " +
           grouped(out.local_steps) + " touch nothing of others";
  if (!out.momentary.empty()) words += "; taken and dropped in one move: " + printable(joined(out.momentary, ", "));
  if (!out.equal.empty()) words += "; can change places, and one order is kept: " + printable(joined(out.equal, ", "));
  std::string text = paragraph("  reduction: ", words, width);
  if (out.off_for.empty()) return text + line("  reduction off: for no check");
  for (const schedules::LeftOut::Needed& needed : out.off_for) {
    std::vector<std::string> what;
    if (needed.local_steps != 0) what.push_back("at " + counted(needed.local_steps, "step") + " that only it looks at");
    if (!needed.momentary.empty()) what.push_back("for " + printable(joined(needed.momentary, ", ")));
    if (!needed.equal.empty()) what.push_back("for " + printable(joined(needed.equal, ", ")));
    text += paragraph("  reduction off: ", needed.check + " needs it off " + joined(what, ", and "), width);
  }
  return text;
}

std::string head(const Verdict& verdict, Timing timing, std::size_t width) {
  const std::string answer = printable(verdict.scenario + " at " + verdict.series) + ": ";
  return paragraph(answer, words(verdict.outcome, verdict.result.end), width) +
         paragraph("  ", search_words(verdict, timing), width) + omission(verdict, width) + left_out(verdict, width);
}

std::string checks(const Verdict& verdict) {
  std::vector<std::vector<std::string>> rows{{"check", "verdict"}};
  for (const schedules::CheckOutcome& check : verdict.checks) {
    const auto found = std::count_if(verdict.findings.begin(), verdict.findings.end(),
                                     [&](const Finding& finding) { return finding.check == check.check; });
    std::string words(schedules::words(check.outcome, verdict.result.end));
    if (check.outcome == Outcome::violated)
      words = "VIOLATED" + (found == 0 ? "" : ", " + counted(static_cast<std::uint64_t>(found), "finding"));
    rows.push_back({printable(check.check), words});
  }
  return "\n" + grid(rows, {Align::left, Align::left});
}

std::string edges(const Verdict& verdict, std::size_t width) {
  if (verdict.edges.empty()) return "";
  std::string text = "\nlock order: held -> acquired, and the first witness\n";
  for (const schedules::LockEdge& edge : verdict.edges) {
    std::string witness = edge.thread + (edge.function.empty() ? "" : " in " + edge.function + "()");
    if (!edge.gates.empty()) witness += "; always under " + joined(edge.gates, ", ");
    const std::string kind = edge.kind == schedules::EdgeKind::plain ? "" : " (" + std::string(words(edge.kind)) + ")";
    text += paragraph("  " + printable(edge.held + " -> " + edge.acquired) + kind + ": ", printable(witness), width);
  }
  return text;
}

std::string cycle_words(const schedules::LockCycle& cycle) {
  switch (cycle.verdict) {
    case schedules::CycleVerdict::realised:
      return "REALISED: deadlock after " + counted(cycle.schedule.size(), "step");
    case schedules::CycleVerdict::gated:
      if (cycle.gates.empty()) return "gated: no schedule deadlocks; no lock is held at each of its edges";
      return "gated: no schedule deadlocks; held at each of its edges: " + joined(cycle.gates, ", ");
    case schedules::CycleVerdict::open:
      break;
  }
  return "open: the search is incomplete";
}

std::string cycles(const Verdict& verdict, std::size_t width) {
  std::string text = "\nlock cycles";
  if (verdict.cycles.empty())
    return text + (verdict.result.end == schedules::End::exhausted ? ": none\n" : ": none found so far\n");
  text += "\n";
  for (const schedules::LockCycle& cycle : verdict.cycles) {
    const std::string ring = joined(cycle.classes, " -> ") + " -> " + cycle.classes.front();
    text += paragraph("  ", printable(ring), width) + paragraph("      ", printable(cycle_words(cycle)), width);
  }
  return text;
}

/// The catalogue is about one order of all accesses: it expects no stale reads and no races.
std::string known_words(const Verdict& verdict, const Finding& finding) {
  if (finding.expected) return ", expected";
  if (is_open(finding)) return ", open: the search is incomplete";
  if (schedules::count_stale(finding.schedule) > 0) return ", with weak memory only";
  return verdict.result.memory == schedules::Memory::kernel && finding.meaning.empty() ? ", not in the catalogue"
                                                                                       : ", NOT expected";
}

std::string finding_text(const model::World& world, const Verdict& verdict, std::size_t index, const ScheduleFile& file,
                         TraceWidth width) {
  const Finding& finding = verdict.findings[index];
  const auto total = static_cast<std::size_t>(width);
  const std::string title = "finding " + std::to_string(index + 1) + " of " + std::to_string(verdict.findings.size());
  std::string text =
      "\n" + paragraph(title + ": ",
                       printable(finding.check) + ", " + steps_words(finding) + known_words(verdict, finding), total);
  text += trace_table(world, finding.schedule, finding, width);
  if (!finding.meaning.empty()) text += paragraph("meaning: ", printable(finding.meaning), total);
  const std::string name = file ? file(verdict, finding) : "";
  return name.empty() ? text : text + line("replay: ./replock replay " + shell_word(name));
}

}  // namespace

std::string search_words(const Verdict& verdict, Timing timing) {
  const schedules::Result& result = verdict.result;
  if (!verdict.search.empty()) return verdict.search + (timing == Timing::shown ? ", " + seconds(result.seconds) : "");
  std::string text = counted(result.states, "state") + ", " + counted(result.transitions, "transition") + ", depth " +
                     grouped(result.depth);
  if (result.reduction != schedules::Reduction::none) {
    text += ", reduced (" + words(result.reduction);
    if (verdict.given_up_at != 0) text += "; in full at least " + counted(verdict.given_up_at, "state");
    text += ")";
  }
  if (result.past_corruption == schedules::PastCorruption::stop) text += ", not followed past corrupted memory";
  if (result.omission)
    text += ", bitstate (" + size_words(result.omission->array_bytes) + "; schedules not shown to be shortest)";
  if (timing == Timing::shown) text += ", " + seconds(result.seconds);
  return text + (result.end == schedules::End::exhausted ? ", search complete" : "; " + bound_words(result));
}

std::string bound_words(const schedules::Result& result) {
  std::string text = "INCOMPLETE: " + schedules::words(result.end);
  if (result.end != schedules::End::probabilistic) text += ", " + counted(result.left, "state") + " left";
  if (result.omission) text += ", by estimate " + estimate(result.omission->states) + " states omitted";
  return text;
}

std::string explore_report(const model::World& world, const Verdict& verdict, const ScheduleFile& file, Timing timing,
                           TraceWidth width) {
  const auto total = static_cast<std::size_t>(width);
  std::string text = head(verdict, timing, total) + checks(verdict) + edges(verdict, total) + cycles(verdict, total);
  for (std::size_t i = 0; i < verdict.findings.size(); ++i) text += finding_text(world, verdict, i, file, width);
  return text;
}

}  // namespace replock::reports
