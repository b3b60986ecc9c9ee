// The search by bits: as good as the exact one where there is room, and honest where there is none.
#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <cmath>
#include <set>

#include "checks/judge.h"
#include "checks/tests/bitstate_agreement.h"
#include "checks/tests/distinct_rows.h"
#include "checks/tests/engine_worlds.h"
#include "checks/tests/run_command.h"
#include "schedules/files.h"
#include "schedules/hash.h"
#include "schedules/json.h"
#include "schedules/rules.h"
#include "schedules/state_bits.h"
#include "schedules/workers.h"

namespace replock::tests {
namespace {

using checks::Question;
using schedules::End;
using schedules::Json;
using schedules::Options;
using schedules::Outcome;
using schedules::PastCorruption;
using schedules::Result;

Question about(const char* scenario, const char* series) {
  return checks::ask(model::scenario_named(scenario), model::Series::parse(series));
}

Result searched(const Question& question, const Options& options) {
  return schedules::explore(question.recorded.world, question.claims, options);
}

Result by_bits(const Question& question, std::uint64_t bytes) {
  Options options;
  options.bitstate_bytes = bytes;
  return searched(question, options);
}

std::vector<Options> ways_to_search() {
  std::vector<Options> all;
  for (const schedules::Reduction reduction : schedules::reductions)
    for (const PastCorruption past_corruption : {PastCorruption::go_on, PastCorruption::stop}) {
      Options options;
      options.reduction = reduction;
      options.past_corruption = past_corruption;
      options.bounds.states_max = 20'000;
      all.push_back(options);
    }
  return all;
}

/// What a search that goes on from each state that it takes for new finds out about an array.
struct Counted {
  std::uint64_t omitted = 0;  ///< states that were taken for known ones when they were met first
  double estimate = 0;
};

template <unsigned W>
Counted count_omitted(const model::World& world, std::uint64_t bytes) {
  const model::Layout layout = model::lay_out(world);
  REQUIRE(layout.words == W);
  const schedules::Rules<W> rules(world, layout);
  schedules::StateBits bits(bytes);
  std::set<schedules::Words<W>> seen;
  std::vector<schedules::Words<W>> left;
  Counted counted;
  const auto meet = [&](const schedules::Words<W>& state) {
    const bool is_new = bits.add(bits.places(schedules::hash<W>(state)));
    if (is_new) left.push_back(state);
    if (seen.insert(state).second && !is_new) ++counted.omitted;
  };
  meet(rules.pack(model::initial_state(world)));
  while (!left.empty()) {
    const schedules::Words<W> state = left.back();
    left.pop_back();
    for (unsigned thread = 0; thread < rules.threads(); ++thread)
      rules.moves(rules.stand(rules.stand_number(thread, state)), state,
                  [&](std::uint32_t, const schedules::Words<W>& after) { meet(after); });
  }
  counted.estimate = bits.omitted();
  return counted;
}

std::string text_of(const Json& json, const char* key) {
  const Json* found = json.find(key);
  REQUIRE(found != nullptr);
  REQUIRE(found->text() != nullptr);
  return *found->text();
}

Json only_row(const std::string& path) {
  const Json json = schedules::parse(schedules::read_file(path), path);
  REQUIRE(json.find("complete") != nullptr);
  CHECK_FALSE(*json.find("complete")->truth());
  return json.find("rows")->items()->front();
}

}  // namespace

TEST_CASE("over the catalogue's small rows a search by bits with room finds what the exact one does", "[bitstate]") {
  std::size_t searches = 0;
  for_each_distinct_row([&](const checks::Row& row, const Question& question) {
    for (const Options& options : ways_to_search()) {
      INFO(row.scenario << " at " << row.series << ", " << words(options.reduction));
      CHECK(bitstate_disagreement(question.recorded.world, question.claims, options) == "");
      ++searches;
    }
  });
  CHECK(searches > 100);
}

TEST_CASE("in the engine's worlds a search by bits with room finds what the exact one does", "[bitstate]") {
  for (const Options& options : ways_to_search()) {
    for (const engine::NamedWorld& named : engine::engine_worlds()) {
      INFO(named.name);
      CHECK(bitstate_disagreement(named.world, {}, options) == "");
    }
    for (std::uint32_t seed = 100; seed < 200; ++seed) {
      INFO("random world " << seed);
      CHECK(bitstate_disagreement(engine::random_world(seed), {}, options) == "");
    }
  }
}

TEST_CASE("the estimate of omitted states is that of those that were omitted", "[bitstate]") {
  const Question load = about("load-failure", "L7"), bond = about("bond-vs-unbind", "L7");
  double omitted = 0, estimated = 0;
  for (std::uint64_t bytes = 40'000; bytes < 640'000; bytes = bytes * 5 / 4)
    for (const Counted& counted :
         {count_omitted<3>(load.recorded.world, bytes), count_omitted<3>(bond.recorded.world, bytes)}) {
      INFO(bytes << " bytes: " << counted.omitted << " omitted, " << counted.estimate << " by estimate");
      const auto number = static_cast<double>(counted.omitted);
      CHECK(std::abs(number - counted.estimate) < 4 * std::sqrt(counted.estimate) + 1);
      omitted += number, estimated += counted.estimate;
    }
  CHECK(omitted > 10'000);
  CHECK(omitted / estimated == Approx(1).margin(0.02));
}

TEST_CASE("a search by bits without room misses states, and says so", "[bitstate]") {
  const Question question = about("bond-vs-unbind", "L7");
  const Result exact = searched(question, {});
  double more = 0;
  for (const std::uint64_t bytes : {1'000'000U, 100'000U, 10'000U}) {
    const Result some = by_bits(question, bytes);
    INFO(bytes << " bytes: " << exact.states - some.states << " missed");
    REQUIRE(some.omission.has_value());
    CHECK(some.end == End::probabilistic);
    CHECK(some.states < exact.states);
    CHECK(some.omission->array_bytes == bytes);
    CHECK(some.omission->states > more);
    CHECK(some.omission->states < 1.3 * static_cast<double>(exact.states - some.states));
    CHECK(unshown(question.recorded.world, question.claims, some) == "");
    more = some.omission->states;
  }
}

TEST_CASE("a full array takes everything for known", "[bitstate]") {
  schedules::StateBits bits(8);
  std::uint64_t added = 0;
  for (std::uint64_t hash = 1; hash < 2000; ++hash) added += bits.add(bits.places(hash)) ? 1U : 0U;
  CHECK(added > 64 / 3);
  CHECK(bits.bits_set() == 64);
  CHECK(bits.chance() == 1);
  CHECK(std::isfinite(bits.omitted()));
  CHECK_FALSE(bits.add(bits.places(2000)));
}

TEST_CASE("what a search by bits does not find never holds", "[bitstate]") {
  for (const std::uint64_t bytes : {std::uint64_t{1} << 20, std::uint64_t{8}}) {
    const Question question = about("late-load", "L7");
    const schedules::Verdict verdict = checks::judge(question, by_bits(question, bytes));
    CHECK(verdict.outcome == Outcome::incomplete);
    CHECK(words(verdict.outcome, verdict.result.end) == "none found (probabilistic)");
    for (const schedules::CheckOutcome& check : verdict.checks) CHECK(check.outcome == Outcome::incomplete);
  }
  const Question question = about("bond-vs-unbind", "L7-4");
  const schedules::Verdict verdict = checks::judge(question, by_bits(question, 64U << 20));
  CHECK(verdict.outcome == Outcome::violated);
  for (const schedules::CheckOutcome& check : verdict.checks) CHECK(check.outcome != Outcome::holds);
  for (const schedules::LockCycle& cycle : verdict.cycles) CHECK(cycle.verdict != schedules::CycleVerdict::gated);
  for (const schedules::Finding& finding : verdict.findings) CHECK(finding.shown == schedules::Shown::nothing);
}

TEST_CASE("bounds and the user end a search by bits, which still says what it may have missed", "[bitstate]") {
  const Question question = about("bond-vs-unbind", "L7");
  Options options;
  options.bitstate_bytes = 1U << 20;
  const auto ends_by = [&](End end) {
    const Result cut = searched(question, options);
    CHECK(cut.end == end);
    CHECK(cut.left > 0);
    CHECK(cut.omission.has_value());
    CHECK(cut.memory_bytes <= options.bounds.memory_max_bytes);
    CHECK(words(checks::judge(question, cut).outcome, cut.end) != "none found (probabilistic)");
    return cut.states;
  };
  options.bounds.states_max = 1000;
  CHECK(ends_by(End::states_bound) < 1000 + 32);
  options.bounds = {};
  options.bounds.memory_max_bytes = options.bitstate_bytes + 6000;
  CHECK(ends_by(End::memory_bound) > 1);
  options.bounds = {};
  options.bounds.seconds_max = 1e-9;
  CHECK(ends_by(End::seconds_bound) == 1);
  options.bounds = {};
  const std::atomic<bool> interrupted{true};
  options.interrupted = &interrupted;
  CHECK(ends_by(End::interrupted) == 1);
}

TEST_CASE("explore --bitstate: findings are real, and finding nothing is no pass", "[bitstate][command]") {
  const WorkFolder folder;
  const Ended nothing =
      run({"explore", "late-load", "--series", "L7", "--bitstate", "1M", "--json", "x.json"}, folder.path());
  CHECK(nothing.exit_code == 5);
  CHECK(nothing.err == "");
  CHECK_THAT(nothing.out, Catch::StartsWith("late-load at L7: none found (probabilistic)\n") &&
                              Catch::Contains("by estimate") && Catch::Contains("bitstate (1M; schedules not shown"));
  CHECK_THAT(nothing.out, !Catch::Contains("holds") && !Catch::Contains("search complete"));
  const Json row = only_row(folder.file("x.json"));
  CHECK(text_of(row, "result") == "none found (probabilistic)");
  CHECK(text_of(*row.find("checks"), "deadlock") == "none found (probabilistic)");
  const Json* const omission = row.find("omission");
  REQUIRE(omission != nullptr);
  CHECK(*omission->find("array_bytes")->integer() == 1 << 20);
  CHECK(*omission->find("bits_set")->integer() == 3 * *row.find("states")->integer());
  CHECK_THAT(text_of(*omission, "states"), Catch::Contains("e-"));
  CHECK_THAT(text_of(*omission, "chance"), Catch::Contains("e-"));

  const std::vector<std::string> finds{"explore", "bond-vs-unbind", "--series", "L5-4", "--bitstate", "64M"};
  const Ended found = run(finds, folder.path());
  CHECK(found.exit_code == 1);
  CHECK_THAT(found.out, Catch::StartsWith("bond-vs-unbind at L5-4: violated\n") && Catch::Contains("INCOMPLETE"));
  for (const char* threads : {"1", "2"}) {
    std::vector<std::string> again = finds;
    again.insert(again.end(), {"--threads", threads});
    CHECK(run(again, folder.path()).out == found.out);
  }
  std::vector<std::string> reduced = finds;
  reduced.insert(reduced.end(), {"--reduction", "persistent"});
  const Ended fewer = run(reduced, folder.path());
  CHECK(fewer.exit_code == 1);
  CHECK(fewer.err == "");
  CHECK_THAT(fewer.out, Catch::Contains("reduced (persistent), bitstate") &&
                            Catch::Contains("finding 1 of 18: deadlock") && Catch::Contains("(not shown to be"));
}

TEST_CASE("explore --bitstate says where it has not found what the catalogue knows", "[bitstate][command]") {
  const WorkFolder folder;
  const std::vector<std::string> typed_before{"explore", "late-load", "--series",  "L0",
                                              "--json",  "x.json",    "--bitstate"};
  const auto as_expected = [&](const char* size, int exit_code) {
    std::vector<std::string> arguments = typed_before;
    arguments.emplace_back(size);
    const Ended ended = run(arguments, folder.path());
    CHECK(ended.exit_code == exit_code);
    const bool told = ended.out.find("not as in the catalogue: expected ") != std::string::npos;
    const bool expected = *only_row(folder.file("x.json")).find("as_expected")->truth();
    CHECK(expected != told);
    return expected;
  };
  CHECK(as_expected("1M", 1));
  CHECK_FALSE(as_expected("1", 5));
}

TEST_CASE("a saved schedule of a search by bits replays, and no report takes the search for a pass",
          "[bitstate][command]") {
  const WorkFolder folder;
  const Ended found =
      run({"explore", "bond-vs-unbind", "--series", "L5-4", "--bitstate", "64M", "--schedules", "s"}, folder.path());
  CHECK(found.exit_code == 1);
  const WorkFolder saved;
  for (const auto& entry : std::filesystem::directory_iterator(folder.file("s")))
    CHECK(run({"replay", entry.path().string()}, saved.path()).exit_code == 0);
  for (const char* format : {"ktap", "tap13", "junit", "github", "mail", "html", "sarif"}) {
    INFO(format);
    const Ended told =
        run({"explore", "late-load", "--series", "L7", "--bitstate", "1M", "--report", std::string(format) + "=-"},
            folder.path());
    CHECK(told.exit_code == 5);
    CHECK_THAT(told.out, !Catch::Contains("every check holds") && !Catch::Contains("search complete"));
    CHECK_THAT(told.out, Catch::Contains("probabilistic"));
  }
}

}  // namespace replock::tests
