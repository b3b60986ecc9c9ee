// The lock graph as a drawing: classes, edges with their first witness, cycles marked, a legend.
#include <algorithm>

#include "reports/drawing.h"
#include "reports/lock_graph.h"
#include "reports/text.h"

namespace replock::reports {
namespace {

using schedules::EdgeKind;

struct Look {
  const char* color;
  const char* width;
  const char* mark;  // in the label: colour alone tells nothing to many, and nothing on paper
};

Look look_of(CycleMark mark) {
  switch (mark) {
    case CycleMark::realised:
      return {"#b00020", "3.2", "cycle, realised: "};
    case CycleMark::open:
      return {"#7a3db8", "2.2", "cycle, open: "};
    case CycleMark::gated:
      return {"#c46a00", "2.2", "cycle, gated: "};
    case CycleMark::none:
      break;
  }
  return {"#444444", "1.1", ""};
}

Drawing with_defaults() {
  Drawing drawing;
  drawing.name = "lock order";
  drawing.graph_defaults = {{"fontname", drawing_font}, {"rankdir", "TB"}, {"nodesep", "0.6"},
                            {"ranksep", "0.6"},         {"pad", "0.3"},    {"bgcolor", "white"},
                            {"fontsize", "11"}};
  drawing.node_defaults = {{"fontname", drawing_font}, {"shape", "box"},     {"style", "rounded,filled"},
                           {"fillcolor", "#f2f5f9"},   {"color", "#33475b"}, {"fontsize", "13"},
                           {"margin", "0.18,0.08"},    {"label", "\\N"}};
  drawing.edge_defaults = {{"fontname", drawing_font}, {"fontsize", "9"}, {"arrowsize", "0.8"}};
  return drawing;
}

Drawing::Node drawn_node(const LockGraph::Node& node) {
  Attributes attributes = {{"label", label_words(node.name)}};
  if (node.kind == LockGraph::Node::Kind::waited_for) {
    attributes.push_back({"style", "rounded,filled,dotted"});
    attributes.push_back({"fillcolor", "white"});
  }
  return {node.name, 0, attributes};
}

std::string edge_label(const LockGraph::Edge& edge) {
  std::string words = look_of(edge.in_cycle).mark;
  if (edge.kind != EdgeKind::plain) words += "(" + std::string(schedules::words(edge.kind)) + ") ";
  const std::string where = edge.function.empty() ? edge.thread : edge.function + "()";
  std::string label;
  for (const std::string& part : wrapped(words + where, 30)) label += (label.empty() ? "" : "\\n") + label_words(part);
  return label;
}

// Graphviz leads an edge through the label of the target's edge to itself, unless it is told to come from above. That
// is where each edge comes from that is on no cycle; the others must be free to go back up.
bool must_come_from_above(const LockGraph& graph, const LockGraph::Edge& edge) {
  const auto loops = [&](const LockGraph::Edge& other) { return other.from == edge.to && other.to == edge.to; };
  return edge.from != edge.to && edge.in_cycle == CycleMark::none &&
         std::any_of(graph.edges.begin(), graph.edges.end(), loops);
}

Drawing::Edge drawn_edge(const LockGraph& graph, const LockGraph::Edge& edge) {
  const Look look = look_of(edge.in_cycle);
  Attributes attributes = {{"label", edge_label(edge)}};
  if (!edge.link.empty()) attributes.push_back({"URL", edge.link});
  if (must_come_from_above(graph, edge)) attributes.push_back({"headport", "n"});
  attributes.push_back({"color", look.color});
  attributes.push_back({"fontcolor", look.color});
  attributes.push_back({"penwidth", look.width});
  if (edge.kind == EdgeKind::nested) {
    attributes.push_back({"style", "dashed"});
    attributes.push_back({"arrowhead", "onormal"});
  }
  if (edge.kind == EdgeKind::wait) attributes.push_back({"style", "dotted"});
  // The kind tells a plain edge from a nested one between the same two.
  return {edge.from, edge.to, std::string(schedules::words(edge.kind)), 0, attributes};
}

// Graphviz' own label of a cluster stands at its top, the graph's at its bottom: title and legend.
Drawing::Cluster titled_cluster(const std::vector<std::string>& title) {
  std::string words;
  for (const std::string& part : title)
    for (const std::string& one : wrapped(part, 80)) words += label_words(one) + "\\l";
  return {"lock_order",
          Drawing::top,
          {{"label", words}, {"labelloc", "t"}, {"labeljust", "l"}, {"fontsize", "15"}, {"color", "white"}}};
}

std::string legend() {
  const std::string arrow = "<TR><TD ALIGN=\"LEFT\"><FONT FACE=\"DejaVu Sans Mono,monospace\"";
  const auto row = [&](const std::string& color, const std::string& sample, const std::string& words) {
    return arrow + " COLOR=\"" + color + "\">" + sample + "</FONT></TD><TD ALIGN=\"LEFT\">" + words + "</TD></TR>";
  };
  const std::string gray = look_of(CycleMark::none).color;
  return "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"2\">" +
         row(gray, "------&gt;", "A to B: B was acquired while A was held; the label is the first witness") +
         row(gray, "- - -|&gt;", "nested: mutex_lock_nested(), another lockdep subclass (open arrow)") +
         row(gray, "......&gt;", "wait: flush or completion waited for while A was held") +
         row(look_of(CycleMark::realised).color, "<B>======&gt;</B>",
             "on a cycle that some schedule realises as a deadlock") +
         row(look_of(CycleMark::gated).color, "======&gt;", "on gated cycles only: no schedule deadlocks there") +
         row(look_of(CycleMark::open).color, "======&gt;", "on a cycle that is open: the search was incomplete") +
         "</TABLE>";
}

Drawing drawn(const LockGraph& graph) {
  Drawing drawing = with_defaults();
  drawing.attributes = {{"labelloc", "b"}, {"labeljust", "l"}, {"label", legend(), Attribute::Kind::html}};
  drawing.clusters = {titled_cluster(graph.title)};
  for (const LockGraph::Node& node : graph.nodes) drawing.nodes.push_back(drawn_node(node));
  // Graphviz draws no empty cluster, and its title would be lost.
  if (graph.nodes.empty()) drawing.nodes.push_back({"no lock under another", 0, {{"shape", "plaintext"}}});
  for (const LockGraph::Edge& edge : graph.edges) drawing.edges.push_back(drawn_edge(graph, edge));
  return drawing;
}

}  // namespace

std::string lock_graph_dot(const LockGraph& graph) { return drawing_dot(drawn(graph)); }
std::string lock_graph_svg(const LockGraph& graph) { return drawing_svg(drawn(graph)); }

}  // namespace replock::reports
