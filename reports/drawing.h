// A picture as a value: clusters, nodes and edges with Graphviz' attributes, written as DOT or drawn as SVG.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace replock::reports {

struct Attribute {
  enum class Kind : std::uint8_t { plain, html };
  std::string name, value;
  Kind kind = Kind::plain;  ///< html: a label in Graphviz' own markup
};
using Attributes = std::vector<Attribute>;

struct Drawing {
  static constexpr std::size_t top = static_cast<std::size_t>(-1);  ///< in no cluster

  struct Cluster {
    std::string name;
    std::size_t parent = top;  ///< an index below its own
    Attributes attributes;
  };
  struct Node {
    std::string name;  ///< one to a drawing
    std::size_t cluster = top;
    Attributes attributes;
  };
  struct Edge {
    std::string from, to;
    std::string name;  ///< tells edges between the same two apart
    std::size_t cluster = top;
    Attributes attributes;
  };

  std::string name;
  Attributes graph_defaults, node_defaults, edge_defaults;
  Attributes attributes;  ///< of the graph itself
  std::vector<Cluster> clusters;
  std::vector<Node> nodes;
  std::vector<Edge> edges;
};

/// A list of fonts: Graphviz' default is a serif for nodes, and nothing for SVG readers that lack it.
inline constexpr const char* drawing_font = "DejaVu Sans,Helvetica,Arial,sans-serif";

/// As a plain label: in it a backslash starts an escape ("\N" is the node's name), and names must not be able to.
std::string label_words(const std::string& words);

// The same bytes for the same drawing. Graphviz is for one thread at a time.
std::string drawing_dot(const Drawing& drawing);
std::string drawing_svg(const Drawing& drawing);

}  // namespace replock::reports
