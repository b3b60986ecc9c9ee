// The formats of `--report FORMAT=FILE`. Each is a rendering of the same verdicts and adds no facts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reports/told.h"

namespace replock::reports {

struct Format {
  std::string_view name;
  std::string (*write)(const Told&);
};
/// In the order of the README's table.
const std::vector<Format>& formats();
/// Throws Refusal on an unknown name, and says which there are.
const Format& format_named(const std::string& name);

// The same bytes for the same verdicts: no clock, no address, no colour. An incomplete search shows in each and passes
// in none.

/// A splat in lockdep's layout for each lock cycle, a hung task's report for each wait that is no lock. Series that
/// share a scenario's cycle are told once. Usage bits and offsets are what the layout wants, not what a kernel
/// measured.
std::string lockdep_report(const Told& told);
/// At most 75 columns, but for commands and paths, which are there to be pasted.
std::string mail_report(const Told& told);
/// KTAP version 1: a test a scenario, a subtest a series.
std::string ktap_report(const Told& told);
/// TAP version 13, flat, with kselftest's line of totals.
std::string tap13_report(const Told& told);
/// A testsuite a scenario, a testcase a series. An incomplete search is an <error>.
std::string junit_report(const Told& told);
/// Workflow commands: at most ten errors and ten warnings, which is all that a step shows.
std::string github_report(const Told& told);
/// Markdown for $GITHUB_STEP_SUMMARY, below its limit of 1 MiB, with a Mermaid sequence diagram a finding.
std::string github_summary(const Told& told);
/// Markdown with a Mermaid sequence diagram a finding.
std::string mermaid_report(const Told& told);
/// SARIF 2.1.0: one result a finding, series merged, a thread flow a thread.
std::string sarif_report(const Told& told);
/// The first finding's schedule as states, as Apalache writes them; without a finding, the initial state alone.
std::string itf_report(const Told& told);
/// One page that needs nothing else: the matrix where there are several rows, and every finding's schedule.
std::string html_report(const Told& told);

}  // namespace replock::reports
