// Shortest schedules from a reduced search.
#include "checks/shortest.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "checks/in_common.h"
#include "checks/tests/agreement.h"
#include "checks/tests/distinct_rows.h"
#include "checks/tests/engine_worlds.h"

namespace replock::tests {
namespace {

/// The length of the shortest one that shares check and what is in common.
std::size_t shortest_like(const checks::Question& question, const schedules::Finding& finding,
                          const std::vector<schedules::Finding>& all) {
  const model::World& world = question.recorded.world;
  const std::string common = checks::in_common(world, finding);
  std::size_t least = SIZE_MAX;
  for (const schedules::Finding& other : all)
    if (other.check == finding.check && checks::in_common(world, other) == common)
      least = std::min(least, other.schedule.size());
  return least;
}

}  // namespace

TEST_CASE("over the catalogue each finding of a reduced search gets a schedule as short as the full search's",
          "[shortest]") {
  std::size_t findings = 0, longer = 0;
  for_each_distinct_row([&](const checks::Row& row, const checks::Question& question) {
    schedules::Options options;
    options.reduction = schedules::Reduction::persistent;
    const schedules::Verdict full = checks::answer(question, {});
    for (const schedules::Finding& finding : checks::answer(question, options).findings) {
      INFO(row.scenario << " at " << row.series << ": " << finding.check << ": " << finding.sentence);
      const checks::Shortened shortened = checks::shortened(question, finding, options);
      CHECK(shortened.proof == checks::Proof::shortest);
      CHECK(shortened.finding.schedule.size() == shortest_like(question, finding, full.findings));
      ++findings;
      if (finding.schedule.size() > shortened.finding.schedule.size()) ++longer;
    }
  });
  CHECK(findings > 500);
  CHECK(longer > findings / 10);
}

TEST_CASE("a search for a shortest schedule that hits its bound says that none was shown", "[shortest]") {
  const checks::Question question = checks::ask(model::scenario_named("rmmod-vs-reload"), model::Series::parse("L7"));
  schedules::Options options;
  options.reduction = schedules::Reduction::persistent;
  const std::vector<schedules::Finding> findings = checks::answer(question, options).findings;
  REQUIRE(!findings.empty());
  options.bounds.states_max = 2;
  // What is found after three moves needs no search: the threads' programs alone say so.
  CHECK(std::ranges::any_of(findings, [&](const schedules::Finding& finding) {
    return checks::shortened(question, finding, options).proof == checks::Proof::not_shown;
  }));
}

TEST_CASE("in the engine's worlds a search for one ending finds a shortest schedule to it", "[toward]") {
  for (const engine::NamedWorld& named : engine::engine_worlds()) {
    INFO(named.name);
    CHECK(ending_disagreement(named.world, {}) == "");
  }
}

}  // namespace replock::tests
