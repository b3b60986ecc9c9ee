// The commands as a user types them: what they answer, and what they say to a mistake.
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <thread>

#include "checks/checks.h"
#include "checks/tests/run_command.h"
#include "model/flow_list.h"
#include "model/scenario.h"
#include "schedules/files.h"
#include "schedules/json.h"

namespace replock::tests {
namespace {

using schedules::Json;
using Words = std::vector<std::string>;

std::string typed(const Words& arguments) {
  std::string text = "replock";
  for (const std::string& argument : arguments) text += " '" + argument + "'";
  return text;
}

struct Mistake {
  Words arguments;
  std::string said;  ///< part of the line on standard error
};

/// Exit code 2, nothing on standard output, one line "replock: WHAT; WHAT TO DO", nothing written.
void check_refused(const Mistake& mistake) {
  const WorkFolder folder;
  const Ended ended = run(mistake.arguments, folder.path());
  INFO(typed(mistake.arguments) << "\n" << ended.err);
  CHECK(ended.exit_code == 2);
  CHECK(ended.out == "");
  CHECK(ended.err.find('\n') + 1 == ended.err.size());
  CHECK_THAT(ended.err, Catch::StartsWith("replock: ") && Catch::Contains("; ") && Catch::Contains(mistake.said));
  CHECK(folder.names().empty());
}

void check_refused(const std::vector<Mistake>& mistakes) {
  for (const Mistake& mistake : mistakes) check_refused(mistake);
}

Ended run_well(const Words& arguments, const std::string& directory, int exit_code = 0) {
  Ended ended = run(arguments, directory);
  INFO(typed(arguments) << "\n" << ended.err);
  CHECK(ended.exit_code == exit_code);
  CHECK(ended.err == "");
  return ended;
}

Json read_json(const std::string& path) { return schedules::parse(schedules::read_file(path), path); }

const Json& member(const Json& json, const std::string& key) {
  INFO("key " << key);
  const Json* found = json.find(key);
  REQUIRE(found != nullptr);
  return *found;
}

std::string text(const Json& json, const std::string& key) {
  const std::string* found = member(json, key).text();
  REQUIRE(found != nullptr);
  return *found;
}

bool truth(const Json& json, const std::string& key) {
  const bool* found = member(json, key).truth();
  REQUIRE(found != nullptr);
  return *found;
}

const std::vector<Json>& items(const Json& json, const std::string& key) {
  const std::vector<Json>* found = member(json, key).items();
  REQUIRE(found != nullptr);
  return *found;
}

bool is_one_of(const std::string& word, const Words& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// Some seconds, where a signal meets the search at work.
constexpr auto long_search = "rmmod-vs-reload@vfs=2,failures=3,slots=8,generations=16";

void interrupt(pid_t pid) {
  REQUIRE(handles_interrupt(pid));
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  REQUIRE(::kill(pid, SIGINT) == 0);
}

}  // namespace

TEST_CASE("a command line without a command or with an unknown one is refused", "[command]") {
  check_refused({{{}, "there is no command"},
                 {{""}, "not expected"},
                 {{"nonsense"}, "nonsense"},
                 {{"Check"}, "Check"},
                 {{"--nonsense"}, "--nonsense"},
                 {{"--json", "x", "check"}, "--json"}});
}

TEST_CASE("check refuses what it can't read", "[command]") {
  check_refused({{{"check", "nonsense"}, "scenario 'nonsense': there is no such scenario; use one of late-load, "},
                 {{"check", "late-load", "nonsense"}, "scenario 'nonsense'"},
                 {{"check", ""}, "scenario ''"},
                 {{"check", "late-load@failures=9"}, "'failures=9'"},
                 {{"check", "late-load", "--series", "L8"}, "series 'L8'"},
                 {{"check", "late-load", "--series", ""}, "series ''"},
                 {{"check", "late-load", "--series", "L7-3"}, "series L7-3: patch 4 needs patch 3 (add-reps-lock)"},
                 {{"check", "late-load", "--series"}, "--series"},
                 {{"check", "late-load", "--series", "L7", "L6"}, "scenario 'L6'"},
                 {{"check", "late-load", "--with", "4"}, "--with"},
                 {{"check", "late-load", "--json"}, "--json"},
                 {{"check", "late-load", "--json", ""}, "--json"},
                 {{"check", "late-load", "--json", "a", "--json", "b"}, "--json"},
                 {{"check", "late-load", "--reduction", "some"}, "there are: auto, none, local, persistent, symmetric"},
                 {{"check", "late-load", "--nonsense"}, "--nonsense"}});
}

TEST_CASE("explore refuses what it can't read", "[command]") {
  check_refused({{{"explore"}, "scenario is required"},
                 {{"explore", ""}, "scenario ''"},
                 {{"explore", "nonsense"}, "scenario 'nonsense'"},
                 {{"explore", "late-load", "bond-vs-unbind"}, "bond-vs-unbind"},
                 {{"explore", "late-load", "--series", "7"}, "series '7'"},
                 {{"explore", "late-load", "--series", "L7-3"}, "series L7-3: patch 4 needs patch 3 (add-reps-lock)"},
                 {{"explore", "late-load", "--series", "L7+nonsense"}, "'+nonsense'"},
                 {{"explore", "late-load", "--series", "L1", "--series", "L2"}, "--series"},
                 {{"explore", "late-load", "--with", "9"}, "patch '9': there is no such patch; use one of 1, 2"},
                 {{"explore", "late-load", "--with", ""}, "patch ''"},
                 {{"explore", "late-load", "--without", "nonsense"}, "patch 'nonsense'"},
                 {{"explore", "late-load", "--without", "3"}, "patch 4 needs patch 3"},
                 {{"explore", "late-load", "--with"}, "--with"},
                 {{"explore", "late-load", "--reduction", ""}, "there are: auto, none, local, persistent, symmetric"},
                 {{"explore", "late-load", "--engine", "relacy", "--schedule", "full", "--reduction", "persistent"},
                  "--reduction is for --engine explorer only"},
                 {{"explore", "late-load", "--max-state", "5"}, "--max-state"}});
  for (const std::string size : {"0", "", "x", "-1", "1T", "0G", "1234567890", "1.5G"})
    check_refused({{"explore", "late-load", "--bitstate", size}, "--bitstate"});
  const Words bits = {"explore", "late-load", "--bitstate", "1M"};
  const auto with = [&](const Words& more) {
    Words all = bits;
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  check_refused({{with({"--checkpoint", "kept"}), "--bitstate keeps no states to go on from"},
                 {with({"--resume", "kept"}), "--bitstate keeps no states to go on from"},
                 {with({"--engine", "relacy"}), "--bitstate is for --engine explorer only"},
                 {with({"--max-memory", "1000K"}), "larger than --max-memory"},
                 {with({"--bitstate", "1M"}), "--bitstate"},
                 {{"explore", "late-load", "--bitstate", "21G"}, "larger than --max-memory"},
                 {{"check", "late-load", "--bitstate", "1M"}, "--bitstate"}});
}

TEST_CASE("a scenario's bounds are refused outside of what the model takes", "[command]") {
  for (const std::string edit : {"",
                                 ",",
                                 "x=1",
                                 "failures",
                                 "failures=",
                                 "failures=9",
                                 "failures=-1",
                                 "failures=+1",
                                 "failures=1x",
                                 "failures= 1",
                                 "failures=4294967296",
                                 "failures=99999999999999999999",
                                 "failures=1,",
                                 "failures=1,,vfs=1",
                                 "vfs=3",
                                 "slots=0",
                                 "slots=9",
                                 "generations=1",
                                 "generations=17",
                                 "Failures=1",
                                 "@failures=1",
                                 "failures=1@vfs=1"})
    check_refused({{"explore", "late-load@" + edit}, "failures=0..3, vfs=0..2, slots=1..8, generations=2..16"});
}

TEST_CASE("a scenario's bound that is given twice is refused", "[command]") {
  check_refused({{"explore", "late-load@failures=1,failures=2"}, "failures"});
}

TEST_CASE("the bounds of a search are refused unless they are numbers from 1 up", "[command]") {
  for (const std::string command : {"check", "explore"})
    for (const std::string bound : {"--max-states", "--max-memory", "--max-seconds"}) {
      for (const std::string value : {"0", "-1", "", "x", "1.5", "1e3", "nan", "0x10", " 1", "99999999999999999999",
                                      "18446744073709551616", "1T", "G", "0G"})
        check_refused({{command, "late-load", bound, value}, bound});
      check_refused({{command, "late-load", bound, std::string(309, '9')}, bound});
      check_refused({{command, "late-load", bound, "1", bound, "2"}, bound});
      check_refused({{command, "late-load", bound}, bound});
    }
  check_refused({{{"check", "--max-states", "1K"}, "--max-states"},
                 {{"check", "--max-seconds", "1K"}, "--max-seconds"},
                 {{"check", "--max-memory", "1234567890G"}, "--max-memory"}});
}

TEST_CASE("huge bounds of a search are no bounds", "[command]") {
  const WorkFolder folder;
  const std::string most(18, '9');
  run_well({"explore", "late-load", "--max-states", most, "--max-seconds", most, "--max-memory", "999999999G"},
           folder.path());
}

TEST_CASE("list, show and graph refuse what they can't read", "[command]") {
  check_refused({{{"list", "nonsense"}, "list 'nonsense'"},
                 {{"list", ""}, "''"},
                 {{"list", "flows", "checks"}, "checks"},
                 {{"list", "--series", "L7"}, "--series"},
                 {{"show"}, "required"},
                 {{"show", ""}, "show ''"},
                 {{"show", "nonsense"}, "show 'nonsense': there is no such flow or scenario; see 'replock list flows'"},
                 {{"show", "late-load@vfs=7"}, "'vfs=7'"},
                 {{"show", "nonsense@vfs=1"}, "scenario 'nonsense'"},
                 {{"show", "late-load", "--series", "L7-3"}, "patch 4 needs patch 3"},
                 {{"show", "late-load", "--with", "9"}, "patch '9'"},
                 {{"graph"}, "--output is required"},
                 {{"graph", "late-load"}, "--output is required"},
                 {{"graph", "", "-o", "x.dot"}, "''"},
                 {{"graph", "nonsense", "-o", "x.dot"}, "scenario 'nonsense'"},
                 {{"graph", "late-load", "-o", "x.png"}, "x.png: can't tell the format of the graph"},
                 {{"graph", "late-load", "-o", "svg"}, "svg: can't tell the format"},
                 {{"graph", "late-load", "-o", ""}, "is no name"},
                 {{"export", "promela", "late-load", "-o", ""}, "is no name"},
                 {{"graph", "late-load", "-o", "x.dot", "-o", "y.dot"}, "--output"},
                 {{"graph", "late-load", "--series", "L9", "-o", "x.dot"}, "series 'L9'"}});
}

TEST_CASE("what a user typed can't act on the terminal", "[command]") {
  const WorkFolder folder;
  const Ended ended = run({"explore", "\x1b[31mred\nline"}, folder.path());
  CHECK(ended.exit_code == 2);
  CHECK_THAT(ended.err, Catch::StartsWith("replock: scenario '?[31mred?line'"));
}

TEST_CASE("help and version answer on standard output", "[command]") {
  for (const std::string command : {"check", "explore", "list", "show", "replay", "graph"}) {
    CHECK_THAT(run_well({command, "--help"}, ".").out, Catch::Contains("--help"));
    CHECK_THAT(run_well({"--help"}, ".").out, Catch::Contains("\n  " + command + " "));
  }
  CHECK_THAT(run_well({"--version"}, ".").out, Catch::StartsWith("replock "));
}

TEST_CASE("list names every scenario, flow and check, and one section alone", "[command]") {
  const std::string all = run_well({"list"}, ".").out;
  for (const model::Scenario& scenario : model::scenarios())
    CHECK_THAT(all, Catch::Contains("  " + scenario.name + " "));
  for (const model::Flow& flow : model::flows()) CHECK_THAT(all, Catch::Contains("  " + std::string(flow.name) + " "));
  for (const checks::Check check : checks::all_checks())
    CHECK_THAT(all, Catch::Contains("  " + std::string(checks::info(check).id) + " "));
  std::string parts;
  for (const std::string what : {"scenarios", "operations", "flows", "checks", "patches", "series", "hazards"}) {
    const std::string part = run_well({"list", what}, ".").out;
    CHECK_THAT(part, Catch::StartsWith(what + "\n"));
    parts += (parts.empty() ? "" : "\n") + part;
  }
  CHECK(parts == all);
}

TEST_CASE("show prints every flow and scenario, and the layout of its state", "[command]") {
  for (const model::Scenario& scenario : model::scenarios()) {
    CHECK(run_well({"show", scenario.name}, ".").out.size() > 100);
    CHECK(run_well({"show", scenario.name, "--layout", "--series", "L0"}, ".").out.size() > 100);
  }
  for (const model::Flow& flow : model::flows()) CHECK(run_well({"show", std::string(flow.name)}, ".").out.size() > 20);
  CHECK(run_well({"show", "late-load", "--without", "7"}, ".").out ==
        run_well({"show", "late-load", "--series", "L6"}, ".").out);
}

TEST_CASE("graph writes each format, of one scenario or of all", "[command]") {
  const WorkFolder folder;
  const std::string dot = folder.file("x.dot"), svg = folder.file("x.svg"), json = folder.file("x.json");
  for (const std::string& file : {dot, svg, json}) {
    CHECK(run_well({"graph", "bond-vs-unbind", "--series", "L5-4", "-o", file}, ".").out == "");
    CHECK(run_well({"graph", "late-load", "-o", file}, ".").out == "");  // over the one that is there
  }
  CHECK_THAT(schedules::read_file(dot), Catch::Contains("digraph"));
  CHECK_THAT(schedules::read_file(svg), Catch::Contains("<svg") && Catch::EndsWith("</svg>\n"));
  CHECK(read_json(json).members() != nullptr);
  run_well({"graph", "-o", dot}, ".");
  CHECK(folder.names() == Words{"x.dot", "x.json", "x.svg"});
}

TEST_CASE("check passes what the catalogue expects, writes only there, and says nothing of its progress", "[command]") {
  const WorkFolder folder;
  const Ended ended = run_well({"check", "late-load"}, folder.path());
  CHECK_THAT(ended.out, Catch::StartsWith("scenario") && Catch::Contains("late-load  1*"));
  CHECK(ended.out.find_first_of("\r\033") == std::string::npos);
  CHECK(ended.out.find("states/s") == std::string::npos);
  CHECK(folder.names() == Words{"replock-schedules"});
}

TEST_CASE("check takes options before scenarios, and a name twice is once", "[command]") {
  const Words once = {"check", "late-load", "--series", "L7", "--schedules", ""};
  const WorkFolder folder;
  const std::string out = run_well(once, folder.path()).out;
  CHECK(run_well({"check", "--series", "L7", "late-load", "--schedules", ""}, folder.path()).out == out);
  CHECK(run_well({"check", "--series", "L7", "--series", "L7", "late-load", "late-load", "--schedules", ""},
                 folder.path())
            .out == out);
  CHECK(run_well({"explore", "--without", "4", "late-load"}, folder.path()).out ==
        run_well({"explore", "late-load", "--series", "L7-4"}, folder.path()).out);
  CHECK(folder.names().empty());
}

TEST_CASE("check of a series or a scenario that the catalogue lacks has nothing to do", "[command]") {
  for (const Words& arguments : {Words{"check", "late-load", "--series", "L4+7"}, Words{"check", "late-load@vfs=2"}}) {
    const WorkFolder folder;
    const Ended ended = run(arguments, folder.path());
    CHECK(ended.exit_code == 4);
    CHECK(ended.out == "");
    CHECK(ended.err ==
          "replock: the catalogue has no such row; 'replock explore' searches any scenario at any series\n");
    CHECK(folder.names().empty());
  }
}

TEST_CASE("two runs of check write the same bytes", "[command]") {
  const WorkFolder one, two;
  const Words arguments = {"check", "late-load", "bond-vs-unbind", "--json", "verdicts.json"};
  Command second;
  second.arguments = arguments;
  second.directory = two.path();
  second.environment = {"LC_ALL=tr_TR.UTF-8", "TZ=Asia/Kathmandu", "COLUMNS=40", "TERM=dumb"};
  CHECK(run_well(arguments, one.path()).out == run(second).out);
  CHECK(schedules::read_file(one.file("verdicts.json")) == schedules::read_file(two.file("verdicts.json")));
}

TEST_CASE("explore says by its exit code whether anything is violated", "[command]") {
  const WorkFolder folder;
  const std::string held = run_well({"explore", "late-load"}, folder.path()).out;
  CHECK_THAT(held, Catch::StartsWith("late-load at L7: holds\n") && Catch::Contains("search complete"));
  const std::string violated = run_well({"explore", "late-load", "--series", "L6", "--mail"}, folder.path(), 1).out;
  CHECK_THAT(violated, Catch::StartsWith("late-load at L6: violated\n") && Catch::Contains("eventually-loaded"));
  CHECK(folder.names().empty());
}

TEST_CASE("a reduced search says so, and is as expected with other counts", "[command][reduction]") {
  const WorkFolder folder;
  const Words check = {"check",  "register-vs-mode-set", "--reduction", "persistent", "--schedules", "",
                       "--json", "checked.json"};
  CHECK_THAT(run_well(check, folder.path()).out, Catch::Contains("complete, reduced (persistent)"));
  CHECK(text(items(read_json(folder.file("checked.json")), "rows").at(0), "reduction") == "persistent");
  const Words explore = {"explore", "late-load", "--reduction", "persistent"};
  CHECK_THAT(run_well(explore, folder.path()).out, Catch::Contains("reduced (persistent), search complete"));
  CHECK(run_well({"explore", "late-load", "--reduction", "none"}, folder.path()).out ==
        run_well({"explore", "late-load"}, folder.path()).out);
}

TEST_CASE("a world that is too large to be searched in full is searched reduced, and says so", "[command][reduction]") {
  const WorkFolder folder;
  const Words question = {"explore", "bond-vs-unbind", "--series", "L5-4", "--max-states"};
  const auto explored = [&](const std::string& states, const Words& more, int exit_code) {
    Words arguments = question;
    arguments.push_back(states);
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_well(arguments, folder.path(), exit_code).out;
  };
  CHECK_THAT(explored("4100", {}, 1), !Catch::Contains("reduc"));
  CHECK_THAT(explored("4000", {"--json", "reduced.json"}, 1),
             Catch::Contains("reduced (persistent; in full at least 4,000 states)") &&
                 Catch::Contains("  reduction: ") && Catch::Contains("  reduction off: for no check\n") &&
                 !Catch::Contains("not shown"));
  const Json reduced = read_json(folder.file("reduced.json"));
  const Json& row = items(reduced, "rows").at(0);
  CHECK(row.find("full_states_at_least") != nullptr);
  CHECK(items(row, "findings").size() == 18);
  for (const Json& finding : items(row, "findings")) CHECK(text(finding, "shown") == "fewest switches");
  REQUIRE(items(row, "cycles").size() == 3);
  run_well({"explore", "bond-vs-unbind", "--series", "L5-4", "--json", "full.json"}, folder.path(), 1);
  const Json full = read_json(folder.file("full.json"));
  CHECK(schedules::dump(member(row, "cycles")) == schedules::dump(member(items(full, "rows").at(0), "cycles")));
  CHECK_THAT(explored("4000", {"--report", "lockdep=-"}, 1),
             Catch::Contains("unbind d0.ETH_REP") && !Catch::Contains("?"));
  CHECK_THAT(explored("20", {}, 1), Catch::Contains("INCOMPLETE"));
  CHECK_THAT(explored("2000", {"--reduction", "none"}, 1), Catch::Contains("INCOMPLETE: bound on states"));
}

TEST_CASE("an incomplete search is no pass", "[command]") {
  const WorkFolder folder;
  for (const Words& bound : {Words{"--max-states", "100"}, Words{"--max-memory", "1K"}}) {
    const std::string out =
        run_well({"explore", "mode-set-vs-lag", "--reduction", "none", bound[0], bound[1], "--json", "explored.json"},
                 folder.path(), 5)
            .out;
    CHECK_THAT(out, Catch::StartsWith("mode-set-vs-lag at L7: incomplete\n") && Catch::Contains("INCOMPLETE"));
    const Json explored = read_json(folder.file("explored.json"));
    CHECK_FALSE(truth(explored, "complete"));
    CHECK(text(items(explored, "rows").at(0), "result") == "incomplete");
    CHECK_FALSE(truth(items(explored, "rows").at(0), "complete"));
  }
  const Words check = {"check", "mode-set-vs-lag", "--series", "L7",     "--reduction",
                       "none",  "--max-states",    "100",      "--json", "checked.json"};
  CHECK_THAT(run_well(check, folder.path(), 5).out, Catch::Contains("INC") && Catch::Contains("incomplete"));
  CHECK_FALSE(truth(read_json(folder.file("checked.json")), "complete"));
}

TEST_CASE("a cycle that a bound leaves open is no surprise", "[command]") {
  const WorkFolder folder;
  const Words check = {"check", "bond-vs-unbind", "--series", "L7-4", "--max-states", "1000", "--schedules", ""};
  CHECK_THAT(run_well(check, folder.path(), 5).out,
             Catch::Contains("lock-order, open") && Catch::Contains("INC") && !Catch::Contains("knows nothing of it"));
}

TEST_CASE("coverage keeps to the bounds, and says that searches ended early", "[command]") {
  const WorkFolder folder;
  const Words check = {"check",        "late-load", "--series",    "L7", "--coverage", "--json", "checked.json",
                       "--max-states", "5",         "--schedules", ""};
  CHECK_THAT(run_well(check, folder.path(), 5).out,
             Catch::Contains("INCOMPLETE: a bound or Ctrl-C ended") && !Catch::Contains(", in ()"));
}

TEST_CASE("a systematic name has as many generations as its failures can bring", "[command]") {
  const WorkFolder folder;
  run_well({"explore", "enable-sriov.d1+enable-sriov.d1/2pf-legacy-legacy-roce-lag@failures=2", "--schedules", ""},
           folder.path());
}

TEST_CASE("Ctrl-C keeps what is known, and it is incomplete", "[command]") {
  const WorkFolder folder;
  Command command;
  command.arguments = {"explore", long_search, "--series", "L7-4", "--max-seconds", "60", "--json", "explored.json"};
  command.directory = folder.path();
  command.meanwhile = interrupt;
  const Ended ended = run(command);
  CHECK((ended.exit_code == 5 || ended.exit_code == 1));
  CHECK(ended.err == "");
  CHECK_THAT(ended.out, Catch::Contains("INCOMPLETE: interrupted"));
  const Json json = read_json(folder.file("explored.json"));
  CHECK_FALSE(truth(json, "complete"));
  CHECK_FALSE(truth(items(json, "rows").at(0), "complete"));
}

TEST_CASE("too little memory is refused with advice", "[command]") {
#ifndef REPLOCK_SANITIZED  // its shadow needs more than any limit
  const WorkFolder folder;
  Command command;
  command.arguments = {"explore", long_search, "--series", "L7-4"};
  command.directory = folder.path();
  command.memory_bytes_max = 150UL << 20;
  const Ended ended = run(command);
  CHECK(ended.exit_code == 2);
  CHECK(ended.out == "");
  CHECK(ended.err == "replock: there is no memory left; bound the search with --max-memory below what there is\n");
#endif
}

TEST_CASE("verdicts for machines have the keys of the design", "[command]") {
  const WorkFolder folder;
  run_well({"check", "late-load", "bond-vs-unbind", "--json", "verdicts.json"}, folder.path());
  const Json json = read_json(folder.file("verdicts.json"));
  CHECK(text(json, "format") == "replock-verdicts/1");
  CHECK(truth(json, "complete"));
  REQUIRE(items(json, "rows").size() >= 16);
  for (const Json& row : items(json, "rows")) {
    INFO(text(row, "scenario") << " " << text(row, "series"));
    CHECK(truth(row, "as_expected"));
    CHECK(truth(row, "complete"));
    for (const std::string count : {"states", "transitions", "depth"}) CHECK(member(row, count).integer() != nullptr);
    bool violated = false;
    REQUIRE(member(row, "checks").members() != nullptr);
    CHECK(member(row, "checks").members()->keys.size() == checks::checks);
    for (const checks::Check check : checks::all_checks()) {
      const std::string outcome = text(member(row, "checks"), std::string(checks::info(check).id));
      CHECK(is_one_of(outcome, {"holds", "violated"}));
      violated |= outcome == "violated";
    }
    CHECK(text(row, "result") == (violated ? "violated" : "holds"));
    CHECK(items(row, "findings").empty() == !violated);
    for (const Json& finding : items(row, "findings")) {
      CHECK(text(member(row, "checks"), text(finding, "check")) == "violated");
      CHECK(*member(finding, "steps").integer() > 0);
      CHECK(text(finding, "sentence") != "");
      const Json saved = read_json(folder.file("replock-schedules/" + text(finding, "schedule")));
      CHECK(static_cast<std::int64_t>(items(saved, "rows").size()) == *member(finding, "steps").integer());
    }
    for (const Json& edge : items(row, "lock_order")) {
      CHECK(text(edge, "held") != "");
      CHECK(text(edge, "acquired") != "");
      CHECK(is_one_of(text(edge, "kind"), {"plain", "nested", "wait"}));
    }
    for (const Json& cycle : items(row, "cycles")) {
      CHECK_FALSE(items(cycle, "classes").empty());
      CHECK(is_one_of(text(cycle, "verdict"), {"realised", "gated"}));
    }
  }
}

}  // namespace replock::tests
