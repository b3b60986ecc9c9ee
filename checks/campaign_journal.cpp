// Writes and reads the journal's lines.
#include "checks/campaign_journal.h"

#include <algorithm>

#include "checks/judge.h"
#include "schedules/fingerprint.h"

namespace replock::checks {
namespace {

using schedules::CampaignFinding;
using schedules::CampaignWorld;
using schedules::End;
using schedules::Json;

constexpr auto format = "replock-campaign-journal/2";

Json header(std::uint64_t fingerprint, std::size_t worlds, const model::Series& series) {
  Json json = Json::object();
  json.set("format", format);
  json.set("series", series.name());
  json.set("worlds", worlds);
  json.set("fingerprint", fingerprint >> 1);
  return json;
}

Json moves_json(const schedules::Schedule& schedule) {
  Json json = Json::array();
  for (const model::Move move : schedule) {
    json.push(move.thread);
    json.push(move.alternative);
  }
  return json;
}

Json finding_json(const CampaignFinding& shown) {
  Json json = Json::object();
  json.set("check", shown.finding.check);
  json.set("sentence", shown.finding.sentence);
  json.set("common", shown.common);
  json.set("moves", moves_json(shown.finding.schedule));
  Json cycle = Json::array();
  for (const model::ThreadId thread : shown.finding.cycle) cycle.push(thread);
  json.set("cycle", std::move(cycle));
  return json;
}

Json world_json(const CampaignWorld& world, std::uint64_t states_max) {
  Json findings = Json::array();
  for (const CampaignFinding& shown : world.findings) findings.push(finding_json(shown));
  Json json = Json::object();
  json.set("world", world.scenario);
  json.set("operations", world.operations);
  json.set("complete", world.complete());
  json.set("states_max", states_max);
  json.set("states", world.states);
  json.set("transitions", world.transitions);
  json.set("depth", world.depth);
  json.set("left", world.left);
  json.set("findings", std::move(findings));
  return json;
}

/// Reads one line; a key that is missing or of another kind is a Refusal at that place.
struct Reader {
  const Journal& journal;
  const Journal::Line& line;

  std::string text(const Json& json, const char* key) const { return journal.text(line, json, key); }
  std::uint64_t number(const Json& json) const { return journal.number(line, json); }
  std::uint64_t number(const Json& json, const char* key) const { return number(journal.member(line, json, key)); }
  std::uint8_t byte(const Json& json) const {
    if (number(json) > 255) journal.refuse(line.place);
    return static_cast<std::uint8_t>(number(json));
  }
  const std::vector<Json>& items(const Json& json, const char* key) const {
    const std::vector<Json>* found = journal.member(line, json, key).items();
    if (found == nullptr) journal.refuse(line.place);
    return *found;
  }

  CampaignFinding finding(const Json& json) const {
    CampaignFinding shown;
    shown.finding.check = text(json, "check");
    shown.finding.sentence = text(json, "sentence");
    shown.common = text(json, "common");
    const std::vector<Json>& moves = items(json, "moves");
    for (std::size_t i = 0; i + 1 < moves.size(); i += 2)
      shown.finding.schedule.push_back({byte(moves[i]), byte(moves[i + 1])});
    for (const Json& thread : items(json, "cycle")) shown.finding.cycle.push_back(byte(thread));
    return shown;
  }

  CampaignWorld world(const Json& json) const {
    CampaignWorld world;
    world.scenario = text(json, "world");
    world.operations = text(json, "operations");
    const bool* complete = journal.member(line, json, "complete").truth();
    if (complete == nullptr) journal.refuse(line.place);
    world.end = *complete ? End::exhausted : End::states_bound;
    world.states = number(json, "states");
    world.transitions = number(json, "transitions");
    world.depth = number(json, "depth");
    world.left = number(json, "left");
    for (const Json& one : items(json, "findings")) world.findings.push_back(finding(one));
    return world;
  }
};

}  // namespace

std::optional<std::uint64_t> fingerprint(const std::vector<model::Scenario>& scenarios, const model::Series& series,
                                         const Attention& attention) {
  Board board(attention, "worlds recorded", scenarios.size());
  std::vector<std::uint64_t> prints(scenarios.size());
  attention.workers().each(scenarios.size(), [&](std::size_t index) {
    if (attention.interrupted()) return;
    const Question question = ask(scenarios[index], series);
    schedules::Fingerprint print;
    print.add(scenarios[index].name);
    print.add(question.recorded.world);
    print.add(question.claims);
    prints[index] = print.value();
    board.done(index, 0);
  });
  if (attention.interrupted()) return std::nullopt;
  schedules::Fingerprint all;
  for (const std::uint64_t print : prints) all.add(print);
  return all.value();
}

void CampaignJournal::open(const std::string& path, const std::vector<model::Scenario>& scenarios,
                           const model::Series& series, const Attention& attention) {
  schedules::require_appendable(path);  // before all worlds are recorded
  const std::optional<std::uint64_t> print = fingerprint(scenarios, series, attention);
  if (!print) return;
  journal_.open(path, header(*print, scenarios.size(), series));
  for (const Journal::Line& line : journal_.lines()) {
    const Reader reader{journal_, line};
    CampaignWorld world = reader.world(line.of);
    const std::string name = world.scenario;
    worlds_[name] = {std::move(world), reader.number(line.of, "states_max")};  // the later one counts
  }
}

std::optional<CampaignWorld> CampaignJournal::done(const std::string& scenario, std::uint64_t states_max) const {
  const auto found = worlds_.find(scenario);
  if (found == worlds_.end()) return {};
  const bool same = found->second.world.complete() || found->second.states_max == states_max;
  return same ? std::optional(found->second.world) : std::nullopt;
}

void CampaignJournal::add(const CampaignWorld& world, std::uint64_t states_max) {
  if (world.complete() || world.end == End::states_bound) journal_.add(world_json(world, states_max));
}

}  // namespace replock::checks
