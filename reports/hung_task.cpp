// The hung task detector's layout, a task at a time.
#include "reports/hung_task.h"

#include <algorithm>

#include "reports/kernel_words.h"
#include "reports/standing.h"
#include "reports/text.h"
#include "reports/trace_table.h"
#include "schedules/end_state.h"

namespace replock::reports {
namespace {

using model::State;
using model::ThreadId;
using model::World;
using schedules::Finding;

/// A finding's last state.
struct Hang {
  const World& world;
  const State& state;
  const Finding& finding;
};

bool waits_for_no_lock(const Hang& hang, ThreadId thread) {
  return model::step_of(hang.world, hang.state, thread).lock == model::none;
}

// Lock cycles have their splat already.
bool is_for_us(const Hang& hang) {
  if (hang.finding.check != "deadlock" && hang.finding.check != "recursion") return false;
  const std::vector<ThreadId>& ring = hang.finding.cycle;
  return ring.empty() ||
         std::any_of(ring.begin(), ring.end(), [&](ThreadId thread) { return waits_for_no_lock(hang, thread); });
}

std::string info(const Told& told) { return told.wording == Wording::verbatim ? "INFO: task " : "replock: task "; }

std::string owner_line(const Told& told, const Hang& hang, ThreadId thread, const std::string& task) {
  const model::Step& step = model::step_of(hang.world, hang.state, thread);
  if (step.lock == model::none) return line("replock: " + printable(standing_words(hang.world, hang.state, thread)));
  const bool rwsem = hang.world.locks[step.lock].kind == model::LockKind::rwsem;
  const std::string reads = rwsem ? (step.mode == model::LockMode::read ? "<reader> " : "<writer> ") : "is ";
  std::string text;
  for (const ThreadId holder : model::holders(hang.world, hang.state, step.lock))
    text += line(info(told) + task + " " + reads + "blocked on " + (rwsem ? "an rw-semaphore" : "a mutex") +
                 " likely owned by task " + printable(hang.world.threads[holder].name) + ":" +
                 std::to_string(holder + 1) + ".");
  return text;
}

std::string task_text(const Told& told, const Hang& hang, ThreadId thread, const std::string& release) {
  const std::string name = printable(hang.world.threads[thread].name);
  const std::string task = name + ":" + std::to_string(thread + 1);
  const bool verbatim = told.wording == Wording::verbatim;
  const std::string stack = stack_lines(hang.world, model::step_of(hang.world, hang.state, thread).frame, 1);
  return line(info(told) + task + (verbatim ? " blocked for more than 120 seconds." : " is blocked for ever.")) +
         line("      Not tainted " + release) +
         line("task:" + pad_right(name, 15) + " state:D pid:" + std::to_string(thread + 1)) +
         (verbatim ? "Call Trace:\n <TASK>\n" + stack + " </TASK>\n" : stack) + owner_line(told, hang, thread, task);
}

std::string hang_text(const Told& told, const Hang& hang, const std::string& release, const std::string& command) {
  std::string tasks, locks;
  for (const ThreadId thread : taking_part(hang.world, hang.finding.schedule, hang.finding)) {
    if (standing(hang.world, hang.state, thread) == Standing::waits) tasks += task_text(told, hang, thread, release);
    if (!model::held_by(hang.world, hang.state, thread).empty())
      locks += held_lines(hang.world, hang.finding.schedule, thread);
  }
  return "\n" + tasks + "\nShowing all locks held in the system:\n" + locks +
         "\n=============================================\n\n" +
         line("replock: " + printable(hang.finding.check + ": " + hang.finding.sentence)) + line("replock: " + command);
}

}  // namespace

std::string hung_tasks(const Told& told) {
  std::string text;
  for (const FindingGroup& group : grouped_findings(told.verdicts)) {
    const auto& [verdict, finding] = group.shortest();
    if (finding->check != "deadlock" && finding->check != "recursion") continue;
    const World world = told.world(*verdict);
    const State state = schedules::end_state(world, finding->schedule);
    const Hang hang{world, state, *finding};
    if (is_for_us(hang))
      text += hang_text(told, hang, release_words(told, verdict->scenario, group_series(group)),
                        command_again(told, *verdict, *finding));
  }
  return text;
}

}  // namespace replock::reports
