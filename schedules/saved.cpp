// Saved schedules: to JSON and back, and row by row onto the program of today.
#include "schedules/saved.h"

#include <algorithm>
#include <set>

#include "model/refusal.h"
#include "schedules/json.h"

namespace replock::schedules {
namespace {

constexpr std::string_view format = "replock-schedule/1";
constexpr std::size_t quote_max = 60;

// Foreign text in a line of ours: short, and without what a terminal would act on.
std::string quoted(const std::string& text) {
  std::string line = text.substr(0, quote_max);
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return "'" + line + (text.size() > quote_max ? "...'" : "'");
}

const Json& member(const Json& object, std::string_view key, const std::string& place) {
  if (const Json* found = object.find(key)) return *found;
  throw model::Refusal(place + ": no key '" + std::string(key) + "'; save the schedule again");
}

const std::string& text_member(const Json& object, std::string_view key, const std::string& place) {
  if (const std::string* text = member(object, key, place).text()) return *text;
  throw model::Refusal(place + ": '" + std::string(key) + "' is no string; save the schedule again");
}

void check_format(const Json& json, const std::string& place) {
  const Json* named = json.find("format");
  if (named == nullptr || named->text() == nullptr)
    throw model::Refusal(place + ": no saved schedule (no 'format' in it); name a file that replock has saved");
  const std::string& name = *named->text();
  if (name == format) return;
  if (name.starts_with("replock-schedule/"))
    throw model::Refusal(place + ": format " + quoted(name) + ", but this replock reads '" + std::string(format) +
                         "'; replay it with the version that wrote it, or save it again");
  throw model::Refusal(place + ": no saved schedule (format " + quoted(name) + "); name a file with format '" +
                       std::string(format) + "'");
}

SavedRow row_from(const Json& json, const std::string& place) {
  SavedRow row{text_member(json, "thread", place),
               text_member(json, "function", place),
               text_member(json, "step", place),
               {},
               {}};
  if (json.find("stale") == nullptr) return row;
  row.stale = text_member(json, "stale", place);
  row.saw = text_member(json, "saw", place);
  return row;
}

std::string in_function(const std::string& function) { return function.empty() ? "" : ", in " + function + "()"; }

// "no thread of this name; there are: ..."
std::vector<std::string> threads_there(const model::World& world) {
  std::string line = "no thread of this name; there are:";
  for (const model::Program& program : world.threads)
    line += (&program == &world.threads.front() ? " " : ", ") + program.name;
  return {line};
}

std::vector<std::string> moves_there(const model::World& world, const model::State& state, model::ThreadId thread) {
  const model::Step& step = model::step_of(world, state, thread);
  const std::string where = in_function(model::function_of(world, step));
  std::vector<std::string> lines;
  for (const model::Move move : model::enabled(world, state, thread))
    lines.push_back(step.alternatives[move.alternative].words + where);
  if (!lines.empty()) return lines;
  if (step.rests) return {world.threads[thread].worker ? "idle" : "done"};
  return {"blocked at " + step.words + where};
}

/// The row's stale read, if it has one: in a move without its alternative. Nothing where there is no such field or
/// value.
std::optional<model::Move> reading_of(const model::World& world, model::ThreadId thread, const SavedRow& row) {
  model::Move reading{thread};
  if (row.stale.empty()) return reading;
  for (std::size_t id = 0; id < world.fields.size(); ++id) {
    if (world.fields[id].name != row.stale) continue;
    reading.stale = static_cast<model::FieldId>(id);
    for (std::uint16_t value = 0; value <= world.fields[id].max; ++value) {
      reading.seen = value;
      if (model::value_words(world, reading.stale, value) == row.saw) return reading;
    }
  }
  return std::nullopt;
}

/// The values that each field has had.
class Past {
 public:
  explicit Past(const model::State& first) : had_(first.size()) { add(first); }

  void add(const model::State& state) {
    for (std::size_t field = 0; field < state.size(); ++field) had_[field].insert(state[field]);
    now_ = state;
  }

  /// The move reads nothing stale, or what its field had and has no longer.
  bool allows(model::Move move) const {
    return move.stale == model::none || (had_[move.stale].contains(move.seen) && now_[move.stale] != move.seen);
  }

 private:
  std::vector<std::set<std::uint16_t>> had_;
  model::State now_;
};

std::string wanted(const SavedRow& row) {
  const std::string read = row.stale.empty() ? "" : ", with a stale read of " + row.stale + " as " + row.saw;
  return row.thread + ": " + row.step + in_function(row.function) + read;
}

}  // namespace

std::optional<model::ThreadId> thread_named(const model::World& world, const std::string& name) {
  for (std::size_t thread = 0; thread < world.threads.size(); ++thread)
    if (world.threads[thread].name == name) return static_cast<model::ThreadId>(thread);
  return std::nullopt;
}

std::optional<model::Move> move_for(const model::World& world, const model::State& state, model::ThreadId thread,
                                    const SavedRow& row) {
  const model::Step& step = model::step_of(world, state, thread);
  if (model::function_of(world, step) != row.function) return std::nullopt;
  const std::optional<model::Move> reading = reading_of(world, thread, row);
  if (!reading) return std::nullopt;
  for (model::Move move : model::enabled(world, model::as_read(state, *reading), thread)) {
    if (step.alternatives[move.alternative].words != row.step) continue;
    move.stale = reading->stale;
    move.seen = reading->seen;
    return move;
  }
  return std::nullopt;
}

std::vector<SavedRow> rows_of(const model::World& world, const Schedule& schedule) {
  std::vector<SavedRow> rows;
  model::State state = model::initial_state(world);
  for (const model::Move move : schedule) {
    const model::Step& step = model::step_of(world, state, move.thread);
    SavedRow& row = rows.emplace_back();
    row.thread = world.threads[move.thread].name;
    row.function = model::function_of(world, step);
    row.step = step.alternatives[move.alternative].words;
    if (move.stale != model::none) {
      row.stale = world.fields[move.stale].name;
      row.saw = model::value_words(world, move.stale, move.seen);
    }
    state = model::after(world, state, move);
  }
  return rows;
}

std::string to_json(const SavedSchedule& saved) {
  Json rows = Json::array();
  for (const SavedRow& row : saved.rows) {
    Json entry = Json::object();
    entry.set("thread", row.thread);
    entry.set("function", row.function);
    entry.set("step", row.step);
    if (!row.stale.empty()) {
      entry.set("stale", row.stale);
      entry.set("saw", row.saw);
    }
    rows.push(std::move(entry));
  }
  Json json = Json::object();
  json.set("format", format);
  json.set("scenario", saved.scenario);
  json.set("series", saved.series);
  json.set("check", saved.check);
  json.set("sentence", saved.sentence);
  json.set("rows", std::move(rows));
  json.set("ends_in", saved.ends_in);
  return dump(json);
}

SavedSchedule saved_from_json(const std::string& text, const std::string& place) {
  const Json json = parse(text, place);
  check_format(json, place);
  SavedSchedule saved{text_member(json, "scenario", place),
                      text_member(json, "series", place),
                      text_member(json, "check", place),
                      text_member(json, "sentence", place),
                      {},
                      text_member(json, "ends_in", place)};
  const std::vector<Json>* rows = member(json, "rows", place).items();
  if (rows == nullptr) throw model::Refusal(place + ": 'rows' is no array; save the schedule again");
  for (const Json& row : *rows)
    saved.rows.push_back(row_from(row, place + ": row " + std::to_string(saved.rows.size() + 1)));
  return saved;
}

Replay replay(const model::World& world, const SavedSchedule& saved) {
  Replay done;
  model::State state = model::initial_state(world);
  Past past(state);
  for (std::size_t number = 0; number < saved.rows.size(); ++number) {
    const SavedRow& row = saved.rows[number];
    const std::optional<model::ThreadId> thread = thread_named(world, row.thread);
    const std::optional<model::Move> move = thread ? move_for(world, state, *thread, row) : std::nullopt;
    if (!move || !past.allows(*move)) {
      done.fits = false;
      done.divergence = {number, wanted(row), thread ? moves_there(world, state, *thread) : threads_there(world)};
      return done;
    }
    done.schedule.push_back(*move);
    state = model::after(world, state, *move);
    past.add(state);
  }
  return done;
}

}  // namespace replock::schedules
