// The catalogue's pinned numbers of states, counted again by the Python script.
//
// In every run: the rows below 1,000 states. All rows, some minutes: replock_tests "[long]". Written anew by the
// script's counts alone: UPDATE_GOLDEN=1 replock_tests "[pins]". Spin counts all of them in the gate: promela_test.cpp.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <map>
#include <set>

#include "checks/catalogue.h"
#include "checks/judge.h"
#include "checks/tests/distinct_rows.h"
#include "checks/tests/toy_explore.h"
#include "checks/tests/world_json.h"
#include "schedules/files.h"

using namespace replock;

namespace {

model::World world_of(const checks::Row& row) {
  return checks::ask(model::scenario_named(row.scenario), model::Series::parse(row.series)).recorded.world;
}

std::string states_by_script(const model::World& world) {
  const std::string line = tests::by_brute_force(world);
  return line.substr(0, line.find(' '));
}

/// Levels that change nothing in a scenario have the same world: once is enough.
void count_again(std::uint64_t states_min, std::uint64_t states_max, tests::Part part) {
  std::set<std::string> seen;
  for (const checks::Row& row : checks::catalogue_rows()) {
    const std::uint64_t states = checks::pinned(row.scenario, row.series);
    INFO(row.scenario << " at " << row.series);
    REQUIRE(states > 0);
    if (states < states_min || states > states_max) continue;
    const model::World world = world_of(row);
    if (!seen.insert(tests::world_json(world)).second) continue;
    if (!tests::holds(part, seen.size())) continue;
    CHECK(states_by_script(world) == std::to_string(states));
  }
}

/// {"late-load", "L0 L1 V2", 10},
std::string pins_by_script() {
  std::map<std::string, std::string> counts;
  std::vector<std::pair<std::string, std::vector<std::pair<std::string, std::string>>>> by_scenario;
  for (const checks::Row& row : checks::catalogue_rows()) {
    const model::World world = world_of(row);
    std::string& states = counts[tests::world_json(world)];
    if (states.empty()) states = states_by_script(world);
    if (by_scenario.empty() || by_scenario.back().first != row.scenario) by_scenario.push_back({row.scenario, {}});
    auto& pins = by_scenario.back().second;
    const auto same = std::find_if(pins.begin(), pins.end(), [&](const auto& pin) { return pin.first == states; });
    if (same == pins.end())
      pins.emplace_back(states, row.series);
    else
      same->second += " " + row.series;
  }
  std::string text;
  for (const auto& [scenario, pins] : by_scenario)
    for (const auto& [states, series] : pins)
      text += "      {\"" + scenario + "\", \"" + series + "\", " + states + "},\n";
  return text;
}

}  // namespace

TEST_CASE("pinned states of the small rows are what a program counts that shares no code with the explorer") {
  count_again(0, 1'000, tests::Part::even);
}

TEST_CASE("the other half of the pinned states of the small rows likewise") { count_again(0, 1'000, tests::Part::odd); }

TEST_CASE("pinned states of the large rows likewise", "[.][long]") {
  count_again(2'001, 100'000'000, tests::Part::all);
}

TEST_CASE("the pinned states are written anew from the script's counts", "[.][pins]") {
  const std::string path = std::string{}.append(REPLOCK_SOURCE_DIR).append("/checks/pinned_states.cpp");
  const std::string text = schedules::read_file(path), pins = pins_by_script();
  const std::size_t begin = text.find("      {\""), end = text.find("  };\n");
  REQUIRE(begin != std::string::npos);
  const std::string anew = text.substr(0, begin) + pins + text.substr(end);
  if (std::getenv("UPDATE_GOLDEN") != nullptr) return schedules::write_file(path, anew);
  CHECK(text == anew);
}
