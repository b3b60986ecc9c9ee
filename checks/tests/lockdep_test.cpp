// The model of lockdep, held to the kernel's own self-test; and both verdicts about cycles of the flows.
#include "checks/lockdep.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <regex>

#include "checks/lockdep_cases.h"
#include "checks/lockdep_watch.h"
#include "checks/tests/other_program.h"
#include "checks/tests/run_command.h"
#include "schedules/files.h"

using namespace replock;
using checks::LockColumn;
using checks::Lockdep;
using checks::LockdepCase;
using schedules::Quadrant;

namespace {

/// Case and column, and whether lockdep is to print something.
using Table = std::map<std::pair<std::string, LockColumn>, bool>;

/// What lib/locking-selftest.c says in its own macros, up to its interrupt contexts.
Table kernels_table(const std::string& source) {
  constexpr LockColumn columns[] = {LockColumn::spin,  LockColumn::wlock, LockColumn::rlock,
                                    LockColumn::mutex, LockColumn::wsem,  LockColumn::rsem};
  const std::size_t begin = source.find("void locking_selftest(void)");
  const std::string body = source.substr(begin, source.find("irq-context testcases", begin) - begin);
  Table table;
  const auto each = [&](const char* pattern, const auto& visit) {
    const std::regex regex(pattern);
    for (std::sregex_iterator at(body.begin(), body.end(), regex), end; at != end; ++at) visit(*at);
  };
  each(R"(DO_TESTCASE_6(R?)\("([^"]*)\")", [&](const std::smatch& match) {
    for (const LockColumn column : columns)
      table[{match[2], column}] = match[1].length() == 0 || column != LockColumn::rlock;
  });
  each(R"(DO_TESTCASE_6x1RR(B?)\("([^"]*)\")", [&](const std::smatch& match) {
    for (const char* const order : {"/123", "/132", "/213", "/231", "/312", "/321"})
      table[{match[2].str() + order, LockColumn::rlock}] = match[1].length() != 0;
  });
  std::string name;
  each(R"(print_testname\("([^"]*)\"|dotest\((\w+), (SUCCESS|FAILURE), LOCKTYPE_(\w+)\))",
       [&](const std::smatch& match) {
         if (match[1].matched)
           name = match[1];
         else
           table[{name, match[4] == "RWSEM" ? LockColumn::rsem : LockColumn::rlock}] = match[3] == "FAILURE";
       });
  return table;
}

Table our_table() {
  Table table;
  const std::vector<LockdepCase>& all = checks::lockdep_cases();
  for (std::size_t index = 0; index + checks::own_lockdep_cases() < all.size(); ++index)
    if (all[index].name != "bad unlock order")  // not in v6.1's
      table[{all[index].name, all[index].column}] = all[index].fails;
  return table;
}

Quadrant quadrant_of(const char* scenario, const char* series, const std::string& cycle) {
  const checks::Question question = checks::ask(model::scenario_named(scenario), model::Series::parse(series));
  for (const schedules::TwoVerdicts& two : checks::two_verdicts(question, checks::answer(question, {})))
    if (two.what == cycle) return schedules::quadrant(two);
  FAIL("no such cycle: " << cycle);
  return Quadrant::open;
}

}  // namespace

TEST_CASE("the lockdep model says of each case of the kernel's self-test what the kernel expects", "[lockdep]") {
  for (const LockdepCase& one : checks::lockdep_cases()) {
    INFO(one.name << ", " << checks::name(one.column) << ": " << one.flow);
    CHECK(checks::run_case(one).splat == one.fails);
  }
}

TEST_CASE("the cases and what is expected of them are those of the kernel's own table", "[lockdep]") {
  const std::string sources = "/usr/src/linux-source-6.1.tar.xz";
  if (!tests::is_there(sources)) {
    WARN("no " + sources + ": install linux-source-6.1, and its table is read");
    return;
  }
  const tests::WorkFolder folder;
  CHECK(tests::said_by("cd '" + folder.path() + "' && tar -xJf " + sources + " linux-source-6.1/lib/locking-selftest.c")
            .exit_code == 0);
  const Table kernels = kernels_table(schedules::read_file(folder.path() + "/linux-source-6.1/lib/locking-selftest.c"));
  CHECK(kernels.size() > 90);
  CHECK(kernels == our_table());
}

TEST_CASE("where the parts of a case run at the same time, the search tells real deadlocks", "[lockdep]") {
  std::map<std::pair<bool, bool>, int> counts;  // lockdep prints it, it deadlocks
  for (const LockdepCase& one : checks::lockdep_cases()) {
    const checks::LockdepCaseResult result = checks::run_case(one);
    if (!result.searched) continue;
    ++counts[{result.splat, result.deadlocks}];
    if (one.name == "A-B-B-A deadlock")
      CHECK(result.deadlocks == (one.column != LockColumn::rlock && one.column != LockColumn::rsem));
    if (one.name == "nested annotation, both directions") CHECK((!result.splat && result.deadlocks));
    if (one.name == "A-A deadlock") CHECK(!result.deadlocks);  // two locks of one class
  }
  for (const bool splat : {false, true})
    for (const bool deadlocks : {false, true}) CHECK(counts[{splat, deadlocks}] > 0);
}

TEST_CASE("a circle is told from the lock that is held on", "[lockdep]") {
  Lockdep lockdep;
  const auto take = [&](unsigned task, const std::vector<std::string>& locks) {
    for (const std::string& lock : locks) lockdep.acquire(task, {lock, lock});
    for (const std::string& lock : locks) lockdep.release(task, lock);
  };
  take(0, {"a", "b"});
  take(1, {"b", "c"});
  CHECK(lockdep.reports().empty());
  take(0, {"c", "a"});
  REQUIRE(lockdep.reports().size() == 1);
  CHECK(lockdep.reports().front() == Lockdep::Report{Lockdep::Report::Kind::circular, {"c", "a", "b"}});
}

TEST_CASE("all four combinations of the two verdicts occur in the catalogue", "[lockdep]") {
  CHECK(quadrant_of("bond-vs-unbind", "L5-4", "ldev->lock -> reps_lock -> ldev->lock") == Quadrant::both);
  // B10: the guard is a word of the driver's own.
  CHECK(quadrant_of("load-failure", "V1", "guard -> ldev->lock -> guard") == Quadrant::deadlock_only);
  // B08: without the nested annotation.
  CHECK(quadrant_of("load-failure", "L7+plain-peer-lock", "reps_lock -> reps_lock") == Quadrant::lockdep_only);
  // device_lock is not validated.
  CHECK(quadrant_of("unbind-eth-vs-unbind", "L0", "device_lock -> mode_lock -> device_lock") ==
        Quadrant::deadlock_only);
  CHECK(quadrant_of("unbind-eth", "L7", "device_lock -> device_lock") == Quadrant::neither);
}

TEST_CASE("with the nested annotation lockdep is silent about two reps_locks", "[lockdep]") {
  const checks::Question question = checks::ask(model::scenario_named("load-failure"), model::Series::parse("L7"));
  for (const checks::Splat& splat : checks::lockdep_reports(question, checks::answer(question, {})))
    CHECK(splat.classes != std::vector<std::string>{"reps_lock"});
}

TEST_CASE("replock lockdep: tables, JSON, refusals", "[lockdep][command]") {
  const tests::WorkFolder folder;
  const tests::Ended tested = tests::run({"lockdep", "--selftest"}, folder.path());
  CHECK(tested.exit_code == 0);
  CHECK_THAT(tested.out, Catch::Contains("106 of 106 cases as expected") && Catch::Contains("ww_mutex"));
  const tests::Ended one = tests::run({"lockdep", "bond-vs-unbind", "--json", "two.json"}, folder.path());
  CHECK(one.exit_code == 0);
  CHECK_THAT(one.out, Catch::Contains("It deadlocks, and lockdep would print it: 1"));
  CHECK_THAT(schedules::read_file(folder.path() + "/two.json"), Catch::Contains("replock-two-verdicts/1"));
  CHECK(tests::run({"lockdep", "bond-vs-unbind", "--max-states", "9"}, folder.path()).exit_code == 5);
  CHECK(tests::run({"lockdep", "nonsense"}, folder.path()).exit_code == 2);
  CHECK(tests::run({"lockdep", "--selftest", "late-load"}, folder.path()).exit_code == 2);
  CHECK(tests::run({"lockdep", "--selftest", "--series", "L7"}, folder.path()).exit_code == 2);
  CHECK(tests::run({"lockdep", "bond-vs-unbind", "--series", "W0"}, folder.path()).exit_code == 4);
}
