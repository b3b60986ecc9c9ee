// Draws the lock graph: DOT through cgraph, SVG through gvc. The only file that knows graphviz.
#include <graphviz/cgraph.h>
#include <graphviz/gvc.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <utility>

#include "reports/lock_graph.h"
#include "reports/text.h"

namespace replock::reports {
namespace {

using schedules::EdgeKind;

// Graphviz' default is a serif for nodes and nothing for SVG readers that lack it: name a list, on all three.
constexpr const char* font = "DejaVu Sans,Helvetica,Arial,sans-serif";

// cgraph's parameters are not const, though it copies each string.
char* text(const std::string& words) { return const_cast<char*>(words.c_str()); }

struct CloseGraph {
  void operator()(Agraph_t* graph) const { agclose(graph); }
};
using Graph = std::unique_ptr<Agraph_t, CloseGraph>;

void set(void* object, const std::string& name, const std::string& value) {
  agsafeset(object, text(name), text(value), text(""));
}

void set_default(Agraph_t* graph, int kind, const std::string& name, const std::string& value) {
  agattr(graph, kind, text(name), text(value));
}

// In a label a backslash starts an escape ("\N" is the node's name): names must not be able to.
std::string label_words(const std::string& words) {
  std::string escaped;
  for (const char c : printable(words)) escaped += c == '\\' ? std::string("\\\\") : std::string(1, c);
  return escaped;
}

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

void set_defaults(Agraph_t* graph) {
  for (const int kind : {AGRAPH, AGNODE, AGEDGE}) set_default(graph, kind, "fontname", font);
  const std::pair<const char*, const char*> on_graph[] = {{"rankdir", "TB"}, {"nodesep", "0.6"},   {"ranksep", "0.6"},
                                                          {"pad", "0.3"},    {"bgcolor", "white"}, {"fontsize", "11"}};
  for (const auto& [name, value] : on_graph) set_default(graph, AGRAPH, name, value);
  const std::pair<const char*, const char*> on_node[] = {
      {"shape", "box"},   {"style", "rounded,filled"}, {"fillcolor", "#f2f5f9"}, {"color", "#33475b"},
      {"fontsize", "13"}, {"margin", "0.18,0.08"},     {"label", "\\N"}};  // else only a drawing before brings it
  for (const auto& [name, value] : on_node) set_default(graph, AGNODE, name, value);
  const std::pair<const char*, const char*> on_edge[] = {{"fontsize", "9"}, {"arrowsize", "0.8"}};
  for (const auto& [name, value] : on_edge) set_default(graph, AGEDGE, name, value);
}

void add_nodes(Agraph_t* graph, const std::vector<LockGraph::Node>& nodes) {
  for (const LockGraph::Node& node : nodes) {
    Agnode_t* drawn = agnode(graph, text(printable(node.name)), 1);
    set(drawn, "label", label_words(node.name));
    if (node.kind == LockGraph::Node::Kind::lock_class) continue;
    set(drawn, "style", "rounded,filled,dotted");
    set(drawn, "fillcolor", "white");
  }
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

void add_edge(Agraph_t* graph, const LockGraph& data, const LockGraph::Edge& edge) {
  Agnode_t* from = agnode(graph, text(printable(edge.from)), 0);
  Agnode_t* to = agnode(graph, text(printable(edge.to)), 0);
  // The name tells a plain edge from a nested one between the same two.
  Agedge_t* drawn = agedge(graph, from, to, text(std::string(schedules::words(edge.kind))), 1);
  const Look look = look_of(edge.in_cycle);
  set(drawn, "label", edge_label(edge));
  if (!edge.link.empty()) set(drawn, "URL", edge.link);
  if (must_come_from_above(data, edge)) set(drawn, "headport", "n");
  set(drawn, "color", look.color);
  set(drawn, "fontcolor", look.color);
  set(drawn, "penwidth", look.width);
  if (edge.kind == EdgeKind::nested) {
    set(drawn, "style", "dashed");
    set(drawn, "arrowhead", "onormal");
  }
  if (edge.kind == EdgeKind::wait) set(drawn, "style", "dotted");
}

// Graphviz' own label of a cluster stands at its top, the graph's at its bottom: title and legend.
Agraph_t* titled_cluster(Agraph_t* root, const std::vector<std::string>& title) {
  Agraph_t* cluster = agsubg(root, text("cluster_lock_order"), 1);
  std::string words;
  for (const std::string& part : title)
    for (const std::string& one : wrapped(part, 80)) words += label_words(one) + "\\l";
  set(cluster, "label", words);
  set(cluster, "labelloc", "t");
  set(cluster, "labeljust", "l");
  set(cluster, "fontsize", "15");
  set(cluster, "color", "white");
  return cluster;
}

void add_legend(Agraph_t* root) {
  set(root, "labelloc", "b");
  set(root, "labeljust", "l");
  const std::string arrow = "<TR><TD ALIGN=\"LEFT\"><FONT FACE=\"DejaVu Sans Mono,monospace\"";
  const auto row = [&](const std::string& color, const std::string& sample, const std::string& words) {
    return arrow + " COLOR=\"" + color + "\">" + sample + "</FONT></TD><TD ALIGN=\"LEFT\">" + words + "</TD></TR>";
  };
  const std::string gray = look_of(CycleMark::none).color;
  const std::string legend =
      "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"2\">" +
      row(gray, "------&gt;", "A to B: B was acquired while A was held; the label is the first witness") +
      row(gray, "- - -|&gt;", "nested: mutex_lock_nested(), another lockdep subclass (open arrow)") +
      row(gray, "......&gt;", "wait: flush or completion waited for while A was held") +
      row(look_of(CycleMark::realised).color, "<B>======&gt;</B>",
          "on a cycle that some schedule realises as a deadlock") +
      row(look_of(CycleMark::gated).color, "======&gt;", "on gated cycles only: no schedule deadlocks there") +
      row(look_of(CycleMark::open).color, "======&gt;", "on a cycle that is open: the search was incomplete") +
      "</TABLE>";
  char* html = agstrdup_html(root, text(legend));
  agsafeset(root, text("label"), html, text(""));
  agstrfree(root, html);
}

Graph build(const LockGraph& graph) {
  Graph root(agopen(text("lock order"), Agdirected, nullptr));
  set_defaults(root.get());
  add_legend(root.get());
  Agraph_t* cluster = titled_cluster(root.get(), graph.title);
  add_nodes(cluster, graph.nodes);
  // Graphviz draws no empty cluster, and its title would be lost.
  if (graph.nodes.empty()) set(agnode(cluster, text("no lock under another"), 1), "shape", "plaintext");
  for (const LockGraph::Edge& edge : graph.edges) add_edge(cluster, graph, edge);
  return root;
}

struct CloseContext {
  void operator()(GVC_t* context) const { gvFreeContext(context); }
};
// One for the whole process: graphviz' pango plugin remembers a font name that it does not own, and a second context
// would read it after the first one has freed it (2.42.2, found by ASan).
GVC_t* context() {
  static const std::unique_ptr<GVC_t, CloseContext> only(gvContext());
  return only.get();
}

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

}  // namespace

std::string lock_graph_dot(const LockGraph& graph) {
  const Graph drawn = build(graph);
  char* data = nullptr;
  std::size_t length = 0;
  std::unique_ptr<std::FILE, CloseFile> stream(open_memstream(&data, &length));
  if (!stream || agwrite(drawn.get(), stream.get()) != 0) throw std::runtime_error("graphviz could not write DOT");
  stream.reset();
  std::string dot(data, length);
  std::free(data);
  return dot;
}

std::string lock_graph_svg(const LockGraph& graph) {
  const Graph drawn = build(graph);
  char* data = nullptr;
  unsigned length = 0;
  if (gvLayout(context(), drawn.get(), "dot") != 0 || gvRenderData(context(), drawn.get(), "svg", &data, &length) != 0)
    throw std::runtime_error("graphviz could not draw the lock graph");
  std::string svg(data, length);
  gvFreeRenderData(data);
  gvFreeLayout(context(), drawn.get());
  return svg;
}

}  // namespace replock::reports
