// Programs that judge what we write, where they are installed: xmllint, dot, the kernel's kunit.py, a browser.
#pragma once

#include <string>

namespace replock::tests {

/// Whether the shell finds it. Where not: a test WARNs and asserts nothing about it. Always with REPLOCK_ALL_PROGRAMS
/// in the environment, as in the gate: there a test fails for what is missing.
bool is_installed(const std::string& program);
/// The same for a file.
bool is_there(const std::string& file);

/// What the shell command prints, standard error included, and its exit code.
struct Said {
  int exit_code = -1;
  std::string text;
};
Said said_by(const std::string& command);

}  // namespace replock::tests
