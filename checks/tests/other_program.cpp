// Runs a shell command and reads it to its end.
#include "checks/tests/other_program.h"

#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>

namespace replock::tests {

bool is_installed(const std::string& program) {
  return std::system(("command -v " + program + " >/dev/null").c_str()) == 0;
}

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
