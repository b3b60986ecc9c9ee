// What commands say of searches that a bound or Ctrl-C ended early.
#include <catch2/catch.hpp>
#include <csignal>

#include "checks/tests/run_command.h"
#include "schedules/files.h"

namespace replock::tests {

TEST_CASE("a graph that Ctrl-C cut short says so", "[command]") {
  const WorkFolder folder;
  Command command;
  // Some seconds, where a signal meets the search at work.
  command.arguments = {"graph", "rmmod-vs-reload@vfs=2,failures=3,slots=8,generations=16", "-o", "x.json"};
  command.directory = folder.path();
  command.meanwhile = [](pid_t pid) {
    REQUIRE(handles_interrupt(pid));
    REQUIRE(::kill(pid, SIGINT) == 0);
  };
  const Ended ended = run(command);
  CHECK(ended.exit_code == 5);
  CHECK(ended.err == "");
  CHECK(ended.out == "x.json: INCOMPLETE: the search ended early\n");
  CHECK_THAT(schedules::read_file(folder.file("x.json")), Catch::Contains("\"complete\": false"));
}

TEST_CASE("rows that are only incomplete are not listed as other than the catalogue expects", "[command]") {
  const WorkFolder folder;
  const Ended ended = run({"check", "bond-vs-unbind", "late-load", "--series", "L7", "--max-states", "10",
                           "--reduction", "none", "--schedules", ""},
                          folder.path());
  CHECK(ended.exit_code == 5);
  CHECK_THAT(ended.out, Catch::Contains("\nincomplete searches: nothing that these did not show is known to hold\n"
                                        "  late-load at L7: the search is incomplete: bound on states\n"
                                        "  bond-vs-unbind at L7: the search is incomplete: bound on states\n") &&
                            !Catch::Contains("\nNOT as the catalogue expects\n"));
}

}  // namespace replock::tests
