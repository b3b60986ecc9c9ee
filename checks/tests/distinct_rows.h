// The catalogue's rows, each different world once: where a patch changes nothing in a scenario, the search is the same.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "checks/catalogue.h"
#include "checks/judge.h"

namespace replock::tests {

/// Of different things in turn, those at even or at odd places, so that two processes can share them; or all.
enum class Part : std::size_t { even, odd, all };
inline bool holds(Part part, std::size_t place) {
  return part == Part::all || place % 2 == static_cast<std::size_t>(part);
}

/// The catalogue's rows; those of the merged level too, where no sanitizers make everything slow.
std::vector<checks::Row> all_rows();

/// 1, or where sanitizers make everything slow, 20: what they look for lies in the program, not in the row.
std::size_t one_row_in();

/// In the catalogue's order, one_row_in() of them.
void for_each_distinct_row(const std::function<void(const checks::Row&, const checks::Question&)>& visit);

}  // namespace replock::tests
