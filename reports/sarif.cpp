// SARIF 2.1.0: a result a finding, with a thread flow a thread.
#include <algorithm>

#include "reports/formats.h"
#include "reports/text.h"
#include "reports/trace_table.h"
#include "schedules/fingerprint.h"
#include "schedules/json.h"

namespace replock::reports {
namespace {

using model::ThreadId;
using model::World;
using schedules::Finding;
using schedules::Json;
using schedules::Verdict;

// What GitHub keeps of a run and of a result.
constexpr std::size_t results_max = 5000, locations_max = 1000;

Json with(std::string key, Json value) {
  Json json = Json::object();
  json.set(std::move(key), std::move(value));
  return json;
}

Json text_json(const std::string& text) { return with("text", printable(text)); }

Json rules(const Told& told) {
  Json json = Json::array();
  for (const CheckWords& check : told.checks) {
    Json one = Json::object();
    one.set("id", printable(check.id));
    one.set("shortDescription", text_json(check.claim));
    one.set("fullDescription", text_json(check.claim));
    one.set("help",
            text_json("replock list checks; replock explore SCENARIO --series S shows each finding's schedule"));
    one.set("defaultConfiguration", with("level", "error"));
    one.set("properties", with("tags", Json::array({"concurrency", "locking"})));
    json.push(std::move(one));
  }
  return json;
}

std::int64_t rule_index(const Told& told, const std::string& check) {
  const auto rule =
      std::find_if(told.checks.begin(), told.checks.end(), [&](const CheckWords& c) { return c.id == check; });
  return rule == told.checks.end() ? -1 : rule - told.checks.begin();
}

// A URI's path: what is no plain character of a file's name is percent-encoded.
std::string uri(const std::string& path) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~/@+=,").find(c) != std::string_view::npos;
    if (plain)
      encoded += c;
    else
      encoded += {'%', digits[byte / 16], digits[byte % 16]};
  }
  return encoded;
}

std::string place_of(const Told& told, const Verdict& verdict, const Finding& finding) {
  const std::string name = told.file ? told.file(verdict, finding) : "";
  return name.empty() ? "replock/" + verdict.scenario + "." + verdict.series : name;
}

Json physical(const std::string& path) {
  Json json = Json::object();
  json.set("artifactLocation", with("uri", uri(path)));
  json.set("region", with("startLine", 1));
  return with("physicalLocation", std::move(json));
}

Json logical(const std::string& function) {
  Json one = Json::object();
  one.set("name", printable(function));
  one.set("kind", "function");
  Json all = Json::array();
  all.push(std::move(one));
  return all;
}

/// What a viewer knows how to mark; empty for a step that is no lock's.
std::vector<std::string> kinds(const model::Step& step) {
  if (step.lock == model::none) return {};
  return {step.verb == model::Verb::unlock ? "release" : "acquire", "lock"};
}

struct FlowStep {
  ThreadId thread = 0;
  Json location;
};

// The last steps of a schedule that is too long to be kept whole.
std::vector<FlowStep> flow_steps(const World& world, const Finding& finding) {
  std::vector<FlowStep> steps;
  model::State state = model::initial_state(world);
  const std::size_t skipped = finding.schedule.size() - std::min(finding.schedule.size(), locations_max);
  for (std::size_t i = 0; i < finding.schedule.size(); ++i) {
    const model::Move move = finding.schedule[i];
    const model::Step& step = model::step_of(world, state, move.thread);
    state = model::after(world, state, move);
    if (i < skipped) continue;
    Json place = Json::object();
    place.set("message", text_json(step.alternatives[move.alternative].words));
    const std::string& function = model::function_of(world, step);
    if (!function.empty()) place.set("logicalLocations", logical(function));
    Json one = with("location", std::move(place));
    one.set("executionOrder", i + 1);
    if (const std::vector<std::string> all = kinds(step); !all.empty()) one.set("kinds", Json::array(all));
    steps.push_back({move.thread, std::move(one)});
  }
  return steps;
}

Json code_flows(const World& world, const Finding& finding) {
  const std::vector<FlowStep> steps = flow_steps(world, finding);
  Json flows = Json::array();
  for (const ThreadId thread : taking_part(world, finding.schedule, finding)) {
    Json locations = Json::array();
    bool moves = false;
    for (const FlowStep& step : steps)
      if (step.thread == thread) locations.push(step.location), moves = true;
    if (!moves) continue;  // a thread flow must have a location
    Json flow = Json::object();
    flow.set("id", printable(world.threads[thread].name));
    flow.set("locations", std::move(locations));
    flows.push(std::move(flow));
  }
  Json all = Json::array();
  if (!flows.items()->empty()) all.push(with("threadFlows", std::move(flows)));
  return all;
}

// Of what the finding is, not of how long its schedule is or which series shows it.
std::string fingerprint(const Verdict& verdict, const Finding& finding) {
  schedules::Fingerprint print;
  for (const std::string* part : {&verdict.scenario, &finding.check, &finding.sentence}) print.add(*part);
  std::uint64_t hash = print.value();
  std::string digits(16, '0');
  for (std::size_t i = 16; i-- > 0; hash /= 16) digits[i] = "0123456789abcdef"[hash % 16];
  return digits;
}

Json result(const Told& told, const FindingGroup& group) {
  const auto& [verdict, finding] = group.shortest();
  const bool known = std::none_of(group.members.begin(), group.members.end(),
                                  [&](const FindingGroup::Member& member) { return fails(told, *member.finding); });
  std::string message = finding->sentence + ". In " + verdict->scenario + " at " + group_series(group) + ", " +
                        counted(finding->schedule.size(), "step") + "; " + command_again(told, *verdict, *finding);
  if (!finding->meaning.empty()) message += ". " + finding->meaning;
  Json json = Json::object();
  json.set("ruleId", printable(finding->check));
  if (const std::int64_t index = rule_index(told, finding->check); index >= 0) json.set("ruleIndex", index);
  json.set("level", known ? "note" : "error");
  json.set("message", text_json(message));
  Json place = physical(place_of(told, *verdict, *finding));
  Json places = Json::array();
  places.push(std::move(place));
  json.set("locations", std::move(places));
  Json prints = Json::object();
  prints.set("primaryLocationLineHash", fingerprint(*verdict, *finding) + ":1");
  json.set("partialFingerprints", std::move(prints));
  Json flows = code_flows(told.world(*verdict), *finding);
  if (!flows.items()->empty()) json.set("codeFlows", std::move(flows));
  return json;
}

Json notification(const std::string& level, const std::string& words) {
  Json json = with("level", level);
  json.set("message", text_json(words));
  return json;
}

Json invocation(const Told& told, std::size_t left_out) {
  Json notes = Json::array();
  for (const std::string& row : incomplete_rows(told)) notes.push(notification("error", row));
  if (told.judged == Judged::by_catalogue)
    for (const Verdict& verdict : told.verdicts)
      for (const std::string& difference : verdict.unexpected)
        notes.push(notification("error", row_name(verdict) + ": " + difference));
  if (left_out != 0) notes.push(notification("warning", counted(left_out, "more result") + " left out"));
  Json json = with("executionSuccessful", is_complete(told));
  json.set("toolExecutionNotifications", std::move(notes));
  Json all = Json::array();
  all.push(std::move(json));
  return all;
}

}  // namespace

std::string sarif_report(const Told& told) {
  const std::vector<FindingGroup> groups = grouped_findings(told.verdicts);
  const std::size_t shown = std::min(groups.size(), results_max);
  Json results = Json::array();
  for (std::size_t i = 0; i < shown; ++i) results.push(result(told, groups[i]));
  Json driver = with("name", "replock");
  driver.set("version", printable(told.version));
  driver.set("rules", rules(told));
  Json run = with("tool", with("driver", std::move(driver)));
  run.set("automationDetails", with("id", "replock/"));
  run.set("invocations", invocation(told, groups.size() - shown));
  run.set("columnKind", "utf16CodeUnits");
  run.set("results", std::move(results));
  Json runs = Json::array();
  runs.push(std::move(run));
  Json json = with("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
  json.set("version", "2.1.0");
  json.set("runs", std::move(runs));
  return schedules::dump(json);
}

}  // namespace replock::reports
