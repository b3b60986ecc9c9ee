// The words for tests, values and places of a world.
#include "model/program.h"

namespace replock::model {

std::string value_words(const World& world, FieldId field, std::uint16_t value) {
  const std::vector<std::string>& names = world.fields[field].values;
  return value < names.size() ? names[value] : std::to_string(value);
}

std::string words(const World& world, const Test& test) {
  const std::string& left = world.fields[test.field].name;
  switch (test.is) {
    case Test::Is::equal:
      return left + " == " + value_words(world, test.field, test.operand);
    case Test::Is::unequal:
      return left + " != " + value_words(world, test.field, test.operand);
    case Test::Is::equal_field:
      return left + " == " + world.fields[test.operand].name;
    case Test::Is::unequal_field:
      return left + " != " + world.fields[test.operand].name;
  }
  return left;
}

std::string words(const World& world, const Conjunction& tests) {
  if (tests.empty()) return "true";
  std::string result;
  for (const Test& test : tests) {
    if (!result.empty()) result += " && ";
    result += words(world, test);
  }
  return result;
}

const std::string& function_of(const World& world, const Step& step) {
  static const std::string outside;
  return step.frame < world.frames.size() ? world.frames[step.frame].function : outside;
}

}  // namespace replock::model
