// Shortest schedules from a reduced search.
#include "checks/shortest.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "checks/in_common.h"
#include "checks/tests/agreement.h"
#include "checks/tests/distinct_rows.h"
#include "checks/tests/engine_worlds.h"
#include "schedules/preemptions.h"

namespace replock::tests {
namespace {

struct Measure {
  std::size_t steps = SIZE_MAX, switches = SIZE_MAX;
  friend auto operator<=>(const Measure&, const Measure&) = default;
};
Measure measure(const schedules::Schedule& schedule) { return {schedule.size(), schedules::switches(schedule)}; }

bool is_same(const checks::Question& question, const schedules::Finding& one, const schedules::Finding& other,
             checks::Same same) {
  if (one.check != other.check) return false;
  const model::World& world = question.recorded.world;
  return same == checks::Same::sentence ? one.sentence == other.sentence
                                        : checks::in_common(world, one) == checks::in_common(world, other);
}

/// Of the simplest one that is the same.
Measure simplest_like(const checks::Question& question, const schedules::Finding& finding, checks::Same same,
                      const std::vector<schedules::Finding>& all) {
  Measure least;
  for (const schedules::Finding& other : all)
    if (is_same(question, finding, other, same)) least = std::min(least, measure(other.schedule));
  return least;
}

}  // namespace

TEST_CASE("over the catalogue each finding of a reduced search gets a schedule as simple as the full search's",
          "[shortest]") {
  std::size_t findings = 0, longer = 0;
  for_each_distinct_row([&](const checks::Row& row, const checks::Question& question) {
    schedules::Options options;
    options.reduction = schedules::Reduction::persistent;
    const schedules::Verdict full = checks::answer(question, {});
    for (const schedules::Finding& finding : checks::answer(question, options).findings) {
      INFO(row.scenario << " at " << row.series << ": " << finding.check << ": " << finding.sentence);
      const checks::Same same = findings % 2 == 0 ? checks::Same::sentence : checks::Same::in_common;
      const checks::Shortened shortened = checks::shortened(question, finding, same, options);
      CHECK(shortened.finding.shown == schedules::Shown::fewest_switches);
      const Measure least = measure(shortened.finding.schedule);
      const Measure in_full = simplest_like(question, finding, same, full.findings);
      CHECK(least.steps == in_full.steps);
      CHECK(least.switches == in_full.switches);
      ++findings;
      if (finding.schedule.size() > shortened.finding.schedule.size()) ++longer;
    }
  });
  CHECK(findings > 500 / one_row_in());
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
    return checks::shortened(question, finding, checks::Same::in_common, options).finding.shown ==
           schedules::Shown::nothing;
  }));
}

TEST_CASE("a search for fewest switches that would hit its bound is left out", "[shortest]") {
  const checks::Question question = checks::ask(model::scenario_named("rmmod-vs-reload"), model::Series::parse("L7"));
  schedules::Options options;
  options.reduction = schedules::Reduction::persistent;
  std::size_t bounded = 0;
  for (const schedules::Finding& finding : checks::answer(question, options).findings) {
    INFO(finding.check << ": " << finding.sentence);
    const auto within = [&](std::uint64_t states_max) {
      return checks::shortened(question, finding, checks::Same::in_common, options, states_max);
    };
    const checks::Shortened all = within(checks::fewest_switches_states_max);
    REQUIRE(all.finding.shown == schedules::Shown::fewest_switches);
    CHECK(all.full_searches > 2);
    for (const std::uint64_t states_max : {1U, 3U, 10U, 100U, 1000U}) {
      const checks::Shortened some = within(states_max);
      CHECK(some.finding.schedule.size() == all.finding.schedule.size());
      if (some.finding.shown == schedules::Shown::fewest_switches) {
        CHECK(measure(some.finding.schedule) == measure(all.finding.schedule));
        CHECK(some.full_searches == all.full_searches);
      } else {
        CHECK(some.finding.shown == schedules::Shown::shortest);
        CHECK(some.full_searches < all.full_searches);
        ++bounded;
      }
    }
  }
  CHECK(bounded > 10);
}

TEST_CASE("in the engine's worlds a search for one ending finds a shortest schedule to it", "[toward]") {
  for (const engine::NamedWorld& named : engine::engine_worlds()) {
    INFO(named.name);
    CHECK(ending_disagreement(named.world, {}) == "");
  }
}

}  // namespace replock::tests
