// Each different world is a job in a process of its own; rows come back as JSON.
#include "checks/engine_rows.h"

#include "checks/processes.h"
#include "schedules/json.h"

namespace replock::checks {
namespace {

using schedules::Json;
using schedules::RelacyEnd;
using schedules::Scheduler;

/// For each question the first one that has its world.
std::vector<std::size_t> first_of_each(const std::vector<Question>& questions) {
  std::vector<std::size_t> first;
  for (std::size_t index = 0; index < questions.size(); ++index) {
    first.push_back(index);
    for (std::size_t other = 0; other < index && first.back() == index; ++other)
      if (questions[other].scenario == questions[index].scenario &&
          questions[other].recorded.world == questions[index].recorded.world)
        first.back() = other;
  }
  return first;
}

Json pair_json(const EngineRow::What& what) { return Json::array({what.first, what.second}); }

EngineRow::What pair_from(const Json& json) { return {*(*json.items())[0].text(), *(*json.items())[1].text()}; }

Json try_json(const RelacyTry& tried) {
  Json json = Json::object();
  json.set("scheduler", static_cast<int>(tried.options.scheduler));
  json.set("preemptions", tried.options.preemptions_max);
  json.set("steps", tried.options.moves_max);
  json.set("end", static_cast<int>(tried.run.end));
  json.set("executions", tried.run.executions);
  return json;
}

std::uint64_t number(const Json& json, std::string_view key) {
  return static_cast<std::uint64_t>(*json.find(key)->integer());
}

RelacyTry try_from(const Json& json) {
  RelacyTry tried;
  tried.options.scheduler = static_cast<Scheduler>(number(json, "scheduler"));
  tried.options.preemptions_max = static_cast<unsigned>(number(json, "preemptions"));
  tried.options.moves_max = number(json, "steps");
  tried.run.end = static_cast<RelacyEnd>(number(json, "end"));
  tried.run.executions = number(json, "executions");
  return tried;
}

}  // namespace

std::string to_text(const EngineRow& row) {
  Json tries = Json::array(), missed = Json::array(), only = Json::array();
  for (const RelacyTry& tried : row.tries) tries.push(try_json(tried));
  for (const auto& [what, trace] : row.missed) {
    Json one = Json::object();
    one.set("what", pair_json(what));
    one.set("steps", trace.steps);
    one.set("preemptions", trace.preemptions);
    missed.push(std::move(one));
  }
  for (const EngineRow::What& what : row.only) only.push(pair_json(what));
  Json json = Json::object();
  json.set("scenario", row.scenario);
  json.set("series", row.series);
  json.set("states", row.states);
  json.set("exhausted", row.exhausted);
  json.set("findings", row.findings);
  json.set("tries", std::move(tries));
  json.set("missed", std::move(missed));
  json.set("only", std::move(only));
  return dump_line(json);
}

EngineRow engine_row_from(const std::string& text) {
  const Json json = schedules::parse(text, "a search's process");
  EngineRow row;
  row.scenario = *json.find("scenario")->text();
  row.series = *json.find("series")->text();
  row.states = number(json, "states");
  row.exhausted = *json.find("exhausted")->truth();
  row.findings = number(json, "findings");
  for (const Json& one : *json.find("tries")->items()) row.tries.push_back(try_from(one));
  for (const Json& one : *json.find("missed")->items())
    row.missed[pair_from(*one.find("what"))] = {number(one, "steps"),
                                                static_cast<unsigned>(number(one, "preemptions"))};
  for (const Json& one : *json.find("only")->items()) row.only.insert(pair_from(one));
  return row;
}

std::vector<EngineRow> engine_rows(const std::vector<Question>& questions, const EngineSearch& search,
                                   const Attention& attention) {
  const std::vector<std::size_t> first = first_of_each(questions);
  std::vector<std::size_t> asked;
  for (std::size_t index = 0; index < first.size(); ++index)
    if (first[index] == index) asked.push_back(index);
  Jobs jobs;
  jobs.count = asked.size();
  jobs.at_once = search.threads;
  const std::atomic<bool>* const interrupted = attention.silent({}).interrupted;
  jobs.run = [&](std::size_t job) {
    return to_text(compare_engines(questions[asked[job]], search.limits, interrupted));
  };
  jobs.on_done = [&](std::size_t done) { attention.show(RowsDone{done, asked.size()}); };
  jobs.interrupted = [&] { return attention.interrupted(); };
  const std::vector<std::optional<std::string>> answers = run_in_processes(jobs);

  std::vector<EngineRow> rows(questions.size());
  for (std::size_t job = 0; job < asked.size(); ++job)
    if (answers[job]) rows[asked[job]] = engine_row_from(*answers[job]);
  for (std::size_t index = 0; index < rows.size(); ++index) {
    rows[index] = rows[first[index]];
    rows[index].scenario = questions[index].scenario;
    rows[index].series = questions[index].series.name();
    rows[index].limits = search.limits;
  }
  return rows;
}

}  // namespace replock::checks
