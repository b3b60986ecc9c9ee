// The end of a trace: per thread what it holds and waits for, then the cycle and the check that it violates.
#include <algorithm>

#include "reports/standing.h"
#include "reports/text.h"
#include "reports/trace_table.h"
#include "schedules/end_state.h"

namespace replock::reports {
namespace {

using model::State;
using model::ThreadId;
using model::World;

std::string thread_end(const World& world, const State& state, ThreadId thread, std::size_t width) {
  const std::string name = "  " + printable(world.threads[thread].name) + ": ";
  const Standing stands = standing(world, state, thread);
  const std::string where = printable(standing_words(world, state, thread));
  const std::string held = printable(holds_words(world, state, thread));
  if (stands == Standing::done || stands == Standing::idle)
    return paragraph(name, held == "nothing" ? where : where + ", still holds " + held, width);
  std::string text = paragraph(name, "holds " + held, width) + paragraph("    ", where, width);
  const std::string stack = printable(call_stack(world, state, thread));
  if (stands == Standing::waits && !stack.empty()) text += paragraph("    in ", stack, width);
  return text;
}

bool moves(const schedules::Schedule& schedule, ThreadId thread) {
  return std::any_of(schedule.begin(), schedule.end(), [&](model::Move move) { return move.thread == thread; });
}

bool in_cycle(const schedules::Finding& finding, ThreadId thread) {
  return std::find(finding.cycle.begin(), finding.cycle.end(), thread) != finding.cycle.end();
}

}  // namespace

std::vector<ThreadId> taking_part(const World& world, const schedules::Schedule& schedule,
                                  const schedules::Finding& finding) {
  const State state = schedules::end_state(world, schedule);
  std::vector<ThreadId> threads;
  for (std::size_t i = 0; i < world.threads.size(); ++i) {
    const auto thread = static_cast<ThreadId>(i);
    if (moves(schedule, thread) || in_cycle(finding, thread) || standing(world, state, thread) == Standing::waits)
      threads.push_back(thread);
  }
  return threads;
}

std::string final_state(const World& world, const State& state, const schedules::Finding& finding,
                        const std::vector<ThreadId>& threads, TraceWidth width) {
  const auto total = static_cast<std::size_t>(width);
  std::string text = "in the end:\n";
  for (const ThreadId thread : threads) text += thread_end(world, state, thread, total);
  if (!finding.cycle.empty())
    text += paragraph("wait cycle: ", printable(wait_cycle(world, state, finding.cycle)), total);
  if (finding.check.empty()) return text;
  return text + paragraph(printable(finding.check) + ": ", printable(finding.sentence), total);
}

}  // namespace replock::reports
