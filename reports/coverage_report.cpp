// Totals first, then what is missing.
#include "reports/coverage_report.h"

#include <algorithm>
#include <functional>

#include "reports/text.h"
#include "schedules/json.h"

namespace replock::reports {
namespace {

using schedules::Coverage;
using schedules::CoverageWay;
using schedules::Json;

constexpr std::size_t width = 100;

using Wanted = std::function<bool(const CoverageWay&)>;

std::uint64_t count(const Coverage& coverage, const Wanted& wanted) {
  return static_cast<std::uint64_t>(std::ranges::count_if(coverage.ways, wanted));
}

std::string listed(const Coverage& coverage, const std::string& title, const Wanted& wanted) {
  std::string text;
  for (const CoverageWay& way : coverage.ways) {
    if (!wanted(way)) continue;
    const std::string name = way.way.empty() ? "" : " " + way.way;
    text += paragraph("  " + pad_right(way.where, 24) + " ", way.words + name + in_function(way.function), width);
    if (!way.why.empty()) text += paragraph("      why: ", way.why, width);
  }
  return text.empty() ? "" : "\n" + title + "\n" + text;
}

std::string of(std::uint64_t part, std::uint64_t all) { return grouped(part) + " of " + grouped(all); }

}  // namespace

std::string coverage_report(const Coverage& coverage) {
  const Wanted here = [](const CoverageWay& way) { return way.recorded_here && !way.failure; };
  const Wanted here_taken = [&](const CoverageWay& way) { return here(way) && way.taken_here; };
  const Wanted failures = [](const CoverageWay& way) { return way.recorded_here && way.failure; };
  const Wanted failed = [&](const CoverageWay& way) { return failures(way) && way.taken_here; };
  std::string text = paragraph("",
                               "Coverage at " + coverage.series + ", by " + counted(coverage.rows_here, "scenario") +
                                   ", " + counted(coverage.pairs, "pair") + " of operations on one PF" + " (and by " +
                                   counted(coverage.rows, "row") +
                                   " at all series): " + of(count(coverage, here_taken), count(coverage, here)) +
                                   " ways through the lines of the flows are taken, and " +
                                   of(count(coverage, failed), count(coverage, failures)) + " failures are met.",
                               width);
  if (coverage.incomplete != 0)
    text += paragraph("INCOMPLETE: ",
                      "a bound or Ctrl-C ended " + counted(coverage.incomplete, "run") +
                          " early: what is listed may be taken all the same",
                      width);
  text += listed(coverage, "taken at other series only:", [](const CoverageWay& way) {
    return way.recorded_here && !way.taken_here && way.taken;
  });
  text += listed(coverage, "taken at no series:", [](const CoverageWay& way) { return !way.taken; });
  std::string lonely;
  for (const schedules::LonelyEdge& edge : coverage.lonely)
    lonely += line("  " + pad_right(edge.held + " -> " + edge.acquired, 44) + " " + edge.scenario);
  if (!lonely.empty()) text += "\nlock edges that one scenario alone shows:\n" + lonely;
  return text;
}

std::string coverage_json(const Coverage& coverage) {
  Json ways = Json::array(), lonely = Json::array();
  for (const CoverageWay& way : coverage.ways) {
    Json json = Json::object();
    json.set("line", way.where);
    json.set("function", way.function);
    json.set("words", way.words);
    json.set("way", way.way);
    json.set("failure", way.failure);
    json.set("recorded_here", way.recorded_here);
    json.set("taken_here", way.taken_here);
    json.set("taken", way.taken);
    json.set("why", way.why);
    ways.push(std::move(json));
  }
  for (const schedules::LonelyEdge& edge : coverage.lonely)
    lonely.push(Json::array({edge.held, edge.acquired, edge.scenario}));
  Json json = Json::object();
  json.set("format", "replock-coverage/1");
  json.set("series", coverage.series);
  json.set("rows", coverage.rows);
  json.set("rows_here", coverage.rows_here);
  json.set("pairs", coverage.pairs);
  json.set("incomplete", coverage.incomplete);
  json.set("ways", std::move(ways));
  json.set("lonely_edges", std::move(lonely));
  return schedules::dump(json);
}

}  // namespace replock::reports
