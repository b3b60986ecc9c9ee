// Searches that are cut, kept in a file and gone on with: the same results as in one go.
#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>

#include "checks/judge.h"
#include "checks/tests/engine_worlds.h"
#include "checks/tests/run_command.h"
#include "checks/tests/same_results.h"
#include "model/refusal.h"
#include "schedules/explorer.h"
#include "schedules/files.h"
#include "schedules/levels.h"
#include "schedules/workers.h"

namespace replock::tests {
namespace {

using checks::Question;
using schedules::End;
using schedules::Options;
using schedules::Reduction;
using schedules::Result;

Question question(const char* scenario, const char* series) {
  return checks::ask(model::scenario_named(scenario), model::Series::parse(series));
}

Result search(const Question& about, const Options& options) {
  return schedules::explore(about.recorded.world, about.claims, options);
}

/// Cut again and again, each time with so many states more.
Result in_pieces(const Question& about, Options options, std::uint64_t piece, const std::string& file) {
  options.checkpoint = file;
  Result result;
  unsigned pieces = 0;
  do {
    options.bounds.states_max = ++pieces * piece;
    result = search(about, options);
    options.resume = file;
  } while (result.end == End::states_bound && pieces < 1000);
  CHECK(pieces > 2);
  return result;
}

/// Of a search that is cut early, and kept.
Options cut_options(const WorkFolder& folder) {
  Options options;
  options.checkpoint = folder.file("kept");
  options.bounds.states_max = 40;
  return options;
}

/// What the search leaves in its file.
std::string checkpoint_of(const Question& about, const Options& options) {
  search(about, options);
  return schedules::read_file(options.checkpoint);
}

std::string refusal(const Question& about, const Options& options) {
  try {
    search(about, options);
  } catch (const model::Refusal& refused) {
    return refused.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a search that is cut and gone on with finds what it finds in one go", "[checkpoint]") {
  const WorkFolder folder;
  struct Row {
    const char* scenario;
    const char* series;
    std::uint64_t piece;
  };
  for (const auto& [scenario, series, piece] : {Row{"late-load", "L7", 17}, Row{"unbind-vs-mode-set", "L0", 500},
                                                Row{"bond-vs-unbind", "L5-4", 999}, Row{"load-failure", "L7", 13'000}})
    for (const Reduction reduction : schedules::reductions) {
      INFO(scenario << " " << series << " " << words(reduction));
      const Question about = question(scenario, series);
      Options options;
      options.reduction = reduction;
      options.digesting = reduction == Reduction::none ? schedules::Digesting::on : schedules::Digesting::off;
      const Result whole = search(about, options);
      const std::uint64_t states = std::min(piece, whole.states / 4 + 1);
      check_same(in_pieces(about, options, states, folder.file("kept")), whole);
      if (whole.states < 1000) continue;
      schedules::Workers two(2);
      options.workers = &two;
      options.shared_from = 1, options.parted_from = 1;
      check_same(in_pieces(about, options, states, folder.file("kept")), whole);
      options.narrowed_from = states / 2;
      options.sampled_max = 1;
      check_same(in_pieces(about, options, states, folder.file("kept")), whole);
    }
}

TEST_CASE("a search deeper than levels are told apart is gone on with as well", "[checkpoint]") {
  const WorkFolder folder;
  Question about;
  about.recorded.world = engine::far_away_and_back();
  Options options;
  options.digesting = schedules::Digesting::on;
  options.parted_from = 1;
  const Result whole = search(about, options);
  CHECK(whole.depth > 2 * schedules::levels_told);
  check_same(in_pieces(about, options, whole.states / 9, folder.file("kept")), whole);
  schedules::Workers two(2);
  options.workers = &two;
  options.shared_from = 1;
  check_same(in_pieces(about, options, whole.states / 5, folder.file("kept")), whole);
}

TEST_CASE("a search that is kept while it runs, and then killed, is gone on with from there", "[checkpoint]") {
  const WorkFolder folder;
  const Question about = question("bond-vs-unbind", "L7");
  Options options;
  options.digesting = schedules::Digesting::on;
  const Result whole = search(about, options);
  // What it had written when it was at 100,000 states is what a kill then would leave.
  options.checkpoint = folder.file("kept");
  options.checkpoint_every_s = 0;
  options.on_progress = [&](const schedules::Progress&) {};
  options.bounds.states_max = 100'000;
  search(about, options);
  Options resumed;
  resumed.digesting = schedules::Digesting::on;
  resumed.resume = folder.file("kept");
  check_same(search(about, resumed), whole);
}

TEST_CASE("a search that had come to its end is at its end when it is gone on with", "[checkpoint]") {
  const WorkFolder folder;
  const Question about = question("late-load", "L0");
  Options options;
  options.checkpoint = folder.file("kept");
  const Result whole = search(about, options);
  options.resume = folder.file("kept");
  check_same(search(about, options), whole);
}

TEST_CASE("who ends it while a checkpoint is read leaves that as it was", "[checkpoint]") {
  const WorkFolder folder;
  const Question about = question("late-load", "L7");
  Options options = cut_options(folder);
  const std::string kept = checkpoint_of(about, options);
  const std::atomic<bool> interrupted{true};
  options.resume = options.checkpoint;
  options.interrupted = &interrupted;
  CHECK_THROWS_AS(search(about, options), schedules::Interrupted);
  CHECK(schedules::read_file(options.checkpoint) == kept);
}

TEST_CASE("torn, foreign and missing checkpoints are refused", "[checkpoint]") {
  const WorkFolder folder;
  const Question about = question("late-load", "L7");
  Options options = cut_options(folder);
  const std::string whole = checkpoint_of(about, options);
  Options resumed;
  resumed.resume = folder.file("broken");
  const auto told = [&](const std::string& text) {
    schedules::write_file(resumed.resume, text);
    return refusal(about, resumed);
  };
  for (std::size_t bytes = 0; bytes < whole.size(); bytes += 1 + bytes / 7) {
    INFO("cut to " << bytes << " bytes");
    const std::string text = told(whole.substr(0, bytes));
    CHECK((text.find("is torn") != std::string::npos || text.find("is no checkpoint") != std::string::npos));
  }
  for (std::size_t byte = 60; byte < whole.size(); byte += 101) {
    INFO("byte " << byte);
    std::string text = whole;
    text[byte] = static_cast<char>(text[byte] ^ 4);
    CHECK(told(text) != "");
  }
  CHECK_THAT(told(whole + whole), Catch::Contains("is torn"));
  CHECK_THAT(told("{}\n"), Catch::Contains("is no checkpoint"));
  CHECK(told(whole) == "");
  schedules::write_file(resumed.resume, whole);
  for (const Question& other : {question("late-load", "L6"), question("unbind-and-bind", "L7")})
    CHECK_THAT(refusal(other, resumed), Catch::Contains("of another search"));
  resumed.reduction = Reduction::persistent;
  CHECK_THAT(refusal(about, resumed), Catch::Contains("of another search"));
  resumed.resume = folder.file("nowhere");
  CHECK_THAT(refusal(about, resumed), Catch::Contains("could not open"));
  options.checkpoint = folder.file("no-folder/kept");
  CHECK_THAT(refusal(about, options), Catch::Contains("no such directory"));
  options.checkpoint = "/dev/full";
  CHECK_THAT(refusal(about, options), Catch::Contains("is no regular file"));
}

TEST_CASE("a checkpoint of another version is told from what is none", "[checkpoint]") {
  const WorkFolder folder;
  const Question about = question("late-load", "L7");
  Options options = cut_options(folder);
  const std::string whole = checkpoint_of(about, options), behind = whole.substr(whole.find('\n'));
  options.resume = options.checkpoint;
  for (const char* const version : {"1", "99"}) {
    INFO(version);
    schedules::write_file(options.resume, std::string("replock-checkpoint/") + version + behind);
    CHECK_THAT(refusal(about, options),
               Catch::Contains("of another version") && Catch::Contains("start the search anew"));
  }
}

TEST_CASE("explore --checkpoint and --resume", "[checkpoint][command]") {
  const WorkFolder folder;
  const std::vector<std::string> whole{"explore", "unbind-vs-mode-set", "--series", "L7", "--json", "whole.json"};
  const Ended expected = run(whole, folder.path());
  const Ended cut =
      run({"explore", "unbind-vs-mode-set", "--series", "L7", "--checkpoint", "kept", "--max-states", "900"},
          folder.path());
  CHECK(cut.exit_code == 5);
  CHECK_THAT(cut.out, Catch::Contains("bound on states"));
  std::vector<std::string> rest = whole;
  rest.back() = "rest.json";
  rest.insert(rest.end(), {"--resume", "kept"});
  const Ended resumed = run(rest, folder.path());
  CHECK(resumed.exit_code == expected.exit_code);
  CHECK(resumed.out == expected.out);
  CHECK(schedules::read_file(folder.file("rest.json")) == schedules::read_file(folder.file("whole.json")));
  for (const std::vector<std::string>& wrong :
       {std::vector<std::string>{"explore", "late-load", "--resume", "kept"},
        {"explore", "unbind-vs-mode-set", "--series", "L7", "--resume", "kept", "--engine", "relacy"},
        {"explore", "late-load", "--resume", ""}}) {
    const Ended refused = run(wrong, folder.path());
    CHECK(refused.exit_code == 2);
    CHECK(std::ranges::count(refused.err, '\n') == 1);
  }
}

TEST_CASE("what a full disk does not keep is known all the same", "[checkpoint][command]") {
  const WorkFolder folder;
  Command command;
  command.arguments = {"explore", "bond-vs-unbind", "--series", "L6", "--schedules", ""};
  command.directory = folder.path();
  const Ended expected = run(command);
  command.arguments.insert(command.arguments.end(), {"--checkpoint", "kept", "--reduction", "none"});
  command.file_bytes_max = 1024;
  const Ended full = run(command);
  CHECK(full.exit_code == 2);
  CHECK(full.out == expected.out);
  CHECK_THAT(full.err, Catch::StartsWith("replock: kept: could not write (") && Catch::Contains("free the space"));
  CHECK(folder.names().empty());
}

TEST_CASE("what looks for simple schedules leaves a reduced search's checkpoint alone", "[checkpoint][command]") {
  const WorkFolder folder;
  const std::vector<std::string> whole{"explore", "bond-vs-unbind", "--series", "L5-4", "--reduction", "persistent"};
  const Ended expected = run(whole, folder.path());
  CHECK(expected.exit_code == 1);
  const auto with = [&](const std::vector<std::string>& more) {
    std::vector<std::string> arguments = whole;
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments, folder.path());
  };
  CHECK_THAT(with({"--checkpoint", "kept", "--max-states", "100"}).out, Catch::Contains("INCOMPLETE"));
  for (const char* const goes_on : {"after the bound", "after the end"}) {
    INFO(goes_on);
    const Ended resumed = with({"--resume", "kept", "--checkpoint", "kept"});
    CHECK(resumed.err == "");
    CHECK(resumed.out == expected.out);
  }
}

}  // namespace replock::tests
