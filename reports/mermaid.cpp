// Mermaid's sequence diagrams, and the Markdown around them.
#include "reports/mermaid.h"

#include <algorithm>

#include "reports/formats.h"
#include "reports/standing.h"
#include "reports/text.h"
#include "reports/trace_table.h"

namespace replock::reports {
namespace {

using model::ThreadId;
using model::World;
using schedules::Finding;

// "#59;" is Mermaid's own way to write a character that it would read as syntax.
std::string encoded(const std::string& text) {
  constexpr std::string_view plain = " _.,()/=!?*+-[]";
  std::string safe;
  for (const char c : printable(text)) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (letter || plain.find(c) != std::string_view::npos)
      safe += c;
    else
      safe += "#" + std::to_string(static_cast<int>(c)) + ";";
  }
  return safe;
}

std::vector<model::LockId> locks_touched(const World& world, const Finding& finding,
                                         const std::vector<ThreadId>& threads) {
  std::vector<bool> touched(world.locks.size());
  model::State state = model::initial_state(world);
  const auto touch = [&](ThreadId thread) {
    const model::Step& step = model::step_of(world, state, thread);
    if (step.lock != model::none) touched[step.lock] = true;
  };
  for (const model::Move move : finding.schedule) {
    touch(move.thread);
    state = model::after(world, state, move);
  }
  for (const ThreadId thread : threads)
    if (standing(world, state, thread) == Standing::waits) touch(thread);
  std::vector<model::LockId> locks;
  for (std::size_t i = 0; i < touched.size(); ++i)
    if (touched[i]) locks.push_back(static_cast<model::LockId>(i));
  return locks;
}

std::string thread_id(ThreadId thread) { return "T" + std::to_string(thread); }

std::string arrow(const model::Step& step, ThreadId thread, const std::string& words) {
  const bool at_lock = step.lock != model::none;
  const std::string to = at_lock ? "L" + std::to_string(step.lock) : thread_id(thread);
  const std::string_view stroke = at_lock && step.verb == model::Verb::unlock ? "-->>" : "->>";
  return "  " + thread_id(thread) + std::string(stroke) + to + ": " + encoded(words) + "\n";
}

std::string note(const std::vector<ThreadId>& threads, const std::string& words) {
  const std::string over = thread_id(threads.front()) + (threads.size() > 1 ? "," + thread_id(threads.back()) : "");
  return "  Note over " + over + ": " + encoded(words) + "\n";
}

}  // namespace

std::string sequence_diagram(const World& world, const Finding& finding) {
  const std::vector<ThreadId> threads = taking_part(world, finding.schedule, finding);
  std::string text = "sequenceDiagram\n  autonumber\n";
  for (const ThreadId thread : threads)
    text += "  participant " + thread_id(thread) + " as " + encoded(world.threads[thread].name) + "\n";
  for (const model::LockId lock : locks_touched(world, finding, threads))
    text += "  participant L" + std::to_string(lock) + " as " + encoded(world.locks[lock].name) + "\n";
  model::State state = model::initial_state(world);
  std::vector<std::string> shown(world.threads.size());
  for (const model::Move move : finding.schedule) {
    const model::Step& step = model::step_of(world, state, move.thread);
    const std::string& function = model::function_of(world, step);
    if (function != shown[move.thread] && !function.empty()) text += note({move.thread}, function + "()");
    shown[move.thread] = function;
    text += arrow(step, move.thread, step.alternatives[move.alternative].words);
    state = model::after(world, state, move);
  }
  for (const ThreadId thread : threads)
    if (standing(world, state, thread) == Standing::waits) text += note({thread}, standing_words(world, state, thread));
  if (!threads.empty()) text += note(threads, finding.check + ": " + finding.sentence);
  return text;
}

std::string markdown_escaped(const std::string& text) {
  std::string escaped;
  for (const char c : printable(text)) {
    if (c == '<')
      escaped += "&lt;";
    else if (c == '&')
      escaped += "&amp;";
    else if (std::string_view("\\`*_[]|#~$@!").find(c) != std::string_view::npos)
      escaped += std::string("\\") + c;
    else
      escaped += c;
  }
  return escaped;
}

std::string finding_markdown(const World& world, const schedules::Verdict& verdict, const Finding& finding,
                             const std::string& series, const std::string& command) {
  std::string text = "### " + markdown_escaped(finding.check + ": " + verdict.scenario + " at " + series) + "\n\n" +
                     markdown_escaped(finding.sentence) + "\n";
  if (!finding.meaning.empty()) text += "\n" + markdown_escaped(finding.meaning) + "\n";
  return text + "\n```mermaid\n" + sequence_diagram(world, finding) + "```\n\nShown again by " +
         markdown_escaped(command) + "\n";
}

std::string mermaid_report(const Told& told) {
  std::string text = "# replock " + markdown_escaped(told.version) + "\n";
  for (const std::string& row : incomplete_rows(told)) text += "\n" + markdown_escaped(row) + "\n";
  const std::vector<FindingGroup> groups = grouped_findings(told.verdicts);
  if (groups.empty()) text += is_complete(told) ? "\nno violation\n" : "\nno violation so far\n";
  for (const FindingGroup& group : groups) {
    const auto& [verdict, finding] = group.shortest();
    text += "\n" + finding_markdown(told.world(*verdict), *verdict, *finding, group_series(group),
                                    command_again(told, *verdict, *finding));
  }
  return text;
}

}  // namespace replock::reports
