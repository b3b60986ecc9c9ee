// The difference of two states, field by field.
#include "reports/state_change.h"

#include <algorithm>
#include <optional>

#include "reports/stale_reads.h"
#include "reports/text.h"

namespace replock::reports {
namespace {

using model::FieldId;
using model::Role;
using model::State;
using model::World;

constexpr std::size_t number_width = 4;
constexpr std::string_view indent = "        ";
constexpr std::size_t further = 4;  // a line that goes on stands so far behind where it began

std::string hanging(const std::string& head, const std::string& text, std::size_t width) {
  std::string lines;
  for (const std::string& part : wrapped(printable(text), width - head.size() - further))
    lines += line((lines.empty() ? head : std::string(head.size() + further, ' ')) + part);
  return lines;
}

std::string lock_change(const World& world, FieldId field, std::uint16_t now) {
  for (const model::Lock& lock : world.locks) {
    if (lock.owner == field) return lock.name + (now == 0 ? ": released" : ": taken");
    if (std::find(lock.readers.begin(), lock.readers.end(), field) != lock.readers.end())
      return lock.name + (now == 0 ? ": released by a reader" : ": taken by a reader");
  }
  return world.fields[field].name + (now == 0 ? ": released" : ": taken");
}

std::optional<std::string> change(const World& world, FieldId field, std::uint16_t was, std::uint16_t now) {
  switch (world.fields[field].role) {
    case Role::pc:
    case Role::ghost:
      return std::nullopt;
    case Role::owner:
    case Role::reader:
      return lock_change(world, field, now);
    case Role::variable:
    case Role::local:
    case Role::slot:
    case Role::budget:
      break;
  }
  return world.fields[field].name + ": " + model::value_words(world, field, was) + " -> " +
         model::value_words(world, field, now);
}

}  // namespace

std::vector<std::string> changes(const World& world, const State& before, const State& after) {
  std::vector<std::string> lines;
  for (std::size_t field = 0; field < world.fields.size(); ++field) {
    if (before[field] == after[field]) continue;
    const auto words = change(world, static_cast<FieldId>(field), before[field], after[field]);
    if (words) lines.push_back(*words);
  }
  return lines;
}

std::string step_report(const World& world, const State& before, model::Move move, std::size_t number,
                        std::size_t width) {
  const model::Step& step = model::step_of(world, before, move.thread);
  const std::string& function = model::function_of(world, step);
  std::string does = world.threads[move.thread].name + ": ";
  if (!function.empty()) does += function + "(): ";
  std::string text =
      hanging(pad_left(std::to_string(number), number_width) + "  ", does + step_words(step, move), width);
  for (const std::string& words : changes(world, before, model::after(world, before, move)))
    text += hanging(std::string(indent), words, width);
  return text;
}

std::string walk(const World& world, const schedules::Schedule& schedule, std::size_t width) {
  std::string text;
  State state = model::initial_state(world);
  for (std::size_t i = 0; i < schedule.size(); ++i) {
    text += step_report(world, state, schedule[i], i + 1, width);
    state = model::after(world, state, schedule[i]);
  }
  return text;
}

}  // namespace replock::reports
