// A schedule followed on another program: what it may run by itself, and where it must part.
#include "schedules/follow.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <map>

#include "checks/catalogue.h"
#include "checks/confirm.h"
#include "checks/same_fault.h"
#include "checks/tests/distinct_rows.h"
#include "checks/tests/toy_worlds.h"
#include "schedules/files.h"

namespace replock::tests {
namespace {

using model::World;
using schedules::Following;
using schedules::Parts;
using schedules::SavedRow;

/// One thread "t" sets fields of these names to 1, in order; "?x" asks whether x is 1, and "=x" waits for it.
World world(const std::vector<std::string>& steps, const std::string& name = "t") {
  ToyWorld toy;
  std::map<std::string, model::FieldId> fields;
  for (const char* field : {"x", "y", "z"}) fields[field] = toy.field(field, {"down", "up"});
  const model::ThreadId thread = toy.thread(name);
  for (const std::string& step : steps) {
    const model::FieldId field = fields.at(step.substr(step.size() - 1));
    const model::Test up{field, model::Test::Is::equal, 1};
    if (step[0] == '?') toy.when(thread, up, static_cast<model::StepId>(steps.size()));
    if (step[0] == '=') toy.wait_until(thread, up, {});
    if (step.size() == 1) toy.set(thread, field, 1);
  }
  return toy.finish();
}

/// All that the thread does.
std::vector<SavedRow> rows(const World& world) {
  schedules::Schedule schedule;
  model::State state = model::initial_state(world);
  for (auto moves = model::enabled(world, state); !moves.empty(); moves = model::enabled(world, state)) {
    schedule.push_back(moves.front());
    state = model::after(world, state, moves.front());
  }
  return schedules::rows_of(world, schedule);
}

using Steps = std::vector<std::string>;

Following followed(const Steps& from, const Steps& to) {
  return schedules::follow(world(from), rows(world(from)), world(to));
}

using Places = std::vector<std::size_t>;

}  // namespace

TEST_CASE("the same program is followed to the end", "[diverge]") {
  const Following same = followed({"x", "?x", "y"}, {"x", "?x", "y"});
  CHECK(same.parts == Parts::never);
  CHECK(same.rows == Places{0, 1, 2});
}

TEST_CASE("a thread's own steps are run before its row, and behind the last one", "[diverge]") {
  const Following own = followed({"x", "y"}, {"z", "x", "=z", "y", "=x"});
  CHECK(own.parts == Parts::never);
  CHECK(own.rows == Places{1, 3});
  CHECK(own.tail == 4);
  CHECK(own.schedule.size() == 5);
}

TEST_CASE("a step that is not there any more is left out", "[diverge]") {
  const Following left = followed({"x", "z", "y"}, {"x", "y"});
  CHECK(left.parts == Parts::never);
  CHECK(left.rows == Places{0, schedules::left_out, 1});
}

TEST_CASE("plain steps in another order are the same steps", "[diverge]") {
  const Following ahead = followed({"x", "y", "z"}, {"y", "x", "z"});
  CHECK(ahead.parts == Parts::never);
  CHECK(ahead.rows == Places{1, schedules::done_ahead, 2});
}

TEST_CASE("a branch that goes another way parts", "[diverge]") {
  const Following branch = followed({"x", "?x", "y"}, {"?x", "x", "?x", "y"});
  CHECK(branch.parts == Parts::other_step);
  CHECK(branch.rows.empty());
  const Following other = followed({"y", "x", "?x", "z"}, {"y", "?x", "x", "z"});
  CHECK(other.parts == Parts::other_step);
  CHECK(other.rows == Places{0});
  const World asks = world({"?x", "y"});
  CHECK(schedules::follow(asks, {{"t", "", "x == up? yes"}}, asks).parts == Parts::other_branch);
}

TEST_CASE("a step that waits parts, its own or the row's", "[diverge]") {
  CHECK(followed({"x", "y"}, {"x", "=z", "y"}).parts == Parts::blocked);
  CHECK(followed({"x", "y"}, {"x", "=z", "y"}).rows == Places{0});
  CHECK(followed({"x", "=x"}, {"=x", "x"}).parts == Parts::blocked);
}

TEST_CASE("a thread that is not there parts", "[diverge]") {
  const World from = world({"x"}, "t"), to = world({"x"}, "u");
  CHECK(schedules::follow(from, rows(from), to).parts == Parts::thread_gone);
}

TEST_CASE("where following a trace shows its fault a search finds it - on its own series it is the trace",
          "[diverge]") {
  std::map<std::string, std::pair<checks::Question, schedules::Verdict>> whole;
  const std::string folder = std::string{}.append(REPLOCK_SOURCE_DIR).append("/checks/traces/");
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string file = entry.path().string();
    INFO(file);
    const schedules::SavedSchedule saved = schedules::saved_from_json(schedules::read_file(file), file);
    const model::Scenario scenario = model::scenario_named(saved.scenario);
    const checks::Question own = checks::ask(scenario, model::Series::parse(saved.series));
    const World& from = own.recorded.world;
    const Following same = schedules::follow(from, saved.rows, from);
    CHECK(same.parts == Parts::never);
    CHECK(schedules::rows_of(from, same.schedule) == saved.rows);
    const checks::Fault fault = checks::fault_of(own, saved, same.schedule);
    CHECK(checks::shows(own, fault, same.schedule));
    if (std::ranges::count(all_rows(), scenario.name, &checks::Row::scenario) == 0) continue;

    if (!whole.contains(scenario.name)) {
      checks::Question question = checks::ask(scenario, model::Series::level(7));
      schedules::Verdict verdict = checks::answer(question, checks::options_of_row({scenario.name, "L7"}, {}));
      whole.emplace(scenario.name, std::pair{std::move(question), std::move(verdict)});
    }
    const checks::Question& question = whole.at(scenario.name).first;
    const schedules::Verdict& verdict = whole.at(scenario.name).second;
    const Following there = schedules::follow(from, saved.rows, question.recorded.world);
    if (checks::is_closing_edge(fault)) continue;  // the search alone says whether the other edges are there
    if (there.parts != Parts::never || !checks::shows(question, fault, there.schedule)) continue;
    CHECK(std::ranges::any_of(verdict.findings, [&](const auto& one) { return is_same(question, fault, one); }));
  }
}

}  // namespace replock::tests
