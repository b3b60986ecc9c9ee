// All elementary cycles of a small directed graph.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace replock::checks {

/// Each cycle once, as its nodes in order, starting with its smallest node; sorted. Self-loops are cycles of one node.
/// REQUIRES: nodes < 64; the graph has no parallel edges.
std::vector<std::vector<std::size_t>> elementary_cycles(std::size_t nodes,
                                                        const std::vector<std::pair<std::size_t, std::size_t>>& edges);

}  // namespace replock::checks
