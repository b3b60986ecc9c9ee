// Approved output: compares a text with a file under golden/, or rewrites the file where UPDATE_GOLDEN is set.
#pragma once

#include <string>

namespace replock::tests {

/// "" where the text is the file's; else what to do, with the first line that differs.
std::string differs_from_golden(const std::string& name, const std::string& text);

}  // namespace replock::tests
