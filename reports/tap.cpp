// KTAP for the kernel's tools, and the TAP 13 that kselftest writes and NIPA reads.
#include <algorithm>

#include "reports/formats.h"
#include "reports/text.h"

namespace replock::reports {
namespace {

using schedules::Verdict;

// A description ends at '#', and a backslash would escape one.
std::string description(const std::string& name) {
  std::string plain = printable(name);
  std::replace_if(
      plain.begin(), plain.end(), [](char c) { return c == '#' || c == '\\'; }, '_');
  return plain;
}

std::string test_line(RowResult result, std::size_t number, const std::string& name, const std::string& words) {
  const bool ok = result == RowResult::passed || result == RowResult::expected;
  const std::string directive = result == RowResult::expected     ? " # XFAIL " + words
                                : result == RowResult::incomplete ? " # ERROR search incomplete"
                                                                  : "";
  return line((ok ? "ok " : "not ok ") + std::to_string(number) + " " + description(name) + directive);
}

std::string reasons(const Told& told, const Verdict& verdict, const std::string& indent) {
  std::string text;
  for (const std::string& reason : row_reasons(told, verdict)) text += line(indent + "# " + reason);
  return text;
}

std::string xfail_words(const Verdict& verdict) {
  const auto violated =
      std::count_if(verdict.checks.begin(), verdict.checks.end(),
                    [](const schedules::CheckOutcome& check) { return check.outcome == schedules::Outcome::violated; });
  return counted(static_cast<std::uint64_t>(violated), "check") + " violated, as the catalogue expects";
}

struct Counts {
  std::size_t passed = 0, failed = 0, expected = 0, incomplete = 0;
  void add(RowResult result) {
    passed += result == RowResult::passed;
    failed += result == RowResult::failed;
    expected += result == RowResult::expected;
    incomplete += result == RowResult::incomplete;
  }
  RowResult worst() const {
    if (failed != 0) return RowResult::failed;
    return incomplete != 0 ? RowResult::incomplete : RowResult::passed;
  }
  // kselftest's own line. A search that hit a bound is its "error".
  std::string totals() const {
    return "# Totals: pass:" + std::to_string(passed) + " fail:" + std::to_string(failed) +
           " xfail:" + std::to_string(expected) + " xpass:0 skip:0 error:" + std::to_string(incomplete) + "\n";
  }
};

struct Suite {
  std::string scenario;
  std::vector<const Verdict*> rows;
};

std::vector<Suite> suites(const Told& told) {
  std::vector<Suite> all;
  for (const Verdict& verdict : told.verdicts) {
    auto suite = std::find_if(all.begin(), all.end(), [&](const Suite& s) { return s.scenario == verdict.scenario; });
    if (suite == all.end()) suite = all.insert(suite, {verdict.scenario, {}});
    suite->rows.push_back(&verdict);
  }
  return all;
}

}  // namespace

std::string ktap_report(const Told& told) {
  const std::vector<Suite> all = suites(told);
  std::string text = "KTAP version 1\n1.." + std::to_string(all.size()) + "\n";
  for (std::size_t i = 0; i < all.size(); ++i) {
    Counts counts;
    text += "  KTAP version 1\n" + line("  # Subtest: " + description(all[i].scenario)) + "  1.." +
            std::to_string(all[i].rows.size()) + "\n";
    for (std::size_t row = 0; row < all[i].rows.size(); ++row) {
      const Verdict& verdict = *all[i].rows[row];
      const RowResult result = row_result(verdict, told.judged);
      counts.add(result);
      text += reasons(told, verdict, "  ") + "  " + test_line(result, row + 1, verdict.series, xfail_words(verdict));
    }
    text += test_line(counts.worst(), i + 1, all[i].scenario, "");
  }
  return text;
}

std::string tap13_report(const Told& told) {
  Counts counts;
  std::string text = "TAP version 13\n1.." + std::to_string(told.verdicts.size()) + "\n";
  for (std::size_t i = 0; i < told.verdicts.size(); ++i) {
    const Verdict& verdict = told.verdicts[i];
    const RowResult result = row_result(verdict, told.judged);
    counts.add(result);
    text += reasons(told, verdict, "") +
            test_line(result, i + 1, verdict.scenario + "." + verdict.series, xfail_words(verdict));
  }
  return text + counts.totals();
}

}  // namespace replock::reports
