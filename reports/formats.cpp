// The table of formats.
#include "reports/formats.h"

#include "model/refusal.h"
#include "reports/text.h"

namespace replock::reports {

const std::vector<Format>& formats() {
  static const std::vector<Format> all = {{"lockdep", lockdep_report}, {"mail", mail_report},
                                          {"ktap", ktap_report},       {"tap13", tap13_report},
                                          {"junit", junit_report},     {"github", github_report},
                                          {"mermaid", mermaid_report}, {"github-summary", github_summary},
                                          {"sarif", sarif_report},     {"itf", itf_report},
                                          {"html", html_report}};
  return all;
}

const Format& format_named(const std::string& name) {
  std::vector<std::string> names;
  for (const Format& format : formats()) {
    if (format.name == name) return format;
    names.emplace_back(format.name);
  }
  throw model::Refusal("--report " + name + ": there is no such format; name one of " + joined(names, ", "));
}

}  // namespace replock::reports
