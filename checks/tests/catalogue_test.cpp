// The catalogue: every row as expected, and what the series claims comes out of the search.
#include "checks/catalogue.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "checks/confirm.h"
#include "checks/judge.h"
#include "checks/schedule_files.h"
#include "checks/tests/distinct_rows.h"

using namespace replock;
using checks::Check;
using schedules::Outcome;

namespace {

schedules::Verdict verdict_of(const std::string& scenario, const std::string& series) {
  return checks::answer(checks::ask(model::scenario_named(scenario), model::Series::parse(series)),
                        checks::options_of_row({scenario, series}, {}));
}

Outcome outcome(const std::string& scenario, const std::string& series, Check check) {
  const schedules::Verdict verdict = verdict_of(scenario, series);
  REQUIRE(verdict.result.end == schedules::End::exhausted);
  return verdict.checks.at(static_cast<std::size_t>(check)).outcome;
}

std::string level(unsigned n) { return "L" + std::to_string(n); }

bool has_cycle(const schedules::Verdict& verdict, const std::vector<std::string>& classes,
               schedules::CycleVerdict how) {
  return std::ranges::any_of(verdict.cycles, [&](const schedules::LockCycle& cycle) {
    return cycle.classes == classes && cycle.verdict == how;
  });
}

}  // namespace

TEST_CASE("every row of the catalogue is as expected, in both directions") {
  for (const checks::Row& row : tests::all_rows()) {
    schedules::Verdict verdict = verdict_of(row.scenario, row.series);
    checks::compare_with_catalogue(verdict);
    INFO(row.scenario << " at " << row.series << ": replock check " << row.scenario << " --series " << row.series);
    for (const std::string& line : verdict.unexpected) UNSCOPED_INFO(line);
    CHECK(verdict.as_expected);
    for (const schedules::Finding& finding : verdict.findings)  // B30, refuted: checks/hazards.cpp
      CHECK_FALSE(finding.sentence.starts_with("unregister sees LEGACY"));
  }
}

TEST_CASE("every schedule that the catalogue's searches find replays, and still ends in what it claims") {
  tests::for_each_distinct_row([](const checks::Row&, const checks::Question& question) {
    const schedules::Verdict verdict = checks::answer(question, {});
    for (const schedules::Finding& finding : verdict.findings) {
      INFO(checks::schedule_file(verdict, finding));
      const schedules::SavedSchedule saved = checks::saved(question, finding);
      const schedules::SavedSchedule read = schedules::saved_from_json(to_json(saved), "memory");
      const schedules::Replay replay = schedules::replay(question.recorded.world, read);
      REQUIRE(replay.fits);
      CHECK(replay.schedule == finding.schedule);
      CHECK(checks::still_violated(question, read, replay.schedule));
    }
  });
}

TEST_CASE("B02: a late mlx5_ib is never loaded at L0..L6, and is at L7") {
  for (unsigned n = 0; n <= 6; ++n)
    CHECK(outcome("late-load", level(n), Check::eventually_loaded) == Outcome::violated);
  CHECK(outcome("late-load", "L7", Check::eventually_loaded) == Outcome::holds);
}

TEST_CASE("B01: load races with unregister at L0..L4, and not from L5 on") {
  for (unsigned n = 0; n <= 7; ++n)
    for (const char* scenario : {"rmmod-vs-mode-set", "rmmod-vs-reload"})
      for (const Check check : {Check::callback_overlap, Check::ops_lifetime, Check::unregister_complete}) {
        INFO(scenario << " L" << n << " " << checks::info(check).id);
        CHECK(outcome(scenario, level(n), check) == (n <= 4 ? Outcome::violated : Outcome::holds));
      }
}

TEST_CASE("B03: a failed IB load takes an ETH down that it had not loaded, before patch 6 and not after") {
  CHECK(outcome("late-load-failure", "L7-6", Check::unwind) == Outcome::violated);
  CHECK(outcome("load-failure", "L7-6", Check::unwind) == Outcome::violated);
  CHECK(outcome("late-load-failure", "L7", Check::unwind) == Outcome::holds);
  CHECK(outcome("load-failure", "L7", Check::unwind) == Outcome::holds);
}

TEST_CASE("B04: a failed reload leaves LOADED before patch 6, and not after") {
  for (unsigned n = 0; n <= 7; ++n)
    CHECK(outcome("load-failure", level(n), Check::failed_load) == (n <= 5 ? Outcome::violated : Outcome::holds));
}

TEST_CASE("B05: patch 5 without patch 4 deadlocks ldev->lock against reps_lock, with patch 4 no series does") {
  for (const char* series : {"L5-4", "L7-4"}) {
    const schedules::Verdict verdict = verdict_of("bond-vs-unbind", series);
    CHECK(has_cycle(verdict, {"ldev->lock", "reps_lock"}, schedules::CycleVerdict::realised));
    CHECK(verdict.checks.at(static_cast<std::size_t>(Check::deadlock)).outcome == Outcome::violated);
  }
  for (unsigned n = 0; n <= 7; ++n) {
    const schedules::Verdict verdict = verdict_of("bond-vs-unbind", level(n));
    CHECK(verdict.checks.at(static_cast<std::size_t>(Check::deadlock)).outcome == Outcome::holds);
    if (n >= 4) CHECK(verdict.cycles.empty());
    if (n >= 4)
      for (const schedules::LockEdge& edge : verdict.edges)
        CHECK_FALSE((edge.held == "ldev->lock" && edge.acquired == "reps_lock"));
  }
}

TEST_CASE("B07: reps_lock held over the rescan of a mode change recurses, dropped, it does not") {
  for (const char* series : {"L5+keep-reps-lock", "L7+keep-reps-lock"}) {
    CHECK(outcome("register-vs-mode-set", series, Check::recursion) == Outcome::violated);
    CHECK(outcome("register-vs-mode-set", series, Check::nesting_rules) == Outcome::violated);
  }
  for (unsigned n = 5; n <= 7; ++n)
    CHECK(outcome("register-vs-mode-set", level(n), Check::recursion) == Outcome::holds);
}

TEST_CASE("B08: a peer's reps_lock without annotation is a cycle of its class that no schedule realises") {
  const schedules::Verdict verdict = verdict_of("load-failure", "L7+plain-peer-lock");
  CHECK(has_cycle(verdict, {"reps_lock"}, schedules::CycleVerdict::gated));
  CHECK(verdict.checks.at(static_cast<std::size_t>(Check::deadlock)).outcome == Outcome::holds);
  CHECK(verdict_of("load-failure", "L7").cycles.empty());
}

TEST_CASE("a row that differs is not as expected") {
  schedules::Verdict clean = verdict_of("late-load", "L7");
  clean.series = "L6";
  checks::compare_with_catalogue(clean);
  CHECK_FALSE(clean.as_expected);

  schedules::Verdict violated = verdict_of("late-load", "L6");
  violated.series = "L7";
  checks::compare_with_catalogue(violated);
  CHECK_FALSE(violated.as_expected);

  schedules::Verdict bounded = verdict_of("late-load", "L7");
  bounded.result.end = schedules::End::states_bound;
  checks::compare_with_catalogue(bounded);
  CHECK_FALSE(bounded.as_expected);
}

TEST_CASE("every entry of the catalogue names a scenario that exists and says what it means") {
  for (const checks::Known& entry : checks::known()) {
    CHECK_NOTHROW(model::scenario_named(entry.scenario));
    CHECK(entry.meaning.size() > 30);
    CHECK(entry.meaning.back() != '.');
  }
}
