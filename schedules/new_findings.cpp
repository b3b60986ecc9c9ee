// Two findings are the same where check and sentence are.
#include "schedules/new_findings.h"

#include <algorithm>

namespace replock::schedules {
namespace {

bool is_complete(const Verdict& verdict) { return verdict.result.end == End::exhausted; }

/// Of an incomplete search, a cycle is open: that says more of the search than of the series.
bool is_settled(const Verdict& verdict, const Finding& finding) {
  return is_complete(verdict) || finding.check != "lock-order";
}

}  // namespace

const Finding* same_finding(const Verdict& verdict, const Finding& finding) {
  const auto found = std::ranges::find_if(verdict.findings, [&](const Finding& other) {
    return other.check == finding.check && other.sentence == finding.sentence;
  });
  return found == verdict.findings.end() ? nullptr : &*found;
}

std::vector<NewFinding> new_findings(const Verdict& verdict, const Verdict& other) {
  std::vector<NewFinding> all;
  if (!is_complete(other)) return all;
  for (const Finding& finding : verdict.findings)
    if (is_settled(verdict, finding) && same_finding(other, finding) == nullptr)
      all.push_back({&finding, std::ranges::count(other.findings, finding.check, &Finding::check) > 0});
  return all;
}

}  // namespace replock::schedules
