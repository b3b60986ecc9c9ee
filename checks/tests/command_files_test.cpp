// The files that the commands read and write: torn, foreign, full, in the wrong place.
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <sstream>
#include <thread>

#include "checks/tests/run_command.h"
#include "schedules/files.h"
#include "schedules/saved.h"

namespace replock::tests {
namespace {

using Words = std::vector<std::string>;

/// A folder with late-load's schedules at L6.
struct Saved {
  WorkFolder folder;
  std::string name = "late-load.L6.eventually-loaded.json";
  std::string text;
  schedules::SavedSchedule schedule;
  Saved() {
    REQUIRE(run({"explore", "late-load", "--series", "L6", "--schedules", "."}, folder.path()).exit_code == 1);
    text = schedules::read_file(folder.file(name));
    schedule = schedules::saved_from_json(text, name);
    REQUIRE(schedule.rows.size() > 3);
  }
  /// Replays the text from a file of its own.
  Ended replay(const std::string& changed, const Words& options = {}) const {
    schedules::write_file(folder.file("changed.json"), changed);
    Words arguments = {"replay", "changed.json"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    return run(arguments, folder.path());
  }
  Ended replay(const schedules::SavedSchedule& changed) const { return replay(to_json(changed)); }
  std::string with(const std::string& old_part, const std::string& new_part) const {
    std::string changed = text;
    const std::size_t at = changed.find(old_part);
    REQUIRE(at != std::string::npos);
    return changed.replace(at, old_part.size(), new_part);
  }
};

bool is_one_line(const std::string& err) {
  return err.starts_with("replock: ") && err.find("; ") != std::string::npos && err.find('\n') + 1 == err.size();
}

/// Exit code 2, nothing on standard output, one line that names the place and what to do.
void check_refused(const Ended& ended, const std::string& place, const std::string& said) {
  INFO(ended.err);
  CHECK(ended.exit_code == 2);
  CHECK(ended.out == "");
  CHECK(is_one_line(ended.err));
  CHECK_THAT(ended.err, Catch::StartsWith("replock: " + place + ": ") && Catch::Contains(said));
}

/// "  12  "
std::string label(std::size_t step) {
  const std::string number = std::to_string(step);
  return std::string(4 - number.size(), ' ') + number + "  ";
}

/// The steps of a walk.
std::size_t numbered(const std::string& out) {
  std::size_t steps = 0;
  while (("\n" + out).find("\n" + label(steps + 1)) != std::string::npos) ++steps;
  return steps;
}

std::string replaced(std::string text, const std::string& old_part, const std::string& new_part) {
  for (std::size_t at = 0; (at = text.find(old_part, at)) != std::string::npos; at += new_part.size())
    text.replace(at, old_part.size(), new_part);
  return text;
}

}  // namespace

TEST_CASE("every schedule that check saves replays to its end", "[command]") {
  const WorkFolder folder;
  REQUIRE(run({"check", "late-load", "load-failure", "bond-vs-unbind"}, folder.path()).exit_code == 0);
  const std::string saved = folder.file("replock-schedules");
  std::size_t replayed = 0;
  for (const auto& entry : std::filesystem::directory_iterator(saved)) {
    const std::string name = entry.path().filename().string();
    const Ended ended = run({"replay", name}, saved);
    INFO(name << "\n" << ended.err);
    CHECK(ended.exit_code == 0);
    CHECK(ended.err == "");
    CHECK_THAT(ended.out, Catch::StartsWith("   1  ") && Catch::Contains("\nin the end:\n"));
    ++replayed;
  }
  CHECK(replayed > 20);
}

TEST_CASE("a torn schedule is refused at every cut", "[command]") {
  const Saved saved;
  check_refused(saved.replay(""), "changed.json", "torn, at byte 1");
  constexpr std::size_t cuts = 40;
  for (std::size_t cut = 1; cut <= cuts; ++cut)
    check_refused(saved.replay(saved.text.substr(0, (saved.text.size() - 3) * cut / cuts)), "changed.json",
                  "torn, at byte");
}

TEST_CASE("a foreign file is no schedule", "[command]") {
  const Saved saved;
  for (const std::string text : {"{}", "[]", "null", "7", R"({"format": "replock-verdicts/1", "rows": []})"})
    check_refused(saved.replay(text), "changed.json", "no saved schedule");
  check_refused(saved.replay("\x7f"
                             "ELF"),
                "changed.json", "not JSON");
  check_refused(saved.replay(std::string(100000, '[')), "changed.json", "nested deeper");
  check_refused(saved.replay(saved.with("replock-schedule/1", "replock-schedule/2")), "changed.json",
                "'replock-schedule/2'");
  check_refused(saved.replay(saved.with("\"rows\"", "\"lines\"")), "changed.json", "no key 'rows'");
  check_refused(saved.replay(saved.with("\"function\"", "\"f\"")), "changed.json", "row 1: no key 'function'");
}

TEST_CASE("a schedule of a scenario, series or check that is not there is refused", "[command]") {
  const Saved saved;
  check_refused(saved.replay(saved.with("\"late-load\"", "\"early-load\"")), "changed.json", "scenario 'early-load'");
  check_refused(saved.replay(saved.with("\"late-load\"", "\"late-load@vfs=7\"")), "changed.json", "'vfs=7'");
  check_refused(saved.replay(saved.with("\"L6\"", "\"L9\"")), "changed.json", "series 'L9'");
  check_refused(saved.replay(saved.with("\"L6\"", "\"L6-3\"")), "changed.json", "needs patch 3");
  check_refused(saved.replay(saved.with("\"eventually-loaded\"", "\"never-loaded\"")), "changed.json",
                "check 'never-loaded'");
}

TEST_CASE("a schedule with a changed row names that row and what the program has there now", "[command]") {
  const Saved saved;
  for (std::size_t row = 0; row < saved.schedule.rows.size(); ++row) {
    schedules::SavedSchedule changed = saved.schedule;
    const schedules::SavedRow old = changed.rows[row];
    changed.rows[row].step = "lock banana";
    const Ended ended = saved.replay(changed);
    INFO(ended.err);
    CHECK(ended.exit_code == 3);
    CHECK(is_one_line(ended.err));
    const std::string where = ", in " + old.function + "()";
    CHECK_THAT(ended.err, Catch::StartsWith("replock: changed.json: row " + std::to_string(row + 1) +
                                            " no longer fits: it wants '" + old.thread + ": lock banana") &&
                              Catch::Contains("and the program has there now '") && Catch::Contains(old.step + where) &&
                              Catch::EndsWith("'; save it anew with 'replock explore late-load --series L6 "
                                              "--schedules DIRECTORY'\n"));
    CHECK(numbered(ended.out) == row);  // what fits is walked, and no more
  }
}

TEST_CASE("a schedule of a thread that is not there names those that are", "[command]") {
  const Saved saved;
  schedules::SavedSchedule changed = saved.schedule;
  changed.rows[1].thread = "nobody";
  const Ended ended = saved.replay(changed);
  CHECK(ended.exit_code == 3);
  CHECK(is_one_line(ended.err));
  CHECK_THAT(ended.err, Catch::Contains("row 2 ") && Catch::Contains("there are: modprobe mlx5_ib, esw0 worker"));
}

TEST_CASE("a schedule that fits but ends in something else says so", "[command]") {
  const Saved saved;
  schedules::SavedSchedule shorter = saved.schedule, of_another = saved.schedule, denied = saved.schedule;
  shorter.rows.pop_back();
  of_another.check = "rep-state";
  denied.sentence = "all is well";
  schedules::SavedSchedule empty = saved.schedule;
  empty.rows.clear();
  for (const schedules::SavedSchedule& changed : {shorter, of_another, denied, empty}) {
    const Ended ended = saved.replay(changed);
    INFO(ended.err);
    CHECK(ended.exit_code == 3);
    CHECK(is_one_line(ended.err));
    CHECK_THAT(ended.err, Catch::Contains("changed.json: every row fits, but it no longer ends in '" +
                                          changed.sentence + "'; save it anew"));
    CHECK(numbered(ended.out) == changed.rows.size());
  }
}

TEST_CASE("what a foreign schedule says can't act on the terminal", "[command]") {
  const Saved saved;
  schedules::SavedSchedule row = saved.schedule, sentence = saved.schedule;
  row.rows[2].step = sentence.sentence = "\033[31m\nred";
  for (const schedules::SavedSchedule& changed : {row, sentence}) {
    const Ended ended = saved.replay(changed);
    CHECK(ended.exit_code == 3);
    CHECK(is_one_line(ended.err));
    CHECK((ended.out + ended.err).find('\033') == std::string::npos);
    CHECK_THAT(ended.err, Catch::Contains("?[31m?red"));
  }
}

TEST_CASE("what a replay does not end in is not told as its ending", "[command]") {
  const Saved saved;
  schedules::SavedSchedule denied = saved.schedule;
  denied.sentence = "all is well";
  CHECK_THAT(saved.replay(denied).out, !Catch::Contains("all is well"));
}

TEST_CASE("a replay that stops before its end is no pass", "[command]") {
  const Saved saved;
  CHECK(run({"replay", saved.name, "--step"}, saved.folder.path()).exit_code == 5);
}

TEST_CASE("a link to an output stays a link, wherever it leads", "[command]") {
  const WorkFolder folder;
  std::filesystem::create_directory(folder.file("there"));
  const auto written = [&](const std::string& target, const Words& arguments) {
    std::filesystem::remove(folder.file("link"));
    std::filesystem::create_symlink(target, folder.file("link"));
    run(arguments, folder.path());
    CHECK(std::filesystem::is_symlink(folder.file("link")));
    CHECK(std::filesystem::file_size(folder.file(target)) > 0);
  };
  written("there/program.pml", {"export", "promela", "late-load", "-o", "link"});
  written("there/new", {"explore", "late-load", "--checkpoint", "link", "--schedules", ""});
  const auto before = std::filesystem::file_size(folder.file("there/new"));
  written("there/new", {"explore", "load-failure", "--checkpoint", "link", "--schedules", ""});
  CHECK(std::filesystem::file_size(folder.file("there/new")) != before);
  CHECK(folder.names() == Words{"link", "there"});
}

TEST_CASE("a pipe is no checkpoint to go on from", "[command]") {
  const WorkFolder folder;
  REQUIRE(::mkfifo(folder.file("pipe").c_str(), 0600) == 0);
  Command command;
  command.arguments = {"explore", "late-load", "--resume", "pipe"};
  command.directory = folder.path();
  command.meanwhile = [](pid_t pid) {
    std::this_thread::sleep_for(std::chrono::seconds(2));
    ::kill(pid, SIGKILL);  // one that waits for somebody to write; the others have ended by then
  };
  check_refused(run(command), "pipe", "no regular file");
}

TEST_CASE("replay --step stops at q and at the end of its input", "[command]") {
  const Saved saved;
  Command command;
  command.arguments = {"replay", saved.name, "--step"};
  command.directory = saved.folder.path();
  for (const std::optional<std::string>& input :
       {std::optional<std::string>("q\n"), std::optional<std::string>(""), std::optional<std::string>()}) {
    command.input = input;
    const Ended ended = run(command);
    CHECK(ended.exit_code == 5);
    CHECK(numbered(ended.out) == 1);
    CHECK(ended.out.find("Enter") == std::string::npos);
  }
  command.input = "\nq\n";
  CHECK(numbered(run(command).out) == 2);
  command.input = std::string(saved.schedule.rows.size(), '\n');
  CHECK(run(command).out == run({"replay", saved.name}, saved.folder.path()).out);
}

TEST_CASE("replay refuses what is no file that it can read", "[command]") {
  const WorkFolder folder;
  std::filesystem::create_directory(folder.file("directory"));
  schedules::write_file(folder.file("locked.json"), "{}");
  std::filesystem::permissions(folder.file("locked.json"), std::filesystem::perms::none);
  check_refused(run({"replay", "nothing.json"}, folder.path()), "nothing.json", "No such file or directory");
  check_refused(run({"replay", "directory"}, folder.path()), "directory", "Is a directory");
  check_refused(run({"replay", "locked.json/x"}, folder.path()), "locked.json/x", "Not a directory");
  check_refused(run({"replay", "/proc/self/mem"}, folder.path()), "/proc/self/mem", "could not read");
  check_refused(run({"replay", "/dev/zero"}, folder.path()), "/dev/zero", "too large");
  const std::string long_name(300, 'x');
  check_refused(run({"replay", long_name}, folder.path()), long_name, "File name too long");
  if (::geteuid() != 0)  // root may read it
    check_refused(run({"replay", "locked.json"}, folder.path()), "locked.json", "Permission denied");
  const Ended nameless = run({"replay", ""}, folder.path());
  CHECK(nameless.exit_code == 2);
  CHECK(is_one_line(nameless.err));
  const Ended missing = run({"replay"}, folder.path());
  CHECK(missing.exit_code == 2);
  CHECK(is_one_line(missing.err));
}

TEST_CASE("an output that can't be written is refused and leaves nothing half written", "[command]") {
  const WorkFolder folder;
  std::filesystem::create_directory(folder.file("directory.dot"));
  std::filesystem::create_symlink("/dev/full", folder.file("full.dot"));
  const Words before = folder.names();
  const auto check = [&](const Words& arguments, const std::string& place, const std::string& said) {
    check_refused(run(arguments, folder.path()), place, said);
    CHECK(folder.names() == before);
  };
  for (const std::string command : {"check", "explore"}) {
    const Words start = {command, "late-load", "--series", "L6", "--schedules"};
    const auto with = [&](Words more) {
      more.insert(more.begin(), start.begin(), start.end());
      return more;
    };
    check(with({"", "--json", "/dev/full"}), "/dev/full", "No space left on device");
    check(with({"", "--json", "nowhere/x.json"}), "nowhere/x.json", "make 'nowhere' first");
    check(with({"", "--json", "directory.dot"}), "directory.dot", "Is a directory");
    check(with({"full.dot"}), "full.dot", "--schedules");
    check(with({"nowhere/deep"}), "nowhere/deep", "No such file or directory");
    check(with({"/proc"}), command == "check" ? "/proc/late-load.L6.eventually-loaded.json" : "/proc",
          "could not create");
  }
  check({"graph", "late-load", "-o", "full.dot"}, "full.dot", "No space left on device");
  check({"graph", "late-load", "-o", "nowhere/x.svg"}, "nowhere/x.svg", "make 'nowhere' first");
  check({"graph", "late-load", "-o", "directory.dot"}, "directory.dot", "Is a directory");
  check({"graph", "late-load", "-o", std::string(300, 'x') + ".dot"}, std::string(300, 'x') + ".dot", "too long");
}

TEST_CASE("a full standard output is noticed by every command", "[command]") {
  const Saved saved;
  for (const Words& arguments : {Words{"check", "late-load", "--series", "L7", "--schedules", ""},
                                 {"explore", "late-load"},
                                 {"list"},
                                 {"show", "late-load"},
                                 {"replay", saved.name},
                                 {"--help"},
                                 {"explore", "--help"},
                                 {"--version"}}) {
    Command command;
    command.arguments = arguments;
    command.directory = saved.folder.path();
    command.output = "/dev/full";
    check_refused(run(command), "standard output", "No space left on device");
  }
}

TEST_CASE("a limit on the size of files is a full disk: the old file stays, no new one is left", "[command]") {
  const Saved saved;
  const Words before = saved.folder.names();
  Command command;
  command.arguments = {"check", "late-load", "--schedules", "", "--json", saved.name};
  command.directory = saved.folder.path();
  command.file_bytes_max = 1024;
  check_refused(run(command), saved.name, "File too large");
  CHECK(saved.folder.names() == before);
  CHECK(schedules::read_file(saved.folder.file(saved.name)) == saved.text);
}

TEST_CASE("a saved schedule replays whatever its line ends and its indentation", "[command]") {
  const Saved saved;
  const std::string out = run({"replay", saved.name}, saved.folder.path()).out;
  CHECK(saved.replay(replaced(saved.text, "\n", "\r\n")).out == out);
  CHECK(saved.replay(replaced(saved.text, "\n", " ")).out == out);
  CHECK(saved.replay(saved.text, {"--mail"}).exit_code == 0);
}

TEST_CASE("a command that is there to be pasted quotes what the shell would take apart", "[command]") {
  const WorkFolder folder;
  for (const Words& command : {Words{"check", "late-load", "--series", "L6"},
                               Words{"explore", "late-load", "--series", "L6"}, Words{"series", "late-load-failure"}}) {
    Words arguments = command;
    arguments.insert(arguments.end(), {"--schedules", "it's a b"});
    CAPTURE(command.front());
    CHECK_THAT(run(arguments, folder.path()).out, Catch::Contains("./replock replay 'it'\\''s a b/late-load"));
  }
}

TEST_CASE("replay --mail is 75 columns wide", "[command]") {
  const WorkFolder folder;
  run({"explore", "bond-vs-unbind", "--series", "L5-4", "--schedules", "saved"}, folder.path());
  const std::string file = "saved/bond-vs-unbind.L5-4.deadlock.json";
  for (const Words& arguments : {Words{"replay", "--mail", file}, Words{"replay", "--mail", "--step", file}}) {
    Command command;
    command.arguments = arguments;
    command.directory = folder.path();
    command.input = std::string(200, '\n');
    std::istringstream lines(run(command).out);
    for (std::string line; std::getline(lines, line);) {
      INFO(line);
      CHECK(line.size() <= 75);
    }
  }
}

TEST_CASE("replay says what the catalogue says of the finding", "[command]") {
  const WorkFolder folder;
  const std::string told = run({"explore", "late-load", "--series", "L6", "--schedules", "saved"}, folder.path()).out;
  const std::size_t begin = told.find("\nmeaning: "), end = told.find("\nreplay: ");
  REQUIRE(begin < end);
  CHECK_THAT(run({"replay", "saved/late-load.L6.eventually-loaded.json"}, folder.path()).out,
             Catch::EndsWith(told.substr(begin, end + 1 - begin)));
}

}  // namespace replock::tests
