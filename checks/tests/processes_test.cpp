// Jobs in processes of their own: results in order, faults as they were, and what an interruption leaves.
#include "checks/processes.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>

#include "model/refusal.h"
#include "model/step.h"

namespace replock::tests {
namespace {

using checks::Jobs;
using checks::run_in_processes;

Jobs jobs(std::size_t count, unsigned at_once, std::function<std::string(std::size_t)> run) {
  return {count, at_once, std::move(run), [](std::size_t) {}, [] { return false; }};
}

}  // namespace

TEST_CASE("jobs answer in their order, each in a process of its own", "[processes]") {
  const auto parent = getpid();
  for (const unsigned at_once : {0U, 1U, 3U, 9U}) {
    std::vector<std::size_t> done;
    Jobs five = jobs(5, at_once, [&](std::size_t job) {
      return (getpid() == parent ? "here " : "there ") + std::string(job * 30'000, 'x') + std::to_string(job);
    });
    five.on_done = [&](std::size_t count) { done.push_back(count); };
    const auto answers = run_in_processes(five);
    REQUIRE(answers.size() == 5);
    for (std::size_t job = 0; job < 5; ++job)
      CHECK((answers[job] == "there " + std::string(job * 30'000, 'x') + std::to_string(job)));
    CHECK(done == std::vector<std::size_t>{1, 2, 3, 4, 5});
  }
  CHECK(run_in_processes(jobs(0, 2, {})).empty());
}

TEST_CASE("what a job throws comes out here, and a process that dies is a fault", "[processes]") {
  CHECK_THROWS_AS(run_in_processes(jobs(2, 2,
                                        [](std::size_t job) -> std::string {
                                          if (job == 1) throw model::Refusal("no");
                                          return "";
                                        })),
                  model::Refusal);
  CHECK_THROWS_AS(run_in_processes(jobs(1, 1, [](std::size_t) -> std::string { throw model::ModelFault{"f"}; })),
                  model::ModelFault);
  CHECK_THROWS_AS(run_in_processes(jobs(1, 1,
                                        [](std::size_t) -> std::string {
                                          std::raise(SIGKILL);
                                          return "";
                                        })),
                  model::ModelFault);
}

namespace {
volatile std::sig_atomic_t told = 0;
}

TEST_CASE("an interruption reaches those at work, and the others are not begun", "[processes]") {
  bool interrupted = false;
  Jobs three = jobs(3, 1, [](std::size_t job) -> std::string {
    if (job == 0) return "done";
    while (told == 0) usleep(1'000);
    return "cut";
  });
  three.on_done = [&](std::size_t) { interrupted = true; };
  three.interrupted = [&] { return interrupted; };
  const auto before = std::signal(SIGINT, [](int) { told = 1; });
  const auto one = run_in_processes(three);
  interrupted = false;
  three.at_once = 2;
  const auto two = run_in_processes(three);
  std::signal(SIGINT, before);
  CHECK(one[0] == "done");
  CHECK_FALSE(one[1].has_value());
  CHECK(two[0] == "done");
  CHECK(two[1] == "cut");
  CHECK_FALSE(two[2].has_value());
}

}  // namespace replock::tests
