// Runs a shell command and reads it to its end.
#include "checks/tests/other_program.h"

#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

namespace replock::tests {
namespace {

bool all_are_wanted() { return std::getenv("REPLOCK_ALL_PROGRAMS") != nullptr; }

}  // namespace

bool is_installed(const std::string& program) {
  return all_are_wanted() || std::system(("command -v " + program + " >/dev/null").c_str()) == 0;
}

bool is_there(const std::string& file) { return all_are_wanted() || std::filesystem::exists(file); }

Said said_by(const std::string& command) {
  FILE* const pipe = popen(("{ " + command + "; } 2>&1 </dev/null").c_str(), "r");
  if (pipe == nullptr) return {};
  Said said;
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) said.text += static_cast<char>(c);
  const int status = pclose(pipe);
  said.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return said;
}

}  // namespace replock::tests
