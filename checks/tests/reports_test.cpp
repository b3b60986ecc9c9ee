// The reports: approved output for toy worlds and verdicts, lines that fit, and names that mean harm.
#include <algorithm>
#include <catch2/catch.hpp>
#include <sstream>

#include "checks/tests/golden.h"
#include "checks/tests/toy_told.h"
#include "checks/tests/toy_verdicts.h"
#include "checks/tests/toy_worlds.h"
#include "reports/explore_report.h"
#include "reports/listing.h"
#include "reports/lock_graph.h"
#include "reports/standing.h"
#include "reports/state_change.h"
#include "reports/text.h"
#include "reports/verdict_json.h"
#include "schedules/json.h"

namespace replock::tests {
namespace {

using namespace reports;
using schedules::Finding;
using schedules::Verdict;

std::size_t widest(const std::string& text) {
  std::istringstream lines(text);
  std::size_t width = 0;
  for (std::string one; std::getline(lines, one);) width = std::max(width, one.size());
  return width;
}

bool is_plain(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); });
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::string schedule_file(const Verdict& verdict, const Finding& finding) {
  return verdict.scenario + "." + verdict.series + "." + finding.check + ".json";
}

Finding ring_finding(unsigned threads) {
  Finding finding{"deadlock", "a ring of reps_locks", ring_deadlock(threads), {}, false, ""};
  for (unsigned i = 0; i < threads; ++i) finding.cycle.push_back(static_cast<model::ThreadId>(i));
  return finding;
}

}  // namespace

TEST_CASE("numbers, columns and wrapped lines", "[reports]") {
  CHECK(grouped(0) == "0");
  CHECK(grouped(999) == "999");
  CHECK(grouped(1000) == "1,000");
  CHECK(grouped(1234567) == "1,234,567");
  CHECK(counted(1, "step") == "1 step");
  CHECK(counted(1234, "state") == "1,234 states");
  CHECK(seconds(0.1234) == "0.12 s");
  CHECK(pad_left("ab", 4) == "  ab");
  CHECK(pad_right("abcde", 4) == "abcde");
  CHECK(wrapped("", 5) == std::vector<std::string>{""});
  CHECK(wrapped("one two  three", 8) == std::vector<std::string>{"one two", "three"});
  CHECK(wrapped("abcdefghij", 4) == std::vector<std::string>{"abcd", "efgh", "ij"});
  CHECK(wrapped("mlx5_eswitch_register", 14) == std::vector<std::string>{"mlx5_eswitch_", "register"});
  CHECK(wrapped("abc", 1) == std::vector<std::string>{"a", "b", "c"});
  CHECK(printable("a\tb\xc3") == "a?b?");
  CHECK(line("x  ") == "x\n");
}

TEST_CASE("a trace is a table that fits a terminal, or a mail", "[reports]") {
  const model::World world = lag_against_unbind();
  const std::string wide = trace_table(world, lag_deadlock(), lag_finding(), TraceWidth::terminal);
  const std::string narrow = trace_table(world, lag_deadlock(), lag_finding(), TraceWidth::mail);
  CHECK(differs_from_golden("trace_terminal.txt", wide) == "");
  CHECK(differs_from_golden("trace_mail.txt", narrow) == "");
  CHECK(widest(wide) <= 100);
  CHECK(widest(narrow) <= 75);
}

TEST_CASE("a thread that waits takes part though it never moves, one that could go on does not", "[reports]") {
  const model::World world = lag_against_unbind();
  CHECK(taking_part(world, {{1, 0}}, {}) == std::vector<model::ThreadId>{1, 2});
  CHECK(taking_part(world, lag_deadlock(), lag_finding()) == std::vector<model::ThreadId>{0, 1, 2});
  const model::State start = model::initial_state(world);
  CHECK(standing_words(world, start, 0) == "can go on with: lock reps_lock(esw0)");
  CHECK(standing_words(world, start, 2) == "waits until mode(ldev) != NONE");
}

TEST_CASE("traces of any number of threads fit, as columns or as a list", "[reports]") {
  for (unsigned threads = 1; threads <= 12; ++threads)
    for (const TraceWidth width : {TraceWidth::terminal, TraceWidth::mail}) {
      const std::string text = trace_table(ring(threads), ring_deadlock(threads), ring_finding(threads), width);
      CAPTURE(threads, text);
      CHECK(widest(text) <= static_cast<std::size_t>(width));
      CHECK(contains(text, threads == 1 ? "which it holds itself" : "wait cycle: mode set of PF0 waits for"));
      const unsigned columns_max = width == TraceWidth::terminal ? 5 : 4;
      CHECK(contains(text, "step | thread") == (threads > columns_max));
    }
  CHECK(differs_from_golden("trace_list.txt",
                            trace_table(ring(6), ring_deadlock(6), ring_finding(6), TraceWidth::mail)) == "");
}

TEST_CASE("an empty schedule still says where everybody stands", "[reports]") {
  const Finding finding{"devlink-held", "no devlink lock at entry", {}, {}, false, ""};
  const std::string text = trace_table(lag_against_unbind(), {}, finding, TraceWidth::terminal);
  CHECK(contains(text, "remove PF1: holds nothing"));
  CHECK(contains(text, "devlink-held: no devlink lock at entry"));
}

TEST_CASE("hostile names stay inside of their cells", "[reports]") {
  ToyWorld toy;
  const auto lock = toy.lock(hostile);
  const auto frame = toy.frame(hostile + std::string(300, '_'));
  for (const char* suffix : {"1", "2"}) toy.take(toy.thread(hostile + suffix), lock, frame);
  const model::World world = toy.finish();
  const Finding finding{hostile, hostile, {{0, 0}}, {}, false, hostile};
  for (const TraceWidth width : {TraceWidth::terminal, TraceWidth::mail}) {
    const std::string text = trace_table(world, {{0, 0}}, finding, width);
    CHECK(is_plain(text));
    CHECK(widest(text) <= static_cast<std::size_t>(width));
  }
  CHECK(is_plain(listing(world)));
  CHECK(is_plain(layout_listing(world, model::lay_out(world))));
  CHECK(is_plain(walk(world, {{0, 0}}, 75)));
}

TEST_CASE("a walk tells what each step changes, without program counters and ghosts", "[reports]") {
  CHECK(differs_from_golden("walk.txt", walk(lag_against_unbind(), lag_deadlock(), 100)) == "");
  ToyWorld toy;
  const auto ghost = toy.field("ghost", {"0", "1"}, model::Role::ghost);
  const auto seen = toy.field("seen", {"NO", "YES"});
  const auto thread = toy.thread("one");
  toy.set(thread, ghost, 1);
  toy.set(thread, seen, 1);
  const model::World world = toy.finish();
  CHECK(walk(world, {{0, 0}, {0, 0}}, 100) == "   1  one: ghost = 1\n   2  one: seen = YES\n        seen: NO -> YES\n");
}

TEST_CASE("the table of check shows which patch ends what, and what surprises", "[reports]") {
  const std::string text = check_report(series_of_verdicts(), schedule_file, Timing::hidden);
  CHECK(differs_from_golden("check_report.txt", text) == "");
  CHECK(widest(text) <= 100);
  CHECK_FALSE(contains(text, "0.12 s"));
  CHECK(contains(check_report(series_of_verdicts(), schedule_file, Timing::shown), "0.12 s"));
}

TEST_CASE("a patch that brings a violation is named", "[reports]") {
  using schedules::Outcome;
  const std::vector<Verdict> verdicts{
      verdict("a", "L4", Outcome::holds, Outcome::holds), verdict("a", "L5", Outcome::violated, Outcome::incomplete),
      verdict("b", "L2", Outcome::violated, Outcome::holds), verdict("b", "L6", Outcome::holds, Outcome::holds)};
  CHECK(patch_changes(verdicts) ==
        "  patches 3 to 6 (L2 to L6)\n"
        "    ends    deadlock    b\n"
        "    ends    lock-order  b\n"
        "  patch 5, serialize-rep-lifecycle (L4 to L5)\n"
        "    BRINGS  deadlock    a\n"
        "    BRINGS  lock-order  a\n");
}

TEST_CASE("a patch that brings another violation of what was violated before is named", "[reports]") {
  using schedules::Outcome;
  std::vector<Verdict> verdicts{verdict("a", "L4", Outcome::violated, Outcome::holds),
                                verdict("a", "L5", Outcome::violated, Outcome::holds),
                                verdict("b", "L5", Outcome::holds, Outcome::holds)};
  CHECK(patch_changes(verdicts) == "");
  verdicts[1].findings.push_back({"deadlock", "two users wait for each other", {{0, 0}}, {}, true, ""});
  CHECK(patch_changes(verdicts) ==
        "  patch 5, serialize-rep-lifecycle (L4 to L5)\n"
        "    BRINGS  deadlock  a: the check was violated there before, in another way\n");
  verdicts[0].result.end = schedules::End::states_bound;  // it may have been there
  CHECK(patch_changes(verdicts) == "");
}

TEST_CASE("levels in a row become a range, other series stay", "[reports]") {
  CHECK(series_words({"L0", "L1", "L2", "L5", "L7-4", "L7"}) == "L0-L2, L5, L7-4, L7");
  CHECK(series_words({"L3"}) == "L3");
  CHECK(series_words({}).empty());
}

TEST_CASE("explore tells one verdict in full", "[reports]") {
  for (const TraceWidth width : {TraceWidth::terminal, TraceWidth::mail}) {
    const std::string text =
        explore_report(lag_against_unbind(), lock_order_verdict(), schedule_file, Timing::hidden, width);
    CHECK(widest(text) <= static_cast<std::size_t>(width));
    if (width == TraceWidth::terminal) CHECK(differs_from_golden("explore_report.txt", text) == "");
  }
  Verdict incomplete = verdict("a", "L1", schedules::Outcome::incomplete, schedules::Outcome::incomplete);
  incomplete.result.end = schedules::End::seconds_bound;
  incomplete.result.left = 7;
  const std::string text = explore_report(lag_against_unbind(), incomplete, {}, Timing::shown, TraceWidth::terminal);
  CHECK(contains(text, "INCOMPLETE"));
  CHECK(contains(text, "7 states left"));
  CHECK(contains(text, "none found so far"));
}

TEST_CASE("verdicts for machines have the keys that were promised, and no clock", "[reports]") {
  std::vector<Verdict> verdicts = series_of_verdicts();
  verdicts.push_back(lock_order_verdict());
  const std::string text = verdicts_json(verdicts, schedule_file);
  CHECK(differs_from_golden("verdicts.json", text) == "");
  CHECK_FALSE(contains(text, "seconds\""));
  const schedules::Json json = schedules::parse(text, "x");
  CHECK(*json.find("format")->text() == "replock-verdicts/1");
  CHECK_FALSE(*json.find("complete")->truth());
  const schedules::Json& row = json.find("rows")->items()->back();
  for (const char* key : {"scenario", "series", "result", "as_expected", "complete", "states", "transitions", "depth",
                          "checks", "findings", "lock_order", "cycles"})
    CHECK(row.find(key) != nullptr);
  CHECK(*row.find("findings")->items()->front().find("schedule")->text() == "lag-against-unbind.L3.deadlock.json");
  CHECK(*row.find("cycles")->items()->back().find("verdict")->text() == "realised");
}

TEST_CASE("the lock graph merges verdicts, the worst cycle counts", "[reports]") {
  Verdict better = lock_order_verdict();
  better.series = "L4";
  better.cycles[1].verdict = schedules::CycleVerdict::gated;
  better.edges[0].thread = "somebody else";
  const LockGraph graph = lock_graph({better, lock_order_verdict()});
  CHECK(graph.edges.size() == 16);
  CHECK(graph.cycles.size() == 2);
  CHECK(graph.edges[0].thread == "somebody else");
  CHECK(graph.edges[9].in_cycle == CycleMark::realised);
  CHECK(graph.edges[0].in_cycle == CycleMark::gated);
  CHECK(graph.title[0] == "lock order: lag-against-unbind at L3-L4");
  CHECK(graph.title[1] == "violated; 1 realised cycle, 1 gated cycle");
}

TEST_CASE("the lock graph of a search that ended early says so", "[reports]") {
  using schedules::Outcome;
  Verdict cut = verdict("a", "L0", Outcome::incomplete, Outcome::incomplete);
  cut.result.end = schedules::End::states_bound;
  const LockGraph none = lock_graph({cut, verdict("a", "L1", Outcome::holds, Outcome::holds)});
  CHECK(none.title == std::vector<std::string>{"lock order: a at L0-L1", "incomplete; no lock cycle found so far",
                                               "INCOMPLETE: 1 of 2 searches ended early"});
  CHECK(contains(lock_graph_json(none), "\"complete\": false"));
  Verdict some = lock_order_verdict();
  some.result.end = schedules::End::interrupted;
  const LockGraph graph = lock_graph({some});
  REQUIRE(graph.title.size() == 3);
  CHECK(graph.title[1] == "violated; 1 realised cycle, 1 gated cycle found so far");
  CHECK(graph.title[2] == "INCOMPLETE: the search ended early");
  CHECK(contains(lock_graph_json(lock_graph({lock_order_verdict()})), "\"complete\": true"));
}

TEST_CASE("the lock graph is drawn the same each time, cycles marked in words and in colour", "[reports]") {
  const LockGraph graph = lock_graph({lock_order_verdict()});
  CHECK(differs_from_golden("lock_graph.dot", lock_graph_dot(graph)) == "");
  CHECK(differs_from_golden("lock_graph.json", lock_graph_json(graph)) == "");
  const std::string svg = lock_graph_svg(graph);
  CHECK(lock_graph_svg(graph) == svg);
  CHECK(contains(svg, "cycle, realised:"));
  CHECK(contains(svg, "cycle, gated:"));
  CHECK(contains(svg, "stroke-dasharray"));
  CHECK(contains(svg, "font-family=\"DejaVu Sans,Helvetica,Arial,sans-serif\""));
}

TEST_CASE("hostile names are quoted in DOT, SVG and JSON", "[reports]") {
  Verdict verdict = lock_order_verdict();
  verdict.scenario = hostile;
  verdict.edges[0].held = hostile;
  verdict.edges[0].function = hostile;
  verdict.edges[1].acquired = "<b>bold</b>";
  const LockGraph graph = lock_graph({verdict});
  CHECK(is_plain(lock_graph_json(graph)));
  CHECK_FALSE(contains(lock_graph_dot(graph), "\x1b"));
  const std::string svg = lock_graph_svg(graph);
  CHECK_FALSE(contains(svg, "</script>"));
  CHECK_FALSE(contains(svg, "<b>"));
  CHECK(contains(svg, "&lt;b&gt;bold&lt;/b&gt;"));
  CHECK(is_plain(check_report({verdict}, schedule_file, Timing::hidden)));
  CHECK(is_plain(verdicts_json({verdict}, schedule_file)));
}

TEST_CASE("a graph without edges is drawn", "[reports]") {
  const LockGraph graph = lock_graph({verdict("a", "L0", schedules::Outcome::holds, schedules::Outcome::holds)});
  CHECK(contains(lock_graph_svg(graph), "no lock cycle"));
  CHECK(contains(lock_graph_dot(graph), "digraph"));
}

TEST_CASE("a listing shows steps under their functions, a layout every field", "[reports]") {
  const model::World world = lag_against_unbind();
  CHECK(differs_from_golden("listing.txt", listing(world)) == "");
  CHECK(differs_from_golden("layout.txt", layout_listing(world, model::lay_out(world))) == "");
}

}  // namespace replock::tests
