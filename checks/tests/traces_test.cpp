// The catalogue's traces: checks/traces holds a schedule of each finding, and each is the one that check and explore
// save today. Where the row is searched in full it is a shortest one.
//
// UPDATE_GOLDEN=1 writes them anew.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>

#include "checks/catalogue.h"
#include "checks/confirm.h"
#include "checks/schedule_files.h"
#include "checks/tests/distinct_rows.h"
#include "reports/findings.h"
#include "schedules/files.h"

using namespace replock;

namespace {

std::string traces() { return std::string{}.append(REPLOCK_SOURCE_DIR).append("/checks/traces/"); }

/// By file name: what check and explore would save today.
std::map<std::string, std::string> traces_of_today() {
  std::vector<schedules::Verdict> verdicts;
  std::map<std::pair<std::string, std::string>, checks::Question> questions;
  for (const checks::Row& row : tests::all_rows()) {
    const auto asked =
        questions.emplace(std::pair{row.scenario, row.series},
                          checks::ask(model::scenario_named(row.scenario), model::Series::parse(row.series)));
    verdicts.push_back(checks::answer(asked.first->second, checks::options_of_row(row, {})));
  }
  std::map<std::string, std::string> texts;
  for (const reports::FindingGroup& group : reports::grouped_findings(verdicts)) {
    const auto& [verdict, finding] = group.shortest();
    const checks::Question& question = questions.at({verdict->scenario, verdict->series});
    texts[checks::schedule_file(*verdict, *finding)] = to_json(checks::saved(question, *finding));
  }
  return texts;
}

}  // namespace

TEST_CASE("checks/traces holds the schedule of every finding of the catalogue") {
  const std::map<std::string, std::string> today = traces_of_today();
  if (std::getenv("UPDATE_GOLDEN") != nullptr) {
    std::filesystem::remove_all(traces());
    std::filesystem::create_directory(traces());
    for (const auto& [file, text] : today) schedules::write_file(traces() + file, text);
  }
  std::set<std::string> there;
  for (const auto& entry : std::filesystem::directory_iterator(traces()))
    there.insert(entry.path().filename().string());
  for (const auto& [file, text] : today) {
    INFO(file << ": UPDATE_GOLDEN=1 replock_tests \"checks/traces*\" writes it anew");
    REQUIRE(there.contains(file));
    CHECK(schedules::read_file(traces() + file) == text);
    there.erase(file);
  }
  for (const std::string& file : there) {
    const std::string scenario = schedules::saved_from_json(schedules::read_file(traces() + file), file).scenario;
    if (std::ranges::count(tests::all_rows(), scenario, &checks::Row::scenario) == 0) continue;  // not searched here
    FAIL_CHECK(file << " is no finding of the catalogue any more");
  }
}

TEST_CASE("every trace in checks/traces replays and ends in what it was saved for") {
  for (const auto& entry : std::filesystem::directory_iterator(traces())) {
    const std::string file = entry.path().string();
    INFO(file);
    const schedules::SavedSchedule saved = schedules::saved_from_json(schedules::read_file(file), file);
    const checks::Question question =
        checks::ask(model::scenario_named(saved.scenario), model::Series::parse(saved.series));
    const schedules::Replay replay = schedules::replay(question.recorded.world, saved);
    REQUIRE(replay.fits);
    CHECK(checks::still_violated(question, saved, replay.schedule));
  }
}
