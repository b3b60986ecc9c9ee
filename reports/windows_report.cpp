// A paragraph each, in the table's order.
#include "reports/windows_report.h"

#include "reports/text.h"
#include "reports/trace_table.h"
#include "schedules/json.h"

namespace replock::reports {
namespace {

using schedules::FlowLine;
using schedules::Json;
using schedules::StaleWindowRead;
using schedules::Window;
using schedules::Windows;

constexpr std::size_t windows_width = 100;

std::string words(const FlowLine& place) {
  return (place.function.empty() ? "" : place.function + "() ") + "[" + place.where + "]";
}

std::string listed(const std::set<std::string>& texts) {
  return texts.empty() ? "nothing" : joined({texts.begin(), texts.end()}, ", ");
}

std::string rows_words(const Window& window) {
  std::string text = counted(window.rows.size(), "row");
  return text + (window.rows.size() == 1 ? ": " : ", first ") + window.rows.front();
}

std::string stale_text(const StaleWindowRead& stale, const model::World& world) {
  std::string text = "\n" + paragraph("  stale: ",
                                      "'" + printable(stale.read) + "' was found in " + words(stale.read_at) +
                                          " before the window; it is not so any more when " + words(stale.used_at) +
                                          " does '" + printable(stale.used) + "', which is done only because of it",
                                      windows_width);
  text += line("  here, in " + counted(stale.schedule.size(), "step") + ": " + stale.scenario + " at " + stale.series);
  schedules::Finding finding;
  finding.schedule = stale.schedule;
  return text + trace_table(world, stale.schedule, finding, TraceWidth::terminal);
}

std::string window_text(std::size_t number, const Window& window, const WorldOf& world_of) {
  std::string text = "\n" + paragraph("window " + std::to_string(number) + ": ",
                                      window.lock + ", dropped in " + words(window.dropped) + ", taken again in " +
                                          words(window.taken_again) + ", both in " + window.function + "()",
                                      windows_width);
  text += paragraph("  seen in: ", rows_words(window), windows_width);
  text += paragraph("  inside can run: ", listed(window.inside), windows_width);
  text += paragraph("  and change: ", listed(window.changed), windows_width);
  if (window.stale.empty())
    return text + "  nothing that was read under the lock before is relied on and stale behind it\n";
  for (const StaleWindowRead& stale : window.stale) text += stale_text(stale, world_of(stale));
  return text;
}

Json place_json(const FlowLine& place) {
  Json json = Json::object();
  json.set("function", place.function);
  json.set("line", place.where);
  return json;
}

Json stale_json(const StaleWindowRead& stale, const model::World& world) {
  Json json = Json::object(), schedule = Json::array();
  for (const model::Move move : stale.schedule) {
    Json one = Json::array();
    one.push(world.threads[move.thread].name);
    one.push(int{move.alternative});
    schedule.push(std::move(one));
  }
  json.set("read", stale.read);
  json.set("read_at", place_json(stale.read_at));
  json.set("used", stale.used);
  json.set("used_at", place_json(stale.used_at));
  json.set("scenario", stale.scenario);
  json.set("series", stale.series);
  json.set("schedule", std::move(schedule));
  return json;
}

Json window_json(const Window& window, const WorldOf& world_of) {
  Json json = Json::object(), stale = Json::array();
  for (const StaleWindowRead& one : window.stale) stale.push(stale_json(one, world_of(one)));
  json.set("lock", window.lock);
  json.set("calls_out", window.kind == schedules::WindowKind::calls_out);
  json.set("dropped", place_json(window.dropped));
  json.set("taken_again", place_json(window.taken_again));
  json.set("function", window.function);
  json.set("rows", Json::array(window.rows));
  json.set("inside", Json::array(std::vector<std::string>(window.inside.begin(), window.inside.end())));
  json.set("changed", Json::array(std::vector<std::string>(window.changed.begin(), window.changed.end())));
  json.set("stale", std::move(stale));
  return json;
}

}  // namespace

std::string windows_report(const Windows& windows, const WorldOf& world_of) {
  std::size_t stale = 0, called_out = 0, between = 0;
  for (const Window& window : windows.windows) {
    stale += window.stale.size();
    ++(window.kind == schedules::WindowKind::calls_out ? called_out : between);
  }
  std::string text = paragraph(
      "",
      "Windows at " + windows.series + ", in " + counted(windows.rows, "row") + ": " + counted(called_out, "place") +
          " where a function drops a lock in the midst of what it protects, and takes it again, "
          "while others can run; and " +
          counted(between, "place") + " where two calls in a row each take a lock for themselves. " +
          counted(stale, "read") + " before them can be stale and relied on behind.",
      windows_width);
  if (windows.incomplete > 0)
    text += "INCOMPLETE: the search ended early in " + counted(windows.incomplete, "row") + ", there may be more\n";
  std::size_t number = 0;
  for (const Window& window : windows.windows)
    if (!window.stale.empty()) text += window_text(++number, window, world_of);
  for (const Window& window : windows.windows)
    if (window.stale.empty() && window.kind == schedules::WindowKind::calls_out)
      text += window_text(++number, window, world_of);
  if (number < windows.windows.size())
    text += "\n" + paragraph("",
                             "Between two calls, with nothing stale behind: " +
                                 counted(windows.windows.size() - number, "place") + ", listed by --json.",
                             windows_width);
  return text;
}

std::string windows_json(const Windows& windows, const WorldOf& world_of) {
  Json list = Json::array();
  for (const Window& window : windows.windows) list.push(window_json(window, world_of));
  Json json = Json::object();
  json.set("format", "replock-windows/1");
  json.set("series", windows.series);
  json.set("rows", windows.rows);
  json.set("incomplete", windows.incomplete);
  json.set("windows", std::move(list));
  return schedules::dump(json);
}

}  // namespace replock::reports
