// Steps of one's own and the step where they part in two columns; then the state that differs.
#include "reports/parting.h"

#include <algorithm>

#include "reports/levels.h"
#include "reports/standing.h"
#include "reports/text.h"
#include "schedules/end_state.h"

namespace replock::reports {
namespace {

using model::FieldId;
using model::Role;
using model::State;
using model::World;
using schedules::Parts;

/// A label, and what is so on each side.
struct Line {
  std::string label, left, right;
};

std::string table(const std::vector<Line>& lines, std::size_t label_max) {
  std::size_t label = 0;
  for (const Line& one : lines) label = std::max(label, std::min(one.label.size(), label_max));
  const std::size_t width = (report_width - label - 6) / 2;
  std::string text;
  for (const Line& one : lines) {
    const std::vector<std::string> cells[] = {wrapped(printable(one.label), label), wrapped(printable(one.left), width),
                                              wrapped(printable(one.right), width)};
    const std::size_t height = std::max({cells[0].size(), cells[1].size(), cells[2].size()});
    const auto cell = [&](std::size_t column, std::size_t i) {
      return i < cells[column].size() ? cells[column][i] : "";
    };
    for (std::size_t i = 0; i < height; ++i)
      text += line(pad_right(cell(0, i), label) + " | " + pad_right(cell(1, i), width) + " | " + cell(2, i));
    if (&one == &lines.front())
      text += std::string(label, '-') + "-+-" + std::string(width, '-') + "-+-" + std::string(width, '-') + "\n";
  }
  return text;
}

/// "bond worker: unlock ldev->lock, in mlx5_do_bond_work()"
std::vector<std::string> step_words(const PartingSide& side) {
  std::vector<std::string> all;
  for (const schedules::SavedRow& row : schedules::rows_of(*side.world, side.schedule))
    all.push_back(row.thread + ": " + row.step + in_function(row.function));
  return all;
}

bool has_parted(const Parting& parting) { return parting.following.parts != Parts::never; }

/// The row at which they part; the number of rows where they do not.
std::size_t last_row(const Parting& parting) { return parting.following.rows.size(); }

/// The state in which the row at which they part is the next one, or that of the end.
State last_state(const Parting& parting, const PartingSide& side) {
  schedules::Schedule schedule = side.schedule;
  if (&side == &parting.with_fault) schedule.resize(last_row(parting));
  return schedules::end_state(*side.world, schedule);
}

model::ThreadId parting_thread(const Parting& parting) { return parting.with_fault.schedule[last_row(parting)].thread; }

/// Like standing_words(), but with the move that comes next instead of the step.
std::string next_words(const World& world, const State& state, model::ThreadId thread) {
  const std::vector<model::Move> moves = model::enabled(world, state, thread);
  if (moves.empty()) return standing_words(world, state, thread);
  return model::step_of(world, state, thread).alternatives[moves.front().alternative].words;
}

/// The parting thread's words on the side with the fix.
std::string other_way(const Parting& parting) {
  const World& world = *parting.with_fix.world;
  const std::string& name = parting.with_fault.world->threads[parting_thread(parting)].name;
  const auto thread = schedules::thread_named(world, name);
  if (!thread) return "no thread of this name";
  const State state = last_state(parting, parting.with_fix);
  return name + ": " + next_words(world, state, *thread) +
         in_function(model::function_of(world, model::step_of(world, state, *thread)));
}

/// Runs of rows that both go are one line.
class Steps {
 public:
  explicit Steps(const Parting& parting)
      : parting_(parting), left_(step_words(parting.with_fault)), right_(step_words(parting.with_fix)) {}

  std::vector<Line> lines() {
    lines_.push_back({"row", parting_.with_fault.series, parting_.with_fix.series});
    for (std::size_t row = 0; row < last_row(parting_); ++row) add(row);
    tell_same(last_row(parting_));
    add_own_steps(right_.size());
    if (has_parted(parting_))
      lines_.push_back({std::to_string(last_row(parting_) + 1), left_[last_row(parting_)], other_way(parting_)});
    return std::move(lines_);
  }

 private:
  void add(std::size_t row) {
    const std::size_t place = parting_.following.rows[row];
    if (place == next_) {
      ++next_;
      return;
    }
    tell_same(row);
    if (place == schedules::done_ahead || place == schedules::left_out) {
      const bool is_ahead = place == schedules::done_ahead;
      lines_.push_back({std::to_string(row + 1), left_[row], is_ahead ? "(done before)" : "(has no such step)"});
      told_ = row + 1;
      return;
    }
    add_own_steps(place);
    next_ = place + 1;
  }

  void add_own_steps(std::size_t end) {
    for (; next_ < end; ++next_) lines_.push_back({"", "", right_[next_]});
  }

  /// The rows before this one that were not told yet.
  void tell_same(std::size_t row) {
    if (row - told_ > 1) lines_.push_back({std::to_string(told_ + 1) + "-" + std::to_string(row), "...", "the same"});
    if (row - told_ == 1) lines_.push_back({std::to_string(row), left_[told_], "the same"});
    told_ = row;
  }

  const Parting& parting_;
  std::vector<std::string> left_, right_;
  std::vector<Line> lines_;
  std::size_t told_ = 0;  // rows
  std::size_t next_ = 0;  // of the other's schedule
};

const model::Field* field_named(const World& world, const std::string& name) {
  const auto field = std::ranges::find(world.fields, name, &model::Field::name);
  return field == world.fields.end() ? nullptr : &*field;
}

/// "held by bond worker", "LOADED"; nothing where the series has no such field, or a 0 that says no more than that.
std::string value_of(const World& world, const State& state, const std::string& name, const World& other) {
  const model::Field* field = field_named(world, name);
  if (field == nullptr) return "";
  const auto id = static_cast<FieldId>(field - world.fields.data());
  if (state[id] == 0 && field_named(other, name) == nullptr) return "";
  if (field->role != Role::owner) return model::value_words(world, id, state[id]);
  return state[id] == 0 ? "free" : "held by " + world.threads[state[id] - 1U].name;
}

std::vector<std::string> told_fields(const World& first, const World& second) {
  std::vector<std::string> names;
  for (const World* world : {&first, &second})
    for (const model::Field& field : world->fields) {
      const bool is_told = field.role != Role::pc && field.role != Role::ghost;
      if (is_told && (world == &first || field_named(first, field.name) == nullptr)) names.push_back(field.name);
    }
  return names;
}

std::string stands(const World& world, const State& state, model::ThreadId thread) {
  const bool goes_on = standing(world, state, thread) == Standing::can_go_on;
  return (goes_on ? "next: " : "") + next_words(world, state, thread);
}

std::vector<Line> states(const Parting& parting) {
  const World &left = *parting.with_fault.world, &right = *parting.with_fix.world;
  const State here = last_state(parting, parting.with_fault), there = last_state(parting, parting.with_fix);
  std::vector<Line> lines{{"state", parting.with_fault.series, parting.with_fix.series}};
  const auto add = [&](const std::string& label, const std::string& one, const std::string& other) {
    if (one != other) lines.push_back({label, one, other});
  };
  for (const std::string& name : told_fields(left, right))
    add(name, value_of(left, here, name, right), value_of(right, there, name, left));
  for (std::size_t i = 0; i < left.threads.size(); ++i) {
    const auto thread = schedules::thread_named(right, left.threads[i].name);
    if (thread)
      add(left.threads[i].name, stands(left, here, static_cast<model::ThreadId>(i)), stands(right, there, *thread));
  }
  return lines;
}

std::string end_words(const Parting& parting) {
  const std::string& fix = parting.with_fix.series;
  if (!has_parted(parting))
    return parting.at_the_end == Fault::shown ? fix + " goes every row, and ends in the same fault"
                                              : fix + " goes every row, and the fault is not there in the end";
  std::string at = fix + " parts at row " + std::to_string(last_row(parting) + 1) + ": ";
  switch (parting.following.parts) {
    case Parts::blocked:
      return at + "the thread can't go on";
    case Parts::other_branch:
      return at + "another branch is taken";
    case Parts::other_step:
      return at + "the thread goes on with another step";
    case Parts::thread_gone:
      return at + "there is no such thread";
    case Parts::never:
      break;
  }
  return at;
}

std::string again_words(const Parting& parting) {
  const SearchedAgain& again = parting.again;
  const std::string states = grouped(again.states) + " states, " + schedules::words(again.end);
  if (!again.steps && again.end == schedules::End::exhausted) return "no schedule reaches the fault (" + states + ")";
  if (!again.steps) return "no schedule found, but the search is incomplete (" + states + ")";
  return "still reached in " + counted(*again.steps, "step") + " (" + states + ")";
}

}  // namespace

std::string parting_report(const Parting& parting) {
  const PartingSide &fault = parting.with_fault, &fix = parting.with_fix;
  std::string text =
      paragraph(printable(parting.scenario + ": " + parting.check + ": "), printable(parting.sentence), report_width) +
      line(printable(fault.series) + " shows it in " + counted(fault.schedule.size(), "step")) +
      paragraph("", printable(end_words(parting)), report_width) + "\n" + table(Steps(parting).lines(), report_width) +
      "\n";
  const std::vector<Line> differing = states(parting);
  text += differing.size() > 1 ? table(differing, report_width / 4) : "no state differs\n";
  text += "\n" + paragraph("any schedule at " + fix.series + ": ", again_words(parting), report_width);
  if (parting.again.steps)
    text += line("  ./replock explore " + shell_word(parting.scenario) + " --series " + fix.series);
  return text;
}

}  // namespace replock::reports
