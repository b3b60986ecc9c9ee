// Saved schedules: to JSON and back, and row by row onto the program of today.
#include "schedules/saved.h"

#include <algorithm>

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
  return {text_member(json, "thread", place), text_member(json, "function", place), text_member(json, "step", place)};
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
  for (const model::Move move : model::enabled(world, state, thread))
    if (step.alternatives[move.alternative].words == row.step) return move;
  return std::nullopt;
}

std::vector<SavedRow> rows_of(const model::World& world, const Schedule& schedule) {
  std::vector<SavedRow> rows;
  model::State state = model::initial_state(world);
  for (const model::Move move : schedule) {
    const model::Step& step = model::step_of(world, state, move.thread);
    rows.push_back(
        {world.threads[move.thread].name, model::function_of(world, step), step.alternatives[move.alternative].words});
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
  for (std::size_t number = 0; number < saved.rows.size(); ++number) {
    const SavedRow& row = saved.rows[number];
    const std::optional<model::ThreadId> thread = thread_named(world, row.thread);
    const std::optional<model::Move> move = thread ? move_for(world, state, *thread, row) : std::nullopt;
    if (!move) {
      done.fits = false;
      done.divergence = {number, row.thread + ": " + row.step + in_function(row.function),
                         thread ? moves_there(world, state, *thread) : threads_there(world)};
      return done;
    }
    done.schedule.push_back(*move);
    state = model::after(world, state, *move);
  }
  return done;
}

}  // namespace replock::schedules
