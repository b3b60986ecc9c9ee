// B01 to B38: what checks/hazards.cpp says of each is what the search says.
#include "checks/hazards.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "checks/catalogue.h"
#include "checks/judge.h"
#include "checks/tests/twin.h"

using namespace replock;
using checks::Hazard;
using checks::Side;

namespace {

schedules::Verdict verdict_of(const std::string& scenario, const std::string& series) {
  schedules::Verdict verdict =
      checks::answer(checks::ask(model::scenario_named(scenario), model::Series::parse(series)), {});
  checks::compare_with_catalogue(verdict);
  return verdict;
}

bool shows(const schedules::Verdict& verdict, const Hazard& hazard) {
  return std::ranges::any_of(verdict.findings, [&](const schedules::Finding& finding) {
    return finding.check == checks::info(hazard.check).id && finding.meaning.starts_with(hazard.id + ":");
  });
}

}  // namespace

TEST_CASE("every hazard of the facts has its line, in order") {
  std::vector<std::string> ids;
  for (const Hazard& hazard : checks::hazards()) ids.push_back(hazard.id);
  std::vector<std::string> wanted;
  for (const auto& [first, last] : {std::pair{1, 16}, {20, 25}, {30, 38}})
    for (int id = first; id <= last; ++id) wanted.push_back((id < 10 ? "B0" : "B") + std::to_string(id));
  CHECK(ids == wanted);
  for (const Hazard& hazard : checks::hazards()) {
    INFO(hazard.id);
    CHECK_FALSE(hazard.reason.empty());
    CHECK((hazard.side == Side::outside_model) == hazard.scenario.empty());
  }
}

TEST_CASE("a reproduced hazard shows at the series that have it, with a catalogue row, and not where it is fixed") {
  for (const Hazard& hazard : checks::hazards()) {
    if (hazard.side != Side::reproduced) continue;
    for (const std::string& series : checks::series_of(hazard.at)) {
      INFO(hazard.id << ": replock explore " << hazard.scenario << " --series " << series);
      const schedules::Verdict verdict = verdict_of(hazard.scenario, series);
      CHECK(shows(verdict, hazard));
      CHECK(verdict.as_expected);
    }
    for (const std::string& series : checks::series_of(hazard.not_at)) {
      INFO(hazard.id << ": replock explore " << hazard.scenario << " --series " << series);
      CHECK_FALSE(shows(verdict_of(hazard.scenario, series), hazard));
    }
  }
}

TEST_CASE("a refuted hazard's check holds in every interleaving where it was looked for") {
  for (const Hazard& hazard : checks::hazards()) {
    if (hazard.side != Side::refuted) continue;
    for (const std::string& series : checks::series_of(hazard.at)) {
      INFO(hazard.id << ": replock explore " << hazard.scenario << " --series " << series);
      const schedules::Verdict verdict = verdict_of(hazard.scenario, series);
      CHECK(verdict.result.end == schedules::End::exhausted);
      CHECK(verdict.checks.at(static_cast<std::size_t>(hazard.check)).outcome == schedules::Outcome::holds);
    }
  }
}

/// That no row of the catalogue has one is part of the sweep in catalogue_test.cpp.
TEST_CASE("B30: its claim can fail: a mode that is stored under a loaded representor") {
  const tests::Twin twin{.series = "L4", .threads = {[](model::Thread& t, model::Driver& d) {
                                           model::Eswitch& esw = d.eswitches.front();
                                           t.set(esw.mode, model::Mode::legacy);
                                           unregister_vport_reps(t, d, esw, model::RepType::ib, model::Nesting::plain);
                                         }}};
  const schedules::Verdict verdict = twin.verdict();
  CHECK(std::ranges::any_of(verdict.findings, [](const schedules::Finding& finding) {
    return finding.sentence.starts_with("unregister sees LEGACY") && finding.schedule.size() == 3;
  }));
}
