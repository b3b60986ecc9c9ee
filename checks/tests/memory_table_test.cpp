// What each engine sees of readers without a lock, level by level, as the searches say it.
#include <catch2/catch.hpp>

#include "checks/memory_table.h"
#include "checks/tests/golden.h"
#include "checks/tests/run_command.h"

namespace replock::tests {
namespace {

using namespace checks;

schedules::RelacyOptions kernel_memory() {
  schedules::RelacyOptions options;
  options.scheduler = schedules::Scheduler::bound;
  options.memory = schedules::Memory::kernel;
  return options;
}

std::string save_weak_finding(const WorkFolder& folder) {
  const Ended ended = run({"explore", "register-vs-mode-set", "--series", "L4", "--engine", "relacy", "--schedule",
                           "bound", "--memory", "kernel", "--schedules", folder.path()});
  CHECK(ended.exit_code == 1);
  CHECK_THAT(ended.out, Catch::Contains("ops-lifetime, 52 steps, with weak memory only"));
  CHECK_THAT(ended.out,
             Catch::Contains("reads rep_ops[IB](esw0) as NULL, its first value; the newest is\n  set, stored"));
  CHECK(ended.out.find("0x") == std::string::npos);
  return folder.file("register-vs-mode-set.L4.ops-lifetime.json");
}

}  // namespace

TEST_CASE("which engine sees what of the readers without a lock, at the levels where it changes", "[relacy][weak]") {
  if (!schedules::has_relacy()) return;
  std::vector<MemoryHazard> hazards = memory_hazards();
  std::erase_if(hazards, [](const MemoryHazard& one) { return one.scenario == "pair-vs-rmmod"; });  // a second a level
  std::vector<model::Series> series;
  for (const char* const name : {"L0", "L4", "L5", "L7"}) series.push_back(model::Series::parse(name));
  CHECK(differs_from_golden("memory_table.txt",
                            memory_table(hazards, series, seen_by(hazards, series, kernel_memory()))) == "");
}

TEST_CASE("a finding of weak memory is replayed, and says that it is one", "[relacy][weak][command]") {
  if (!schedules::has_relacy()) return;
  const WorkFolder folder;
  const std::string file = save_weak_finding(folder);
  const Ended replayed = run({"replay", file});
  CHECK(replayed.exit_code == 0);
  CHECK_THAT(replayed.out, Catch::Contains("through missing ops (STALE READ)"));
  CHECK_THAT(replayed.out, Catch::Contains("in one order of all accesses there is no such schedule"));
  const Ended raced = run({"replay", folder.file("register-vs-mode-set.L4.data-race.json")});
  CHECK(raced.exit_code == 0);
  const Ended diverged = run({"diverge", file, "--series", "L4", "--series", "L5"});
  CHECK(diverged.exit_code == 2);
  CHECK_THAT(diverged.err, Catch::Contains("it has stale reads"));
}

TEST_CASE("the memory to search is refused where it is none, or none of the engine's", "[relacy][weak][command]") {
  const auto refuses = [](const std::vector<std::string>& arguments, const std::string& why) {
    const Ended ended = run(arguments);
    CHECK(ended.exit_code == 2);
    CHECK(ended.err == "replock: " + why + "\n");
  };
  refuses({"explore", "late-load", "--memory", "kernel"}, "--memory is for --engine relacy only");
  if (!schedules::has_relacy()) return;
  refuses({"explore", "late-load", "--engine", "relacy", "--schedule", "full", "--memory", "tso"},
          "--memory: 'tso' is none; there are sequential and kernel");
  refuses({"engines", "--memory", "tso"}, "--memory: 'tso' is none; there are sequential and kernel");
  refuses({"engines", "--bound", "x"}, "--bound: 'x' is no number from 0 to 100");
  CHECK(run({"engines", "late-load", "--memory", "kernel"}).exit_code == 4);
  CHECK(run({"engines", "late-load", "--series", "V9"}).exit_code == 2);
}

TEST_CASE("engines says of each row what each engine needs", "[relacy][command]") {
  if (!schedules::has_relacy()) return;
  const Ended ended = run({"engines", "late-load", "--series", "L0", "--series", "L7"});
  CHECK(ended.exit_code == 0);
  CHECK(ended.out ==
        "scenario   series  states      full  bound 1\n"
        "--------------------------------------------\n"
        "late-load  L0          11   11, 2/2  11, 2/2\n"
        "late-load  L7          75  265, 0/0  17, 0/0\n"
        "\n"
        "full: ends by itself in 2, has all findings in 2, all of at most 25 steps in 2 of 2 rows\n"
        "bound 1: ends by itself in 2, has all findings in 2, all of at most 25 steps in 2 of 2 rows\n");
}

}  // namespace replock::tests
