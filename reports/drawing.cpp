// DOT through cgraph, SVG through gvc. The only file that knows graphviz.
#include "reports/drawing.h"

#include <graphviz/cgraph.h>
#include <graphviz/gvc.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <stdexcept>

#include "reports/text.h"

namespace replock::reports {
namespace {

// cgraph's parameters are not const, though it copies each string.
char* text(const std::string& words) { return const_cast<char*>(words.c_str()); }

/// A number for each name, in the order in which they come. Graphviz' own numbers are addresses, and clusters are
/// written and laid out in the order of their numbers.
class Numbers {
 public:
  explicit Numbers(Agraph_t* graph) : graph_(graph) {}
  static void* open(Agraph_t* graph, Agdisc_t*) { return new Numbers(graph); }
  static void close(void* state) { delete static_cast<Numbers*>(state); }

  static long number(void* state, int, char* name, IDTYPE* number, int create) {
    Numbers& all = *static_cast<Numbers*>(state);
    if (name != nullptr && create == 0 && all.numbers_.count(name) == 0) return 0;
    const IDTYPE next = 2 * all.names_.size();
    *number = name == nullptr ? next + 1 : all.numbers_.try_emplace(name, next).first->second;
    if (*number >= next) all.names_.push_back(name == nullptr ? nullptr : agstrdup(all.graph_, name));
    return 1;
  }
  static char* name(void* state, int, IDTYPE number) { return static_cast<Numbers*>(state)->names_[number / 2]; }

 private:
  Agraph_t* graph_;
  std::map<std::string, IDTYPE> numbers_;
  // The graph's own strings, freed with it: cgraph looks before a name's first byte for its kind.
  std::vector<char*> names_;
};

Agiddisc_t by_order = {Numbers::open,
                       Numbers::number,
                       [](void*, int, IDTYPE) { return 0L; },
                       [](void*, int, IDTYPE) {},
                       Numbers::name,
                       Numbers::close,
                       [](void*, int, void*) {}};
Agdisc_t discipline = {&AgMemDisc, &by_order, &AgIoDisc};

struct CloseGraph {
  void operator()(Agraph_t* graph) const { agclose(graph); }
};
using Graph = std::unique_ptr<Agraph_t, CloseGraph>;

void set(Agraph_t* root, void* object, const Attributes& attributes) {
  for (const Attribute& one : attributes) {
    if (one.kind == Attribute::Kind::plain) {
      agsafeset(object, text(one.name), text(one.value), text(""));
      continue;
    }
    char* html = agstrdup_html(root, text(one.value));
    agsafeset(object, text(one.name), html, text(""));
    agstrfree(root, html);
  }
}

void set_defaults(Agraph_t* graph, int kind, const Attributes& attributes) {
  for (const Attribute& one : attributes) agattr(graph, kind, text(one.name), text(one.value));
}

Graph build(const Drawing& drawing) {
  Graph root(agopen(text(drawing.name), Agdirected, &discipline));
  set_defaults(root.get(), AGRAPH, drawing.graph_defaults);
  set_defaults(root.get(), AGNODE, drawing.node_defaults);
  set_defaults(root.get(), AGEDGE, drawing.edge_defaults);
  set(root.get(), root.get(), drawing.attributes);
  std::vector<Agraph_t*> clusters;
  const auto place = [&](std::size_t cluster) { return cluster == Drawing::top ? root.get() : clusters[cluster]; };
  for (const Drawing::Cluster& cluster : drawing.clusters) {
    clusters.push_back(agsubg(place(cluster.parent), text("cluster_" + printable(cluster.name)), 1));
    set(root.get(), clusters.back(), cluster.attributes);
  }
  for (const Drawing::Node& node : drawing.nodes)
    set(root.get(), agnode(place(node.cluster), text(printable(node.name)), 1), node.attributes);
  for (const Drawing::Edge& edge : drawing.edges) {
    Agnode_t* from = agnode(root.get(), text(printable(edge.from)), 0);
    Agnode_t* to = agnode(root.get(), text(printable(edge.to)), 0);
    set(root.get(), agedge(place(edge.cluster), from, to, text(edge.name), 1), edge.attributes);
  }
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

std::string label_words(const std::string& words) {
  std::string escaped;
  for (const char c : printable(words)) escaped += c == '\\' ? std::string("\\\\") : std::string(1, c);
  return escaped;
}

std::string drawing_dot(const Drawing& drawing) {
  const Graph drawn = build(drawing);
  char* data = nullptr;
  std::size_t length = 0;
  std::unique_ptr<std::FILE, CloseFile> stream(open_memstream(&data, &length));
  if (!stream || agwrite(drawn.get(), stream.get()) != 0) throw std::runtime_error("graphviz could not write DOT");
  stream.reset();
  std::string dot(data, length);
  std::free(data);
  return dot;
}

std::string drawing_svg(const Drawing& drawing) {
  const Graph drawn = build(drawing);
  agreseterrors();
  char* data = nullptr;
  unsigned length = 0;
  if (gvLayout(context(), drawn.get(), "dot") != 0 ||
      gvRenderData(context(), drawn.get(), "svg", &data, &length) != 0 || agerrors() >= AGERR)
    throw std::runtime_error("graphviz could not draw '" + drawing.name + "'");
  std::string svg(data, length);
  gvFreeRenderData(data);
  gvFreeLayout(context(), drawn.get());
  return svg;
}

}  // namespace replock::reports
