// Writes and reads the journal's lines.
#include "checks/campaign_journal.h"

#include <algorithm>

#include "checks/judge.h"
#include "model/refusal.h"
#include "schedules/fingerprint.h"
#include "schedules/json.h"

namespace replock::checks {
namespace {

using schedules::CampaignFinding;
using schedules::CampaignWorld;
using schedules::End;
using schedules::Json;

constexpr auto format = "replock-campaign-journal/1";

std::uint64_t sum_of(const std::string& text) {
  schedules::Fingerprint print;
  print.add(text);
  return print.value() >> 1;  // 63 bits, as JSON here has them
}

std::string header_line(const std::vector<model::Scenario>& scenarios, const model::Series& series) {
  Json json = Json::object();
  json.set("format", format);
  json.set("series", series.name());
  json.set("worlds", scenarios.size());
  json.set("fingerprint", fingerprint(scenarios, series) >> 1);
  return schedules::dump_line(json);
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

/// {"sum": ..., "of": {...}}: a line that was changed by hand or by a bad disk is told from one of ours.
std::string summed_line(Json json) {
  const std::uint64_t sum = sum_of(schedules::dump_line(json));
  Json line = Json::object();
  line.set("sum", sum);
  line.set("of", std::move(json));
  return schedules::dump_line(line);
}

/// Reads one line; a key that is missing or of another kind is a Refusal at that place.
struct Reader {
  std::string place;

  [[noreturn]] void refuse() const {
    throw model::Refusal(place + ": torn, or not a line of a campaign's journal; name another file or remove this one");
  }
  const Json& member(const Json& json, const char* key) const {
    const Json* found = json.find(key);
    if (found == nullptr) refuse();
    return *found;
  }
  std::string text(const Json& json, const char* key) const {
    const std::string* found = member(json, key).text();
    if (found == nullptr) refuse();
    return *found;
  }
  std::uint64_t number(const Json& json) const {
    if (json.integer() == nullptr || *json.integer() < 0) refuse();
    return static_cast<std::uint64_t>(*json.integer());
  }
  std::uint8_t byte(const Json& json) const {
    if (number(json) > 255) refuse();
    return static_cast<std::uint8_t>(number(json));
  }
  const std::vector<Json>& items(const Json& json, const char* key) const {
    const std::vector<Json>* found = member(json, key).items();
    if (found == nullptr) refuse();
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
    const bool* complete = member(json, "complete").truth();
    if (complete == nullptr) refuse();
    world.end = *complete ? End::exhausted : End::states_bound;
    world.states = number(member(json, "states"));
    world.transitions = number(member(json, "transitions"));
    world.depth = number(member(json, "depth"));
    world.left = number(member(json, "left"));
    for (const Json& one : items(json, "findings")) world.findings.push_back(finding(one));
    return world;
  }
};

}  // namespace

std::uint64_t fingerprint(const std::vector<model::Scenario>& scenarios, const model::Series& series) {
  schedules::Fingerprint print;
  for (const model::Scenario& scenario : scenarios) {
    const Question question = ask(scenario, series);
    print.add(scenario.name);
    print.add(question.recorded.world);
    print.add(question.claims);
  }
  return print.value();
}

void CampaignJournal::open(const std::string& path, const std::vector<model::Scenario>& scenarios,
                           const model::Series& series) {
  file_ = std::make_unique<schedules::AppendFile>(path);
  const std::string header = header_line(scenarios, series), text = file_->text();
  const std::size_t whole = text.rfind('\n') + 1;  // 0 where there is no line at all
  // Without a whole line only the beginning of our own header is ours to write over.
  if (whole == 0 && !header.starts_with(text))
    throw model::Refusal(path + ": is no journal of a campaign; name another file");
  if (whole > 0) read(text.substr(0, whole), header, path);
  if (whole < text.size()) file_->shorten(whole);
  if (whole == 0) file_->append(header);
}

void CampaignJournal::read(const std::string& text, const std::string& header, const std::string& path) {
  if (!text.starts_with(std::string("{\"format\":\"") + format + "\""))
    throw model::Refusal(path + ": is no journal of a campaign; name another file");
  if (!text.starts_with(header))
    throw model::Refusal(path +
                         ": is about another campaign, or the model has changed since; name another file for this one");
  std::size_t number = 2;
  for (std::size_t at = header.size(); at < text.size(); ++number) {
    const std::size_t end = text.find('\n', at);
    const Reader reader{path + ", line " + std::to_string(number)};
    const Json line = schedules::parse(text.substr(at, end - at), reader.place);
    const Json& of = reader.member(line, "of");
    if (reader.number(reader.member(line, "sum")) != sum_of(schedules::dump_line(of))) reader.refuse();
    CampaignWorld world = reader.world(of);
    const std::string name = world.scenario;
    lines_[name] = {std::move(world), reader.number(reader.member(of, "states_max"))};  // the later one counts
    at = end + 1;
  }
}

std::optional<CampaignWorld> CampaignJournal::done(const std::string& scenario, std::uint64_t states_max) const {
  const auto line = lines_.find(scenario);
  if (line == lines_.end()) return {};
  const bool same = line->second.world.complete() || line->second.states_max == states_max;
  return same ? std::optional(line->second.world) : std::nullopt;
}

void CampaignJournal::add(const CampaignWorld& world, std::uint64_t states_max) {
  if (file_ == nullptr || (!world.complete() && world.end != End::states_bound)) return;
  const std::string line = summed_line(world_json(world, states_max));
  const std::scoped_lock lock(writing_);
  file_->append(line);
}

}  // namespace replock::checks
