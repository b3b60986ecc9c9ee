// From acquisitions to edges, from edges to cycles, from deadlocks to the cycles that they realise.
#include "checks/lock_order.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "checks/cycles.h"
#include "schedules/end_state.h"
#include "schedules/preemptions.h"

namespace replock::checks {
namespace {

using model::LockId;
using model::Nesting;
using model::Step;
using model::ThreadId;
using model::Verb;
using model::World;
using schedules::CycleVerdict;
using schedules::EdgeKind;
using schedules::LockCycle;
using schedules::LockEdge;
using schedules::Schedule;

using Key = std::tuple<std::string, std::string, EdgeKind>;

/// One sighting of "held -> acquired".
struct Sighting {
  const World& world;
  ThreadId thread;
  const Step& step;
  const std::vector<LockId>& held;
  const Schedule& schedule;
};

bool blocks_on_lock(const Step& step) { return step.verb == Verb::lock; }
bool waits_for_threads(const Step& step) { return !step.waits_for.empty() && !blocks_on_lock(step); }

class Graph {
 public:
  void see(const Sighting& sighting, const std::string& held, const std::string& acquired, EdgeKind kind,
           LockId except) {
    std::vector<std::string> gates;
    for (const LockId lock : sighting.held)
      if (lock != except) gates.push_back(sighting.world.locks[lock].name);
    const auto [entry, is_new] = edges_.try_emplace(Key{held, acquired, kind});
    LockEdge& edge = entry->second;
    if (is_new) {
      edge.held = held, edge.acquired = acquired, edge.kind = kind;
      edge.gates = gates;
    } else {
      std::erase_if(edge.gates, [&](const std::string& gate) { return !std::ranges::count(gates, gate); });
    }
    if (is_new || schedules::is_simpler(sighting.schedule, edge.schedule)) {
      edge.function = model::function_of(sighting.world, sighting.step);
      edge.thread = sighting.world.threads[sighting.thread].name;
      edge.schedule = sighting.schedule;
    }
  }

  std::vector<LockEdge> edges() const {
    std::vector<LockEdge> all;
    for (const auto& [key, edge] : edges_) all.push_back(edge);
    return all;
  }

 private:
  std::map<Key, LockEdge> edges_;
};

/// Threads that somebody waits for: their locks count as taken under that wait.
std::set<ThreadId> awaited(const World& world) {
  std::set<ThreadId> threads;
  for (const model::Program& program : world.threads)
    for (const Step& step : program.steps)
      if (waits_for_threads(step)) threads.insert(step.waits_for.begin(), step.waits_for.end());
  return threads;
}

void see_step(Graph& graph, const Sighting& at, const std::set<ThreadId>& awaited_threads) {
  const World& world = at.world;
  if (blocks_on_lock(at.step)) {
    const std::string& acquired = world.locks[at.step.lock].class_name;
    const EdgeKind kind = at.step.nesting == Nesting::nested ? EdgeKind::nested : EdgeKind::plain;
    for (const LockId held : at.held) graph.see(at, world.locks[held].class_name, acquired, kind, held);
    if (awaited_threads.contains(at.thread))
      graph.see(at, world.threads[at.thread].name, acquired, EdgeKind::wait, model::none);
  }
  if (waits_for_threads(at.step))
    for (const LockId held : at.held)
      graph.see(at, world.locks[held].class_name, wanted(world, at.step), EdgeKind::wait, held);
}

/// An acquisition that only ever blocks is an edge too: lockdep records it before it waits.
void see_blocked(Graph& graph, const World& world, const schedules::Stuck& stuck,
                 const std::set<ThreadId>& awaited_threads) {
  const model::State state = schedules::end_state(world, stuck.schedule);
  const std::vector<ThreadId>& standing = stuck.cycle.empty() ? stuck.threads : stuck.cycle;
  for (const ThreadId thread : standing) {
    const std::vector<LockId> held = model::held_by(world, state, thread);
    see_step(graph, {world, thread, model::step_of(world, state, thread), held, stuck.schedule}, awaited_threads);
  }
}

std::vector<std::string> rotated(std::vector<std::string> classes) {
  if (std::set<std::string>(classes.begin(), classes.end()).size() == 1) classes.resize(1);
  std::rotate(classes.begin(), std::min_element(classes.begin(), classes.end()), classes.end());
  return classes;
}

/// t0 waits for L0, which t1 holds while it waits for L1: the edges L0 -> L1 -> ... -> L0.
std::vector<std::string> realised_by(const World& world, const schedules::Stuck& stuck) {
  std::vector<std::string> classes;
  for (std::size_t i = 0; i < stuck.cycle.size(); ++i)
    classes.push_back(wanted(world, world.step(stuck.cycle[i], stuck.steps[i])));
  return rotated(std::move(classes));
}

using ByClasses = std::map<std::vector<std::string>, LockCycle>;

const LockEdge* edge_between(const std::vector<LockEdge>& edges, const std::string& held, const std::string& acquired) {
  for (const LockEdge& edge : edges)
    if (edge.held == held && edge.acquired == acquired && (edge.kind != EdgeKind::nested || held != acquired))
      return &edge;
  return nullptr;
}

/// The locks held at each edge, and the witness of the edge that was seen last.
void gate(LockCycle& cycle, const std::vector<LockEdge>& edges) {
  bool first = true;
  for (std::size_t i = 0; i < cycle.classes.size(); ++i) {
    const LockEdge* edge = edge_between(edges, cycle.classes[i], cycle.classes[(i + 1) % cycle.classes.size()]);
    if (edge == nullptr) continue;
    if (first) cycle.gates = edge->gates;
    std::erase_if(cycle.gates, [&](const std::string& gate) { return !std::ranges::count(edge->gates, gate); });
    if (edge->schedule.size() >= cycle.schedule.size()) cycle.schedule = edge->schedule;
    first = false;
  }
}

ByClasses cycles_of(const std::vector<LockEdge>& edges, CycleVerdict unrealised) {
  std::vector<std::string> nodes;
  const auto index = [&](const std::string& name) {
    const auto found = std::ranges::find(nodes, name);
    if (found != nodes.end()) return static_cast<std::size_t>(found - nodes.begin());
    nodes.push_back(name);
    return nodes.size() - 1;
  };
  std::set<std::pair<std::size_t, std::size_t>> arcs;
  for (const LockEdge& edge : edges)
    if (edge.kind != EdgeKind::nested || edge.held != edge.acquired)
      arcs.insert({index(edge.held), index(edge.acquired)});
  ByClasses cycles;
  for (const auto& circuit : elementary_cycles(nodes.size(), {arcs.begin(), arcs.end()})) {
    std::vector<std::string> classes;
    for (const std::size_t node : circuit) classes.push_back(nodes[node]);
    LockCycle cycle;
    cycle.classes = rotated(std::move(classes));
    cycle.verdict = unrealised;
    gate(cycle, edges);
    if (unrealised == CycleVerdict::open) cycle.gates.clear();
    cycles.emplace(cycle.classes, cycle);
  }
  return cycles;
}

void realise(ByClasses& cycles, const World& world, const std::vector<schedules::Stuck>& all) {
  for (const schedules::Stuck& stuck : all) {
    if (stuck.cycle.empty()) continue;
    LockCycle& cycle = cycles[realised_by(world, stuck)];
    if (cycle.verdict == CycleVerdict::realised && !schedules::is_simpler(stuck.schedule, cycle.schedule)) continue;
    cycle = {realised_by(world, stuck), CycleVerdict::realised, {}, stuck.schedule};
  }
}

}  // namespace

std::string wanted(const World& world, const Step& step) {
  if (step.lock != model::none) return world.locks[step.lock].class_name;
  return step.waits_for.empty() ? step.words : world.threads[step.waits_for.front()].name;
}

std::string words(const LockCycle& cycle) {
  std::string text;
  for (const std::string& name : cycle.classes) text += name + " -> ";
  return text + cycle.classes.front();
}

LockOrder lock_order(const World& world, const schedules::Result& result) {
  Graph graph;
  const std::set<ThreadId> awaited_threads = awaited(world);
  for (const schedules::Acquisition& taken : result.acquisitions)
    see_step(graph, {world, taken.thread, world.step(taken.thread, taken.step), taken.held, taken.schedule},
             awaited_threads);
  for (const schedules::Stuck& stuck : result.stuck) see_blocked(graph, world, stuck, awaited_threads);

  LockOrder order{graph.edges(), {}};
  const bool complete = result.end == schedules::End::exhausted;
  ByClasses cycles = cycles_of(order.edges, complete ? CycleVerdict::gated : CycleVerdict::open);
  realise(cycles, world, result.stuck);
  for (auto& [classes, cycle] : cycles) order.cycles.push_back(std::move(cycle));
  return order;
}

}  // namespace replock::checks
