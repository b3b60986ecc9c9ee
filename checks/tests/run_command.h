// Runs the built `replock` without a shell: arguments in; exit code, standard output and standard error out.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace replock::tests {

struct Command {
  std::vector<std::string> arguments;
  std::string directory = ".";                    ///< where it runs
  std::optional<std::string> input = "";          ///< at most 4096 bytes; none: standard input is closed
  std::string output;                             ///< a file for standard output instead of a pipe to us
  std::vector<std::string> environment;           ///< "NAME=value", on top of ours
  std::optional<unsigned long> file_bytes_max;    ///< ulimit -f, in bytes
  std::optional<unsigned long> memory_bytes_max;  ///< ulimit -v, in bytes
  std::function<void(pid_t)> meanwhile;           ///< called once it runs
};

struct Ended {
  int exit_code = -1;  ///< -1: a signal ended it
  int signal = 0;
  std::string out, err;
};

/// Waits for the end; a run of more than two minutes is ended by SIGALRM.
Ended run(const Command& command);
Ended run(const std::vector<std::string>& arguments, const std::string& directory = ".");

/// Waits until the command has a handler for SIGINT; false where it ends without one.
bool handles_interrupt(pid_t pid);

/// A fresh folder, gone at the end.
class WorkFolder {
 public:
  WorkFolder();
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;
  ~WorkFolder();
  std::string path() const { return path_.string(); }
  std::string file(const std::string& name) const { return (path_ / name).string(); }
  std::vector<std::string> names() const;  ///< of what lies in it, sorted, hidden files too

 private:
  std::filesystem::path path_;
};

}  // namespace replock::tests
