// `replock diverge`: what it says of a fix, and of what it can't compare.
#include <catch2/catch.hpp>

#include "checks/tests/golden.h"
#include "checks/tests/run_command.h"
#include "schedules/files.h"
#include "schedules/saved.h"

namespace replock::tests {
namespace {

using Words = std::vector<std::string>;

std::string trace(const std::string& name) {
  return std::string{}.append(REPLOCK_SOURCE_DIR).append("/checks/traces/").append(name).append(".json");
}

Ended diverge(const std::string& name, const std::string& first, const std::string& second, Words more = {}) {
  Words arguments = {"diverge", trace(name), "--series", first, "--series", second};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return run(arguments);
}

void check_says(const Ended& ended, int exit_code, const Words& said) {
  INFO(ended.out << ended.err);
  CHECK(ended.exit_code == exit_code);
  CHECK(ended.err == "");
  for (const std::string& words : said) CHECK_THAT(ended.out, Catch::Contains(words));
}

void check_refused(const Ended& ended, int exit_code, const std::string& said) {
  INFO(ended.out << ended.err);
  CHECK(ended.exit_code == exit_code);
  CHECK(ended.out == "");
  CHECK(ended.err.find('\n') + 1 == ended.err.size());
  CHECK_THAT(ended.err, Catch::StartsWith("replock: ") && Catch::Contains("; ") && Catch::Contains(said));
}

}  // namespace

TEST_CASE("diverge shows that patch 7 queues the late reload", "[command][diverge]") {
  const Ended ended = diverge("late-load.L0.eventually-loaded", "L6", "L7");
  CHECK(ended.exit_code == 0);
  CHECK(differs_from_golden("diverge_late_load.txt", ended.out) == "");
}

TEST_CASE("diverge shows that patch 4 drops the LAG's lock before the deadlock", "[command][diverge]") {
  const Ended ended = diverge("bond-vs-unbind.L5-4.deadlock", "L5-4", "L5");
  CHECK(ended.exit_code == 0);
  CHECK(differs_from_golden("diverge_bond_vs_unbind.txt", ended.out) == "");
}

TEST_CASE("diverge names the lock that patch 5 blocks on, and who holds it", "[command][diverge]") {
  check_says(diverge("sf-vs-rmmod.L0.rep-state", "L4", "L5"), 0,
             {"L4 shows it in 20 steps\n", "L5 parts at row 19: the thread can't go on\n",
              "waits for reps_lock(esw0) held by", "any schedule at L5: no schedule reaches the fault ("});
}

TEST_CASE("diverge shows that patch 6 ends the unwind after another branch", "[command][diverge]") {
  check_says(diverge("late-load-failure.L7-6.unwind", "L7-6", "L7"), 0,
             {"L7 parts at row 26: the thread goes on with another step\n", "(has no such step)",
              "no schedule reaches the fault (122 states, exhausted)\n"});
}

TEST_CASE("diverge says where the fault is still there, and how to see it", "[command][diverge]") {
  check_says(diverge("vf-event-failure.L0.eventually-loaded", "L0", "L7"), 1,
             {"any schedule at L7: still reached in ", "  ./replock explore vf-event-failure --series L7\n"});
  check_says(diverge("late-load.L0.eventually-loaded", "L0", "L3"), 1,
             {"L3 goes every row, and ends in the same fault\n", "1-10 | ...", "no state differs\n"});
  check_says(diverge("register-vs-mode-set.L5+keep-reps-lock.deadlock", "L5+keep-reps-lock", "L7+keep-reps-lock"), 1,
             {"L7+keep-reps-lock goes every row, and ends in the same fault\n"});
}

TEST_CASE("diverge knows a plain lock from a nested one", "[command][diverge]") {
  check_says(diverge("load-failure.L5+plain-peer-lock.lock-order", "L5+plain-peer-lock", "L5"), 0,
             {"L5 goes every row, and the fault is not there in the end\n", "no schedule reaches the fault ("});
}

TEST_CASE("diverge tells the edge that closes a cycle from the cycle", "[command][diverge]") {
  check_says(diverge("unload-vs-bond.L0.lock-order", "L0", "L7"), 0,
             {"any schedule at L7: no schedule reaches the fault ("});
}

TEST_CASE("diverge with a bound is incomplete, never a pass", "[command][diverge]") {
  check_says(diverge("late-load.L0.eventually-loaded", "L6", "L7", {"--max-states", "5"}), 5,
             {"no schedule found, but the search is incomplete (", "bound on states"});
}

TEST_CASE("diverge wants a first series that shows the finding", "[command][diverge]") {
  check_refused(diverge("late-load.L0.eventually-loaded", "L7", "L6"), 3,
                "L7 does not show it: every row fits, and it does not end in the fault");
  check_refused(diverge("sf-vs-rmmod.L0.rep-state", "L5", "L4"), 3, "L5 does not show it: row 19, '");
}

TEST_CASE("diverge refuses what it can't compare", "[command][diverge]") {
  const std::string file = trace("late-load.L0.eventually-loaded");
  check_refused(run({"diverge", file}), 2, "0 series named; give two");
  check_refused(run({"diverge", file, "--series", "L6"}), 2, "1 series named; give two");
  check_refused(run({"diverge", file, "--series", "L5", "--series", "L6", "--series", "L7"}), 2, "3 series named");
  check_refused(run({"diverge", file, "--series", "L6", "--series", "L8"}), 2, "series 'L8'");
  check_refused(run({"diverge", file, "--series", "L6", "L7"}), 2, "L7");
  check_refused(run({"diverge"}), 2, "file is required");
  check_refused(run({"diverge", ""}), 2, "''");
  check_refused(run({"diverge", "nothing.json", "--series", "L6", "--series", "L7"}), 2, "nothing.json");
}

TEST_CASE("diverge refuses a file of something else, and one that no longer fits", "[command][diverge]") {
  const WorkFolder folder;
  const auto with = [&](const std::string& text) {
    schedules::write_file(folder.file("file.json"), text);
    return run({"diverge", "file.json", "--series", "L6", "--series", "L7"}, folder.path());
  };
  check_refused(with("{}"), 2, "file.json: no saved schedule");
  check_refused(with("{"), 2, "file.json: ");
  schedules::SavedSchedule saved =
      schedules::saved_from_json(schedules::read_file(trace("late-load.L0.eventually-loaded")), "trace");
  const schedules::SavedSchedule whole = saved;
  saved.scenario = "nonsense";
  check_refused(with(to_json(saved)), 2, "file.json: scenario 'nonsense'");
  saved = whole;
  saved.check = "nonsense";
  check_refused(with(to_json(saved)), 2, "file.json: ");
  saved = whole;
  saved.rows[2].step = "nonsense";
  check_refused(with(to_json(saved)), 3, "it no longer shows what it was saved for; 'replock replay file.json'");
  saved = whole;
  saved.sentence = "nonsense";
  check_refused(with(to_json(saved)), 3, "it no longer shows");
}

}  // namespace replock::tests
