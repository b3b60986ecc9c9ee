// The catalogue: which scenario is expected to violate what at which series, and what that means to the driver.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "checks/checks.h"
#include "schedules/verdict.h"

namespace replock::checks {

/// The parts of a list by blanks.
std::vector<std::string> words_of(const std::string& list);
/// "L0..L4 L5-4" as single series.
std::vector<std::string> series_of(const std::string& list);

/// A violation that the project knows. Covers every finding of that check in that scenario at these series whose
/// sentence holds `about`; the first entry that covers a finding gives its meaning.
struct Known {
  std::string scenario;
  Check check = Check::deadlock;
  std::string series;   ///< "L0..L4 L5-4": levels, ranges of levels, and single series, by blanks
  std::string about;    ///< part of the sentence; "" covers all
  std::string hazard;   ///< "B01", or "" for one that SOURCES.md does not number
  std::string meaning;  ///< one sentence: what it means to the driver
};
const std::vector<Known>& known();

/// Number of reachable states of a scenario at these series (by blanks, as in Known), counted once by a program that
/// shares no code with the explorer.
struct PinnedStates {
  std::string scenario, series;
  std::uint64_t states = 0;
};
const std::vector<PinnedStates>& pinned_states();
/// 0 where nothing is pinned.
std::uint64_t pinned(const std::string& scenario, const std::string& series);

struct Row {
  std::string scenario;
  std::string series;
  friend bool operator==(const Row&, const Row&) = default;
};
/// Every scenario at L0..L7, then its further series, in the order of the scenarios.
std::vector<Row> catalogue_rows();
/// The scenarios of the merged level, at L7.
std::vector<Row> merged_rows();
/// Those of `rows` in one of the scenarios and at one of the series, as a user names them; empty: in any. Throws
/// Refusal on an unknown name, even where there are no rows.
std::vector<Row> rows_named(std::vector<Row> rows, const std::vector<std::string>& scenarios,
                            const std::vector<std::string>& series);
/// As asked for, or where the row is one of merged_rows(), reduced and not past corrupted memory, as a campaign
/// searches.
schedules::Options options_of_row(const Row& row, schedules::Options options);
bool covers(const Known& entry, const std::string& series);

/// The entry that gives a finding its meaning. Null where there is none.
const Known* explanation(const schedules::Verdict& verdict, const schedules::Finding& finding);
/// As it is told: "B05: without patch 4 ...".
std::string meaning_of(const Known& entry);

/// The meaning that an entry of that check gives to that sentence at that series, in whatever scenario; one whose
/// `about` is in the sentence goes before one that covers all. Empty where there is none.
std::string known_meaning(Check check, const std::string& sentence, const std::string& series);

/// What entries expect of this row and no finding shows, a line each.
std::vector<std::string> missed(const schedules::Verdict& verdict);

/// Marks expected findings with their meaning, and fills as_expected and unexpected: findings that no entry covers,
/// entries that no finding shows, a pinned count that differs (without a reduction), an incomplete search.
void compare_with_catalogue(schedules::Verdict& verdict);

}  // namespace replock::checks
