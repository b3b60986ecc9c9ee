// Merges the edges and cycles of verdicts; the drawing is another file's.
#include "reports/lock_graph.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "reports/findings.h"
#include "reports/text.h"
#include "schedules/json.h"

namespace replock::reports {
namespace {

using schedules::EdgeKind;
using schedules::Json;
using schedules::LockCycle;
using schedules::Outcome;
using schedules::Verdict;

CycleMark mark_of(schedules::CycleVerdict verdict) {
  switch (verdict) {
    case schedules::CycleVerdict::realised:
      return CycleMark::realised;
    case schedules::CycleVerdict::gated:
      return CycleMark::gated;
    case schedules::CycleVerdict::open:
      break;
  }
  return CycleMark::open;
}

std::vector<LockGraph::Edge> merged_edges(const std::vector<Verdict>& verdicts) {
  std::map<std::tuple<std::string, std::string, EdgeKind>, LockGraph::Edge> edges;
  for (const Verdict& verdict : verdicts)
    for (const schedules::LockEdge& edge : verdict.edges)
      edges.try_emplace({edge.held, edge.acquired, edge.kind},
                        LockGraph::Edge{edge.held, edge.acquired, edge.kind, edge.thread, edge.function});
  std::vector<LockGraph::Edge> sorted;
  for (const auto& [key, edge] : edges) sorted.push_back(edge);
  return sorted;
}

// A cycle that one verdict realises and another excludes is realised.
std::vector<LockCycle> merged_cycles(const std::vector<Verdict>& verdicts) {
  std::map<std::vector<std::string>, LockCycle> cycles;
  for (const Verdict& verdict : verdicts)
    for (const LockCycle& cycle : verdict.cycles) {
      const auto [place, is_new] = cycles.try_emplace(cycle.classes, cycle);
      if (!is_new && mark_of(place->second.verdict) < mark_of(cycle.verdict)) place->second = cycle;
    }
  std::vector<LockCycle> sorted;
  for (const auto& [key, cycle] : cycles) sorted.push_back(cycle);
  return sorted;
}

void mark_edges(LockGraph& graph) {
  for (const LockCycle& cycle : graph.cycles)
    for (std::size_t i = 0; i < cycle.classes.size(); ++i)
      for (LockGraph::Edge& edge : graph.edges)
        if (edge.from == cycle.classes[i] && edge.to == cycle.classes[(i + 1) % cycle.classes.size()])
          edge.in_cycle = std::max(edge.in_cycle, mark_of(cycle.verdict));
}

std::vector<LockGraph::Node> nodes_of(const std::vector<LockGraph::Edge>& edges) {
  std::set<std::string> names, locks;
  for (const LockGraph::Edge& edge : edges) {
    names.insert({edge.from, edge.to});
    locks.insert(edge.from);
    if (edge.kind != EdgeKind::wait) locks.insert(edge.to);
  }
  std::vector<LockGraph::Node> nodes;
  for (const std::string& name : names)
    nodes.push_back(
        {name, locks.contains(name) ? LockGraph::Node::Kind::lock_class : LockGraph::Node::Kind::waited_for});
  return nodes;
}

Outcome worst(const std::vector<Verdict>& verdicts) {
  const auto some = [&](Outcome outcome) {
    return std::any_of(verdicts.begin(), verdicts.end(), [&](const Verdict& v) { return v.outcome == outcome; });
  };
  if (some(Outcome::violated)) return Outcome::violated;
  return some(Outcome::incomplete) ? Outcome::incomplete : Outcome::holds;
}

std::string unique_words(std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  if (names.size() > 4) return std::to_string(names.size()) + " scenarios";
  return joined(names, ", ");
}

std::string incomplete_words(const std::vector<Verdict>& verdicts) {
  const auto early = static_cast<std::uint64_t>(std::ranges::count_if(
      verdicts, [](const Verdict& verdict) { return verdict.result.end != schedules::End::exhausted; }));
  if (early == 0) return "";
  if (verdicts.size() == 1) return "INCOMPLETE: the search ended early";
  return "INCOMPLETE: " + grouped(early) + " of " + grouped(verdicts.size()) + " searches ended early";
}

std::string cycle_counts(const LockGraph& graph) {
  std::map<schedules::CycleVerdict, std::uint64_t> counts;
  for (const LockCycle& cycle : graph.cycles) ++counts[cycle.verdict];
  std::vector<std::string> parts;
  for (const auto& [verdict, count] : counts)
    parts.push_back(counted(count, std::string(schedules::words(verdict)) + " cycle"));
  return (parts.empty() ? "no lock cycle" : joined(parts, ", ")) + (graph.incomplete.empty() ? "" : " found so far");
}

std::vector<std::string> title_of(const LockGraph& graph, const std::vector<Verdict>& verdicts) {
  std::vector<std::string> scenarios, series;
  for (const Verdict& verdict : verdicts) {
    scenarios.push_back(verdict.scenario);
    series.push_back(verdict.series);
  }
  std::sort(series.begin(), series.end());
  series.erase(std::unique(series.begin(), series.end()), series.end());
  std::vector<std::string> title{"lock order: " + unique_words(scenarios) + " at " + series_words(series),
                                 std::string(schedules::words(worst(verdicts))) + "; " + cycle_counts(graph)};
  if (!graph.incomplete.empty()) title.push_back(graph.incomplete);
  return title;
}

Json edge_json(const LockGraph::Edge& edge) {
  Json json = Json::object();
  json.set("held", edge.from);
  json.set("acquired", edge.to);
  json.set("kind", schedules::words(edge.kind));
  json.set("thread", edge.thread);
  json.set("function", edge.function);
  json.set("cycle", words(edge.in_cycle));
  return json;
}

Json cycle_json(const LockCycle& cycle) {
  Json json = Json::object();
  json.set("classes", Json::array(cycle.classes));
  json.set("verdict", schedules::words(cycle.verdict));
  json.set("gates", Json::array(cycle.gates));
  return json;
}

}  // namespace

std::string_view words(CycleMark mark) {
  switch (mark) {
    case CycleMark::none:
      return "none";
    case CycleMark::gated:
      return "gated";
    case CycleMark::open:
      return "open";
    case CycleMark::realised:
      return "realised";
  }
  return "none";
}

LockGraph lock_graph(const std::vector<Verdict>& verdicts) {
  LockGraph graph;
  graph.edges = merged_edges(verdicts);
  graph.cycles = merged_cycles(verdicts);
  graph.nodes = nodes_of(graph.edges);
  graph.incomplete = incomplete_words(verdicts);
  graph.title = title_of(graph, verdicts);
  mark_edges(graph);
  return graph;
}

std::string lock_graph_json(const LockGraph& graph) {
  Json nodes = Json::array();
  for (const LockGraph::Node& node : graph.nodes) {
    Json one = Json::object();
    one.set("name", node.name);
    one.set("kind", node.kind == LockGraph::Node::Kind::lock_class ? "lock class" : "waited for");
    nodes.push(std::move(one));
  }
  Json edges = Json::array();
  for (const LockGraph::Edge& edge : graph.edges) edges.push(edge_json(edge));
  Json cycles = Json::array();
  for (const LockCycle& cycle : graph.cycles) cycles.push(cycle_json(cycle));
  Json json = Json::object();
  json.set("format", "replock-lock-graph/1");
  json.set("title", Json::array(graph.title));
  json.set("complete", graph.incomplete.empty());
  json.set("nodes", std::move(nodes));
  json.set("edges", std::move(edges));
  json.set("cycles", std::move(cycles));
  return schedules::dump(json);
}

}  // namespace replock::reports
