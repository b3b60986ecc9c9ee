// Rows of cells, as wide as their contents: the tables of counts and verdicts.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace replock::reports {

enum class Align : std::uint8_t { left, right };

/// Cells two blanks apart; the first row is the head and gets a rule below it. REQUIRES: as many aligns as cells.
std::string grid(const std::vector<std::vector<std::string>>& rows, const std::vector<Align>& aligns);

}  // namespace replock::reports
