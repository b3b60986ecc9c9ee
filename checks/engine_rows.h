// The rows of `replock engines`, several at once.
#pragma once

#include "checks/engine_table.h"
#include "checks/progress.h"

namespace replock::checks {

struct EngineSearch {
  EngineLimits limits;
  unsigned threads = 1;  ///< processes, for Relacy can be in one only once
};

/// In the order of the questions. A question that has the same world as one before it is not asked again. A row that
/// Ctrl-C came before has no tries.
std::vector<EngineRow> engine_rows(const std::vector<Question>& questions, const EngineSearch& search,
                                   const Attention& attention);

/// What a child process says of its row.
std::string to_text(const EngineRow& row);
EngineRow engine_row_from(const std::string& text);

}  // namespace replock::checks
