// The style and the script of the HTML report: reports/html_page.css and .js, built in.
#pragma once

namespace replock::reports {

extern const char* const html_style;
extern const char* const html_script;

}  // namespace replock::reports
