// Windows: small worlds whose windows can be told by hand, then the driver's.
#include "checks/windows.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "checks/tests/run_command.h"
#include "checks/tests/twin.h"
#include "checks/window_places.h"
#include "schedules/files.h"

using namespace replock;
using model::Driver;
using model::Mode;
using model::Thread;
using tests::Body;
using tests::esw0;

namespace {

enum class Again : std::uint8_t { looks, does_not };

/// Reads the mode under reps_lock, drops it and takes it again; then goes by what it read, having looked again or not.
Body reader(Again again) {
  return [again](Thread& t, Driver& driver) {
    model::Eswitch& esw = esw0(driver);
    const auto function = t.function("reader");
    t.lock(esw.reps_lock);
    t.when(esw.mode == Mode::offloads, [&] {
      t.unlock(esw.reps_lock);
      t.lock(esw.reps_lock);
      if (again == Again::looks)
        t.when(esw.mode == Mode::offloads, [&] { t.set(esw.operation_in_progress, true); });
      else
        t.set(esw.operation_in_progress, true);
    });
    t.unlock(esw.reps_lock);
  };
}

Body writer() {
  return [](Thread& t, Driver& driver) {
    model::Eswitch& esw = esw0(driver);
    const auto function = t.function("writer");
    t.lock(esw.reps_lock);
    t.set(esw.mode, Mode::legacy);
    t.unlock(esw.reps_lock);
  };
}

std::vector<schedules::Window> windows(std::vector<Body> threads) {
  tests::Twin twin;
  twin.threads = std::move(threads);
  checks::Question question = twin.question();
  for (const model::Program& thread : question.recorded.world.threads)
    question.recorded.lines.emplace_back(thread.steps.size());
  const checks::WindowCount::Seen seen = checks::WindowCount::look_at(question, {});
  CHECK(seen.complete);
  return seen.windows;
}

}  // namespace

TEST_CASE("a value that was read before a window, and is relied on behind it, is told as stale", "[windows]") {
  const auto all = windows({reader(Again::does_not), writer()});
  REQUIRE(all.size() == 1);
  CHECK(all.front().lock == "reps_lock");
  CHECK(all.front().function == "reader");
  CHECK(all.front().inside == std::set<std::string>{"writer"});
  CHECK(all.front().changed == std::set<std::string>{"mode(eswN)"});
  REQUIRE(all.front().stale.size() == 1);
  CHECK(all.front().stale.front().read == "mode(eswN) == OFFLOADS");
  // lock, test, unlock; lock, store, unlock; lock, and the store that should not be.
  CHECK(all.front().stale.front().schedule.size() == 8);
}

TEST_CASE("who looks again behind the window relies on nothing old", "[windows]") {
  const auto all = windows({reader(Again::looks), writer()});
  REQUIRE(all.size() == 1);
  CHECK(all.front().stale.empty());
}

TEST_CASE("where nobody else is there is no window, and where nobody stores nothing is stale", "[windows]") {
  CHECK(windows({reader(Again::does_not)}).empty());
  CHECK(windows({reader(Again::does_not), reader(Again::does_not)}).front().stale.empty());
}

TEST_CASE(
    "a lock that is dropped by the function that took it, or by one that it calls, is told from two calls in a row",
    "[windows]") {
  const auto locked = [](Thread& t, model::Eswitch& esw, const std::string& name) {
    const auto function = t.function(name);
    t.lock(esw.reps_lock);
    t.set(esw.operation_in_progress, false);
    t.unlock(esw.reps_lock);
  };
  const Body two_calls = [&](Thread& t, Driver& driver) {
    const auto function = t.function("caller");
    locked(t, esw0(driver), "first");
    locked(t, esw0(driver), "second");
  };
  const auto between = windows({two_calls, writer()});
  REQUIRE(between.size() == 1);
  CHECK(between.front().kind == schedules::WindowKind::between_calls);
  const Body dropped_inside = [](Thread& t, Driver& driver) {
    model::Eswitch& esw = esw0(driver);
    t.lock(esw.reps_lock);
    {
      const auto function = t.function("called under the lock");
      t.unlock(esw.reps_lock);
      t.lock(esw.reps_lock);
    }
    t.unlock(esw.reps_lock);
  };
  const auto inside = windows({dropped_inside, writer()});
  REQUIRE(inside.size() == 1);
  CHECK(inside.front().kind == schedules::WindowKind::calls_out);
  CHECK(windows({reader(Again::looks), writer()}).front().kind == schedules::WindowKind::calls_out);
}

TEST_CASE("what is done where others stand is what a plain search sees", "[windows][explorer]") {
  const checks::Question question = checks::ask(model::scenario_named("late-load"), model::Series::parse("L7"));
  const model::World& world = question.recorded.world;
  schedules::Options options;
  options.beside = true;
  const schedules::Result result = schedules::explore(world, {}, options);
  std::vector<std::vector<bool>> expected(result.beside.size(), std::vector<bool>(result.beside.front().size(), false));
  std::set<model::State> seen{model::initial_state(world)};
  std::vector<model::State> todo{*seen.begin()};
  const auto stand = [&](std::size_t thread, const model::State& state) {
    std::size_t before = 0;
    for (std::size_t i = 0; i < thread; ++i) before += world.threads[i].steps.size();
    return before + state[world.threads[thread].pc];
  };
  const auto number = [&](const model::State& state, model::Move move) {
    std::size_t count = move.alternative;
    for (std::size_t i = 0; i <= move.thread; ++i) {
      const std::size_t end = i == move.thread ? state[world.threads[i].pc] : world.threads[i].steps.size();
      for (std::size_t step = 0; step < end; ++step) count += world.threads[i].steps[step].alternatives.size();
    }
    return count;
  };
  while (!todo.empty()) {
    const model::State state = todo.back();
    todo.pop_back();
    for (const model::Move move : model::enabled(world, state)) {
      for (std::size_t other = 0; other < world.threads.size(); ++other)
        if (other != move.thread) expected[stand(other, state)][number(state, move)] = true;
      const model::State next = model::after(world, state, move);
      if (seen.insert(next).second) todo.push_back(next);
    }
  }
  CHECK(result.beside == expected);
}

TEST_CASE("the windows of the driver that its mails speak of are found", "[windows]") {
  const auto of = [](const char* scenario, const char* series) {
    const checks::Question question = checks::ask(model::scenario_named(scenario), model::Series::parse(series));
    return checks::WindowCount::look_at(question, {}).windows;
  };
  const auto any = [](const std::vector<schedules::Window>& all, const std::string& lock, const std::string& function) {
    return std::ranges::any_of(all, [&](const schedules::Window& window) {
      return window.lock == lock && window.dropped.function == function;
    });
  };
  // LAG's: from patch 4 on.
  CHECK(any(of("bond-vs-unbind", "L7"), "ldev->lock", "mlx5_lag_drop_lock_for_reps"));
  CHECK_FALSE(any(of("bond-vs-unbind", "L3"), "ldev->lock", "mlx5_lag_drop_lock_for_reps"));
  // What the LAG read of its netdevs before them is stale behind.
  const auto stale = [&](const char* scenario, const char* series) {
    std::set<std::string> reads;
    for (const schedules::Window& window : of(scenario, series))
      for (const schedules::StaleWindowRead& read : window.stale)
        reads.insert(read.read + " in " + read.read_at.function);
    return reads;
  };
  CHECK(stale("bond-vs-unbind", "L7") == std::set<std::string>{"ldev->netdev(dN) == 1 in mlx5_do_bond"});
  CHECK(stale("mpesw-vs-unbind", "L7") == std::set<std::string>{"ldev->netdev(dN) == 1 in mlx5_lag_enable_mpesw"});
  CHECK(stale("bond-vs-unbind", "L3").empty());
  // The operation flag's: mode_lock is dropped while the mode set runs.
  CHECK(std::ranges::any_of(of("unbind-vs-mode-set", "L7"),
                            [](const schedules::Window& window) { return window.lock == "mode_lock"; }));
}

TEST_CASE("what lies between two calls of one function is no window in it", "[windows]") {
  // Two rescans that each add a device: device_add() drops its lock once and takes it once.
  const checks::Question question = checks::ask(model::scenario_named("register-vs-mode-set"), model::Series::level(7));
  for (const schedules::Window& window : checks::WindowCount::look_at(question, {}).windows)
    if (window.kind == schedules::WindowKind::calls_out)
      CHECK_FALSE((window.dropped.function == "device_add" && window.taken_again.function == "device_add"));
}

TEST_CASE("a schedule of a window tells no finding where there is none", "[windows][command]") {
  CHECK_THAT(tests::run({"windows", "unbind-eth-vs-bond"}).out,
             Catch::Contains("in the end:\n") && !Catch::Contains("\n:\n"));
}

TEST_CASE("replock windows: table, JSON, bounds, refusals", "[windows][command]") {
  const tests::WorkFolder folder;
  const tests::Ended shown = tests::run({"windows", "bond-vs-unbind", "--json", "windows.json"}, folder.path());
  CHECK(shown.exit_code == 0);
  CHECK_THAT(shown.out, Catch::Contains("mlx5_lag_drop_lock_for_reps()"));
  CHECK_THAT(schedules::read_file(folder.path() + "/windows.json"), Catch::Contains("replock-windows/1"));
#ifndef REPLOCK_SANITIZED  // what a sanitizer sees, it has seen
  CHECK(tests::run({"windows", "bond-vs-unbind", "--threads", "1"}, folder.path()).out == shown.out);
#endif
  const tests::Ended cut = tests::run({"windows", "bond-vs-unbind", "--max-states", "50"}, folder.path());
  CHECK(cut.exit_code == 5);
  CHECK_THAT(cut.out, Catch::Contains("INCOMPLETE"));
  CHECK(tests::run({"windows", "nonsense"}, folder.path()).exit_code == 2);
  CHECK(tests::run({"windows", "--series", "L9"}, folder.path()).exit_code == 2);
  CHECK(tests::run({"windows", "bond-vs-unbind", "--series", "W0"}, folder.path()).exit_code == 4);
}
