// The catalogue's pinned numbers of states, counted again by the Python script.
//
// In every run: the rows below 20,000 states. All rows, some minutes: replock_tests "[long]".
#include <catch2/catch.hpp>

#include "checks/catalogue.h"
#include "checks/judge.h"
#include "checks/tests/toy_explore.h"

using namespace replock;

namespace {

std::uint64_t pinned(const checks::Row& row) {
  for (const checks::PinnedStates& pin : checks::pinned_states())
    if (pin.scenario == row.scenario && pin.series == row.series) return pin.states;
  return 0;
}

void count_again(std::uint64_t states_min, std::uint64_t states_max) {
  for (const checks::Row& row : checks::catalogue_rows()) {
    const std::uint64_t states = pinned(row);
    INFO(row.scenario << " at " << row.series);
    REQUIRE(states > 0);
    if (states < states_min || states > states_max) continue;
    const checks::Question question =
        checks::ask(model::scenario_named(row.scenario), model::Series::parse(row.series));
    const std::string line = tests::by_brute_force(question.recorded.world);
    CHECK(line.substr(0, line.find(' ')) == std::to_string(states));
  }
}

}  // namespace

TEST_CASE("pinned states of the small rows are what a program counts that shares no code with the explorer") {
  count_again(0, 20'000);
}

TEST_CASE("pinned states of the large rows likewise", "[.][long]") { count_again(20'001, 100'000'000); }
