// Numbers and fixed words only, so that nothing needs escaping.
#include "checks/tests/world_json.h"

#include <vector>

namespace replock::tests {
namespace {

template <class Item, class Write>
std::string list(const std::vector<Item>& items, Write write) {
  std::string text;
  for (const Item& item : items) text += (text.empty() ? "" : ",") + write(item);
  return "[" + text + "]";
}

std::string triple(unsigned field, const char* word, unsigned operand) {
  return "[" + std::to_string(field) + ",\"" + word + "\"," + std::to_string(operand) + "]";
}

std::string test_json(const model::Test& test) {
  static constexpr const char* words[] = {"==", "!=", "==field", "!=field"};
  return triple(test.field, words[static_cast<unsigned>(test.is)], test.operand);
}

std::string effect_json(const model::Effect& effect) {
  static constexpr const char* words[] = {"set", "add", "subtract", "copy"};
  return triple(effect.field, words[static_cast<unsigned>(effect.does)], effect.operand);
}

std::string alternative_json(const model::Alternative& alternative) {
  return "{\"guard\":" + list(alternative.guard, test_json) + ",\"effects\":" + list(alternative.effects, effect_json) +
         ",\"next\":" + std::to_string(alternative.next) + "}";
}

std::string step_json(const model::Step& step) {
  const char* const choice = step.choice == model::Choice::first ? "first" : "any";
  return std::string("{\"choice\":\"") + choice + "\",\"rests\":" + (step.rests ? "true" : "false") +
         ",\"alternatives\":" + list(step.alternatives, alternative_json) + "}";
}

std::string field_json(const model::Field& field) {
  return "{\"initial\":" + std::to_string(field.initial) + ",\"max\":" + std::to_string(field.max) + "}";
}

std::string thread_json(const model::Program& thread) {
  return "{\"pc\":" + std::to_string(thread.pc) + ",\"steps\":" + list(thread.steps, step_json) + "}";
}

}  // namespace

std::string world_json(const model::World& world) {
  return "{\"fields\":" + list(world.fields, field_json) + ",\"threads\":" + list(world.threads, thread_json) + "}";
}

}  // namespace replock::tests
