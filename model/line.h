// Where in a flow a step was recorded.
#pragma once

#include <compare>
#include <string>

namespace replock::model {

/// A line of source: the call of the verb. As a default argument, here() gives the line of the call.
struct Line {
  const char* file = "";  ///< as the compiler names it
  unsigned number = 0;

  static constexpr Line here(const char* file = __builtin_FILE(), unsigned number = __builtin_LINE()) {
    return {file, number};
  }
};

/// "lag.cpp:139"
std::string words(const Line& line);

}  // namespace replock::model
