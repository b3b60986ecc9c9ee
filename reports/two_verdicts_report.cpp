// Quadrant by quadrant; the self-test's rows with one cell per column.
#include "reports/two_verdicts_report.h"

#include <algorithm>

#include "reports/text.h"
#include "schedules/json.h"

namespace replock::reports {
namespace {

using schedules::ConformanceCase;
using schedules::CycleRows;
using schedules::Json;
using schedules::Quadrant;

constexpr std::size_t cycles_width = 100;

std::string_view title(Quadrant quadrant) {
  switch (quadrant) {
    case Quadrant::both:
      return "It deadlocks, and lockdep would print it";
    case Quadrant::deadlock_only:
      return "It deadlocks, and lockdep is silent";
    case Quadrant::lockdep_only:
      return "Lockdep would print it, and it can't happen";
    case Quadrant::neither:
      return "It can't happen, and lockdep is silent";
    case Quadrant::open:
      return "Not known: the search ended early";
  }
  return "";
}

std::string_view word(Quadrant quadrant) {
  switch (quadrant) {
    case Quadrant::both:
      return "both";
    case Quadrant::deadlock_only:
      return "deadlock-only";
    case Quadrant::lockdep_only:
      return "lockdep-only";
    case Quadrant::neither:
      return "neither";
    case Quadrant::open:
      return "open";
  }
  return "";
}

std::string cycle_words(const CycleRows& cycle) {
  const std::string where = cycle.rows.size() == 1
                                ? "in " + cycle.rows.front()
                                : "in " + counted(cycle.rows.size(), "row") + ", first " + cycle.rows.front();
  std::string text = paragraph("  ", cycle.two.what, cycles_width) + paragraph("      ", where, cycles_width);
  if (cycle.two.splats && cycle.two.lockdep != cycle.two.what)
    text += paragraph("      ", "lockdep: " + cycle.two.lockdep, cycles_width);
  return text;
}

std::uint64_t count(const std::vector<ConformanceCase>& cases, bool (*wanted)(const ConformanceCase&)) {
  return static_cast<std::uint64_t>(std::ranges::count_if(cases, wanted));
}

bool as_expected(const ConformanceCase& one) { return one.splat == one.expected; }

constexpr const char* columns[] = {"spin", "wlock", "rlock", "mutex", "wsem", "rsem"};
constexpr std::size_t cell_width = 7;
constexpr std::size_t name_width = 44;

std::string table_line(const std::string& name, const std::vector<const ConformanceCase*>& row) {
  std::string text = "  " + pad_right(name, name_width);
  for (const char* const column : columns) {
    const auto in_column = [&](const ConformanceCase* one) { return one->column == column; };
    const auto found = std::ranges::find_if(row, in_column);
    text += pad_right(found == row.end() ? "" : as_expected(**found) ? "ok" : "FAILED", cell_width);
  }
  return line(text);
}

std::string table(const std::vector<ConformanceCase>& cases, bool own) {
  std::string text;
  std::vector<const ConformanceCase*> row;
  for (const ConformanceCase& one : cases) {
    if (one.own != own) continue;
    if (!row.empty() && row.front()->name != one.name) {
      text += table_line(row.front()->name, row);
      row.clear();
    }
    row.push_back(&one);
  }
  return row.empty() ? text : text + table_line(row.front()->name, row);
}

/// "lockdep prints it, nobody deadlocks": names, each once.
std::string named(const std::vector<ConformanceCase>& cases, bool splat, bool deadlocks) {
  std::vector<std::string> names;
  for (const ConformanceCase& one : cases) {
    const std::string name = one.name + " (" + one.column + ")";
    if (one.searched && one.splat == splat && one.deadlocks == deadlocks) names.push_back(name);
  }
  return joined(names, ", ");
}

}  // namespace

std::string two_verdicts_report(const schedules::CyclesSeen& seen) {
  const std::vector<CycleRows>& cycles = seen.cycles;
  std::string text =
      paragraph("",
                "Lock cycles under two verdicts, in " + counted(seen.rows, "row") +
                    ": can it deadlock (every interleaving of the instances), and would lockdep print it "
                    "(classes, in whatever was run)?",
                cycles_width);
  if (seen.incomplete > 0)
    text += "INCOMPLETE: the search ended early in " + counted(seen.incomplete, "row") + ", there may be more\n";
  for (const Quadrant quadrant : schedules::quadrants) {
    const auto here = [&](const CycleRows& cycle) { return schedules::quadrant(cycle.two) == quadrant; };
    const auto number = static_cast<std::uint64_t>(std::ranges::count_if(cycles, here));
    if (number == 0 && quadrant == Quadrant::open) continue;
    text += "\n" + std::string(title(quadrant)) + ": " + grouped(number) + "\n";
    for (const CycleRows& cycle : cycles)
      if (here(cycle)) text += cycle_words(cycle);
  }
  return text;
}

std::string two_verdicts_json(const schedules::CyclesSeen& seen) {
  Json list = Json::array();
  for (const CycleRows& cycle : seen.cycles) {
    Json json = Json::object(), names = Json::array();
    for (const std::string& row : cycle.rows) names.push(row);
    json.set("cycle", cycle.two.what);
    json.set("verdicts", std::string(word(schedules::quadrant(cycle.two))));
    json.set("deadlocks", cycle.two.deadlocks);
    json.set("lockdep_prints", cycle.two.splats);
    json.set("lockdep", cycle.two.lockdep);
    json.set("rows", std::move(names));
    list.push(std::move(json));
  }
  Json json = Json::object();
  json.set("format", "replock-two-verdicts/1");
  json.set("rows", seen.rows);
  json.set("incomplete", seen.incomplete);
  json.set("cycles", std::move(list));
  return schedules::dump(json);
}

std::string conformance_report(const std::vector<ConformanceCase>& cases, const std::vector<std::string>& left_out) {
  std::string head = "  " + pad_right("", name_width);
  for (const char* const column : columns) head += pad_right(column, cell_width);
  std::string text = "The lockdep model on the cases of the kernel's locking self-test\n\n" + line(head) +
                     std::string(name_width + 2 + std::size(columns) * cell_width, '-') + "\n" + table(cases, false);
  if (count(cases, [](const ConformanceCase& one) { return one.own; }) > 0) text += "\nOur own\n" + table(cases, true);
  text += "\nThe same cases, each part a thread of its own, under two verdicts\n";
  text += paragraph("  lockdep prints it, nobody can deadlock: ", named(cases, true, false), cycles_width);
  text += paragraph("  a deadlock, lockdep is silent:          ", named(cases, false, true), cycles_width);
  text += "\nLeft out\n";
  for (const std::string& why : left_out) text += paragraph("  ", why, cycles_width);
  const std::uint64_t good = count(cases, as_expected);
  return text + "\n" + grouped(good) + " of " + counted(cases.size(), "case") + " as expected\n";
}

std::string conformance_json(const std::vector<ConformanceCase>& cases, const std::vector<std::string>& left_out) {
  Json list = Json::array(), out = Json::array();
  for (const ConformanceCase& one : cases) {
    Json json = Json::object();
    json.set("name", one.name);
    json.set("column", one.column);
    json.set("own", one.own);
    json.set("expected", one.expected);
    json.set("lockdep_prints", one.splat);
    if (one.searched) json.set("deadlocks", one.deadlocks);
    list.push(std::move(json));
  }
  for (const std::string& why : left_out) out.push(why);
  Json json = Json::object();
  json.set("format", "replock-lockdep-cases/1");
  json.set("cases", std::move(list));
  json.set("left_out", std::move(out));
  return schedules::dump(json);
}

}  // namespace replock::reports
