// Orders copies so that nobody reads what was already overwritten; a ring of copies goes through one saved value.
#include "reports/promela_assignments.h"

#include <algorithm>

namespace replock::reports {
namespace {

using model::Effect;
using model::FieldId;

struct Assignment {
  FieldId target = model::none;
  FieldId source = model::none;  ///< what it copies, as long as it still has to be read
  std::string value;
};

std::string value_text(const PromelaNames& names, const Effect& effect) {
  std::string number = std::to_string(effect.operand);
  switch (effect.does) {
    case Effect::Does::set:
      return number;
    case Effect::Does::add:
      return names.fields[effect.field] + " + " + number;
    case Effect::Does::subtract:
      return names.fields[effect.field] + " - " + number;
    case Effect::Does::copy:
      return names.fields[effect.operand];
  }
  return "";
}

/// The last effect on a field counts.
std::vector<Assignment> assignments(const PromelaNames& names, const std::vector<Effect>& effects) {
  std::vector<Assignment> all;
  for (const Effect& effect : effects) {
    std::erase_if(all, [&](const Assignment& earlier) { return earlier.target == effect.field; });
    const FieldId source = effect.does == Effect::Does::copy ? effect.operand : model::none;
    if (source != effect.field) all.push_back({effect.field, source, value_text(names, effect)});
  }
  return all;
}

bool is_read(const std::vector<Assignment>& open, FieldId field) {
  return std::ranges::any_of(open, [&](const Assignment& other) { return other.source == field; });
}

void read_from(std::vector<Assignment>& open, FieldId field, const std::string& saved) {
  for (Assignment& other : open)
    if (other.source == field) other.source = model::none, other.value = saved;
}

std::vector<std::string> in_safe_order(const PromelaNames& names, std::vector<Assignment> open) {
  std::vector<std::string> text;
  while (!open.empty()) {
    auto next = std::ranges::find_if(open, [&](const Assignment& one) { return !is_read(open, one.target); });
    if (next == open.end()) {  // rings only; the one broken here is through before another is
      next = open.begin();
      text.push_back(names.saved + " = " + names.fields[next->target]);
      read_from(open, next->target, names.saved);
    }
    text.push_back(names.fields[next->target] + " = " + next->value);
    open.erase(next);
  }
  return text;
}

/// "" where the value stays in range whatever the state is.
std::string range_text(const model::World& world, const PromelaNames& names, const Effect& effect) {
  const unsigned max = world.fields[effect.field].max, operand = effect.operand;
  const std::string& name = names.fields[effect.field];
  switch (effect.does) {
    case Effect::Does::set:
      return operand > max ? "false" : "";
    case Effect::Does::add:
      return operand > max ? "false" : name + " <= " + std::to_string(max - operand);
    case Effect::Does::subtract:
      return operand > max ? "false" : name + " >= " + std::to_string(operand);
    case Effect::Does::copy:
      return world.fields[operand].max > max ? names.fields[operand] + " <= " + std::to_string(max) : "";
  }
  return "";
}

bool excluded_by(const model::Conjunction& guard, const Effect& effect) {
  const model::Test nonzero{effect.field, model::Test::Is::unequal, 0};
  return effect.does == Effect::Does::subtract && effect.operand == 1 && std::ranges::count(guard, nonzero) != 0;
}

}  // namespace

std::vector<std::string> promela_assignments(const model::World& world, const PromelaNames& names,
                                             const model::Alternative& way) {
  std::vector<std::string> text;
  for (const Effect& effect : way.effects) {
    const std::string range = range_text(world, names, effect);
    if (!range.empty() && !excluded_by(way.guard, effect)) text.push_back("assert(" + range + ")");
  }
  for (std::string& assignment : in_safe_order(names, assignments(names, way.effects)))
    text.push_back(std::move(assignment));
  return text;
}

}  // namespace replock::reports
