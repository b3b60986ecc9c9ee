// Writes gnuplot's data and script, and calls it.
#include <algorithm>
#include <array>
#include <cmath>
#include <sstream>

#include "checks/bench/growth.h"
#include "checks/bench/temporary_folder.h"
#include "model/refusal.h"
#include "schedules/files.h"

namespace replock::bench {
namespace {

struct Curve {
  const char* name;
  const char* look;
  Measured GrowthPoint::*measured;
};
constexpr std::array<Curve, 4> curves = {{
    {"Spin", "lc rgb '#c04f00' lw 2 pt 7 ps 0.6", &GrowthPoint::spin},
    {"Spin, reduced", "lc rgb '#c04f00' lw 2 dt 2 pt 6 ps 0.6", &GrowthPoint::spin_reduced},
    {"replock", "lc rgb '#0060a8' lw 2 pt 7 ps 0.6", &GrowthPoint::ours},
    {"replock, reduced", "lc rgb '#0060a8' lw 2 dt 2 pt 6 ps 0.6", &GrowthPoint::ours_reduced},
}};
constexpr double name_height = 0.34;  // in powers of ten

/// Powers of ten that all curves lie between.
struct Heights {
  double least = 0, most = 0;
};

Heights heights_of(const std::vector<GrowthAxis>& axes) {
  double least = 1e9, most = 0;
  for (const GrowthAxis& axis : axes)
    for (const GrowthPoint& point : axis.points)
      for (const Curve& curve : curves) {
        least = std::min(least, (point.*curve.measured).seconds);
        most = std::max(most, (point.*curve.measured).seconds);
      }
  return {std::floor(std::log10(least)), std::ceil(std::log10(most))};
}

/// Where the curves' names stand, as powers of ten: at their ends, but not one upon the other.
std::array<double, curves.size()> name_heights(const GrowthPoint& last, const Heights& heights) {
  std::array<double, curves.size()> at{};
  std::array<std::size_t, curves.size()> order{};
  for (std::size_t i = 0; i < curves.size(); ++i) {
    order[i] = i;
    at[i] = std::log10((last.*curves[i].measured).seconds);
  }
  std::ranges::sort(order, {}, [&](std::size_t i) { return at[i]; });
  for (std::size_t i = 1; i < order.size(); ++i) at[order[i]] = std::max(at[order[i]], at[order[i - 1]] + name_height);
  double top = heights.most - name_height / 2;
  for (std::size_t i = order.size(); i-- > 0; top = at[order[i]] - name_height)
    at[order[i]] = std::min(at[order[i]], top);
  return at;
}

void write_panel(std::ostream& out, const GrowthAxis& axis, std::size_t number, const Heights& heights) {
  const unsigned first = axis.points.front().value, last = axis.points.back().value;
  const double width = last - first;
  out << "$axis" << number << " << END\n";
  for (const GrowthPoint& point : axis.points) {
    out << point.value;
    for (const Curve& curve : curves) out << ' ' << (point.*curve.measured).seconds;
    out << '\n';
  }
  out << "END\nunset label\nset title '" << axis.name << "'\nset xrange [" << first - 0.1 * width << ':'
      << last + 0.8 * width << "]\nset xtics " << first << ",1," << last << '\n';
  const std::array<double, curves.size()> at = name_heights(axis.points.back(), heights);
  for (std::size_t i = 0; i < curves.size(); ++i)
    out << "set label '" << curves[i].name << "' at " << last + 0.07 * width << ',' << std::pow(10, at[i])
        << " textcolor rgb '" << std::string(curves[i].look).substr(8, 7) << "'\n";
  out << "plot";
  for (std::size_t i = 0; i < curves.size(); ++i)
    out << (i == 0 ? " " : ", ") << "$axis" << number << " using 1:" << i + 2 << " with linespoints " << curves[i].look
        << " notitle";
  out << '\n';
}

}  // namespace

void draw_growth(const std::vector<GrowthAxis>& axes, const std::string& file) {
  const TemporaryFolder folder;
  if (!folder.run("command -v gnuplot >/dev/null")) throw model::Refusal("gnuplot is not installed");
  const Heights heights = heights_of(axes);
  std::ostringstream script;
  script << "set terminal svg size 860,640 font 'sans-serif,13' background rgb 'white'\nset output 'plot.svg'\n"
            "set multiplot layout 2,2\nset logscale y\nset format y '%g s'\nset grid ytics lc rgb '#dddddd' lt 1\n"
            "set border 3\nset tics nomirror out scale 0.5\nunset mytics\nset yrange ["
         << std::pow(10, heights.least) << ':' << std::pow(10, heights.most) << "]\n";
  for (std::size_t number = 0; number < axes.size(); ++number) write_panel(script, axes[number], number, heights);
  script << "unset multiplot\n";
  schedules::write_file(folder.file("plot.gnuplot"), script.str());
  if (!folder.run("gnuplot plot.gnuplot")) throw model::Refusal("gnuplot failed");
  schedules::write_file(file, schedules::read_file(folder.file("plot.svg")));
}

}  // namespace replock::bench
