// The HTML page around its data: the verdict, the matrix, the places that the script fills, the lock graph.
#include <algorithm>

#include "reports/formats.h"
#include "reports/html_assets.h"
#include "reports/html_data.h"
#include "reports/levels.h"
#include "reports/lock_graph.h"
#include "reports/text.h"
#include "reports/verdict_table.h"
#include "reports/xml.h"

namespace replock::reports {
namespace {

using schedules::Json;
using schedules::Verdict;

std::string escaped(const std::string& text) { return xml_escaped(printable(text)); }

std::string element(const std::string& tag, const std::string& attributes, const std::string& text) {
  return "<" + tag + attributes + ">" + escaped(text) + "</" + tag.substr(0, tag.find(' ')) + ">\n";
}

RowResult worst(const Told& told) {
  RowResult found = RowResult::passed;
  for (const Verdict& verdict : told.verdicts) {
    const RowResult result = row_result(verdict, told.judged);
    if (result == RowResult::failed) return result;
    if (result == RowResult::incomplete || found == RowResult::passed) found = result;
  }
  return found;
}

std::string banner(const Told& told) {
  const bool alone = told.verdicts.size() == 1;
  const std::string rows = counted(told.verdicts.size(), "row") + ", ";
  switch (worst(told)) {
    case RowResult::failed:
      return element("p", " class=\"banner failed\"",
                     told.judged == Judged::raw ? "VIOLATED" : "NOT AS EXPECTED: some row differs from the catalogue");
    case RowResult::incomplete:
      return element("p", " class=\"banner incomplete\"", "INCOMPLETE: not everything was searched; that is no pass");
    case RowResult::expected:
      return element("p", " class=\"banner expected\"", (alone ? "" : rows) + "all as the catalogue expects");
    case RowResult::passed:
      break;
  }
  return element("p", " class=\"banner passed\"", (alone ? "" : rows) + "every check holds in every interleaving");
}

std::vector<std::string> incomplete_or_differs(const Told& told) {
  std::vector<std::string> lines = incomplete_rows(told);
  if (told.judged == Judged::by_catalogue)
    for (const Verdict& verdict : told.verdicts)
      for (const std::string& difference : verdict.unexpected) lines.push_back(row_name(verdict) + ": " + difference);
  return lines;
}

std::string warnings(const Told& told) {
  const std::vector<std::string> lines = incomplete_or_differs(told);
  if (lines.empty()) return "";
  std::string text = "<ul>\n";
  for (const std::string& one : lines) text += element("li", " class=\"warn\"", one);
  return text + "</ul>\n";
}

std::vector<std::string> levels_run(const Told& told) {
  std::vector<std::string> names;
  for (const Verdict& verdict : told.verdicts)
    if (level_of(verdict.series) && std::find(names.begin(), names.end(), verdict.series) == names.end())
      names.push_back(verdict.series);
  std::sort(names.begin(), names.end());
  return names;
}

std::string row_link(const Verdict& verdict, std::size_t number, const std::string& words) {
  return "<a class=\"" + std::string(schedules::words(verdict.outcome)) + "\" href=\"#row=" + std::to_string(number) +
         "\" title=\"" + escaped(row_name(verdict) + ": " + row_words(verdict)) + "\">" + escaped(words) + "</a>";
}

std::string matrix_row(const Told& told, const std::string& scenario, const std::vector<std::string>& levels) {
  std::vector<std::string> cells(levels.size(), "<td></td>");
  std::string others;
  for (std::size_t i = 0; i < told.verdicts.size(); ++i) {
    const Verdict& verdict = told.verdicts[i];
    if (verdict.scenario != scenario) continue;
    const auto level = std::find(levels.begin(), levels.end(), verdict.series);
    if (level == levels.end()) {
      others += (others.empty() ? "" : ", ") + row_link(verdict, i, verdict.series + " " + matrix_cell(verdict));
      continue;
    }
    cells[static_cast<std::size_t>(level - levels.begin())] =
        "<td data-row=\"" + std::to_string(i) + "\">" + row_link(verdict, i, matrix_cell(verdict)) + "</td>";
  }
  return "<tr><th scope=\"row\">" + escaped(scenario) + "</th>" + joined(cells, "") + "<td class=\"others\">" + others +
         "</td></tr>\n";
}

std::string matrix(const Told& told) {
  if (told.verdicts.size() < 2) return "";
  std::string text =
      "<h2>Scenarios and series</h2>\n<div class=\"wide\"><table class=\"matrix\">\n<thead><tr>"
      "<th scope=\"col\">scenario</th>";
  const std::vector<std::string> levels = levels_run(told);
  for (const std::string& name : levels) text += "<th scope=\"col\">" + escaped(name) + "</th>";
  text += "<th scope=\"col\">other series</th></tr></thead>\n<tbody>\n";
  std::vector<std::string> done;
  for (const Verdict& verdict : told.verdicts) {
    if (std::find(done.begin(), done.end(), verdict.scenario) != done.end()) continue;
    done.push_back(verdict.scenario);
    text += matrix_row(told, verdict.scenario, levels);
  }
  return text + "</tbody></table></div>\n" +
         element("p", "",
                 "ok: every check holds. A number: so many checks are violated; * as the catalogue expects, ! not so. "
                 "INC: incomplete, no pass.");
}

// The same edge as lock_graph() takes: that of the first verdict that has it.
void link_edges(const Told& told, LockGraph& graph, HtmlData& data) {
  for (LockGraph::Edge& edge : graph.edges)
    for (const Verdict& verdict : told.verdicts) {
      const auto found = std::find_if(verdict.edges.begin(), verdict.edges.end(), [&](const schedules::LockEdge& one) {
        return one.held == edge.from && one.acquired == edge.to && one.kind == edge.kind;
      });
      if (found == verdict.edges.end()) continue;
      edge.link = "#trace=" + std::to_string(data.add_edge(told, verdict, *found)) +
                  "&step=" + std::to_string(found->schedule.size());
      break;
    }
}

// Without the lines that are for a file of its own.
std::string inner_svg(const LockGraph& graph) {
  const std::string svg = lock_graph_svg(graph);
  return svg.substr(std::min(svg.find("<svg"), svg.size()));
}

// In a script element only '<' could end it.
std::string script_data(const Json& json) {
  std::string text;
  for (const char c : schedules::dump_line(json)) text += c == '<' ? std::string("\\u003c") : std::string(1, c);
  return text;
}

constexpr auto places = R"(<section id="row">
<h2 id="row-title"></h2>
<p id="row-words"></p>
<ol id="findings"></ol>
<details class="screen"><summary>every check</summary><table id="checks"></table></details>
</section>
<section id="trace" hidden>
<h2 id="title"></h2>
<div id="about"></div>
<div class="controls"><button type="button" id="first" aria-label="first step">|&lt;</button>
<button type="button" id="back" aria-label="one step back">&lt;</button>
<input type="range" id="slider" min="0" value="0" aria-label="step">
<button type="button" id="next" aria-label="one step on">&gt;</button>
<button type="button" id="last" aria-label="last step">&gt;|</button>
<output id="where" for="slider"></output><span>keys: j k, arrows, Home, End</span></div>
<div class="panes"><div class="wide"><table class="trace" id="interleaving"></table></div>
<div class="side"><h3>who holds and waits</h3><div id="threads"></div><h3>the state after this step</h3>
<div id="state"></div></div></div>
</section>
<noscript><p>The steps need JavaScript; the verdict and the lock graph do not.</p></noscript>
)";

}  // namespace

std::string html_report(const Told& told) {
  HtmlData data;
  for (const Verdict& verdict : told.verdicts) data.add_row(told, verdict);
  std::string graph_text;
  if (!told.verdicts.empty()) {
    LockGraph graph = lock_graph(told.verdicts);
    link_edges(told, graph, data);
    graph_text = "<section class=\"graph\"><h2>The lock graph</h2>\n" +
                 element("p", "", "An edge leads to the step that made it.") + inner_svg(graph) + "</section>\n";
  }
  const std::string name = told.verdicts.size() == 1 ? row_name(told.verdicts.front()) : "the catalogue";
  std::string text =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
      "script-src 'unsafe-inline'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
  text += element("title", "", "replock: " + name) + "<style>\n" + html_style + "</style>\n</head>\n<body>\n<main>\n";
  text += element("h1", "", "replock " + told.version + ": " + name) + banner(told) + warnings(told) + matrix(told);
  text += places + graph_text + "</main>\n<script type=\"application/json\" id=\"data\">";
  return text + script_data(std::move(data).json()) + "</script>\n<script>\n" + html_script +
         "</script>\n</body>\n</html>\n";
}

}  // namespace replock::reports
