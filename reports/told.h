// What every format of `--report` tells: the verdicts of one run, and how they are judged.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "reports/findings.h"
#include "schedules/verdict.h"

namespace replock::reports {

/// raw: a violation fails. by_catalogue: what differs from the catalogue fails; a violation that it knows is expected.
enum class Judged : std::uint8_t { raw, by_catalogue };

/// Scanners of kernel logs take "WARNING:", "INFO: task", "Call Trace:" and their like for a crash of the machine.
enum class Wording : std::uint8_t { without_crash_marks, verbatim };

struct CheckWords {
  std::string id, claim;
};

struct Told {
  std::vector<schedules::Verdict> verdicts;
  std::function<model::World(const schedules::Verdict&)> world;  ///< that the verdict is about, recorded again
  ScheduleFile file;                                             ///< "" where the schedule was not saved
  std::vector<CheckWords> checks;                                ///< all that there are
  std::string version;                                           ///< replock's
  Judged judged = Judged::raw;
  Wording wording = Wording::without_crash_marks;
};

/// A violation or a difference beats an incomplete search, which beats everything that is fine.
enum class RowResult : std::uint8_t { passed, expected, failed, incomplete };
RowResult row_result(const schedules::Verdict& verdict, Judged judged);

bool is_complete(const Told& told);
/// "bond-vs-unbind at L5"
std::string row_name(const schedules::Verdict& verdict);
/// "2 checks violated (deadlock, lock-order); 134 states, ..., search complete". No seconds.
std::string row_words(const schedules::Verdict& verdict);
/// What a failed or incomplete row has to say, a line each: findings, differences from the catalogue, the bound.
std::vector<std::string> row_reasons(const Told& told, const schedules::Verdict& verdict);

/// The findings that make a row fail: all of them, or those that the catalogue does not know.
bool fails(const Told& told, const schedules::Finding& finding);

/// "./replock replay FILE", or without a file "./replock explore SCENARIO --series S", searched in the same way.
std::string command_again(const Told& told, const schedules::Verdict& verdict, const schedules::Finding& finding);
std::string command_again(const schedules::Verdict& verdict);

/// "INCOMPLETE: late-load at L7: states bound hit, 4,321 states left", one a row whose search was not exhausted.
std::vector<std::string> incomplete_rows(const Told& told);

}  // namespace replock::reports
