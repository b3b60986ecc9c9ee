// Adds up which ways through the flows the rows of a check take.
#pragma once

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "checks/judge.h"
#include "checks/mutants.h"
#include "schedules/coverage.h"

namespace replock::checks {

class CoverageCount {
 public:
  /// `series`: the one asked about; the others only say what is taken elsewhere.
  explicit CoverageCount(std::string series) : series_(std::move(series)) {}

  /// A row that was searched, or that Ctrl-C kept from being searched.
  void add(const Question& question, const schedules::Verdict& verdict);
  /// A pair of operations that was: its ways count, its lock edges do not.
  void add_pair(const Question& question, const schedules::Verdict& verdict);
  schedules::Coverage table() const;

 private:
  struct Way {
    std::string words;
    bool failure = false, recorded_here = false, taken_here = false, taken = false;
  };
  void add_ways(const Question& question, const schedules::Verdict& verdict);

  std::string series_;
  std::uint64_t rows_ = 0, rows_here_ = 0, pairs_ = 0, incomplete_ = 0;
  std::map<std::tuple<FlowLine, std::string>, Way> ways_;
  std::map<std::pair<std::string, std::string>, std::set<std::string>> edges_;  ///< scenarios that show it
};

/// What somebody has said about a way that no scenario takes.
struct ExplainedWay {
  std::string function, words, way;  ///< `words` may be a part
  std::string why;
};
const std::vector<ExplainedWay>& explained_ways();

}  // namespace replock::checks
