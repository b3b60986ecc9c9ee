// Saved schedules: readable JSON, checked row by row against the program of today when replayed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "schedules/explorer.h"

namespace replock::schedules {

struct SavedRow {
  std::string thread;    ///< Program::name
  std::string function;  ///< innermost frame, "" outside of any
  std::string step;      ///< Alternative::words
  std::string stale;     ///< weak memory: the field of which it reads an older value; else ""
  std::string saw;       ///< that value, as in value_words()
  friend bool operator==(const SavedRow&, const SavedRow&) = default;
};

/// {"format": "replock-schedule/1", "scenario": ..., "series": ..., "check": ..., "sentence": ..., "rows": [{"thread":
/// ..., "function": ..., "step": ...}], "ends_in": "..."}. A row with a stale read has "stale" and
/// "saw" too.
struct SavedSchedule {
  std::string scenario, series, check, sentence;
  std::vector<SavedRow> rows;
  std::string ends_in;  ///< one line: the wait cycle, or the violated claim
};

/// Rows for a schedule. REQUIRES: each move is enabled in turn.
std::vector<SavedRow> rows_of(const model::World& world, const Schedule& schedule);

std::string to_json(const SavedSchedule& saved);
/// Throws Refusal where the text is torn, foreign, of another version, or lacks a key; `place` names the file.
SavedSchedule saved_from_json(const std::string& text, const std::string& place);

std::optional<model::ThreadId> thread_named(const model::World& world, const std::string& name);
/// The move that the row stands for, if the thread can make it now. Whether a value that it reads was ever there is
/// not looked at.
std::optional<model::Move> move_for(const model::World& world, const model::State& state, model::ThreadId thread,
                                    const SavedRow& row);

/// Where a saved schedule stops fitting the program of today.
struct Divergence {
  std::size_t row = 0;           ///< from 0
  std::string wanted;            ///< "esw0 worker: lock reps_lock(esw0)"
  std::vector<std::string> now;  ///< what that thread could do there now ("blocked at ...", or each alternative)
};

/// A stale read is taken as the row has it, if the field had that value before and has another one now: whether weak
/// memory allows it is not asked again.
///
/// The moves that the rows stand for, and where it stops fitting, if it does (then schedule holds the fitting part).
struct Replay {
  Schedule schedule;
  bool fits = true;
  Divergence divergence;
};
Replay replay(const model::World& world, const SavedSchedule& saved);

}  // namespace replock::schedules
