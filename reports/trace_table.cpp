// Rows from the schedule, widths from what the rows need, then lines.
#include "reports/trace_table.h"

#include <algorithm>
#include <numeric>

#include "reports/stale_reads.h"
#include "reports/text.h"

namespace replock::reports {
namespace {

using model::State;
using model::ThreadId;
using model::World;
using schedules::Schedule;

constexpr std::size_t column_min = 14;  // narrower than this, a kernel identifier takes four lines
constexpr std::size_t name_max = 24;    // of a thread, in a list
constexpr std::string_view bar = " | ";

enum class Turn : std::uint8_t { same_thread, other_thread };

struct Row {
  std::size_t column = 0;  // of the thread
  Turn turn = Turn::same_thread;
  std::string heading;  // the function, where it is not the one shown last in this column
  std::string words;
};

std::size_t place_of(const std::vector<ThreadId>& threads, ThreadId thread) {
  return static_cast<std::size_t>(std::find(threads.begin(), threads.end(), thread) - threads.begin());
}

std::vector<Row> rows_of(const World& world, const Schedule& schedule, const std::vector<ThreadId>& threads) {
  std::vector<Row> rows;
  std::vector<std::string> shown(threads.size());
  State state = model::initial_state(world);
  for (const model::Move move : schedule) {
    const model::Step& step = model::step_of(world, state, move.thread);
    Row row{place_of(threads, move.thread), Turn::same_thread, {}, printable(step_words(step, move))};
    if (!rows.empty() && rows.back().column != row.column) row.turn = Turn::other_thread;
    const std::string function = printable(model::function_of(world, step));
    if (function != shown[row.column]) row.heading = function.empty() ? "(outside):" : function + "():";
    shown[row.column] = function;
    rows.push_back(std::move(row));
    state = model::after(world, state, move);
  }
  return rows;
}

// Heading flush, steps below it indented; continued lines further in, so that they do not look like steps.
std::vector<std::string> step_lines(const Row& row, std::size_t width) {
  std::vector<std::string> lines;
  if (!row.heading.empty()) lines = wrapped(row.heading, width);
  std::size_t indent = 1;
  for (std::string_view rest = row.words; !rest.empty();) {
    const std::string part = wrapped(rest, width - indent).front();
    lines.push_back(std::string(indent, ' ') + part);
    rest.remove_prefix(part.size());
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    indent = 3;
  }
  return lines;
}

using Widths = std::vector<std::size_t>;
using Cell = std::vector<std::string>;

std::string grid_lines(const Widths& widths, std::size_t number_width, const std::string& number,
                       const std::vector<Cell>& cells, std::size_t number_line) {
  std::size_t height = 0;
  for (const Cell& cell : cells) height = std::max(height, cell.size());
  std::string text;
  for (std::size_t i = 0; i < height; ++i) {
    std::string one = pad_left(i == number_line ? number : "", number_width);
    for (std::size_t column = 0; column < widths.size(); ++column)
      one += std::string(bar) + pad_right(i < cells[column].size() ? cells[column][i] : "", widths[column]);
    text += line(one);
  }
  return text;
}

std::string rule(const Widths& widths, std::size_t number_width, char stroke) {
  std::string text(number_width + 1, stroke);
  for (const std::size_t width : widths) text += "+" + std::string(width + 2, stroke);
  text.pop_back();
  return line(text);
}

// Columns that need less than an equal share get what they need; the others share the rest.
Widths shared_out(Widths needs, std::size_t room) {
  Widths order(needs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return needs[a] < needs[b]; });
  std::size_t left = needs.size();
  for (const std::size_t column : order) {
    needs[column] = std::min(needs[column], room / left--);
    room -= needs[column];
  }
  return needs;
}

Widths needs_of(const std::vector<Row>& rows, const std::vector<std::string>& names) {
  Widths needs;
  for (const std::string& name : names) needs.push_back(std::max(column_min, name.size()));
  for (const Row& row : rows)
    needs[row.column] = std::max({needs[row.column], row.heading.size(), row.words.size() + 1});
  return needs;
}

std::string columns(const std::vector<Row>& rows, const std::vector<std::string>& names, const Widths& widths,
                    std::size_t number_width) {
  std::vector<Cell> heads;
  for (std::size_t column = 0; column < names.size(); ++column) heads.push_back(wrapped(names[column], widths[column]));
  std::string text = grid_lines(widths, number_width, "step", heads, 0) + rule(widths, number_width, '-');
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].turn == Turn::other_thread) text += rule(widths, number_width, '.');
    std::vector<Cell> cells(names.size());
    cells[rows[i].column] = step_lines(rows[i], widths[rows[i].column]);
    const std::size_t heading = rows[i].heading.empty() ? 0 : wrapped(rows[i].heading, widths[rows[i].column]).size();
    text += grid_lines(widths, number_width, std::to_string(i + 1), cells, heading);
  }
  return text + rule(widths, number_width, '-');
}

std::string list(const std::vector<Row>& rows, const std::vector<std::string>& names, std::size_t number_width,
                 std::size_t width) {
  std::size_t name_width = 6;
  for (const std::string& name : names) name_width = std::min(name_max, std::max(name_width, name.size()));
  const Widths widths{name_width, width - number_width - name_width - 2 * bar.size()};
  std::string text = grid_lines(widths, number_width, "step", {{"thread"}, {"does"}}, 0);
  text += rule(widths, number_width, '-');
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].turn == Turn::other_thread) text += rule(widths, number_width, '.');
    const std::size_t heading = rows[i].heading.empty() ? 0 : wrapped(rows[i].heading, widths[1]).size();
    Cell name(heading);
    for (const std::string& part : wrapped(names[rows[i].column], name_width)) name.push_back(part);
    text += grid_lines(widths, number_width, std::to_string(i + 1), {name, step_lines(rows[i], widths[1])}, heading);
  }
  return text + rule(widths, number_width, '-');
}

}  // namespace

std::string trace_table(const World& world, const Schedule& schedule, const schedules::Finding& finding,
                        TraceWidth width) {
  const std::vector<ThreadId> threads = taking_part(world, schedule, finding);
  const std::vector<Row> rows = rows_of(world, schedule, threads);
  std::vector<std::string> names;
  for (const ThreadId thread : threads) names.push_back(printable(world.threads[thread].name));

  const std::size_t total = static_cast<std::size_t>(width);
  const std::size_t number_width = std::max<std::size_t>(4, std::to_string(rows.size()).size());
  const std::size_t bars = number_width + bar.size() * names.size();
  const bool fits = !names.empty() && bars + column_min * names.size() <= total;
  std::string text;
  if (fits) text = columns(rows, names, shared_out(needs_of(rows, names), total - bars), number_width);
  if (!fits && !rows.empty()) text = list(rows, names, number_width, total);

  State state = model::initial_state(world);
  for (const model::Move move : schedule) state = model::after(world, state, move);
  return text + stale_reads(world, schedule, total) + final_state(world, state, finding, threads, width);
}

}  // namespace replock::reports
