// Boost.Graph's Hawick and James enumeration; the only file that knows Boost.
#include "checks/cycles.h"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/hawick_circuits.hpp>

namespace replock::checks {
namespace {

using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS>;

struct Collect {
  std::vector<std::vector<std::size_t>>& cycles;
  template <class Path>
  void cycle(const Path& path, const Graph&) const {
    std::vector<std::size_t> nodes(path.begin(), path.end());
    std::rotate(nodes.begin(), std::min_element(nodes.begin(), nodes.end()), nodes.end());
    cycles.push_back(std::move(nodes));
  }
};

}  // namespace

std::vector<std::vector<std::size_t>> elementary_cycles(std::size_t nodes,
                                                        const std::vector<std::pair<std::size_t, std::size_t>>& edges) {
  std::vector<std::vector<std::size_t>> cycles;
  Graph graph(nodes);
  for (const auto& [from, to] : edges) {
    if (from == to)
      cycles.push_back({from});  // kept out of the enumeration, which treats self-loops unevenly
    else
      boost::add_edge(from, to, graph);
  }
  boost::hawick_circuits(graph, Collect{cycles});
  std::sort(cycles.begin(), cycles.end());
  cycles.erase(std::unique(cycles.begin(), cycles.end()), cycles.end());
  return cycles;
}

}  // namespace replock::checks
