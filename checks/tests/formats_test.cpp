// The formats of --report: approved texts, what other programs make of them, incomplete searches, names that mean harm.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <set>
#include <sstream>

#include "checks/tests/golden.h"
#include "checks/tests/other_program.h"
#include "checks/tests/run_command.h"
#include "checks/tests/toy_told.h"
#include "model/refusal.h"
#include "reports/formats.h"
#include "schedules/files.h"
#include "schedules/json.h"

namespace replock::tests {
namespace {

using namespace reports;
using schedules::Json;
using schedules::Verdict;

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

bool is_plain(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); });
}

std::string written(const std::string& format, const Told& told) { return format_named(format).write(told); }

Told three_rows() { return told({stuck_verdict(), clean_verdict(), incomplete_verdict()}); }

/// Every name in it is hostile, those of the world too.
Told hostile_rows() {
  Verdict verdict = stuck_verdict();
  verdict.scenario = verdict.series = hostile;
  verdict.checks[0].check = hostile;
  for (schedules::Finding& finding : verdict.findings) finding.check = finding.sentence = finding.meaning = hostile;
  for (schedules::LockCycle& cycle : verdict.cycles) cycle.classes[0] = cycle.gates.emplace_back(hostile);
  for (schedules::LockEdge& edge : verdict.edges) edge.thread = edge.function = edge.held = hostile;
  verdict.unexpected = {hostile};
  Told all = told({verdict, incomplete_verdict()});
  all.verdicts[1].scenario = hostile;
  all.version = hostile;
  all.checks.push_back({hostile, hostile});
  all.world = [](const Verdict&) {
    model::World world = lag_against_unbind();
    for (model::Program& program : world.threads) {
      program.name = hostile + program.name;
      for (model::Step& step : program.steps)
        for (model::Alternative& way : step.alternatives) way.words += hostile;
    }
    for (model::Lock& lock : world.locks) lock.name += hostile;
    for (model::Field& field : world.fields) field.name = "#" + hostile;
    for (std::size_t i = 1; i < world.frames.size(); ++i) world.frames[i].function += hostile;
    return world;
  };
  return all;
}

/// A thread that goes round two steps for ever.
model::World endless() {
  ToyWorld toy;
  const auto field = toy.field("seen", {"NO", "YES"});
  const auto thread = toy.thread("endless");
  toy.set(thread, field, 0);
  toy.when(thread, {field, model::Test::Is::equal, 1}, 0);
  return toy.finish();
}

const Json& at(const Json& json, const std::string& key) {
  const Json* value = json.find(key);
  REQUIRE(value != nullptr);
  return *value;
}

const Json& first(const Json& json, const std::string& key) {
  REQUIRE_FALSE(at(json, key).items()->empty());
  return at(json, key).items()->front();
}

Json sarif_run(const Told& told) { return first(schedules::parse(written("sarif", told), "sarif"), "runs"); }

std::string between(const std::string& text, const std::string& begin, const std::string& end) {
  const std::size_t first = text.find(begin);
  REQUIRE(first != std::string::npos);
  const std::size_t last = text.find(end, first + begin.size());
  REQUIRE(last != std::string::npos);
  return text.substr(first + begin.size(), last - first - begin.size());
}

}  // namespace

TEST_CASE("each format of --report is as approved, and the same each time", "[formats]") {
  const std::pair<std::string, std::string> golden[] = {{"lockdep", "report_lockdep.txt"},
                                                        {"mail", "report_mail.txt"},
                                                        {"ktap", "report_ktap.txt"},
                                                        {"tap13", "report_tap13.txt"},
                                                        {"junit", "report_junit.xml"},
                                                        {"github", "report_github.txt"},
                                                        {"github-summary", "report_github_summary.md"},
                                                        {"mermaid", "report_mermaid.md"},
                                                        {"sarif", "report_sarif.json"},
                                                        {"itf", "report_itf.json"}};
  for (const auto& [format, file] : golden) {
    const std::string text = written(format, three_rows());
    CHECK(differs_from_golden(file, text) == "");
    CHECK(is_plain(text));
    CHECK(written(format, three_rows()) == text);
  }
}

TEST_CASE("crash scanners find nothing in lockdep's layout, unless it is asked for verbatim", "[formats]") {
  const char* const marks[] = {"WARNING:",     "INFO:", "BUG:",
                               "Call Trace:",  "RIP:",  "blocked for more than",
                               "Kernel panic", "Oops",  "unreferenced object",
                               "ref_tracker"};
  for (const Format& format : formats())
    for (const char* const mark : marks) {
      CAPTURE(format.name, mark);
      CHECK_FALSE(contains(format.write(three_rows()), mark));
    }
  Told verbatim = three_rows();
  verbatim.wording = Wording::verbatim;
  const std::string text = written("lockdep", verbatim);
  CHECK(contains(text, "\nWARNING: possible circular locking dependency detected\n"));
  CHECK(contains(text, "\nINFO: task remove PF1:3 blocked for more than 120 seconds.\n"));
  CHECK(contains(text, "\nCall Trace:\n <TASK>\n"));
}

TEST_CASE("a lock under itself is lockdep's recursion", "[formats]") {
  Verdict verdict = stuck_verdict();
  verdict.edges = {{"reps_lock", "reps_lock", schedules::EdgeKind::plain, "f", "bond work", {}, {{0, 0}}}};
  verdict.cycles = {{{"reps_lock"}, schedules::CycleVerdict::gated, {}, {{0, 0}}}};
  const std::string text = written("lockdep", told({verdict}));
  CHECK(contains(text, "possible recursive locking detected"));
  CHECK(contains(text, " May be due to missing lock nesting notation"));
}

TEST_CASE("a cycle of three has a column a thread, and says which chain exists", "[formats]") {
  Told all = told({stuck_verdict()});
  all.world = [](const Verdict&) { return ring(3); };
  Verdict& verdict = all.verdicts[0];
  verdict.findings.clear();
  verdict.edges.clear();
  const std::string names[] = {"A", "B", "C"};
  for (unsigned i = 0; i < 3; ++i)
    verdict.edges.push_back(
        {names[i], names[(i + 1) % 3], schedules::EdgeKind::plain, "f", "mode set of PF" + std::to_string(i), {}, {}});
  verdict.cycles = {{{"A", "B", "C"}, schedules::CycleVerdict::realised, {}, ring_deadlock(3)}};
  verdict.result.stuck = {{{0, 1, 2}, {1, 1, 1}, {}, ring_deadlock(3)}};
  const std::string text = written("lockdep", all);
  CHECK(contains(text, "       CPU0                    CPU1                    CPU2\n"));
  CHECK(contains(text, "\n                                                       lock(reps_lock(esw2));\n"));
  CHECK(contains(text, "Chain exists of:\n  B --> C --> A\n"));
  CHECK(contains(text, "1 lock held by mode set of PF2/3:\n #0: (reps_lock(esw2)){+.+.}-{4:4}, at:"));
}

TEST_CASE("a mail is 75 columns wide, but for what is there to be pasted", "[formats]") {
  for (const Told& told : {three_rows(), hostile_rows()})
    for (const std::string& line : lines_of(written("mail", told)))
      if (!line.starts_with("shown again by: ")) CHECK(line.size() <= 75);
}

TEST_CASE("an incomplete search shows in each format and is a pass in none", "[formats]") {
  for (const Judged judged : {Judged::raw, Judged::by_catalogue}) {
    Told only = told({incomplete_verdict()});
    only.judged = judged;
    for (const Format& format : formats()) {
      std::string text = format.write(only);
      std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::toupper(c); });
      CAPTURE(format.name);
      CHECK(contains(text, "INCOMPLETE"));
    }
    CHECK(contains(written("tap13", only), "not ok 1 late-load.L7-4 # ERROR"));
    CHECK(contains(written("tap13", only), "pass:0 fail:0 xfail:0 xpass:0 skip:0 error:1"));
    CHECK(contains(written("ktap", only), "\n  not ok 1 L7-4 # ERROR"));
    CHECK(contains(written("ktap", only), "\nnot ok 1 late-load"));
    CHECK(contains(written("junit", only), "<error type=\"incomplete\""));
    CHECK(contains(written("github", only), "::warning "));
    const Json invocation = first(sarif_run(only), "invocations");
    CHECK_FALSE(*at(invocation, "executionSuccessful").truth());
    CHECK(*at(first(invocation, "toolExecutionNotifications"), "level").text() == "error");
  }
}

TEST_CASE("what the catalogue expects passes as such, what it does not fails", "[formats]") {
  Verdict known = verdict("a", "L0", schedules::Outcome::violated, schedules::Outcome::holds);
  Verdict gone = verdict("a", "L1", schedules::Outcome::holds, schedules::Outcome::holds);
  gone.as_expected = false;
  gone.unexpected = {"deadlock holds, the catalogue says that it is violated"};
  Told all = told({known, gone});
  CHECK(contains(written("tap13", all), "not ok 1 a.L0\n"));
  CHECK(contains(written("tap13", all), "\nok 2 a.L1\n"));
  all.judged = Judged::by_catalogue;
  CHECK(contains(written("tap13", all), "\nok 1 a.L0 # XFAIL 2 checks violated"));
  CHECK(contains(written("tap13", all), "\n# deadlock holds, the catalogue says that it is violated\nnot ok 2 a.L1\n"));
  CHECK(contains(written("junit", all), "tests=\"2\" failures=\"1\" errors=\"0\""));
  CHECK(*at(first(sarif_run(all), "results"), "level").text() == "note");
}

TEST_CASE("hostile names are text in every format", "[formats]") {
  const Told all = hostile_rows();
  for (const Format& format : formats()) {
    CAPTURE(format.name);
    CHECK(is_plain(format.write(all)));
  }
  for (const std::string& line : lines_of(written("github", all)))
    CHECK((line.starts_with("::error title=") || line.starts_with("::warning title=")));
  for (const std::string& line : lines_of(written("tap13", all)))
    CHECK((line.starts_with("not ok ") || line.starts_with("#") || line.starts_with("TAP") || line.starts_with("1..")));
  for (const std::string& line : lines_of(written("tap13", all)))
    if (line.starts_with("not ok 1 ")) CHECK(std::count(line.begin(), line.end(), '#') == 0);
  for (const char* const format : {"mermaid", "github-summary"}) {
    std::size_t fences = 0;
    for (const std::string& line : lines_of(written(format, all))) fences += line.starts_with("```");
    CHECK(fences == 2);  // one finding: all share scenario, check and sentence
  }
  CHECK_FALSE(contains(written("junit", all), "]]>"));
  for (const char* const format : {"sarif", "itf"}) CHECK_NOTHROW(schedules::parse(written(format, all), format));
}

TEST_CASE("JUnit's XML is well formed and of the shape that CI reads", "[formats]") {
  if (!is_installed("xmllint")) {
    WARN("xmllint is not installed: nothing was read by it");
    return;
  }
  const WorkFolder folder;
  for (const Told& told : {three_rows(), hostile_rows()}) {
    schedules::write_file(folder.file("junit.xml"), written("junit", told));
    const Said said = said_by("xmllint --noout --schema '" REPLOCK_SOURCE_DIR "/checks/tests/junit.xsd' '" +
                              folder.file("junit.xml") + "'");
    CHECK(said.exit_code == 0);
    CHECK(said.text == folder.file("junit.xml") + " validates\n");
  }
}

TEST_CASE("each format is left for other programs to read", "[.leave]") {
  const char* const folder = std::getenv("REPLOCK_REPORTS_DIR");
  REQUIRE(folder != nullptr);
  const std::pair<std::string, Told> rows[] = {
      {"toy", three_rows()}, {"hostile", hostile_rows()}, {"incomplete", told({incomplete_verdict()})}};
  for (const auto& [name, told] : rows)
    for (const auto& [format, suffix] : {std::pair{"sarif", ".sarif"}, {"junit", ".xml"}, {"html", ".html"}}) {
      const std::string file = std::string(folder).append("/").append(name).append(suffix);
      schedules::write_file(file, written(format, told));
      CHECK(schedules::read_file(file) == written(format, told));
    }
}

TEST_CASE("the HTML page is as approved: its data, and what is around them", "[formats]") {
  const std::string page = written("html", three_rows());
  const std::string json = between(page, "<script type=\"application/json\" id=\"data\">", "</script>");
  CHECK(differs_from_golden("report_html.json", schedules::dump(schedules::parse(json, "html"))) == "");
  // Style and script are files of their own, and the lock graph's bytes are the fonts'.
  std::string around = page;
  for (const std::string& part : {json, between(page, "<style>", "</style>"), between(page, "<svg", "</svg>"),
                                  between(page, "</script>\n<script>", "</script>")})
    around.replace(around.find(part), part.size(), "...");
  CHECK(differs_from_golden("report_html.html", around) == "");
  CHECK(written("html", three_rows()) == page);
}

TEST_CASE("the kernel's own kunit.py reads KTAP as it was meant", "[formats]") {
  const std::string sources = "/usr/src/linux-source-6.1.tar.xz";
  if (!is_installed("python3") || !is_there(sources)) {
    WARN("no " + sources + ": install linux-source-6.1, and its kunit.py reads what we write");
    return;
  }
  const WorkFolder folder;
  Told all = three_rows();
  all.verdicts.push_back(clean_verdict());
  all.verdicts.back().scenario = "b";
  schedules::write_file(folder.file("ktap"), written("ktap", all));
  const Said said = said_by("cd '" + folder.path() + "' && tar -xJf " + sources +
                            " linux-source-6.1/tools/testing/kunit && cd linux-source-6.1 && "
                            "python3 tools/testing/kunit/kunit.py parse ../ktap");
  INFO(said.text);
  CHECK(said.exit_code == 1);
  CHECK(contains(said.text, "Testing complete. Ran 4 tests: passed: 2, failed: 2"));
  CHECK_FALSE(contains(said.text, "error"));
}

TEST_CASE("SARIF keeps its references, its order and GitHub's limits", "[formats]") {
  Told all = told({stuck_verdict()});
  all.world = [](const Verdict&) { return endless(); };
  all.verdicts[0].findings.resize(1);
  schedules::Finding& finding = all.verdicts[0].findings[0];
  finding.schedule.clear();
  finding.cycle.clear();
  for (unsigned i = 0; i < 1500; ++i) finding.schedule.push_back({0, static_cast<std::uint8_t>(i % 2)});
  const Json run = sarif_run(all);
  const Json& result = first(run, "results");
  const auto index = static_cast<std::size_t>(*at(result, "ruleIndex").integer());
  const Json& rules = at(at(at(run, "tool"), "driver"), "rules");
  REQUIRE(index < rules.items()->size());
  CHECK(*at((*rules.items())[index], "id").text() == *at(result, "ruleId").text());
  const Json& flow = first(first(result, "codeFlows"), "threadFlows");
  REQUIRE(at(flow, "locations").items()->size() == 1000);
  std::int64_t before = 500;  // the first steps are left out
  for (const Json& location : *at(flow, "locations").items()) {
    CHECK(*at(location, "executionOrder").integer() == before + 1);
    before = *at(location, "executionOrder").integer();
  }
}

TEST_CASE("a SARIF fingerprint is the finding's: another series or a longer schedule keeps it", "[formats]") {
  const auto print = [](const Verdict& verdict) {
    const Json run = sarif_run(told({verdict}));
    return *at(at(first(run, "results"), "partialFingerprints"), "primaryLocationLineHash").text();
  };
  Verdict other = stuck_verdict();
  other.series = "L0";
  other.findings[0].schedule.pop_back();
  CHECK(print(other) == print(stuck_verdict()));
  other.findings[0].sentence += ".";
  CHECK(print(other) != print(stuck_verdict()));
}

TEST_CASE("an ITF trace has every variable in each state, and a lasso only where nothing moves any more", "[formats]") {
  const Json json = schedules::parse(written("itf", told({stuck_verdict()})), "itf");
  const std::vector<Json>& states = *at(json, "states").items();
  CHECK(states.size() == lag_deadlock().size() + 1);
  for (const Json& state : states) {
    for (const Json& name : *at(json, "vars").items()) CHECK(state.find(*name.text()) != nullptr);
    CHECK(state.members()->keys.size() == at(json, "vars").items()->size() + 1);
  }
  CHECK(*at(json, "loop").integer() == 6);  // all three are stuck
  Told half = told({stuck_verdict()});
  half.verdicts[0].findings[0].schedule.pop_back();  // the third thread can go on
  CHECK(schedules::parse(written("itf", half), "itf").find("loop") == nullptr);
}

TEST_CASE("annotations stay within what a step shows, the summary within its megabyte", "[formats]") {
  std::vector<Verdict> many;
  for (unsigned i = 0; i < 1000; ++i) {
    many.push_back(stuck_verdict());
    many.back().scenario += std::to_string(i);
  }
  const std::vector<std::string> lines = lines_of(written("github", told(many)));
  REQUIRE(lines.size() == 10);
  CHECK(contains(lines.back(), "991 more rows"));
  const std::string summary = written("github-summary", told(many));
  CHECK(summary.size() < 1024 * 1024);
  CHECK(contains(summary, " not shown: a summary has room for 1 MiB"));
}

TEST_CASE("an unknown format is refused with those that there are", "[formats]") {
  CHECK_THROWS_WITH(format_named("xml"), Catch::Contains("--report xml: there is no such format; name one of lockdep"));
  std::set<std::string_view> names;
  for (const Format& format : formats()) CHECK(names.insert(format.name).second);
}

}  // namespace replock::tests
