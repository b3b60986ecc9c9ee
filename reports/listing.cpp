// Programs and layouts as text.
#include "reports/listing.h"

#include "reports/grid.h"
#include "reports/levels.h"
#include "reports/text.h"
#include "reports/ways.h"

namespace replock::reports {
namespace {

using model::Step;
using model::World;

constexpr std::size_t number_width = 5;

std::string stack(const World& world, model::FrameId frame) {
  std::vector<std::string> functions;
  for (; frame != 0; frame = world.frames[frame].caller) functions.push_back(world.frames[frame].function + "()");
  return functions.empty() ? "(outside of any function)" : joined(functions, " <- ");
}

std::string line_of(const Way& way, std::size_t index) {
  return way.next == index + 1 ? way.words : way.words + "  -> " + std::to_string(way.next);
}

std::string step_text(const Step& step, std::size_t index) {
  const std::string number = pad_left(std::to_string(index), number_width) + "  ";
  const std::string blank(number.size() + 4, ' ');
  const std::vector<Way> all = ways(step);
  if (step.rests && all.empty()) return line(number + "done");
  if (all.size() == 1) return paragraph(number, printable(line_of(all.front(), index)), report_width);
  std::string text = paragraph(number, printable(step.words.empty() ? "one of" : step.words), report_width);
  for (const Way& way : all) text += paragraph(blank, printable(line_of(way, index)), report_width);
  return text;
}

std::string program_text(const World& world, const model::Program& program) {
  std::string text = line((program.worker ? "worker " : "thread ") + printable(program.name) + ": " +
                          counted(program.steps.size(), "step"));
  model::FrameId shown = 0;
  for (std::size_t i = 0; i < program.steps.size(); ++i) {
    const Step& step = program.steps[i];
    const bool ends = step.rests && step.alternatives.empty();
    if (step.frame != shown && !ends) text += paragraph("  ", printable(stack(world, step.frame)), report_width);
    if (!ends) shown = step.frame;
    text += step_text(step, i);
  }
  return text;
}

std::string bits_words(const model::Place& place) {
  if (place.bits == 0) return "none";
  const std::string first = std::to_string(place.shift);
  return place.bits == 1 ? first : first + ".." + std::to_string(place.shift + place.bits - 1);
}

}  // namespace

std::string listing(const World& world) {
  std::string text;
  for (const model::Program& program : world.threads) text += (text.empty() ? "" : "\n") + program_text(world, program);
  return text;
}

std::string layout_listing(const World& world, const model::Layout& layout) {
  std::vector<std::vector<std::string>> rows{{"field", "values", "word", "bits"}};
  for (std::size_t field = 0; field < world.fields.size(); ++field) {
    const model::Place& place = layout.places[field];
    rows.push_back({printable(world.fields[field].name), grouped(world.fields[field].max + std::uint64_t{1}),
                    std::to_string(place.word), bits_words(place)});
  }
  return grid(rows, {Align::left, Align::right, Align::right, Align::right}) + counted(layout.bits_used, "bit") +
         " used in " + counted(layout.words, "word") + " of 64\n";
}

}  // namespace replock::reports
