// Flows with one line wrong: how they are changed, and what is said of them.
#include "checks/mutation.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <csignal>
#include <set>

#include "checks/tests/run_command.h"
#include "model/operation_sets.h"
#include "schedules/files.h"

namespace replock::tests {
namespace {

using checks::Mutant;
using schedules::Fate;
using schedules::MutantResult;

checks::Question question(const std::string& scenario) {
  return checks::ask(model::scenario_named(scenario), model::Series::parse("L7"));
}

/// The first whose function and words are these.
Mutant mutant(const std::string& scenario, Mutant::Does does, const std::string& function, const std::string& words) {
  for (const Mutant& one : checks::mutants_of(question(scenario).recorded))
    if (one.does == does && one.line.function == function && one.words.find(words) != std::string::npos) return one;
  FAIL("no such line: " << words);
  return {};
}

MutantResult fate(const std::string& scenario, const Mutant& mutant) {
  const checks::Attention attention(1);
  const checks::MutationSearch search{model::Series::parse("L7"), {model::scenario_named(scenario)}, ""};
  return checks::fate_of(mutant, checks::originals(search, attention), {});
}

std::size_t steps_with(const model::World& world, const std::string& words) {
  std::size_t count = 0;
  for (const model::Program& thread : world.threads)
    for (const model::Step& step : thread.steps) count += step.words.find(words) != std::string::npos ? 1U : 0U;
  return count;
}

}  // namespace

TEST_CASE("a dropped line is gone at every place where it was recorded, and nothing else is", "[mutation]") {
  const checks::Question before = question("late-load");
  model::Recorded after = before.recorded;
  const Mutant lock = mutant("late-load", Mutant::Does::drop, "mlx5_eswitch_register_vport_reps", "lock reps_lock");
  REQUIRE(checks::apply(lock, after));
  CHECK(steps_with(after.world, "(dropped) lock reps_lock") > 0);
  std::size_t changed = 0;
  for (std::size_t thread = 0; thread < after.world.threads.size(); ++thread)
    for (std::size_t step = 0; step < after.world.threads[thread].steps.size(); ++step) {
      const model::Step& now = after.world.threads[thread].steps[step];
      if (now == before.recorded.world.threads[thread].steps[step]) continue;
      ++changed;
      CHECK(now.words.starts_with("(dropped) "));
      CHECK(function_of(after.world, now) == lock.line.function);
      CHECK(now.alternatives.size() == 1);
      CHECK(now.alternatives[0].guard.empty());
    }
  CHECK(changed == steps_with(after.world, "(dropped) "));
  model::Recorded other = question("unbind-and-bind").recorded;
  Mutant foreign = lock;
  foreign.line.function = "nobody";
  CHECK_FALSE(checks::apply(foreign, other));
  CHECK(other.world == question("unbind-and-bind").recorded.world);
}

TEST_CASE("swapped lines lead on where they did", "[mutation]") {
  const checks::Question before = question("late-load");
  for (const Mutant& swap : checks::mutants_of(before.recorded)) {
    if (swap.does != Mutant::Does::swap) continue;
    INFO(swap.line.where << " " << swap.words);
    model::Recorded once = before.recorded;
    REQUIRE(checks::apply(swap, once));
    CHECK(once.world != before.recorded.world);
    // Lines are noted by place: the same two places once more are the flow as it was.
    REQUIRE(checks::apply(swap, once));
    CHECK(once.world == before.recorded.world);
  }
}

TEST_CASE("mutants that a check must catch, and how", "[mutation]") {
  const MutantResult unlock = fate(
      "late-load", mutant("late-load", Mutant::Does::drop, "mlx5_eswitch_register_vport_reps", "unlock reps_lock"));
  CHECK(unlock.fate == Fate::killed);
  CHECK(unlock.scenario == "late-load");
  CHECK(unlock.steps > 0);
  const MutantResult lock =
      fate("late-load", mutant("late-load", Mutant::Does::drop, "mlx5_eswitch_register_vport_reps", "lock reps_lock"));
  CHECK(lock.fate == Fate::killed);
  CHECK(lock.check == "lock-balance");
  const MutantResult queue =
      fate("late-load", mutant("late-load", Mutant::Does::drop, "esw_add_work", "queue reload_reps"));
  CHECK(queue.fate == Fate::killed);
  CHECK(queue.check == "eventually-loaded");
}

TEST_CASE("what is said of mutants that nothing catches is said of lines that there are", "[mutation]") {
  std::vector<Mutant> all;
  const auto add = [&](const std::vector<model::Scenario>& scenarios) {
    for (const model::Scenario& scenario : scenarios)
      for (const Mutant& one : checks::mutants_of(model::record(scenario, model::Series::parse("L7"))))
        all.push_back(one);
  };
  model::OperationSets pairs;
  pairs.pfs = {1};
  add(model::scenarios());
  add(model::merged_scenarios());
  add(model::operation_sets(pairs));
  for (const checks::ExplainedMutant& said : checks::explained_mutants()) {
    INFO(said.function << ": " << said.words);
    CHECK(said.why.size() > 20);
    CHECK(std::ranges::any_of(all, [&](const Mutant& one) {
      return one.does == said.does && one.line.function == said.function &&
             one.words.find(said.words) != std::string::npos;
    }));
  }
}

TEST_CASE("what is said of one of several lines with the same words is not said of the others", "[mutation]") {
  // Nothing else moves the generation in late-load: neither look before a reload can fail.
  const Ended ended = run({"mutate", "late-load", "--only", "generation(esw0) != gen of the work on wq(esw0)?"});
  CHECK(ended.exit_code == 1);
  CHECK_THAT(ended.out,
             Catch::Contains("2 mutants of the flows at L7: 0 killed by a check, 0 seen by the catalogue only, "
                             "1 survived, 1"));
}

TEST_CASE("a bound that ends the search leaves a mutant open", "[mutation]") {
  const Mutant any = mutant("late-load", Mutant::Does::drop, "mlx5_eswitch_register_vport_reps", "lock reps_lock");
  const checks::Attention attention(1);
  const checks::MutationSearch search{model::Series::parse("L7"), {model::scenario_named("late-load")}, ""};
  schedules::Options options;
  options.bounds.states_max = 1;
  CHECK(checks::fate_of(any, checks::originals(search, attention), options).fate == Fate::open);
}

TEST_CASE("the table is the same with any number of threads, and after a resume", "[mutation]") {
  const WorkFolder folder;
  const std::vector<std::string> one{"mutate", "late-load", "unbind-and-bind", "--only", "lock", "--threads", "1"};
  std::vector<std::string> two{"mutate",    "late-load", "unbind-and-bind", "--only", "lock",
                               "--threads", "2",         "--resume",        "journal"};
  const std::string expected = run(one, folder.path()).out;
  CHECK(expected.find("killed by a check") != std::string::npos);
  CHECK(run(two, folder.path()).out == expected);
  const std::string journal = schedules::read_file(folder.file("journal"));
  schedules::write_file(folder.file("journal"), journal.substr(0, journal.size() * 2 / 3));  // killed in a line
  CHECK(run(two, folder.path()).out == expected);
  CHECK(schedules::read_file(folder.file("journal")).size() == journal.size());
  two[1] = "late-load-failure";
  const Ended refused = run(two, folder.path());
  CHECK(refused.exit_code == 2);
  CHECK(std::ranges::count(refused.err, '\n') == 1);
  CHECK(run({"mutate", "--only", "no such line"}, folder.path()).exit_code == 2);
}

TEST_CASE("mutants that Ctrl-C kept from being tried are counted apart", "[mutation]") {
  tests::Command command;
  command.arguments = {"mutate"};
  command.meanwhile = [](pid_t pid) {
    REQUIRE(handles_interrupt(pid));
    REQUIRE(::kill(pid, SIGINT) == 0);
  };
  const Ended ended = run(command);
  CHECK(ended.exit_code == 5);
  CHECK_THAT(ended.out, Catch::Contains("interrupted") && !Catch::Contains("a bound ended the search") &&
                            !Catch::Contains("in a hundred"));
}

}  // namespace replock::tests
