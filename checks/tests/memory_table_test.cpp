// What each engine sees of readers without a lock, level by level, as the searches say it.
#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "checks/memory_table.h"
#include "checks/races.h"
#include "checks/tests/golden.h"
#include "checks/tests/run_command.h"
#include "schedules/files.h"
#include "schedules/saved.h"
#include "schedules/stale.h"

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

/// Some schedule, a different one for each seed.
schedules::Schedule stroll(const model::World& world, unsigned seed) {
  std::mt19937 random(seed);
  schedules::Schedule schedule;
  model::State state = model::initial_state(world);
  for (auto open = model::enabled(world, state); !open.empty(); open = model::enabled(world, state)) {
    const auto same = std::ranges::find_if(
        open, [&](model::Move move) { return !schedule.empty() && move.thread == schedule.back().thread; });
    const bool goes_on = same != open.end() && random() % 16 != 0;
    schedule.push_back(goes_on ? *same : open[random() % open.size()]);
    state = model::after(world, state, schedule.back());
  }
  return schedule;
}

/// The race of L4 in a schedule of L5, whose reps_lock orders the same two accesses.
void save_ordered_accesses(const std::string& race, const std::string& file) {
  schedules::SavedSchedule saved = schedules::saved_from_json(schedules::read_file(race), race);
  const model::World world = ask(model::scenario_named(saved.scenario), model::Series::parse("L5")).recorded.world;
  for (unsigned seed = 0; seed < 400; ++seed)
    for (schedules::Schedule part = stroll(world, seed); !part.empty(); part.pop_back()) {
      if (race_again(world, part, saved.sentence) != RaceAgain::ordered) continue;
      saved.series = "L5";
      saved.rows = schedules::rows_of(world, part);
      return schedules::write_file(file, schedules::to_json(saved));
    }
  FAIL("no schedule of L5 makes both accesses");
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

namespace {

struct FollowsFreedOps {
  bool any = false, needs_stale_read = false;
};

/// A reader that meets mlx5_ib while it goes.
FollowsFreedOps follows_freed_ops(const char* series, model::Access text) {
  Question question = ask(model::scenario_named("look-up-vs-rmmod"), model::Series::parse(series));
  for (model::Field& field : question.recorded.world.fields)
    if (field.access == model::Access::rcu_freed) field.access = text;
  const schedules::Verdict verdict = answer_by_relacy(question, kernel_memory());
  FollowsFreedOps seen;
  for (const schedules::Finding& finding : verdict.findings) {
    if (finding.check != "ops-lifetime" || finding.sentence.find("after it was freed") == std::string::npos) continue;
    seen.any = true;
    seen.needs_stale_read = schedules::count_stale(finding.schedule) > 0;
  }
  return seen;
}

}  // namespace

TEST_CASE("synchronize_rcu() in the module loader is what keeps readers out of freed text from L5 on",
          "[relacy][weak]") {
  if (!schedules::has_relacy()) return;
  for (const char* const series : {"L5", "L7"}) {
    CHECK_FALSE(follows_freed_ops(series, model::Access::rcu_freed).any);
    CHECK(follows_freed_ops(series, model::Access::ordered).any);
    CHECK(follows_freed_ops(series, model::Access::ordered).needs_stale_read);
  }
  CHECK(follows_freed_ops("L4", model::Access::rcu_freed).any);
  CHECK_FALSE(follows_freed_ops("L4", model::Access::rcu_freed).needs_stale_read);
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
  save_ordered_accesses(folder.file("register-vs-mode-set.L4.data-race-2.json"), folder.file("ordered.json"));
  const Ended ordered = run({"replay", folder.file("ordered.json")});
  CHECK(ordered.exit_code == 3);
  CHECK_THAT(ordered.err, Catch::Contains("every row fits, but something orders the two accesses now: 'rep_ops[IB]"));
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
        "scenario   series  states  full  bounded  findings  they agree in\n"
        "------------------------------------------------------------------\n"
        "late-load  L0          11     2        -       2/2  every schedule\n"
        "late-load  L7          75     9        -       0/0  every schedule\n"
        "\n"
        "2 rows: every schedule in 2\n"
        "Relacy has 2 of 2 findings\n");
}

TEST_CASE("engines says the same for any number of threads, and what a bound has cut", "[relacy][command]") {
  if (!schedules::has_relacy()) return;
  const std::vector<std::string> few{"engines", "late-load", "register-vs-mode-set", "--iterations", "100"};
  const auto with_threads = [&](const char* threads) {
    std::vector<std::string> arguments = few;
    arguments.insert(arguments.end(), {"--threads", threads});
    return run(arguments);
  };
  const Ended one = with_threads("1"), three = with_threads("3");
  CHECK(one.exit_code == 5);
  CHECK(one.out == three.out);
  CHECK_THAT(one.out, Catch::Contains("register-vs-mode-set  L7"));
  CHECK_THAT(one.out, Catch::Contains("<= 0 preemptions, INC"));
  CHECK(one.err.empty());
}

TEST_CASE("a cell that Relacy has no answer for is no pass", "[relacy][command]") {
  if (!schedules::has_relacy()) return;
  const Ended cut = run({"engines", "look-up-vs-rmmod", "--memory", "kernel", "--series", "L7", "--iterations", "1"});
  CHECK_THAT(cut.out, Catch::Contains(" ?"));
  CHECK(cut.exit_code == 5);
}

}  // namespace replock::tests
