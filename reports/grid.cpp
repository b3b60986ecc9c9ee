// Widths first, then lines.
#include "reports/grid.h"

#include <algorithm>

#include "reports/text.h"

namespace replock::reports {

std::string grid(const std::vector<std::vector<std::string>>& rows, const std::vector<Align>& aligns) {
  std::vector<std::size_t> widths(aligns.size());
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  std::string text;
  for (const auto& row : rows) {
    std::string one;
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i != 0) one += "  ";
      one += aligns[i] == Align::left ? pad_right(row[i], widths[i]) : pad_left(row[i], widths[i]);
    }
    text += line(one);
    if (&row == &rows.front()) text += std::string(one.size(), '-') + "\n";
  }
  return text;
}

}  // namespace replock::reports
