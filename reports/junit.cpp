// JUnit's XML: a testsuite a scenario, a testcase a series.
#include <algorithm>

#include "reports/formats.h"
#include "reports/text.h"
#include "reports/trace_table.h"
#include "reports/xml.h"

namespace replock::reports {
namespace {

using schedules::Verdict;

std::string attribute(const std::string& name, const std::string& value) {
  return " " + name + "=\"" + xml_escaped(printable(value)) + "\"";
}

std::string numbered(const std::string& name, std::size_t value) { return attribute(name, std::to_string(value)); }

// The traces of what failed: whoever reads the log of a job has nothing else.
std::string body(const Told& told, const Verdict& verdict) {
  std::string text = row_words(verdict) + "\n";
  for (const std::string& reason : row_reasons(told, verdict)) text += reason + "\n";
  const auto shown = [&](const schedules::Finding& finding) { return fails(told, finding); };
  if (std::none_of(verdict.findings.begin(), verdict.findings.end(), shown)) return text;
  const model::World world = told.world(verdict);
  for (const schedules::Finding& finding : verdict.findings)
    if (shown(finding)) text += "\n" + trace_table(world, finding.schedule, finding, TraceWidth::terminal);
  return text;
}

std::string element(const std::string& name, const std::string& attributes, const std::string& text) {
  return "      <" + name + attributes + ">" + xml_escaped(text) + "</" + name + ">\n";
}

std::string testcase(const Told& told, const Verdict& verdict) {
  const std::string words = row_words(verdict);
  std::string inner;
  switch (row_result(verdict, told.judged)) {
    case RowResult::failed:
      inner = element("failure", attribute("type", "violated") + attribute("message", words), body(told, verdict));
      break;
    case RowResult::incomplete:
      inner = element("error", attribute("type", "incomplete") + attribute("message", words), body(told, verdict));
      break;
    case RowResult::expected:
      inner = element("system-out", "", words + ", as the catalogue expects\n");
      break;
    case RowResult::passed:
      inner = element("system-out", "", words + "\n");
      break;
  }
  return "    <testcase" + attribute("classname", "replock." + verdict.scenario) + attribute("name", verdict.series) +
         ">\n" + inner + "    </testcase>\n";
}

struct Totals {
  std::size_t tests = 0, failures = 0, errors = 0;
  std::string attributes() const {
    return numbered("tests", tests) + numbered("failures", failures) + numbered("errors", errors);
  }
};

Totals totals(const Told& told, const std::vector<Verdict>& verdicts, const std::string* scenario) {
  Totals all;
  for (const Verdict& verdict : verdicts) {
    if (scenario != nullptr && verdict.scenario != *scenario) continue;
    const RowResult result = row_result(verdict, told.judged);
    ++all.tests;
    all.failures += result == RowResult::failed;
    all.errors += result == RowResult::incomplete;
  }
  return all;
}

}  // namespace

std::string junit_report(const Told& told) {
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" + attribute("name", "replock") +
                     totals(told, told.verdicts, nullptr).attributes() + ">\n";
  std::vector<std::string> done;
  for (const Verdict& first : told.verdicts) {
    if (std::find(done.begin(), done.end(), first.scenario) != done.end()) continue;
    done.push_back(first.scenario);
    text += "  <testsuite" + attribute("name", "replock." + first.scenario) +
            totals(told, told.verdicts, &first.scenario).attributes() + numbered("skipped", 0) + ">\n";
    for (const Verdict& verdict : told.verdicts)
      if (verdict.scenario == first.scenario) text += testcase(told, verdict);
    text += "  </testsuite>\n";
  }
  return text + "</testsuites>\n";
}

}  // namespace replock::reports
