// The five characters that XML reserves, and those that it does not have.
#include "reports/xml.h"

namespace replock::reports {

std::string xml_escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '&')
      escaped += "&amp;";
    else if (c == '<')
      escaped += "&lt;";
    else if (c == '>')
      escaped += "&gt;";
    else if (c == '"')
      escaped += "&quot;";
    else if (c == '\'')
      escaped += "&#39;";
    else
      escaped += (c >= ' ' && c <= '~') || c == '\n' || c == '\t' ? c : '?';
  }
  return escaped;
}

}  // namespace replock::reports
