// Walks each schedule once and notes what every step changes.
#include "reports/html_data.h"

#include <algorithm>
#include <utility>

#include "reports/standing.h"
#include "reports/text.h"
#include "reports/trace_table.h"
#include "schedules/end_state.h"

namespace replock::reports {
namespace {

using model::FieldId;
using model::State;
using model::ThreadId;
using model::World;
using schedules::Finding;
using schedules::Json;
using schedules::Verdict;

// Program counters are what the steps themselves say, and no kernel has ghosts.
std::vector<FieldId> shown_fields(const World& world) {
  std::vector<FieldId> fields;
  for (std::size_t i = 0; i < world.fields.size(); ++i) {
    const model::Role role = world.fields[i].role;
    if (role != model::Role::pc && role != model::Role::ghost) fields.push_back(static_cast<FieldId>(i));
  }
  return fields;
}

std::string field_words(const World& world, FieldId field) {
  for (const model::Lock& lock : world.locks)
    if (lock.owner == field) return lock.name;
  return world.fields[field].name;
}

/// What a thread holds and where it stands.
using Stand = std::pair<std::string, std::string>;
Stand stand(const World& world, const State& state, ThreadId thread) {
  return {holds_words(world, state, thread), standing_words(world, state, thread)};
}

std::string result_words(const Told& told, const Verdict& verdict) {
  switch (row_result(verdict, told.judged)) {
    case RowResult::passed:
      return "passed";
    case RowResult::expected:
      return "expected";
    case RowResult::failed:
      return "failed";
    case RowResult::incomplete:
      break;
  }
  return "incomplete";
}

}  // namespace

std::size_t HtmlData::text(const std::string& words) {
  const std::string plain = printable(words);
  const auto [place, is_new] = numbers_.try_emplace(plain, strings_.size());
  if (is_new) strings_.push_back(plain);
  return place->second;
}

Json HtmlData::changes(const Shown& shown, const State& before, const State& after) {
  Json list = Json::array();
  for (std::size_t i = 0; i < shown.fields.size(); ++i) {
    const FieldId field = shown.fields[i];
    if (before[field] == after[field]) continue;
    list.push(i);
    list.push(text(model::value_words(shown.world, field, after[field])));
  }
  return list;
}

Json HtmlData::standing_changes(const Shown& shown, const State& before, const State& after) {
  Json list = Json::array();
  for (std::size_t i = 0; i < shown.threads.size(); ++i) {
    const Stand now = stand(shown.world, after, shown.threads[i]);
    if (now == stand(shown.world, before, shown.threads[i])) continue;
    list.push(i);
    list.push(text(now.first));
    list.push(text(now.second));
  }
  return list;
}

Json HtmlData::step(const Shown& shown, const State& before, const State& after, model::Move move) {
  const model::Step& step = model::step_of(shown.world, before, move.thread);
  Json one = Json::array();
  one.push(std::find(shown.threads.begin(), shown.threads.end(), move.thread) - shown.threads.begin());
  one.push(text(model::function_of(shown.world, step)));
  one.push(text(step.alternatives[move.alternative].words));
  one.push(changes(shown, before, after));
  one.push(standing_changes(shown, before, after));
  return one;
}

void HtmlData::set_walk(Json& json, const Shown& shown, const schedules::Schedule& schedule) {
  State state = model::initial_state(shown.world);
  Json names = Json::array(), start = Json::array(), steps = Json::array(), ends = Json::array();
  for (const ThreadId thread : shown.threads) {
    const Stand first = stand(shown.world, state, thread);
    names.push(text(shown.world.threads[thread].name));
    Json one = Json::array();
    one.push(text(first.first));
    one.push(text(first.second));
    start.push(std::move(one));
  }
  for (const model::Move move : schedule) {
    const State next = model::after(shown.world, state, move);
    steps.push(step(shown, state, next, move));
    state = next;
  }
  for (const ThreadId thread : shown.threads) {
    const bool waits = standing(shown.world, state, thread) == Standing::waits;
    ends.push(text(waits ? standing_words(shown.world, state, thread) : ""));
  }
  json.set("threads", std::move(names));
  json.set("start", std::move(start));
  json.set("steps", std::move(steps));
  json.set("ends", std::move(ends));
}

Json HtmlData::trace(const World& world, const Finding& finding, const Words& words, std::size_t row,
                     const std::string& kind) {
  Json json = Json::object();
  json.set("kind", kind);
  json.set("row", row);
  json.set("title", text(words.title));
  json.set("sentence", text(words.sentence));
  json.set("meaning", text(words.meaning));
  json.set("command", text(words.command));
  set_walk(json, {world, taking_part(world, finding.schedule, finding), shown_fields(world)}, finding.schedule);
  return json;
}

void HtmlData::add_row(const Told& told, const Verdict& verdict) {
  const World world = told.world(verdict);
  const State state = model::initial_state(world);
  Json fields = Json::array(), traces = Json::array(), checks = Json::array();
  for (const FieldId field : shown_fields(world)) {
    Json one = Json::array();
    one.push(text(field_words(world, field)));
    one.push(text(model::value_words(world, field, state[field])));
    fields.push(std::move(one));
  }
  for (const Finding& finding : verdict.findings) {
    traces.push(traces_.items()->size());
    const std::string title = finding.check + ", " + counted(finding.schedule.size(), "step");
    std::string sentence = finding.sentence;
    if (!finding.cycle.empty())
      sentence = "Wait cycle: " + wait_cycle(world, schedules::end_state(world, finding.schedule), finding.cycle);
    traces_.push(trace(world, finding, {title, sentence, finding.meaning, command_again(told, verdict, finding)},
                       verdicts_.size(), "finding"));
  }
  for (const schedules::CheckOutcome& check : verdict.checks) {
    Json one = Json::array();
    one.push(text(check.check));
    one.push(schedules::words(check.outcome));
    checks.push(std::move(one));
  }
  Json row = Json::object();
  row.set("title", text(row_name(verdict)));
  row.set("words", text(row_words(verdict)));
  row.set("result", result_words(told, verdict));
  row.set("checks", std::move(checks));
  row.set("traces", std::move(traces));
  row.set("fields", std::move(fields));
  rows_.push(std::move(row));
  verdicts_.push_back(&verdict);
}

std::size_t HtmlData::add_edge(const Told& told, const Verdict& verdict, const schedules::LockEdge& edge) {
  const Finding finding{"", "", edge.schedule, {}, false, ""};
  const std::string sentence = "The first witness, in " + row_name(verdict) + ": " + edge.thread +
                               (edge.function.empty() ? "" : " in " + edge.function + "()") + " acquires " +
                               edge.acquired + " while it holds " + edge.held;
  const auto row = std::find(verdicts_.begin(), verdicts_.end(), &verdict) - verdicts_.begin();
  traces_.push(trace(told.world(verdict), finding,
                     {"lock order " + edge.held + " -> " + edge.acquired, sentence, "", command_again(verdict)},
                     static_cast<std::size_t>(row), "edge"));
  return traces_.items()->size() - 1;
}

Json HtmlData::json() && {
  Json json = Json::object();
  json.set("strings", Json::array(strings_));
  json.set("rows", std::move(rows_));
  json.set("traces", std::move(traces_));
  return json;
}

}  // namespace replock::reports
