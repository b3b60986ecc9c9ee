// What the HTML page shows, as one JSON value: rows, and schedules with the state after each step.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/step.h"
#include "reports/told.h"
#include "schedules/json.h"

namespace replock::reports {

/// {"strings": [...], "rows": [...], "traces": [...]}. Numbers stand for strings; a step says what it changes:
/// [thread, function, words, [field, value, ...], [thread, holds, stands, ...]].
class HtmlData {
 public:
  /// With a trace a finding.
  void add_row(const Told& told, const schedules::Verdict& verdict);
  /// The first witness of an edge; returns the trace's number. REQUIRES: the verdict's row was added.
  std::size_t add_edge(const Told& told, const schedules::Verdict& verdict, const schedules::LockEdge& edge);
  schedules::Json json() &&;

 private:
  struct Words {
    std::string title, sentence, meaning, command;
  };
  struct Shown {
    const model::World& world;
    std::vector<model::ThreadId> threads;
    std::vector<model::FieldId> fields;
  };
  std::size_t text(const std::string& words);
  schedules::Json changes(const Shown& shown, const model::State& before, const model::State& after);
  schedules::Json standing_changes(const Shown& shown, const model::State& before, const model::State& after);
  schedules::Json step(const Shown& shown, const model::State& before, const model::State& after, model::Move move);
  void set_walk(schedules::Json& json, const Shown& shown, const schedules::Schedule& schedule);
  schedules::Json trace(const model::World& world, const schedules::Finding& finding, const Words& words,
                        std::size_t row, const std::string& kind);

  std::map<std::string, std::size_t> numbers_;
  std::vector<std::string> strings_;
  std::vector<const schedules::Verdict*> verdicts_;
  schedules::Json rows_ = schedules::Json::array(), traces_ = schedules::Json::array();
};

}  // namespace replock::reports
