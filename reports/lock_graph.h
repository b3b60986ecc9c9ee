// The lock graph of one or several verdicts: which class was held while which other one was acquired.
#pragma once

#include <string>
#include <vector>

#include "schedules/verdict.h"

namespace replock::reports {

/// From harmless to real; where several verdicts differ, the worst counts.
enum class CycleMark : std::uint8_t { none, gated, open, realised };
std::string_view words(CycleMark mark);

struct LockGraph {
  struct Node {
    enum class Kind : std::uint8_t { lock_class, waited_for };
    std::string name;  ///< "reps_lock", or what is only ever waited for: "esw0 worker"
    Kind kind = Kind::lock_class;
  };
  struct Edge {
    std::string from, to;  ///< held, acquired
    schedules::EdgeKind kind = schedules::EdgeKind::plain;
    std::string thread, function;  ///< the first witness
    CycleMark in_cycle = CycleMark::none;
    std::string link;  ///< where a drawing leads to from here; "" leads nowhere
  };
  std::vector<std::string> title;            ///< lines: what it was made from, the verdict, how much is missing
  std::vector<Node> nodes;                   ///< by name
  std::vector<Edge> edges;                   ///< by (from, to, kind)
  std::vector<schedules::LockCycle> cycles;  ///< by classes
  std::string incomplete;                    ///< how many of the searches ended early; "": none
};

/// REQUIRES: at least one verdict. The first witness is that of the first verdict that has the edge.
LockGraph lock_graph(const std::vector<schedules::Verdict>& verdicts);

// The same bytes for the same graph. DOT and SVG use graphviz, which is for one thread at a time.
std::string lock_graph_json(const LockGraph& graph);
std::string lock_graph_dot(const LockGraph& graph);
std::string lock_graph_svg(const LockGraph& graph);

}  // namespace replock::reports
