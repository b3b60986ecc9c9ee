// Blocks as nodes with a line a step; what a step does to others is told by its colour and its words.
#include "reports/program_drawing.h"

#include <algorithm>
#include <set>

#include "reports/program_blocks.h"
#include "reports/text.h"
#include "reports/xml.h"

namespace replock::reports {
namespace {

using model::Program;
using model::Step;
using model::Verb;
using model::World;

// More nodes than this are neither drawn in a few seconds nor looked at.
constexpr std::size_t nodes_max = 250;
constexpr std::size_t rows_of_fold_max = 12;
constexpr std::size_t step_width = 46;
constexpr std::size_t way_width = 26;
constexpr const char* number_color = "#5b6875";
constexpr const char* failure_color = "#b00020";
constexpr const char* back_color = "#2f55a4";

constexpr const char* takes_color = "#ffcfc9";
constexpr const char* drops_color = "#cfeccf";
constexpr const char* waits_color = "#ffe9a8";
constexpr const char* wakes_color = "#d6e2fb";

// "": the step concerns its own thread, or memory.
std::string color_of(const Step& step) {
  switch (step.verb) {
    case Verb::lock:
    case Verb::try_lock:
      return takes_color;
    case Verb::unlock:
      return drops_color;
    case Verb::wait_until:
    case Verb::wait_for_completion:
      return step.lock == model::none ? waits_color : takes_color;
    case Verb::queue_work:
    case Verb::complete:
      return wakes_color;
    default:
      return "";
  }
}

// A break sets the line before it to the left.
std::string markup(const std::string& words, std::size_t width) {
  const std::vector<std::string> lines = wrapped(printable(words), width);
  if (lines.size() == 1) return xml_escaped(lines.front());
  std::string text;
  for (const std::string& line : lines) text += xml_escaped(line) + "<BR ALIGN=\"LEFT\"/>";
  return text;
}

std::string cell(const std::string& attributes, const std::string& content) {
  return "<TD ALIGN=\"LEFT\" VALIGN=\"TOP\"" + attributes + ">" + content + "</TD>";
}

std::string background(const std::string& color) { return color.empty() ? "" : " BGCOLOR=\"" + color + "\""; }

std::string table(const std::string& rows) {
  return R"(<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="1" CELLPADDING="2">)" + rows + "</TABLE>";
}

// What the only way does, or what is asked where there are several.
std::string step_words(const Step& step, const std::vector<Way>& out) {
  if (out.size() == 1) return out.front().words;
  return step.words.empty() ? "one of" : step.words;
}

// Graphviz' markup knows no empty <FONT>.
std::string in_color(const std::string& color, const std::string& content) {
  return content.empty() ? "" : "<FONT COLOR=\"" + color + "\">" + content + "</FONT>";
}

std::string row(const std::string& number, const std::string& color, const std::string& words) {
  return "<TR>" + cell("", in_color(number_color, number)) + cell(background(color), words) + "</TR>";
}

std::string step_row(const Program& program, std::size_t index) {
  const Step& step = program.steps[index];
  const std::vector<Way> out = ways(step);
  std::string words = markup(step_words(step, out), step_width);
  if (out.size() > 1) words = "<I>" + words + "</I>";
  return row(std::to_string(index), color_of(step), words);
}

// What the call takes, waits for and sets going, each once.
std::vector<std::size_t> telling_steps(const Program& program, const Block& fold) {
  std::vector<std::size_t> steps;
  std::set<std::string> told;
  for (std::size_t i = fold.first; i <= fold.last; ++i) {
    const std::string color = color_of(program.steps[i]);
    if (!color.empty() && color != drops_color && told.insert(program.steps[i].words).second) steps.push_back(i);
  }
  return steps;
}

std::string fold_rows(const World& world, const Program& program, const Block& fold) {
  const std::vector<std::size_t> steps = telling_steps(program, fold);
  std::string rows =
      "<TR>" + cell(" COLSPAN=\"2\"", "<B>" + markup(world.frames[fold.folded].function + "()", step_width) + "</B>") +
      "</TR>" + row("", "", "folded: steps " + std::to_string(fold.first) + " to " + std::to_string(fold.last));
  for (std::size_t i = 0; i < steps.size() && i < rows_of_fold_max; ++i) rows += step_row(program, steps[i]);
  if (steps.size() > rows_of_fold_max)
    rows += row("", "", "and " + counted(steps.size() - rows_of_fold_max, "more step"));
  return rows;
}

std::string node_name(std::size_t thread, model::StepId step) {
  return "thread " + std::to_string(thread) + ", step " + std::to_string(step);
}

Attributes resting(const std::string& words) {
  return {{"label", label_words(words)}, {"shape", "ellipse"}, {"peripheries", "2"}, {"fillcolor", "#eceff3"}};
}

Attributes look_of(const World& world, const Program& program, const Block& block) {
  if (block.folded != 0)
    return {{"label", table(fold_rows(world, program, block)), Attribute::Kind::html},
            {"peripheries", "2"},
            {"style", "filled"}};
  if (program.steps[block.first].rests)
    return resting(std::to_string(block.first) + (block.ways.empty() ? "  done" : "  at rest until there is work"));
  std::string rows;
  for (std::size_t i = block.first; i <= block.last; ++i) rows += step_row(program, i);
  return {{"label", table(rows), Attribute::Kind::html}};
}

std::string way_label(const Way& way) {
  std::string label;
  for (const std::string& part : wrapped(printable(way.words), way_width)) label += label_words(part) + "\\l";
  return label;
}

Attributes look_of(const Block& block, const Way& way) {
  Attributes look;
  if (block.ways.size() > 1 && !way.words.empty()) look.push_back({"label", way_label(way)});
  if (way.next <= block.last) {
    look.push_back({"color", back_color});
    look.push_back({"penwidth", "1.8"});
    look.push_back({"arrowhead", "empty"});
  }
  if (way.failure) {
    look.push_back({"color", failure_color});
    look.push_back({"fontcolor", failure_color});
    look.push_back({"style", "dashed"});
  }
  return look;
}

void add_cluster(Drawing& drawing, std::size_t parent, const std::string& label, const Attributes& look) {
  Attributes attributes = look;
  attributes.insert(attributes.begin(), {"label", label_words(label)});
  drawing.clusters.push_back({std::to_string(drawing.clusters.size()), parent, attributes});
}

void add_calls(Drawing& drawing, const World& world, const Program& program, const std::vector<Call>& calls) {
  const std::size_t first = drawing.clusters.size();
  add_cluster(drawing, Drawing::top,
              (program.worker ? "worker " : "thread ") + program.name + ": " + counted(program.steps.size(), "step"),
              {{"fontsize", "15"}, {"style", "rounded"}, {"color", "#33475b"}, {"penwidth", "2"}});
  for (std::size_t i = 1; i < calls.size(); ++i)
    add_cluster(drawing, first + calls[i].caller, world.frames[calls[i].frame].function + "()",
                {{"style", "filled"}, {"fillcolor", i % 2 == 0 ? "#f7f9fb" : "#eef2f6"}, {"color", "#a9b6c3"}});
}

void add_start(Drawing& drawing, std::size_t thread, std::size_t cluster) {
  const std::string name = "thread " + std::to_string(thread) + ", start";
  drawing.nodes.push_back(
      {name, cluster, {{"label", ""}, {"shape", "circle"}, {"width", "0.16"}, {"fillcolor", "#33475b"}}});
  drawing.edges.push_back({name, node_name(thread, 0), "start", Drawing::top, {}});
}

void add_thread(Drawing& drawing, const World& world, std::size_t thread, const ProgramBlocks& all) {
  const Program& program = world.threads[thread];
  const std::size_t cluster = drawing.clusters.size();
  add_calls(drawing, world, program, all.calls);
  if (!all.blocks.empty()) add_start(drawing, thread, cluster);
  for (const Block& block : all.blocks) {
    drawing.nodes.push_back({node_name(thread, block.first), cluster + block.call, look_of(world, program, block)});
    for (std::size_t way = 0; way < block.ways.size(); ++way)
      drawing.edges.push_back({node_name(thread, block.first), node_name(thread, block.ways[way].next),
                               std::to_string(way), Drawing::top, look_of(block, block.ways[way])});
  }
}

std::string legend_row(const std::string& color, const std::string& sample, const std::string& words) {
  return "<TR>" + cell(background(color), sample) + cell("", words) + "</TR>";
}

std::string legend() {
  return legend_row("", "12",
                    "a step, as numbered by replock show; a box is a run of steps that nothing enters or "
                    "leaves midway") +
         legend_row(takes_color, "lock", "takes a lock, or tries to") + legend_row(drops_color, "unlock", "drops one") +
         legend_row(waits_color, "wait", "waits for something that is no lock") +
         legend_row(wakes_color, "queue, complete", "lets another thread go on") +
         legend_row("", "<I>a question</I>", "the answers are the edges out of the box") +
         legend_row("", in_color(failure_color, "- - -&gt;"), "the environment chose a failure") +
         legend_row("", in_color(back_color, "----|&gt;"), "back to an earlier step") +
         legend_row("", "(( ))", "at rest: done, or a worker without work");
}

std::string heading(const std::string& title, const std::string& fold_words) {
  const auto across = [](const std::string& content) { return "<TR>" + cell(" COLSPAN=\"2\"", content) + "</TR>"; };
  return table(across("<FONT POINT-SIZE=\"16\">" + markup(title, 90) + "</FONT>") +
               (fold_words.empty() ? "" : across(fold_words)) + legend());
}

using Threads = std::vector<ProgramBlocks>;

std::size_t nodes_of(const Threads& threads) {
  std::size_t nodes = 0;
  for (const ProgramBlocks& thread : threads) nodes += thread.blocks.size();
  return nodes;
}

Threads folded_all(const Threads& threads, std::size_t depth) {
  Threads all;
  for (const ProgramBlocks& thread : threads) all.push_back(folded(thread, depth));
  return all;
}

std::size_t readable_depth(const Threads& threads) {
  std::size_t depth = 0;
  for (const ProgramBlocks& thread : threads) depth = std::max(depth, depth_of(thread));
  while (depth > 0 && nodes_of(folded_all(threads, depth)) > nodes_max) --depth;
  return depth;
}

Drawing with_state_defaults() {
  Drawing drawing;
  drawing.name = "state machines";
  drawing.graph_defaults = {{"fontname", drawing_font}, {"rankdir", "TB"}, {"nodesep", "0.35"},
                            {"ranksep", "0.3"},         {"pad", "0.3"},    {"bgcolor", "white"},
                            {"fontsize", "12"},         {"labeljust", "l"}};
  drawing.node_defaults = {{"fontname", drawing_font}, {"shape", "box"},     {"style", "rounded,filled"},
                           {"fillcolor", "white"},     {"color", "#33475b"}, {"fontsize", "11"},
                           {"margin", "0.04,0.03"},    {"label", "\\N"}};
  drawing.edge_defaults = {{"fontname", drawing_font}, {"fontsize", "10"}, {"arrowsize", "0.7"}, {"color", "#444444"}};
  drawing.attributes = {{"labelloc", "t"}};
  return drawing;
}

}  // namespace

Drawing program_drawing(const ShownWorld& shown) {
  Threads threads;
  for (const Program& program : shown.world.threads) threads.push_back(blocks_of(shown.world, program));
  const std::size_t depth = shown.depth.value_or(readable_depth(threads));
  const Threads drawn = folded_all(threads, depth);
  const std::string fold_words = nodes_of(drawn) == nodes_of(threads)
                                     ? ""
                                     : "calls nested more than " + std::to_string(depth) +
                                           " deep are folded, a double frame each (--depth N shows more or less)";
  Drawing drawing = with_state_defaults();
  drawing.attributes.push_back({"label", heading(shown.title, fold_words), Attribute::Kind::html});
  for (std::size_t i = 0; i < drawn.size(); ++i) add_thread(drawing, shown.world, i, drawn[i]);
  return drawing;
}

}  // namespace replock::reports
