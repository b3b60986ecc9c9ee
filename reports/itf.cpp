// The Informal Trace Format: one schedule as a list of states, for the viewers and readers of the TLA+ world.
#include "reports/formats.h"
#include "reports/text.h"
#include "schedules/json.h"

namespace replock::reports {
namespace {

using model::Role;
using model::State;
using model::World;
using schedules::Finding;
using schedules::Json;
using schedules::Verdict;

// Whole numbers are written so that no reader takes them for floating point.
Json big(std::uint64_t number) {
  Json json = Json::object();
  json.set("#bigint", std::to_string(number));
  return json;
}

struct Variable {
  std::string name;
  model::FieldId field;
};

// Program counters are one map; ghosts are no state of the kernel. A name that starts with '#' would be syntax, and one
// that comes twice would hide the other.
std::vector<Variable> variables(const World& world) {
  std::vector<Variable> all;
  for (std::size_t i = 0; i < world.fields.size(); ++i) {
    const model::Field& field = world.fields[i];
    if (field.role == Role::pc || field.role == Role::ghost) continue;
    std::string name = printable(field.name);
    if (name.starts_with("#")) name.insert(0, "_");
    for (const Variable& other : all)
      if (other.name == name) name += "'" + std::to_string(i);
    all.push_back({name, static_cast<model::FieldId>(i)});
  }
  return all;
}

constexpr auto counters = "replock::pc", action = "mbt::actionTaken", thread_name = "replock::thread";

Json state_json(const World& world, const std::vector<Variable>& variables, const State& state, std::size_t index) {
  Json meta = Json::object();
  meta.set("index", index);
  Json json = Json::object();
  json.set("#meta", std::move(meta));
  Json map = Json::array();
  for (std::size_t i = 0; i < world.threads.size(); ++i) {
    Json pair = Json::array();
    pair.push(printable(world.threads[i].name));
    pair.push(big(state[world.threads[i].pc]));
    map.push(std::move(pair));
  }
  Json pcs = Json::object();
  pcs.set("#map", std::move(map));
  json.set(counters, std::move(pcs));
  for (const Variable& variable : variables) {
    const bool named = !world.fields[variable.field].values.empty();
    const std::uint16_t value = state[variable.field];
    json.set(variable.name, named ? Json(printable(model::value_words(world, variable.field, value))) : big(value));
  }
  return json;
}

Json states(const World& world, const std::vector<Variable>& variables, const Finding& finding, State& state) {
  Json all = Json::array();
  const auto add = [&](std::size_t index, const std::string& thread, const std::string& words) {
    Json one = state_json(world, variables, state, index);
    one.set(thread_name, printable(thread));
    one.set(action, printable(words));
    all.push(std::move(one));
  };
  add(0, "", "init");
  for (std::size_t i = 0; i < finding.schedule.size(); ++i) {
    const model::Move move = finding.schedule[i];
    const std::string words = model::step_of(world, state, move.thread).alternatives[move.alternative].words;
    state = model::after(world, state, move);
    add(i + 1, world.threads[move.thread].name, words);
  }
  return all;
}

Json var_types(const World& world, const std::vector<Variable>& variables) {
  Json types = Json::object();
  types.set(counters, "Str -> Int");
  for (const Variable& variable : variables)
    types.set(variable.name, world.fields[variable.field].values.empty() ? "Int" : "Str");
  types.set(thread_name, "Str");
  types.set(action, "Str");
  return types;
}

struct Shown {
  const Verdict* verdict = nullptr;
  const Finding* finding = nullptr;
  std::size_t others = 0;
};

// The file holds one trace: that of the first finding.
Shown shown(const Told& told) {
  Shown first;
  for (const Verdict& verdict : told.verdicts)
    for (const Finding& finding : verdict.findings) {
      if (first.finding == nullptr)
        first = {&verdict, &finding, 0};
      else
        ++first.others;
    }
  if (first.finding == nullptr && !told.verdicts.empty()) first.verdict = &told.verdicts.front();
  return first;
}

Json meta(const Told& told, const Shown& first) {
  Json json = Json::object();
  json.set("format", "ITF");
  json.set("format-description", "https://apalache.informal.systems/docs/adr/015adr-trace.html");
  json.set("source", printable("replock " + told.version + ", " + row_name(*first.verdict)));
  const std::string_view fine = is_complete(told) ? "holds" : "incomplete";
  json.set("status", first.finding != nullptr ? "violation" : fine);
  if (first.finding != nullptr)
    json.set("description", printable(first.finding->check + ": " + first.finding->sentence));
  json.set("findings-not-shown", first.others);
  json.set("incomplete", Json::array(incomplete_rows(told)));
  return json;
}

}  // namespace

std::string itf_report(const Told& told) {
  const Shown first = shown(told);
  if (first.verdict == nullptr) return schedules::dump(Json::object());
  const World world = told.world(*first.verdict);
  const std::vector<Variable> all = variables(world);
  const Finding finding = first.finding == nullptr ? Finding{} : *first.finding;
  State state = model::initial_state(world);
  Json trace = states(world, all, finding, state);

  Json head = meta(told, first);
  Json types = var_types(world, all);
  Json names = Json::array(types.members()->keys);
  head.set("varTypes", std::move(types));
  Json json = Json::object();
  json.set("#meta", std::move(head));
  json.set("params", Json::array());
  json.set("vars", std::move(names));
  json.set("states", std::move(trace));
  // Where nothing moves any more, the last state is followed by itself for ever.
  if (first.finding != nullptr && model::enabled(world, state).empty()) json.set("loop", finding.schedule.size());
  return schedules::dump(json);
}

}  // namespace replock::reports
