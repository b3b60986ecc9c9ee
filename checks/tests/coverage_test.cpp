// Which ways through the flows the rows take, and which none does.
#include "checks/coverage.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "checks/tests/run_command.h"

namespace replock::tests {
namespace {

using checks::CoverageCount;
using schedules::Coverage;
using schedules::CoverageWay;

void add(CoverageCount& count, const std::string& scenario, const std::string& series) {
  const checks::Question question = checks::ask(model::scenario_named(scenario), model::Series::parse(series));
  count.add(question, checks::answer(question, {}));
}

const CoverageWay* find(const Coverage& coverage, const std::string& function, const std::string& words,
                        const std::string& way) {
  const auto found = std::ranges::find_if(coverage.ways, [&](const CoverageWay& one) {
    return one.function == function && one.words.find(words) != std::string::npos && one.way == way;
  });
  return found == coverage.ways.end() ? nullptr : &*found;
}

}  // namespace

TEST_CASE("a branch that no row takes is told from one that some row takes", "[coverage]") {
  CoverageCount count("L7");
  add(count, "late-load@failures=0", "L7");
  const std::string reload = "mlx5_esw_reload_reps";
  const Coverage alone = count.table();
  const CoverageWay* yes = find(alone, reload, "mode(esw0) == OFFLOADS", "yes");
  const CoverageWay* no = find(alone, reload, "mode(esw0) == OFFLOADS", "no");
  REQUIRE(yes != nullptr);
  REQUIRE(no != nullptr);
  CHECK(yes->taken_here);
  CHECK(yes->recorded_here);
  CHECK_FALSE(no->taken_here);  // nobody changes the mode in this scenario
  CHECK_FALSE(no->taken);
  add(count, "register-vs-mode-set-legacy", "L7");
  CHECK(find(count.table(), reload, "mode(esw0) == OFFLOADS", "no")->taken_here);
}

TEST_CASE("failures are counted where the environment may choose them, and taken where it does", "[coverage]") {
  CoverageCount without("L7"), with("L7");
  add(without, "late-load@failures=0", "L7");
  add(with, "late-load@failures=1", "L7");
  const auto failures = [](const Coverage& coverage) {
    return std::ranges::count_if(coverage.ways, [](const CoverageWay& way) { return way.failure && way.taken_here; });
  };
  CHECK(failures(without.table()) == 0);
  CHECK(failures(with.table()) > 0);
}

TEST_CASE("what another series takes is not taken here", "[coverage]") {
  CoverageCount count("L7");
  add(count, "rmmod-vs-reload", "L5");
  const Coverage coverage = count.table();
  CHECK(coverage.rows == 1);
  CHECK(coverage.rows_here == 0);
  CHECK(std::ranges::none_of(coverage.ways, &CoverageWay::taken_here));
  CHECK(std::ranges::any_of(coverage.ways, &CoverageWay::taken));
  CHECK(coverage.lonely.empty());
}

TEST_CASE("an edge that one scenario alone shows is lonely, until another one shows it", "[coverage]") {
  CoverageCount count("L7");
  add(count, "late-load", "L7");
  const std::size_t alone = count.table().lonely.size();
  CHECK(alone > 0);
  add(count, "late-load-failure", "L7");
  CHECK(count.table().lonely.size() < alone);
}

TEST_CASE("check --coverage tells it behind the table, and for machines", "[coverage]") {
  const WorkFolder folder;
  const Ended ended =
      run({"check", "late-load", "--coverage", "--coverage-json", "coverage.json", "--schedules", ""}, folder.path());
  CHECK(ended.exit_code == 0);
  CHECK(ended.out.find("Coverage at L7, by 1 scenario") != std::string::npos);
  CHECK(folder.names() == std::vector<std::string>{"coverage.json"});
}

}  // namespace replock::tests
