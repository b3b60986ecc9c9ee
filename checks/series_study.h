// Studies a series commit by commit: searches every scenario at every level, and compares neighbours.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "checks/judge.h"
#include "reports/series_study.h"

namespace replock::checks {

struct SearchedRow {
  Question question;
  schedules::Verdict verdict;
};

using OptionsFor = std::function<schedules::Options(const std::string& label)>;

/// Each scenario at each series, searched when it is first asked for; identical programs are searched once.
class SearchedRows {
 public:
  explicit SearchedRows(OptionsFor options_for) : options_for_(std::move(options_for)) {}
  /// Stays where it is. A series that queues more work than the scenario has slots for is searched with the most that
  /// there can be; its question then says so in the scenario's name. Throws Refusal on an unknown scenario.
  const SearchedRow& at(const std::string& scenario, const model::Series& series);
  const OptionsFor& options_for() const { return options_for_; }

 private:
  schedules::Verdict searched(const std::string& scenario, const Question& question) const;

  OptionsFor options_for_;
  std::map<std::pair<std::string, std::string>, SearchedRow> rows_;  ///< by scenario and series
};

struct StudyChoice {
  std::vector<std::string> scenarios;
  std::vector<model::Patch> left_out;  ///< each alone
};

/// Refers into the rows.
reports::SeriesStudy study(const StudyChoice& choice, SearchedRows& rows);

/// Identical programs, or else the same states and transitions by their digests and counts.
reports::Sameness sameness(const Question& without, const Question& with, const OptionsFor& options_for);
/// The latter alone. REQUIRES: digests where the searches are complete.
reports::Sameness sameness(const schedules::Result& without, const schedules::Result& with);

}  // namespace replock::checks
