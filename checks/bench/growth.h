// What a study of growth has measured.
#pragma once

#include <string>
#include <vector>

#include "checks/bench/measured.h"

namespace replock::bench {

struct GrowthPoint {
  unsigned value = 0;
  Measured ours, ours_reduced, spin, spin_reduced;
};

/// One thing about a world that grows, while the others stay.
struct GrowthAxis {
  std::string name;  ///< "VFs of each PF"
  std::vector<GrowthPoint> points;
};

/// A panel for each axis, drawn by gnuplot, as SVG. Throws Refusal where the file can't be written, or where gnuplot
/// is not installed or fails.
void draw_growth(const std::vector<GrowthAxis>& axes, const std::string& file);

}  // namespace replock::bench
