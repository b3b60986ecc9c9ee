// lockdep's splats, from the cycles of the lock graph; then the tasks that wait for ever for what is no lock.
#include <algorithm>
#include <map>

#include "reports/formats.h"
#include "reports/hung_task.h"
#include "reports/kernel_words.h"
#include "reports/race.h"
#include "reports/text.h"
#include "schedules/end_state.h"

namespace replock::reports {
namespace {

using model::World;
using schedules::CycleVerdict;
using schedules::LockCycle;
using schedules::LockEdge;
using schedules::Verdict;

constexpr std::size_t no_limit = 1000;  // lockdep's tables are as wide as they are

/// One cycle of one scenario, in all series that have it with the same verdict.
struct Splat {
  const Verdict* verdict = nullptr;
  const LockCycle* cycle = nullptr;
  std::vector<std::string> series;
};

std::vector<Splat> splats(const Told& told) {
  std::vector<Splat> all;
  for (const Verdict& verdict : told.verdicts)
    for (const LockCycle& cycle : verdict.cycles) {
      const auto same = [&](const Splat& splat) {
        return splat.verdict->scenario == verdict.scenario && splat.cycle->classes == cycle.classes &&
               splat.cycle->verdict == cycle.verdict;
      };
      auto splat = std::find_if(all.begin(), all.end(), same);
      if (splat == all.end()) splat = all.insert(splat, {&verdict, &cycle, {}});
      splat->series.push_back(verdict.series);
    }
  return all;
}

std::string_view realised_words(CycleVerdict verdict) {
  switch (verdict) {
    case CycleVerdict::realised:
      return "realised: a schedule deadlocks here";
    case CycleVerdict::gated:
      return "gated: no schedule deadlocks here";
    case CycleVerdict::open:
      break;
  }
  return "open: the search was INCOMPLETE";
}

/// Link k leads from classes[k] to the next one; the witness stands before the acquisition.
struct Link {
  const LockEdge* edge = nullptr;
  std::string acquired;
  model::LockKind kind = model::LockKind::mutex;
  model::FrameId frame = 0;
  model::ThreadId thread = 0;
  schedules::Schedule before;  ///< to where the thread stands at the acquisition
};

model::ThreadId thread_of(const World& world, const LockEdge& edge) {
  for (std::size_t i = 0; i < world.threads.size(); ++i)
    if (world.threads[i].name == edge.thread) return static_cast<model::ThreadId>(i);
  return 0;
}

Link link(const World& world, const Verdict& verdict, const LockCycle& cycle, std::size_t index) {
  Link made;
  made.acquired = cycle.classes[(index + 1) % cycle.classes.size()];
  made.edge = edge_between(verdict, cycle.classes[index], made.acquired);
  for (const model::Lock& lock : world.locks)
    if (lock.class_name == made.acquired) made.kind = lock.kind;
  if (made.edge == nullptr) return made;
  made.thread = thread_of(world, *made.edge);
  made.before = made.edge->schedule;
  // An acquisition that only ever blocks has a schedule that ends before it.
  if (!made.before.empty() && made.before.back().thread == made.thread) {
    schedules::Schedule shorter(made.before.begin(), made.before.end() - 1);
    const model::Step& step = model::step_of(world, schedules::end_state(world, shorter), made.thread);
    if (model::function_of(world, step) == made.edge->function) made.before = shorter;
  }
  made.frame = model::step_of(world, schedules::end_state(world, made.before), made.thread).frame;
  return made;
}

std::string at_words(const std::string& function) {
  return function.empty() ? "" : ", at: " + printable(function) + "+0x0/0x0";
}

std::string title(const Told& told, const Splat& splat, const std::string& what, std::size_t width) {
  const std::string warning = told.wording == Wording::verbatim ? "WARNING: " : "";
  return "\n" + std::string(width, '=') + "\n" + warning + what + "\n" +
         line(release_words(told, splat.verdict->scenario, series_words(splat.series))) + std::string(width, '-') +
         "\n";
}

// The chain in reverse order: "#n" was taken where the stack says, while "#n-1" was held.
std::string chain(const World& world, const std::vector<Link>& links, std::size_t closing) {
  std::string text = "\nthe existing dependency chain (in reverse order) is:\n";
  for (std::size_t number = links.size(); number-- > 0;) {
    const Link& into = links[(closing + number) % links.size()];
    text += "\n" + line("-> #" + std::to_string(number) + " " + lock_words(into.acquired, into.kind) + ":");
    text += stack_lines(world, into.frame, 7);
  }
  return text;
}

std::string race_words(const World& world, const Splat& splat, const schedules::Stuck* ring) {
  const Race race =
      ring == nullptr ? race_of_edges(*splat.verdict, *splat.cycle) : race_of_ring(world, ring->schedule, ring->cycle);
  return " Possible unsafe locking scenario:\n\n" + race_table(race, no_limit) + "\n *** DEADLOCK ***\n";
}

std::string trace_words(const Told& told, const World& world, const Link& closing) {
  const bool verbatim = told.wording == Wording::verbatim;
  const std::string stack = stack_lines(world, closing.frame, 1);
  return "\nstack backtrace:\n" + (verbatim ? "Call Trace:\n <TASK>\n" + stack + " </TASK>\n" : stack);
}

std::string holders(const World& world, const Link& closing, const schedules::Stuck* ring) {
  if (ring == nullptr) return held_lines(world, closing.before, closing.thread);
  std::string text;
  for (const model::ThreadId thread : ring->cycle) text += held_lines(world, ring->schedule, thread);
  return text;
}

std::string verdict_words(const Splat& splat) {
  std::string words = "replock: this cycle is " + std::string(realised_words(splat.cycle->verdict));
  if (!splat.cycle->gates.empty())
    words += "; held at each of its edges: " + printable(joined(splat.cycle->gates, ", "));
  return line(words) + line("replock: " + command_again(*splat.verdict));
}

/// The links of a cycle, and the one that was seen last: it closed the cycle.
struct Links {
  std::vector<Link> all;
  std::size_t closing = 0;

  const Link& last() const { return all[closing]; }
  /// So many before the last one.
  const Link& before(std::size_t back) const { return all[(closing + all.size() - back) % all.size()]; }
};

Links links_of(const World& world, const Splat& splat) {
  Links links;
  for (std::size_t i = 0; i < splat.cycle->classes.size(); ++i)
    links.all.push_back(link(world, *splat.verdict, *splat.cycle, i));
  for (std::size_t i = 1; i < links.all.size(); ++i)
    if (links.all[i].before.size() > links.last().before.size()) links.closing = i;
  return links;
}

/// Where the last link's task itself took what it holds: as its list of held locks says, where it has one.
std::string held_at(const World& world, const Links& links, const schedules::Stuck* ring) {
  const Link& last = links.last();
  const std::string& lock = links.before(1).acquired;
  std::string function;
  if (ring != nullptr && std::ranges::count(ring->cycle, last.thread) != 0)
    function = taken_in(world, ring->schedule, last.thread, lock);
  return at_words(function.empty() ? taken_in(world, last.before, last.thread, lock) : function);
}

std::string tries_and_holds(const World& world, const Links& links, const schedules::Stuck* ring) {
  const Link& last = links.last();
  const Link& held = links.before(1);
  return line(task_words(world, last.thread) + " is trying to acquire lock:") +
         line(lock_words(last.acquired, last.kind) + at_words(last.edge == nullptr ? "" : last.edge->function)) +
         "\nbut task is already holding lock:\n" +
         line(lock_words(held.acquired, held.kind) + held_at(world, links, ring));
}

// Where two threads do, lockdep's table says it all.
std::string chain_exists(const Links& links) {
  if (links.all.size() <= 2) return "";
  const std::string names =
      links.last().acquired + " --> " + links.before(2).acquired + " --> " + links.before(1).acquired;
  return "Chain exists of:\n" + line("  " + printable(names)) + "\n";
}

std::string recursion_text(const Told& told, const World& world, const Splat& splat, const Links& links) {
  const schedules::Stuck* const ring = ring_of(*splat.verdict, *splat.cycle);
  return title(told, splat, "possible recursive locking detected", 44) + tries_and_holds(world, links, ring) +
         "\nother info that might help us debug this:\n" + race_words(world, splat, ring) +
         "\n May be due to missing lock nesting notation\n\n";
}

std::string circle_text(const Told& told, const World& world, const Splat& splat, const Links& links) {
  const schedules::Stuck* const ring = ring_of(*splat.verdict, *splat.cycle);
  return title(told, splat, "possible circular locking dependency detected", 54) + tries_and_holds(world, links, ring) +
         "\nwhich lock already depends on the new lock.\n\n" + chain(world, links.all, links.closing) +
         "\nother info that might help us debug this:\n\n" + chain_exists(links) + race_words(world, splat, ring) +
         "\n";
}

std::string splat_text(const Told& told, const Splat& splat) {
  const World world = told.world(*splat.verdict);
  const Links links = links_of(world, splat);
  return (links.all.size() == 1 ? recursion_text : circle_text)(told, world, splat, links) +
         holders(world, links.last(), ring_of(*splat.verdict, *splat.cycle)) + trace_words(told, world, links.last()) +
         "\n" + verdict_words(splat);
}

std::string head(const Told& told) {
  std::string text = line("replock " + printable(told.version) + ": " + counted(told.verdicts.size(), "row"));
  if (told.verdicts.size() == 1)
    text = line("replock " + printable(told.version) + ": " + row_name(told.verdicts.front()) + ": " +
                row_words(told.verdicts.front()));
  for (const std::string& row : incomplete_rows(told)) text += line("replock: " + row);
  return text;
}

}  // namespace

std::string lockdep_report(const Told& told) {
  const std::vector<Splat> all = splats(told);
  std::string text = head(told);
  if (all.empty()) text += is_complete(told) ? "replock: no lock cycle\n" : "replock: no lock cycle found so far\n";
  for (const Splat& splat : all) text += splat_text(told, splat);
  return text + hung_tasks(told);
}

}  // namespace replock::reports
