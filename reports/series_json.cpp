// The study for machines. Keys that readers know stay; new ones are appended.
#include <algorithm>

#include "reports/series_report.h"
#include "schedules/json.h"

namespace replock::reports {
namespace {

using schedules::Json;

Json findings(const std::vector<StudiedFinding>& all, const ScheduleFile& file) {
  Json json = Json::array();
  for (const StudiedFinding& one : all) {
    Json entry = Json::object();
    entry.set("scenario", one.verdict->scenario);
    entry.set("series", one.verdict->series);
    entry.set("check", one.finding->check);
    entry.set("sentence", one.finding->sentence);
    entry.set("hazard", one.hazard);
    entry.set("meaning", one.meaning);
    entry.set("adds_to_others", one.adds_to_others);
    entry.set("steps", one.finding->schedule.size());
    entry.set("schedule", file ? file(*one.verdict, *one.finding) : "");
    json.push(std::move(entry));
  }
  return json;
}

std::string_view key_of(Sameness sameness) {
  switch (sameness) {
    case Sameness::identical_programs:
      return "identical programs";
    case Sameness::same_states:
      return "same states";
    case Sameness::other_states:
      return "other states";
    case Sameness::unknown:
      return "unknown";
  }
  return "";
}

Json no_change(const CommitStudy& commit) {
  if (!commit.claims_no_change) return {};
  Json json = Json::object();
  for (const ScenarioSameness& one : commit.sameness) json.set(one.scenario, key_of(one.sameness));
  return json;
}

Json of(const CommitStudy& commit, const ScheduleFile& file) {
  Json json = Json::object();
  json.set("patch", commit.patch);
  json.set("name", commit.name);
  json.set("before", commit.before);
  json.set("with", commit.with);
  json.set("claims_no_change", commit.claims_no_change);
  json.set("no_change", no_change(commit));
  json.set("fixes", findings(commit.fixes, file));
  json.set("breaks", findings(commit.breaks, file));
  json.set("safe", words(commit.safe));
  json.set("open", commit.open);
  json.set("complete", commit.complete);
  return json;
}

Json of(const SeriesStudy& study, const CheckStudy& check) {
  Json levels = Json::array();
  for (std::size_t level = 0; level < study.levels.size(); ++level) {
    Json one = Json::object();
    one.set("series", study.levels[level]);
    one.set("findings", check.findings[level]);
    one.set("complete", static_cast<bool>(check.complete[level]));
    levels.push(std::move(one));
  }
  Json json = Json::object();
  json.set("check", check.check);
  json.set("levels", std::move(levels));
  return json;
}

Json of(const LeftOutStudy& left, const ScheduleFile& file) {
  Json json = Json::object();
  json.set("patch", left.patch);
  json.set("name", left.name);
  json.set("series", left.series);
  json.set("also_left_out", Json::array(left.also));
  json.set("complete", left.complete);
  json.set("back", findings(left.back, file));
  return json;
}

bool is_complete(const SeriesStudy& study) {
  const auto all = [](const CheckStudy& check) { return std::ranges::count(check.complete, false) == 0; };
  return std::ranges::all_of(study.checks, all) && std::ranges::all_of(study.left_out, &LeftOutStudy::complete);
}

}  // namespace

std::string series_json(const SeriesStudy& study, const ScheduleFile& file) {
  Json commits = Json::array(), checks = Json::array(), left_out = Json::array();
  for (const CommitStudy& commit : study.commits) commits.push(of(commit, file));
  for (const CheckStudy& check : study.checks) checks.push(of(study, check));
  for (const LeftOutStudy& left : study.left_out) left_out.push(of(left, file));
  Json json = Json::object();
  json.set("format", "replock-series/1");
  json.set("complete", is_complete(study));
  json.set("as_claimed", words(study.as_claimed));
  json.set("scenarios", Json::array(study.scenarios));
  json.set("commits", std::move(commits));
  json.set("checks", std::move(checks));
  json.set("left_out", std::move(left_out));
  return schedules::dump(json);
}

}  // namespace replock::reports
