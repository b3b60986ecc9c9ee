// Text inside of XML and HTML.
#pragma once

#include <string>
#include <string_view>

namespace replock::reports {

/// For text and for attributes in either quote. What XML 1.0 cannot hold, and what is no ASCII, becomes '?'.
std::string xml_escaped(std::string_view text);

}  // namespace replock::reports
