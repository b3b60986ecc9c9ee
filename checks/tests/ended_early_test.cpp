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

}  // namespace replock::tests
