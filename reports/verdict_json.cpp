// One JSON object a row. Keys that readers know stay; new ones are appended.
#include "reports/verdict_json.h"

#include <algorithm>

#include "reports/text.h"
#include "schedules/json.h"
#include "schedules/stale.h"

namespace replock::reports {
namespace {

using schedules::Json;
using schedules::Verdict;

bool is_complete(const Verdict& verdict) { return verdict.result.end == schedules::End::exhausted; }

Json checks(const Verdict& verdict) {
  Json json = Json::object();
  for (const schedules::CheckOutcome& check : verdict.checks)
    json.set(check.check, words(check.outcome, verdict.result.end));
  return json;
}

Json findings(const Verdict& verdict, const ScheduleFile& file) {
  Json json = Json::array();
  for (const schedules::Finding& finding : verdict.findings) {
    Json one = Json::object();
    one.set("check", finding.check);
    one.set("steps", finding.schedule.size());
    one.set("shown", schedules::words(finding.shown));
    one.set("schedule", file ? file(verdict, finding) : "");
    one.set("sentence", finding.sentence);
    one.set("expected", finding.expected);
    one.set("meaning", finding.meaning);
    Json cycle = Json::array();
    for (const model::ThreadId thread : finding.cycle) cycle.push(thread);
    one.set("cycle", std::move(cycle));
    if (const std::size_t stale = schedules::count_stale(finding.schedule); stale > 0) one.set("stale_reads", stale);
    json.push(std::move(one));
  }
  return json;
}

Json lock_order(const Verdict& verdict) {
  Json json = Json::array();
  for (const schedules::LockEdge& edge : verdict.edges) {
    Json one = Json::object();
    one.set("held", edge.held);
    one.set("acquired", edge.acquired);
    one.set("kind", schedules::words(edge.kind));
    one.set("thread", edge.thread);
    one.set("function", edge.function);
    one.set("gates", Json::array(edge.gates));
    json.push(std::move(one));
  }
  return json;
}

Json cycles(const Verdict& verdict) {
  Json json = Json::array();
  for (const schedules::LockCycle& cycle : verdict.cycles) {
    Json one = Json::object();
    one.set("classes", Json::array(cycle.classes));
    one.set("verdict", schedules::words(cycle.verdict));
    one.set("gates", Json::array(cycle.gates));
    one.set("steps", cycle.schedule.size());
    json.push(std::move(one));
  }
  return json;
}

/// Estimates are texts: this JSON has whole numbers only.
Json omission(const schedules::Omission& missed) {
  Json json = Json::object();
  json.set("array_bytes", missed.array_bytes);
  json.set("bits_set", missed.bits_set);
  json.set("states", estimate(missed.states));
  json.set("chance", estimate(missed.chance));
  return json;
}

Json row(const Verdict& verdict, const ScheduleFile& file) {
  Json json = Json::object();
  json.set("scenario", verdict.scenario);
  json.set("series", verdict.series);
  json.set("result", words(verdict.outcome, verdict.result.end));
  json.set("as_expected", verdict.as_expected);
  json.set("complete", is_complete(verdict));
  json.set("states", verdict.result.states);
  json.set("transitions", verdict.result.transitions);
  json.set("depth", verdict.result.depth);
  json.set("left", verdict.result.left);
  json.set("end", schedules::words(verdict.result.end));
  json.set("unexpected", Json::array(verdict.unexpected));
  json.set("checks", checks(verdict));
  json.set("findings", findings(verdict, file));
  json.set("lock_order", lock_order(verdict));
  json.set("cycles", cycles(verdict));
  if (verdict.result.reduction != schedules::Reduction::none) json.set("reduction", words(verdict.result.reduction));
  if (verdict.given_up_at != 0) json.set("full_states_at_least", verdict.given_up_at);
  if (verdict.result.past_corruption == schedules::PastCorruption::stop) json.set("past_corruption", "stop");
  if (verdict.result.memory == schedules::Memory::kernel) json.set("memory", "kernel");
  if (verdict.result.omission) json.set("omission", omission(*verdict.result.omission));
  return json;
}

}  // namespace

std::string verdicts_json(const std::vector<Verdict>& verdicts, const ScheduleFile& file) {
  Json rows = Json::array();
  for (const Verdict& verdict : verdicts) rows.push(row(verdict, file));
  Json json = Json::object();
  json.set("format", "replock-verdicts/1");
  json.set("complete", std::all_of(verdicts.begin(), verdicts.end(), is_complete));
  json.set("rows", std::move(rows));
  return schedules::dump(json);
}

}  // namespace replock::reports
