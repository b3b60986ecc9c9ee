// `replock series`: each commit held to what the series claims.
#include <catch2/catch.hpp>

#include "checks/commits.h"
#include "checks/series_study.h"
#include "checks/tests/golden.h"
#include "checks/tests/run_command.h"
#include "schedules/files.h"
#include "schedules/json.h"

namespace replock::tests {
namespace {

using reports::Answer;
using reports::Sameness;
using Words = std::vector<std::string>;

void check_refused(const Words& arguments, const std::string& said) {
  const WorkFolder folder;
  const Ended ended = run(arguments, folder.path());
  INFO(ended.err);
  CHECK(ended.exit_code == 2);
  CHECK(ended.out == "");
  CHECK(ended.err.find('\n') + 1 == ended.err.size());
  CHECK_THAT(ended.err, Catch::StartsWith("replock: ") && Catch::Contains("; ") && Catch::Contains(said));
  CHECK(folder.names().empty());
}

schedules::Options plain(const std::string&) { return {}; }

schedules::Result with_digest(const model::World& world) {
  schedules::Options options;
  options.digesting = schedules::Digesting::on;
  return schedules::explore(world, {}, options);
}

checks::Question late_load(const std::string& series) {
  return checks::ask(model::scenario_named("late-load"), model::Series::parse(series));
}

model::World world_at(const model::Scenario& scenario, const model::Series& series) {
  return model::record(scenario, series).world;
}

reports::SeriesStudy studied(checks::SearchedRows& rows, const Words& scenarios) {
  return checks::study({scenarios, {model::Patch::load_reps_from_work_queue}}, rows);
}

}  // namespace

TEST_CASE("series says what each commit fixes and breaks, and what leaving one out brings back", "[command][series]") {
  const WorkFolder folder;
  const Ended ended = run({"series", "late-load", "load-failure", "late-load-failure"}, folder.path());
  CHECK(ended.exit_code == 1);
  CHECK(ended.err == "");
  CHECK(differs_from_golden("series.txt", ended.out) == "");
  for (const char* name : {"load-failure.L7.device-lifetime.json", "late-load-failure.L7-6.unwind.json"}) {
    INFO(name);
    CHECK(run({"replay", folder.file("replock-schedules/" + std::string(name))}).exit_code == 0);
  }
}

TEST_CASE("series for machines", "[command][series]") {
  const Ended ended = run({"series", "late-load", "--without", "7", "--schedules", "", "--json", "-"});
  CHECK(ended.exit_code == 0);
  CHECK(differs_from_golden("series.json", ended.out) == "");
}

TEST_CASE("series: every commit of a clean scenario is safe, and that is the exit code", "[command][series]") {
  const Ended ended = run({"series", "late-load", "late-load", "--without", "7", "--schedules", ""});
  CHECK(ended.exit_code == 0);
  CHECK_THAT(ended.out, Catch::Contains("over 1 scenario\n") &&
                            Catch::Contains("./replock explore late-load --series L6\n") &&
                            Catch::EndsWith("As claimed: each commit is safe on its own.\n"));
  CHECK(ended.out.find("patch 6, unwind-only-newly-loaded: ") == std::string::npos);
}

TEST_CASE("series with a bound is incomplete, never a pass", "[command][series]") {
  const Ended ended = run({"series", "late-load", "--max-states", "5", "--schedules", ""});
  CHECK(ended.exit_code == 5);
  CHECK_THAT(ended.out, Catch::Contains("safe on its own: not known, a search was incomplete\n") &&
                            Catch::Contains("there may be more\n") &&
                            Catch::EndsWith("Not known: a search was incomplete.\n"));
  CHECK(ended.out.find("  fixes   ") == std::string::npos);
}

TEST_CASE("series with a bound does not say that a commit fixes nothing", "[command][series]") {
  CHECK_THAT(run({"series", "late-load", "--max-states", "5", "--schedules", ""}).out,
             Catch::Contains("  fixes nothing that is known so far\n") && Catch::Contains(" findings so far\n") &&
                 !Catch::Contains("  fixes nothing\n"));
}

TEST_CASE("series refuses what it can't read", "[command][series]") {
  check_refused({"series", "nonsense"}, "scenario 'nonsense': there is no such scenario");
  check_refused({"series", ""}, "scenario ''");
  check_refused({"series", "--without", "9"}, "patch '9': there is no such patch");
  check_refused({"series", "--without", "plain-peer-lock"}, "patch 'plain-peer-lock' is no commit of the series");
  check_refused({"series", "late-load", "--series", "L7"}, "--series");
  check_refused({"series", "late-load", "--json", ""}, "--json");
  check_refused({"series", "late-load", "--schedules", "nowhere/deep"}, "nowhere/deep");
}

TEST_CASE("a patch that claims to change nothing changes nothing, in every scenario", "[series]") {
  std::size_t claims = 0;
  for (const checks::Commit& commit : checks::commits()) {
    if (!model::info(commit.patch).claims_no_change) continue;
    ++claims;
    for (const model::Scenario& scenario : model::scenarios()) {
      INFO(scenario.name << " " << commit.before.name() << " " << commit.with.name());
      const checks::Question before = checks::ask(scenario, commit.before), with = checks::ask(scenario, commit.with);
      const Sameness said = checks::sameness(before, with, plain);
      CHECK((said == Sameness::identical_programs || said == Sameness::same_states));
    }
  }
  CHECK(claims == 3);
}

TEST_CASE("a patch that changes something is caught by the programs, and by the digests", "[series]") {
  const checks::Question before = late_load("L4"), with = late_load("L5");
  CHECK_FALSE(before.recorded.world == with.recorded.world);
  CHECK(checks::sameness(before, with, plain) == Sameness::other_states);
  for (const model::Scenario& scenario : model::scenarios()) {
    INFO(scenario.name);
    const model::World left = world_at(scenario, model::Series::level(4));
    const model::World right = world_at(scenario, model::Series::level(5));
    if (left == right) continue;
    CHECK_FALSE(with_digest(left).digest == with_digest(right).digest);
  }
}

TEST_CASE("other words for the same steps are another program with the same states", "[series]") {
  checks::Question before = late_load("L7"), with = late_load("L7");
  with.recorded.world.threads.front().steps.front().words = "in other words";
  CHECK(checks::sameness(before, with, plain) == Sameness::same_states);
}

TEST_CASE("a bounded search proves no sameness", "[series]") {
  checks::Question before = late_load("L7"), with = late_load("L7");
  with.recorded.world.threads.front().steps.front().words = "in other words";
  const auto bounded = [](const std::string&) {
    schedules::Options options;
    options.bounds.states_max = 5;
    return options;
  };
  CHECK(checks::sameness(before, with, bounded) == Sameness::unknown);
}

TEST_CASE("what is left out takes along what needs it", "[series]") {
  const auto name = [](model::Patch patch) { return checks::left_out(patch).series.name(); };
  CHECK(name(model::Patch::lag_reload_helper) == "L7-1-4");
  CHECK(name(model::Patch::work_gfp_argument) == "L6-2");
  CHECK(name(model::Patch::add_reps_lock) == "L2+6");
  CHECK(name(model::Patch::drop_lag_lock_around_rescan) == "L7-4");
  CHECK(checks::left_out(model::Patch::add_reps_lock).also.size() == 3);
  for (const checks::Commit& commit : checks::commits())
    CHECK_NOTHROW(model::Series::parse(checks::left_out(commit.patch).series.name()));
}

TEST_CASE("a finding is brought where scenario, check and sentence are new", "[series]") {
  checks::SearchedRows rows(plain);
  const reports::SeriesStudy study = studied(rows, {"late-load-failure"});
  const reports::CommitStudy& last = study.commits.back();
  REQUIRE(last.breaks.size() == 1);
  CHECK(last.breaks.front().hazard == "B34");
  CHECK(last.breaks.front().adds_to_others);
  CHECK(last.safe == Answer::no);
  CHECK(study.as_claimed == Answer::no);
}

TEST_CASE("a finding that tells of two hazards at two levels is given neither where it comes back", "[series]") {
  checks::SearchedRows rows(plain);
  const reports::SeriesStudy study =
      checks::study({{"rmmod-vs-reload"}, {model::Patch::unwind_only_newly_loaded}}, rows);
  const auto hazard = [&](const std::string& check) {
    for (const reports::StudiedFinding& one : study.left_out.front().back)
      if (one.finding->check == check) return one.hazard;
    return std::string("not back");
  };
  CHECK(hazard("rep-state") == "");  // B01 at L0 to L4, B04 at L5
  CHECK(hazard("failed-load") == "B04");
}

TEST_CASE("a series that queues more than the slots that were asked for is refused", "[series]") {
  checks::SearchedRows rows(plain);
  CHECK_THROWS_AS(rows.at("load-failure@slots=1", model::Series::level(7)), model::ModelFault);
}

TEST_CASE("a series that queues more than the scenario has slots for gets more of them", "[series][.][long]") {
  checks::SearchedRows rows(plain);
  const checks::SearchedRow& row = rows.at("bond-vs-unbind@vfs=0", model::Series::parse("L7-5"));
  CHECK(row.verdict.scenario == "bond-vs-unbind@vfs=0,slots=8");
  CHECK(row.verdict.result.end == schedules::End::exhausted);
}

TEST_CASE("an edit of a series that changes nothing is refused", "[command][series]") {
  check_refused({"explore", "late-load", "--series", "L5-6"}, "series 'L5-6': '-6' changes nothing; leave it out");
  check_refused({"check", "late-load", "--series", "L3-4"}, "series 'L3-4': '-4' changes nothing");
  check_refused({"graph", "late-load", "--series", "L7+4", "-o", "x.dot"}, "series 'L7+4': '+4' changes nothing");
  check_refused({"windows", "late-load", "--series", "L7-4+4"}, "series 'L7-4+4': '-4' changes nothing");
  check_refused({"lockdep", "late-load", "--series", "L7-drop-lag-lock-around-rescan-4"}, "changes nothing");
  check_refused({"explore", "late-load", "--with", "4"}, "--with 4: L7 has it already; leave the option out");
  check_refused({"show", "late-load", "--series", "L5", "--without", "unwind-only-newly-loaded"},
                "--without unwind-only-newly-loaded: L5 is without it already; leave the option out");
  for (const std::string series : {"L5-4+keep-reps-lock", "L3+4", "L5-4+7", "L2+block-word"})
    CHECK(run({"show", "late-load", "--series", series}).exit_code == 0);
}

}  // namespace replock::tests
