// `replock show -o`: what a state machine's drawing shows, how it folds, and that names mean nothing to Graphviz.
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "checks/tests/golden.h"
#include "checks/tests/other_program.h"
#include "checks/tests/run_command.h"
#include "checks/tests/toy_told.h"
#include "model/flow_list.h"
#include "reports/program_blocks.h"
#include "reports/program_drawing.h"
#include "schedules/files.h"

namespace replock::tests {
namespace {

using namespace reports;

constexpr std::size_t everything = 99;

/// A worker, a chosen failure, a way back.
model::World busy_world() {
  model::World world = lag_against_unbind();
  world.threads[1].worker = true;
  world.threads[1].steps[1].alternatives[1].failure = true;
  world.threads[2].steps[2].alternatives[0].next = 0;
  return world;
}

model::World flow_world(const model::Flow& flow) { return model::record(flow, model::Series::parse("L7"), 1).world; }

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// Nothing lost, nothing twice, and every way leads to the start of a block.
bool covers(const ProgramBlocks& all, const model::Program& program) {
  std::size_t next = 0;
  std::set<model::StepId> starts;
  for (const Block& block : all.blocks) {
    if (block.first != next) return false;
    next = block.last + std::size_t{1};
    starts.insert(block.first);
  }
  for (const Block& block : all.blocks)
    for (const Way& way : block.ways)
      if (starts.count(way.next) == 0) return false;
  return next == program.steps.size();
}

std::string label_of(const Attributes& attributes) {
  for (const Attribute& one : attributes)
    if (one.name == "label") return one.value;
  return "";
}

}  // namespace

TEST_CASE("a drawing of state machines is as approved, and the same each time", "[drawing]") {
  const model::World world = busy_world();
  const Drawing drawing = program_drawing({"busy at L7", world, {}});
  CHECK(differs_from_golden("program.dot", drawing_dot(drawing)) == "");
  const std::string svg = drawing_svg(drawing);
  CHECK(drawing_svg(drawing) == svg);
  CHECK(drawing_dot(drawing) == drawing_dot(drawing));
  CHECK(has(svg, "mlx5_do_bond_work()"));
  CHECK(has(svg, "stroke-dasharray"));
}

TEST_CASE("blocks have each step once, however much is folded", "[drawing]") {
  for (const model::Flow& flow : model::flows()) {
    const model::World world = flow_world(flow);
    for (const model::Program& program : world.threads) {
      const ProgramBlocks all = blocks_of(world, program);
      CAPTURE(flow.name, program.name);
      CHECK(covers(all, program));
      std::size_t nodes = 0;
      for (std::size_t depth = 0; depth <= depth_of(all); ++depth) {
        const ProgramBlocks some = folded(all, depth);
        CHECK(covers(some, program));
        CHECK(some.blocks.size() >= nodes);
        nodes = some.blocks.size();
      }
      CHECK(nodes == all.blocks.size());
    }
  }
}

TEST_CASE("a fold has the ways out of all its blocks, and none of those between them", "[drawing]") {
  const model::World world = busy_world();
  const ProgramBlocks bond = folded(blocks_of(world, world.threads[1]), 1);
  REQUIRE(bond.blocks.size() == 2);
  CHECK(world.frames[bond.blocks[0].folded].function == "mlx5_do_bond");
  CHECK(bond.blocks[0].last == 5);
  REQUIRE(bond.blocks[0].ways.size() == 1);
  CHECK(bond.blocks[0].ways[0] == Way{"", 6, false});
  CHECK(bond.calls[bond.blocks[0].call].frame != bond.blocks[0].folded);
}

TEST_CASE("what is drawn without being asked for a depth stays readable", "[drawing]") {
  for (const model::Flow& flow : model::flows()) {
    const model::World world = flow_world(flow);
    std::size_t steps = 0;
    for (const model::Program& program : world.threads) steps += program.steps.size();
    const Drawing drawing = program_drawing({flow.name, world, {}});
    CAPTURE(flow.name, steps);
    CHECK(drawing.nodes.size() <= 250 + world.threads.size());
    const bool says_folded = has(label_of(drawing.attributes), "deep are folded");
    CHECK(says_folded == std::any_of(drawing.nodes.begin(), drawing.nodes.end(), [](const Drawing::Node& node) {
            return has(label_of(node.attributes), "folded: steps");
          }));
    CHECK((steps < 1000 || says_folded));
  }
}

TEST_CASE("hostile names are words in a state machine", "[drawing]") {
  model::World world = busy_world();
  for (model::Program& program : world.threads) {
    program.name = hostile;
    for (model::Step& step : program.steps) {
      step.words = hostile;
      for (model::Alternative& way : step.alternatives) way.words = hostile + "\\N" + way.words;
    }
  }
  for (std::size_t i = 1; i < world.frames.size(); ++i) world.frames[i].function = i == 1 ? "" : hostile;
  for (const std::size_t depth : {std::size_t{1}, everything}) {
    const Drawing drawing = program_drawing({hostile, world, depth});
    const std::string svg = drawing_svg(drawing);
    CHECK_FALSE(has(svg, "<script"));
    CHECK_FALSE(has(svg, "</script>"));
    CHECK_FALSE(has(svg, "\x1b"));
    CHECK(has(drawing_dot(drawing), "digraph"));
    if (!is_installed("dot")) continue;
    const WorkFolder folder;
    schedules::write_file(folder.file("a.dot"), drawing_dot(drawing));
    CHECK(said_by("dot -Tsvg -o /dev/null '" + folder.file("a.dot") + "'").text == "");
  }
}

TEST_CASE("a label that Graphviz cannot read is no picture", "[drawing]") {
  Drawing drawing;
  drawing.name = "broken";
  drawing.nodes = {{"a", Drawing::top, {{"label", "<FONT", Attribute::Kind::html}}}};
  CHECK_THROWS_AS(drawing_svg(drawing), std::runtime_error);
  drawing.nodes[0].attributes = {{"label", "whole"}};
  CHECK(has(drawing_svg(drawing), "whole"));
}

TEST_CASE("show draws to a file, or says in one line why not", "[command]") {
  const WorkFolder folder;
  const auto show = [&](const std::string& file) {
    return run({"show", "late-load", "--series", "L6", "-o", file}, folder.path());
  };
  const auto check_refused = [](const Ended& ended, const std::string& said) {
    CHECK(ended.exit_code == 2);
    CHECK(ended.out == "");
    CHECK_THAT(ended.err, Catch::StartsWith("replock: ") && Catch::Contains(said));
    CHECK(ended.err.find('\n') + 1 == ended.err.size());
  };
  check_refused(show("a.png"), "a.png: can't tell the format of the drawing; name a file that ends in .dot or .svg");
  check_refused(show("none/a.svg"), "none/a.svg: no such directory");
  check_refused(run({"show", "late-lod", "-o", "a.svg"}, folder.path()), "there is no such flow or scenario");
  check_refused(run({"show", "late-load", "--depth", "2"}, folder.path()), "--depth requires --output");
  check_refused(run({"show", "late-load", "-o", "a.svg", "--depth", "0"}, folder.path()), "--depth");
  CHECK(folder.names().empty());
  for (const std::string file : {"a.svg", "a.dot"}) {
    const Ended ended = show(file);
    CHECK(ended.exit_code == 0);
    CHECK(ended.out + ended.err == "");
    CHECK(has(schedules::read_file(folder.file(file)), " at L6<"));
  }
}

}  // namespace replock::tests
