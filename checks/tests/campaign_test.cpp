// `replock campaign`: the same bytes with any number of threads and after a resume, known groups, honest bounds.
#include <sys/wait.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>
#include <sstream>

#include "checks/campaign.h"
#include "checks/confirm.h"
#include "checks/schedule_files.h"
#include "checks/tests/run_command.h"
#include "model/operation_sets.h"
#include "schedules/files.h"

using namespace replock;
using tests::run;
using tests::WorkFolder;

namespace {

std::vector<std::string> campaign(std::vector<std::string> more) {
  std::vector<std::string> arguments{"campaign", "--pairs", "--pfs", "1", "--schedules", ""};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

}  // namespace

TEST_CASE("every pair on one PF at L7 shows groups that the catalogue knows, and says so", "[campaign]") {
  const tests::Ended ended = run(campaign({}), ".");
  CHECK(ended.exit_code == 0);
  CHECK_THAT(ended.out, Catch::Contains("every search complete") && !Catch::Contains("NOT IN THE CATALOGUE"));
}

TEST_CASE("a campaign says how its worlds are searched", "[campaign]") {
  const std::string words = "\n  each search reduced (symmetric), not past corrupted memory\n";
  CHECK_THAT(run(campaign({"--only", "add-sf"}), ".").out, Catch::Contains("every search complete" + words));
  CHECK_THAT(run(campaign({"--only", "add-sf", "--max-states", "3"}), ".").out, Catch::Contains("ended early" + words));
}

TEST_CASE("a campaign at a level with other bugs than the catalogue's is told apart", "[campaign]") {
  CHECK_THAT(run(campaign({"--series", "L0", "--only", "rmmod-ib"}), ".").out, Catch::Contains("callback-overlap"));
}

TEST_CASE("a campaign prints the same bytes with one thread, with two, and after a resume", "[campaign]") {
  const WorkFolder folder;
  const std::string once = run(campaign({"--only", "unbind-eth", "--threads", "1"}), folder.path()).out;
  REQUIRE(once.size() > 1000);
  CHECK(run(campaign({"--only", "unbind-eth", "--threads", "2"}), folder.path()).out == once);

  const std::vector<std::string> resuming = campaign({"--only", "unbind-eth", "--resume", "journal"});
  CHECK(run(resuming, folder.path()).out == once);
  // What a kill in the middle leaves: some lines, the last one torn.
  const std::string journal = schedules::read_file(folder.path() + "/journal");
  std::size_t end = 0;
  for (int line = 0; line < 5; ++line) end = journal.find('\n', end) + 1;
  schedules::write_file(folder.path() + "/journal", journal.substr(0, end + 40));
  CHECK(run(resuming, folder.path()).out == once);
  CHECK(run(resuming, folder.path()).out == once);
}

TEST_CASE("a bound on memory means the same for any number of threads", "[campaign]") {
  const std::vector<std::string> tight{"--only", "add-sf", "--max-memory", "150K"};
  const auto with = [&](const std::string& threads) {
    std::vector<std::string> more = tight;
    more.insert(more.end(), {"--threads", threads});
    return run(campaign(more), ".").out;
  };
  CHECK(with("7") == with("1"));
}

TEST_CASE("a campaign that was killed goes on where it was", "[campaign]") {
  const WorkFolder folder;
  const std::string once = run(campaign({}), folder.path()).out;
  const std::vector<std::string> resuming = campaign({"--resume", "journal"});
  tests::Command killed{.arguments = resuming, .directory = folder.path()};
  killed.meanwhile = [&](pid_t pid) {
    const std::filesystem::path journal = folder.file("journal");
    siginfo_t ended{};
    while (!std::filesystem::exists(journal) || std::filesystem::file_size(journal) < 4096) {
      const int answer = waitid(P_PID, static_cast<id_t>(pid), &ended, WEXITED | WNOHANG | WNOWAIT);
      if (answer != 0 || ended.si_pid != 0) FAIL("it ended by itself");
    }
    kill(pid, SIGKILL);
  };
  CHECK(run(killed).signal == SIGKILL);
  CHECK(run(resuming, folder.path()).out == once);
}

TEST_CASE("a campaign that hits a bound is incomplete, and its exit code says so", "[campaign]") {
  const tests::Ended ended = run(campaign({"--only", "add-sf", "--max-states", "3"}), ".");
  CHECK(ended.exit_code == 5);
  CHECK_THAT(ended.out, !Catch::Contains("every search complete"));
}

TEST_CASE("a campaign refuses what it can't take, in one line", "[campaign]") {
  const WorkFolder folder;
  schedules::write_file(folder.path() + "/foreign", "{\"format\": \"something\"}\n");
  const std::vector<std::vector<std::string>> wrong{{"--only", "nonsense"},  {"--pfs", "3"},     {"--failures", "9"},
                                                    {"--threads", "0"},      {"--series", "L9"}, {"--max-states", "0"},
                                                    {"--resume", "foreign"}, {"--triples"}};
  for (const std::vector<std::string>& more : wrong) {
    INFO(more.front());
    const tests::Ended ended = run(campaign(more), folder.path());
    CHECK(ended.exit_code == 2);
    CHECK(std::count(ended.err.begin(), ended.err.end(), '\n') == 1);
  }
}

TEST_CASE("what a campaign could not write in the end is refused before it records a world", "[campaign]") {
  const WorkFolder folder;
  std::filesystem::create_directory(folder.file("directory"));
  schedules::write_file(folder.file("file"), "no directory\n");
  const std::vector<std::string> before = folder.names();
  // All sets of three: nobody would wait for that.
  const auto refusal = [&](const std::string& option, const std::string& path) {
    const tests::Ended ended = run({"campaign", "--triples", option, path}, folder.path());
    CHECK(ended.exit_code == 2);
    CHECK(ended.out.empty());
    CHECK(folder.names() == before);
    return ended.err;
  };
  CHECK_THAT(refusal("--json", "nowhere/x.json"), Catch::Contains("nowhere/x.json: no such directory"));
  CHECK_THAT(refusal("--json", "directory"), Catch::Contains("directory: is a directory"));
  CHECK_THAT(refusal("--resume", "nowhere/journal"), Catch::Contains("nowhere/journal: no such directory"));
  CHECK_THAT(refusal("--resume", "directory"), Catch::Contains("directory: could not open"));
  CHECK_THAT(refusal("--resume", "/dev/full"), Catch::Contains("/dev/full: is no regular file"));
  CHECK_THAT(refusal("--schedules", "file"), Catch::Contains("file: is no directory"));
  CHECK_THAT(refusal("--schedules", "nowhere/deep"), Catch::Contains("make 'nowhere' first"));
  CHECK_THAT(refusal("--schedules", "/proc"), Catch::Contains("/proc: could not create a file in it"));
  CHECK_THAT(refusal("--json", std::string(300, 'x')), Catch::Contains("name a shorter one"));
  std::filesystem::create_symlink("gone", folder.file("link"));
  CHECK(run({"campaign", "--triples", "--schedules", "link"}, folder.path()).exit_code == 2);
}

TEST_CASE("what is to lie in a directory for schedules that is not there yet is no mistake", "[campaign]") {
  const WorkFolder folder;
  const auto explore = [&](const std::string& directory, const std::string& json) {
    return run({"explore", "late-load", "--series", "L6", "--schedules", directory, "--json", json}, folder.path());
  };
  CHECK(explore("new", "new/verdict.json").exit_code == 1);
  CHECK(explore("slash/", "./slash/verdict.json").exit_code == 1);
  CHECK(std::filesystem::exists(folder.file("new/verdict.json")));
  CHECK(std::filesystem::exists(folder.file("slash/verdict.json")));
}

TEST_CASE("a journal of another model is refused, one of another number of threads is not", "[campaign]") {
  const WorkFolder folder;
  CHECK(run(campaign({"--only", "add-sf", "--resume", "journal"}), folder.path()).exit_code == 0);
  for (const char* const threads : {"1", "2"})
    CHECK(run(campaign({"--only", "add-sf", "--resume", "journal", "--threads", threads}), folder.path()).exit_code ==
          0);
  CHECK(run(campaign({"--only", "add-sf", "--resume", "journal", "--series", "L6"}), folder.path()).exit_code == 2);
}

TEST_CASE("a journal of another version is told from what is none", "[campaign]") {
  const WorkFolder folder;
  const std::vector<std::string> resuming = campaign({"--only", "add-sf", "--resume", "journal"});
  CHECK(run(resuming, folder.path()).exit_code == 0);
  std::string journal = schedules::read_file(folder.file("journal"));
  const std::string format = "replock-campaign-journal/";
  journal[journal.find(format) + format.size()] = '1';
  schedules::write_file(folder.file("journal"), journal);
  const tests::Ended ended = run(resuming, folder.path());
  CHECK(ended.exit_code == 2);
  CHECK_THAT(ended.err, Catch::Contains("of another version") && Catch::Contains("name another file"));
  CHECK(schedules::read_file(folder.file("journal")) == journal);
}

TEST_CASE("a group is told from the part of its world that was left out where that takes fewer steps", "[campaign]") {
  const std::string operations = "del-sf.d0+unbond/2pf-switchdev-switchdev-";
  const checks::CampaignSearch search{model::Series::level(5), {}};
  const checks::Attention attention(1);
  checks::CampaignJournal journal;
  schedules::Campaign campaign;
  campaign.worlds =
      checks::search_worlds({model::scenario_named(operations + "bonding-sf@failures=1")}, search, attention, journal);
  campaign.groups = checks::grouped(campaign.worlds, "L5");
  const std::vector<schedules::CampaignGroup> before = campaign.groups;
  checks::find_shortest(campaign, search, attention);
  std::size_t from_part = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    const schedules::CampaignGroup& group = campaign.groups[i];
    INFO(group.common << " in " << group.scenario);
    CHECK(before[i].scenario == operations + "bonding-sf@failures=1");
    CHECK(group.finding.schedule.size() <= before[i].finding.schedule.size());
    CHECK(group.finding.meaning == before[i].finding.meaning);
    const checks::Question question = checks::ask(model::scenario_named(group.scenario), search.series);
    CHECK(checks::still_violated(question, checks::saved(question, group.finding), group.finding.schedule));
    if (group.scenario == before[i].scenario) continue;
    ++from_part;
    CHECK(group.scenario == operations + "shared-fdb-sf@failures=1");
    CHECK(group.finding.schedule.size() < before[i].finding.schedule.size());
  }
  CHECK(from_part > 0);
}
