// --report on the command line: many formats in one run, and every way in which a file can fail.
#include <catch2/catch.hpp>

#include "checks/tests/run_command.h"
#include "schedules/files.h"
#include "schedules/relacy_engine.h"

namespace replock::tests {
namespace {

using Words = std::vector<std::string>;

void check_refused(const Ended& ended, const std::string& said) {
  INFO(ended.err);
  CHECK(ended.exit_code == 2);
  CHECK(ended.out == "");
  CHECK_THAT(ended.err, Catch::StartsWith("replock: ") && Catch::Contains(said) && Catch::Contains("; "));
  CHECK(ended.err.find('\n') + 1 == ended.err.size());
}

}  // namespace

TEST_CASE("one run writes any number of reports, and the exit code stays", "[command]") {
  const WorkFolder folder;
  Words arguments = {"explore", "late-load", "--series", "L6"};
  const Words formats = {"lockdep",        "mail",    "ktap",  "tap13", "junit", "github",
                         "github-summary", "mermaid", "sarif", "itf",   "html"};
  for (const std::string& format : formats) {
    arguments.emplace_back("--report");
    arguments.push_back(format + "=" + format + ".out");
  }
  const Ended ended = run(arguments, folder.path());
  CHECK(ended.exit_code == 1);
  CHECK_THAT(ended.out, Catch::StartsWith("late-load at L6: violated"));
  CHECK(folder.names().size() == formats.size());
  for (const std::string& format : formats) {
    const std::string text = schedules::read_file(folder.file(format + ".out"));
    CAPTURE(format);
    CHECK_THAT(text, Catch::Contains("late-load") && Catch::Contains("L6"));
    CHECK(text.find('\x1b') == std::string::npos);
  }
}

TEST_CASE("a report on standard output stands there alone", "[command]") {
  const Ended ended = run({"check", "late-load", "--schedules", "", "--report", "tap13=-"});
  CHECK(ended.exit_code == 0);
  CHECK_THAT(ended.out, Catch::StartsWith("TAP version 13\n") && Catch::EndsWith("skip:0 error:0\n"));
}

TEST_CASE("a bound that was hit is no pass in a report of check", "[command]") {
  const Ended ended =
      run({"check", "late-load", "--series", "L7", "--max-states", "1", "--schedules", "", "--report", "tap13=-"});
  CHECK(ended.exit_code == 5);
  CHECK_THAT(ended.out, Catch::Contains("not ok 1 late-load.L7 # ERROR search incomplete"));
}

TEST_CASE("a report that cannot be written is refused, and nothing of it is left", "[command]") {
  const WorkFolder folder;
  const Words explore = {"explore", "late-load", "--series", "L6", "--report"};
  const auto with = [&](const std::string& report) {
    Words arguments = explore;
    arguments.push_back(report);
    return run(arguments, folder.path());
  };
  check_refused(with("xml=a"), "--report xml: there is no such format; name one of lockdep");
  check_refused(with("junit"), "it names no file");
  check_refused(with("junit="), "it names no file");
  check_refused(with("junit=none/a.xml"), "none/a.xml: no such directory");
  check_refused(with("junit=."), "is a directory");
  check_refused(with("junit=/dev/full"), "No space left on device");
  check_refused(run({"explore", "late-load", "--report", "junit=a", "--report", "sarif=a"}, folder.path()),
                "'a' is named twice");
  check_refused(run({"explore", "late-load", "--json", "-", "--report", "sarif=-"}, folder.path()),
                "'-' is named twice");
  Command command;
  command.arguments = {"explore", "late-load", "--series", "L6", "--report", "sarif=s.json"};
  command.directory = folder.path();
  command.file_bytes_max = 1024;
  check_refused(run(command), "s.json: could not write");
  CHECK(folder.names().empty());
}

TEST_CASE("reports are written all or none, the verdicts for machines with them", "[command]") {
  const WorkFolder folder;
  schedules::write_file(folder.file("old.md"), "old");
  for (const std::string last : {"none/a.xml", ".", "/dev/full"}) {
    const Ended ended = run({"explore", "late-load", "--series", "L6", "--json", "v.json", "--report",
                             "ktap=first.ktap", "--report", "mermaid=old.md", "--report", "junit=" + last},
                            folder.path());
    CAPTURE(last);
    CHECK(ended.exit_code == 2);
    CHECK(folder.names() == Words{"old.md"});
    CHECK(schedules::read_file(folder.file("old.md")) == "old");
  }
}

TEST_CASE("the command that shows it again says how it was searched", "[command]") {
  const Ended ended = run({"explore", "rmmod-vs-reload", "--series", "L6", "--reduction", "persistent",
                           "--stop-at-corruption", "--report", "mail=-"});
  CHECK_THAT(ended.out, Catch::Contains("explore rmmod-vs-reload --series L6 --reduction persistent "
                                        "--stop-at-corruption\n"));
  CHECK_THAT(run({"explore", "late-load", "--series", "L6", "--report", "mail=-"}).out,
             Catch::Contains("explore late-load --series L6\n"));
}

TEST_CASE("a splat says where the task itself took what it holds, as its list does", "[command]") {
  struct Case {
    const char *scenario, *series, *held;
  };
  for (const Case& one : {Case{"bond-vs-unbind", "L5-4", "(device_lock){+.+.}-{4:4}, at: unbind_store+0x0/0x0\n"},
                          Case{"bond-vs-unbind", "L5-4", "(ldev->lock){+.+.}-{4:4}, at: mlx5_do_bond_work+0x0/0x0\n"},
                          Case{"load-failure", "H0", "(ldev->lock){+.+.}-{4:4}, at: mlx5_do_bond_work+0x0/0x0\n"}}) {
    CAPTURE(one.scenario, one.series);
    CHECK_THAT(run({"explore", one.scenario, "--series", one.series, "--report", "lockdep=-"}).out,
               Catch::Contains("\nbut task is already holding lock:\n" + std::string(one.held)));
  }
}

TEST_CASE("the command that shows it again has the engine and the bounds of the search", "[command]") {
  CHECK_THAT(run({"check", "late-load", "--series", "L7", "--schedules", "", "--reduction", "none", "--max-states", "1",
                  "--max-seconds", "60", "--report", "mail=-"})
                 .out,
             Catch::Contains("explore late-load --series L7 --max-states 1 --max-seconds 60\n"));
  if (!schedules::has_relacy()) return;
  CHECK_THAT(run({"explore", "look-up-vs-rmmod", "--series", "L7", "--engine", "relacy", "--schedule", "bound",
                  "--bound", "1", "--memory", "kernel", "--iterations", "100", "--report", "mail=-"})
                 .out,
             Catch::Contains("explore look-up-vs-rmmod --series L7 --engine relacy --schedule bound --bound 1 "
                             "--iterations 100 --memory kernel\n"));
}

}  // namespace replock::tests
