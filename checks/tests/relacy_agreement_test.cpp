// Both engines on rows of the catalogue, and what a user may ask of Relacy.
#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "checks/catalogue.h"
#include "checks/engine_table.h"
#include "checks/tests/distinct_rows.h"
#include "model/refusal.h"
#include "reports/explore_report.h"

namespace replock::tests {
namespace {

using namespace checks;
using schedules::RelacyEnd;
using schedules::RelacyOptions;
using schedules::Scheduler;

RelacyOptions full(std::uint64_t executions_max) {
  RelacyOptions options;
  options.executions_max = executions_max;
  return options;
}

RelacyOptions bound(unsigned preemptions_max, std::uint64_t executions_max) {
  RelacyOptions options = full(executions_max);
  options.scheduler = Scheduler::bound;
  options.preemptions_max = preemptions_max;
  return options;
}

EngineRow compare(const Row& row, const std::vector<RelacyOptions>& tries) {
  return compare_engines(ask(model::scenario_named(row.scenario), model::Series::parse(row.series)), tries);
}

EngineChoice choice(const std::string& schedule) {
  EngineChoice choice;
  choice.engine = "relacy";
  choice.schedule = schedule;
  return choice;
}

}  // namespace

TEST_CASE("Relacy finds nothing in the catalogue that the explorer does not, and all of it where it ends",
          "[relacy][catalogue]") {
  if (!schedules::has_relacy()) return;
  std::size_t complete = 0;
  for (const Row& row : catalogue_rows()) {
    INFO(row.scenario << " at " << row.series);
    const EngineRow both = compare(row, {full(2'000), bound(1, 2'000)});
    for (const RelacyTry& tried : both.tries) CHECK(tried.only.empty());
    const RelacyTry& all = both.tries[0];
    if (all.run.end != RelacyEnd::complete) continue;
    CHECK(all.missed.empty());
    ++complete;
  }
  CHECK(complete >= 24);
}

TEST_CASE("where Relacy's full search can't end, one preemption shows each finding that has a short trace",
          "[relacy][catalogue]") {
  if (!schedules::has_relacy()) return;
  const auto all_short_ones = [](const RelacyTry& tried) {
    return std::ranges::none_of(tried.missed, [](const auto& one) { return one.second <= short_steps; });
  };
  std::size_t rows = 0;
  for_each_distinct_row([&](const Row& row, const Question& question) {
    INFO(row.scenario << " at " << row.series);
    const EngineRow few = compare_engines(question, {full(1'000), bound(1, 1'000)});
    if (few.tries[0].run.end == RelacyEnd::complete) return;
    ++rows;
    if (all_short_ones(few.tries[1])) return;
    const EngineRow many = compare_engines(question, {bound(1, 60'000)});
    CHECK(all_short_ones(many.tries[0]));
  });
  CHECK(rows > 50);
}

TEST_CASE("late-load ends at every level in Relacy's full search", "[relacy][catalogue]") {
  if (!schedules::has_relacy()) return;
  for (int level = 0; level <= 7; ++level) {
    const EngineRow both = compare({"late-load", "L" + std::to_string(level)}, {full(1'000)});
    CHECK(both.tries[0].run.end == RelacyEnd::complete);
    CHECK(both.tries[0].missed.empty());
    CHECK(both.tries[0].only.empty());
  }
}

TEST_CASE("one preemption is enough for every finding of bond-vs-unbind at L7", "[relacy][catalogue]") {
  if (!schedules::has_relacy()) return;
  const EngineRow both = compare({"bond-vs-unbind", "L7"}, {bound(1, 50'000)});
  CHECK(both.findings >= 1);
  CHECK(both.tries[0].missed.empty());
  CHECK(both.tries[0].only.empty());
}

TEST_CASE("the table of both engines has a line per row and says where they differ", "[relacy]") {
  EngineRow row{"late-load", "L7", 54, 2, {{full(1), {}, {{{"deadlock", "a"}, 5}}, {}}}};
  row.tries[0].run.executions = 34;
  CHECK(engine_table({row}) ==
        "scenario   series  states     full\n"
        "----------------------------------\n"
        "late-load  L7          54  34, 1/2\n"
        "\n"
        "full: ends by itself in 1, has all findings in 0, all of at most 25 steps in 0 of 1 row\n");
  CHECK(differ(row));
}

TEST_CASE("the options of Relacy are read, and refused with what would do", "[relacy]") {
  EngineChoice asked = choice("bound");
  asked.bound = "0";
  asked.iterations = "12";
  CHECK(wants_relacy(asked));
  const RelacyOptions options = relacy_options(asked, {});
  CHECK(options.scheduler == Scheduler::bound);
  CHECK(options.preemptions_max == 0);
  CHECK(options.executions_max == 12);
  CHECK_FALSE(wants_relacy({}));

  CHECK_THROWS_WITH(relacy_options(choice("fair"), {}), "--schedule: 'fair' is none; there are full, random and bound");
  CHECK_THROWS_WITH(relacy_options(choice(""), {}), "--engine relacy: give it a --schedule: full, random or bound");
  asked.bound = "-1";
  CHECK_THROWS_WITH(relacy_options(asked, {}), "--bound: '-1' is no number from 0 to 100");
  asked = choice("full");
  asked.seed = "1";
  CHECK_THROWS_WITH(relacy_options(asked, {}), "--seed is for --schedule random only");
  asked.engine = "explorer";
  CHECK_THROWS_WITH(wants_relacy(asked), "--schedule is for --engine relacy only");
  asked.engine = "spin";
  CHECK_THROWS_WITH(wants_relacy(asked), "--engine: 'spin' is none; there are explorer and relacy");
  schedules::Bounds bounds;
  bounds.states_max = 1;
  CHECK_THROWS_WITH(relacy_options(choice("full"), bounds), "--max-states is for --engine explorer only");
}

TEST_CASE("a verdict by Relacy says so where the states would stand", "[relacy]") {
  if (!schedules::has_relacy()) return;
  const Question question = ask(model::scenario_named("late-load"), model::Series::parse("L0"));
  const schedules::Verdict verdict = answer_by_relacy(question, full(100));
  CHECK(verdict.search == "relacy full search, 11 executions, 10 of them cut short, complete");
  const std::string text = reports::explore_report(question.recorded.world, verdict, {}, reports::Timing::hidden,
                                                   reports::TraceWidth::terminal);
  CHECK(text.find("\n  " + verdict.search + "\n") != std::string::npos);
  CHECK(text.find("states") == std::string::npos);
}

}  // namespace replock::tests
