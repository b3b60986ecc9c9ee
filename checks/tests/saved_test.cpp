// Saved schedules, JSON and files: what is written is read again; what is torn, foreign or full is refused.
#include <sys/resource.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>

#include "checks/tests/golden.h"
#include "checks/tests/toy_verdicts.h"
#include "checks/tests/toy_worlds.h"
#include "model/refusal.h"
#include "schedules/files.h"
#include "schedules/json.h"
#include "schedules/saved.h"

namespace replock::tests {
namespace {

using model::Refusal;
using namespace schedules;

SavedSchedule saved_deadlock() {
  return {"lag-against-unbind",
          "L3",
          "deadlock",
          "they wait for each other",
          rows_of(lag_against_unbind(), lag_deadlock()),
          "bond work waits for unbind"};
}

// The refusal's line; fails the test where nothing is refused.
template <class Action>
std::string refusal_of(Action action) {
  try {
    action();
  } catch (const Refusal& refusal) {
    CHECK(std::string(refusal.what()).find('\n') == std::string::npos);
    return refusal.what();
  }
  FAIL("not refused");
  return "";
}

std::string refusal_of_text(const std::string& text) {
  return refusal_of([&] { saved_from_json(text, "x.json"); });
}

void replace(std::string& text, const std::string& old_part, const std::string& new_part) {
  const std::size_t at = text.find(old_part);
  REQUIRE(at != std::string::npos);
  text.replace(at, old_part.size(), new_part);
}

/// A folder of its own, gone at the end.
struct Folder {
  std::filesystem::path path;
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "replock-test-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path = name;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path); }
  std::string file(const std::string& name) const { return (path / name).string(); }
  std::ptrdiff_t entries() const {
    return std::distance(std::filesystem::directory_iterator(path), std::filesystem::directory_iterator());
  }
};

}  // namespace

TEST_CASE("a saved schedule is read as it was written, and replays to the same moves", "[saved]") {
  const std::string text = to_json(saved_deadlock());
  CHECK(differs_from_golden("saved_schedule.json", text) == "");
  const SavedSchedule again = saved_from_json(text, "x.json");
  CHECK(again.rows == saved_deadlock().rows);
  CHECK(again.ends_in == "bond work waits for unbind");
  CHECK(again.series == "L3");
  const Replay replayed = replay(lag_against_unbind(), again);
  CHECK(replayed.fits);
  CHECK(replayed.schedule == lag_deadlock());
}

TEST_CASE("unknown keys of a saved schedule are left alone", "[saved]") {
  std::string text = to_json(saved_deadlock());
  replace(text, "\"scenario\"", "\"note\": {\"by\": [1.5, null, 99999999999999999999]}, \"scenario\"");
  CHECK(saved_from_json(text, "x.json").rows == saved_deadlock().rows);
}

TEST_CASE("every torn saved schedule is refused, with its place", "[saved]") {
  const std::string text = to_json(saved_deadlock());
  for (std::size_t length = 0; length + 2 < text.size(); ++length)
    CHECK(refusal_of_text(text.substr(0, length)).starts_with("x.json: "));
  CHECK(refusal_of_text(text.substr(0, 40)) == "x.json: not JSON, or torn, at byte 41; write the file again");
}

TEST_CASE("foreign and strange JSON is refused", "[saved]") {
  for (const std::string text : {"[]", "null", "3", "\"x\"", "{}", R"({"format": 1})", R"({"format": "other/1"})"})
    CHECK(refusal_of_text(text).find("no saved schedule") != std::string::npos);
  CHECK(refusal_of_text(R"({"format": "replock-schedule/2"})").find("'replock-schedule/2', but") != std::string::npos);
  CHECK(refusal_of_text(R"({"format": "replock-schedule/1"})") == "x.json: no key 'scenario'; save the schedule again");
  CHECK(refusal_of_text(R"({"format": "\u001b[31m\n)" + std::string(500, 'x') + "\"}").size() < 200);
  std::string text = to_json(saved_deadlock());
  replace(text, "\"bond work\"", "7");
  CHECK(refusal_of_text(text) == "x.json: row 3: 'thread' is no string; save the schedule again");
}

TEST_CASE("deep, large and broken JSON is refused and crashes nothing", "[json]") {
  CHECK(refusal_of_text(std::string(1000000, '[')).find("nested deeper than 64") != std::string::npos);
  std::string objects;
  for (unsigned i = 0; i < 100000; ++i) objects += "{\"a\":";
  CHECK(refusal_of_text(objects).find("nested deeper") != std::string::npos);
  CHECK(refusal_of_text("\"\xff\xfe\"").find("not JSON") != std::string::npos);
  CHECK(refusal_of_text(std::string("{\0}", 3)).find("not JSON") != std::string::npos);
  CHECK(refusal_of_text("[1e999999]").find("x.json: ") == 0);
  CHECK(refusal_of_text("{} {}").find("not JSON") != std::string::npos);
  CHECK_NOTHROW(parse(std::string(64, '[') + std::string(64, ']'), "x"));
}

TEST_CASE("JSON keeps the order of members, and strings that are no UTF-8 are written all the same", "[json]") {
  Json json = Json::object();
  json.set("z", 1);
  json.set("a", true);
  json.set("n", Json());
  json.set("s", std::string("quote \" back \\ slash </script> \x01 \xff"));
  json.set("l", Json::array({"x", "y"}));
  const std::string text = dump(json);
  CHECK(text.starts_with("{\n  \"z\": 1,\n  \"a\": true,\n  \"n\": null,\n"));
  for (const char c : text) CHECK((c == '\n' || (c >= ' ' && c <= '~')));
  const Json again = parse(text, "x");
  CHECK(dump(again) == text);
  CHECK(*again.find("z")->integer() == 1);
  CHECK(*again.find("a")->truth());
  CHECK(again.find("n")->is_null());
  CHECK(again.find("missing") == nullptr);
  CHECK(*parse(R"({"k": 1, "k": 2})", "x").find("k")->integer() == 2);
}

TEST_CASE("replay says where a schedule stops fitting, and what the program has there", "[saved]") {
  const model::World world = lag_against_unbind();
  SavedSchedule saved = saved_deadlock();
  saved.rows[3].step = "mode(ldev) == NONE? no";
  Replay replayed = replay(world, saved);
  CHECK_FALSE(replayed.fits);
  CHECK(replayed.divergence.row == 3);
  CHECK(replayed.divergence.wanted == "bond work: mode(ldev) == NONE? no, in mlx5_do_bond()");
  CHECK(replayed.divergence.now == std::vector<std::string>{"mode(ldev) == NONE? yes, in mlx5_do_bond()"});
  CHECK(replayed.schedule.size() == 3);

  saved = saved_deadlock();
  saved.rows[0].function = "mlx5_other";
  CHECK(replay(world, saved).divergence.now ==
        std::vector<std::string>{"lock reps_lock(esw0), in mlx5_eswitch_unregister_vport_reps()"});
  saved.rows[0].thread = "nobody";
  CHECK(replay(world, saved).divergence.now ==
        std::vector<std::string>{"no thread of this name; there are: unbind ETH_REP, bond work, remove PF1"});
}

TEST_CASE("replay says that a thread is blocked or done", "[saved]") {
  const model::World world = lag_against_unbind();
  SavedSchedule saved = saved_deadlock();
  saved.rows.push_back({"unbind ETH_REP", "mlx5_lag_remove_netdev", "lock ldev->lock"});
  const Replay blocked = replay(world, saved);
  CHECK(blocked.schedule == lag_deadlock());
  CHECK(blocked.divergence.now == std::vector<std::string>{"blocked at lock ldev->lock, in mlx5_lag_remove_netdev()"});

  saved.rows = rows_of(world, {{0, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 0}});
  saved.rows.push_back(saved.rows.back());
  CHECK(replay(world, saved).divergence.now == std::vector<std::string>{"done"});
}

TEST_CASE("a file is written completely, keeps its mode, and leaves nothing beside it", "[files]") {
  const Folder folder;
  const std::string path = folder.file("a.json");
  write_file(path, "first");
  std::filesystem::permissions(path, std::filesystem::perms(0600));
  write_file(path, std::string(300000, 'x'));
  CHECK(read_file(path) == std::string(300000, 'x'));
  CHECK(std::filesystem::status(path).permissions() == std::filesystem::perms(0600));
  CHECK(folder.entries() == 1);

  std::filesystem::create_symlink(path, folder.file("link"));
  write_file(folder.file("link"), "through");
  CHECK(std::filesystem::is_symlink(folder.file("link")));
  CHECK(read_file(path) == "through");
}

TEST_CASE("a write that fails is refused and keeps the old file", "[files]") {
  const Folder folder;
  CHECK(refusal_of([] {
          write_file("/dev/full", "x");
        }).starts_with("/dev/full: could not write (No space left on device); "));
  CHECK(std::filesystem::is_character_file("/dev/full"));
  CHECK(refusal_of([&] { write_file(folder.file("no/such/a.json"), "x"); }).find("no such directory") !=
        std::string::npos);
  CHECK(refusal_of([&] { write_file(folder.path.string(), "x"); }).find("is a directory") != std::string::npos);
  CHECK(refusal_of([&] { write_file("", "x"); }).find("could not") != std::string::npos);
  write_file(folder.file("a"), "old");
  CHECK(refusal_of([&] { write_file(folder.file("a") + "/b", "x"); }).find("no such directory") != std::string::npos);

  // A limit on the size of files stands in for a full disk.
  rlimit before = {};
  getrlimit(RLIMIT_FSIZE, &before);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small = {1000, before.rlim_max};
  setrlimit(RLIMIT_FSIZE, &small);
  const std::string line = refusal_of([&] { write_file(folder.file("a"), std::string(5000, 'x')); });
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  CHECK(line.find("could not write (File too large)") != std::string::npos);
  CHECK(read_file(folder.file("a")) == "old");
  CHECK(folder.entries() == 1);
}

TEST_CASE("a directory that cannot be written is refused", "[files]") {
  const Folder folder;
  std::filesystem::permissions(folder.path, std::filesystem::perms(0555));
  // root may write anywhere but in the kernel's own directories.
  const std::string path = geteuid() == 0 ? "/proc/self/a.json" : folder.file("a.json");
  CHECK(refusal_of([&] { write_file(path, "x"); }).starts_with(path + ": could not create a file beside it"));
  std::filesystem::permissions(folder.path, std::filesystem::perms(0755));
}

TEST_CASE("a file that is not there, or a directory, cannot be read", "[files]") {
  const Folder folder;
  CHECK(refusal_of([&] { read_file(folder.file("a")); }) ==
        folder.file("a") + ": could not open (No such file or directory); name a file that is there and can be read");
  CHECK(refusal_of([&] { read_file(folder.path.string()); }).find("could not read (Is a directory)") !=
        std::string::npos);
}

}  // namespace replock::tests
