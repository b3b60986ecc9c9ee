// From rings and edges to lines, from lines to columns.
#include "reports/race.h"

#include <algorithm>

#include "model/step.h"
#include "reports/text.h"
#include "schedules/end_state.h"

namespace replock::reports {
namespace {

using model::State;
using model::Step;
using model::ThreadId;
using model::World;

constexpr std::size_t first_column = 7, column_width = 24;  // lockdep's

std::string taking(const Step& step, const std::string& name) {
  return (step.mode == model::LockMode::read ? "rlock(" : "lock(") + name + ")";
}

std::string wanting(const World& world, const Step& step) {
  if (step.lock != model::none) return taking(step, world.locks[step.lock].name);
  return "sync(" + (step.waits_for.empty() ? step.words : world.threads[step.waits_for.front()].name) + ")";
}

struct Taken {
  std::size_t step = 0;  // of the schedule
  RaceLine line;
};

// When the thread in this column took the lock that it holds in the end.
Taken taken(const World& world, const schedules::Schedule& schedule, ThreadId thread, model::LockId lock) {
  Taken last;
  State state = model::initial_state(world);
  for (std::size_t i = 0; i < schedule.size(); ++i) {
    const Step& step = model::step_of(world, state, schedule[i].thread);
    State next = model::after(world, state, schedule[i]);
    if (!model::holds(world, state, thread, lock) && model::holds(world, next, thread, lock))
      last = {i, {0, taking(step, world.locks[lock].name)}};
    state = std::move(next);
  }
  return last;
}

std::string table(const Race& race) {
  std::string heads, rules, text;
  for (std::size_t i = 0; i < race.threads.size(); ++i) {
    const std::size_t at = first_column + i * column_width;
    heads = pad_right(heads, at) + "CPU" + std::to_string(i);
    rules = pad_right(rules, at) + "----";
  }
  text = line(heads) + line(rules);
  for (const RaceLine& one : race.lines) {
    const std::size_t at = one.column == 0 ? 2 : first_column + one.column * column_width;
    text += line(std::string(at, ' ') + printable(one.words) + ";");
  }
  return text;
}

std::string list(const Race& race, std::size_t width) {
  std::string text;
  for (const RaceLine& one : race.lines)
    text += paragraph("  CPU" + std::to_string(one.column) + "  ", printable(one.words) + ";", width);
  return text;
}

std::size_t width_of(const Race& race) {
  std::size_t width = first_column + (race.threads.size() - 1) * column_width + 6;
  for (const RaceLine& one : race.lines)
    width = std::max(width, first_column + one.column * column_width + one.words.size() + 1);
  return width;
}

}  // namespace

Race race_of_ring(const World& world, const schedules::Schedule& schedule, const std::vector<ThreadId>& ring) {
  const State end = schedules::end_state(world, schedule);
  Race race;
  std::vector<Taken> first;
  std::vector<RaceLine> last;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    race.threads.push_back(world.threads[ring[i]].name);
    const Step& before = model::step_of(world, end, ring[(i + ring.size() - 1) % ring.size()]);
    if (before.lock != model::none && model::holds(world, end, ring[i], before.lock)) {
      first.push_back(taken(world, schedule, ring[i], before.lock));
      first.back().line.column = i;
    }
    last.push_back({i, wanting(world, model::step_of(world, end, ring[i]))});
  }
  std::stable_sort(first.begin(), first.end(), [](const Taken& a, const Taken& b) { return a.step < b.step; });
  for (Taken& one : first) race.lines.push_back(std::move(one.line));
  race.lines.insert(race.lines.end(), last.begin(), last.end());
  return race;
}

Race race_of_edges(const schedules::Verdict& verdict, const schedules::LockCycle& cycle) {
  Race race;
  std::vector<RaceLine> last;
  for (std::size_t i = 0; i < cycle.classes.size(); ++i) {
    const std::string& acquired = cycle.classes[(i + 1) % cycle.classes.size()];
    const schedules::LockEdge* edge = edge_between(verdict, cycle.classes[i], acquired);
    race.threads.push_back(edge == nullptr ? "?" : edge->thread);
    race.lines.push_back({i, "lock(" + cycle.classes[i] + ")"});
    const bool waits = edge != nullptr && edge->kind == schedules::EdgeKind::wait;
    last.push_back({i, (waits ? "sync(" : "lock(") + acquired + ")"});
  }
  race.lines.insert(race.lines.end(), last.begin(), last.end());
  return race;
}

std::string race_table(const Race& race, std::size_t width) {
  std::string text = width_of(race) <= width ? table(race) : list(race, width);
  for (std::size_t i = 0; i < race.threads.size(); ++i)
    text += paragraph(" CPU" + std::to_string(i) + " is ", printable(race.threads[i]), width);
  return text;
}

const schedules::LockEdge* edge_between(const schedules::Verdict& verdict, const std::string& held,
                                        const std::string& acquired) {
  for (const schedules::LockEdge& edge : verdict.edges)
    if (edge.held == held && edge.acquired == acquired &&
        (edge.kind != schedules::EdgeKind::nested || held != acquired))
      return &edge;
  return nullptr;
}

const schedules::Stuck* ring_of(const schedules::Verdict& verdict, const schedules::LockCycle& cycle) {
  if (cycle.verdict != schedules::CycleVerdict::realised) return nullptr;
  for (const schedules::Stuck& stuck : verdict.result.stuck)
    if (stuck.cycle.size() >= cycle.classes.size() && stuck.schedule == cycle.schedule) return &stuck;
  return nullptr;
}

}  // namespace replock::reports
