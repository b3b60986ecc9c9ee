// A folder for what other programs read and write, gone afterwards.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace replock::bench {

class TemporaryFolder {
 public:
  /// Throws std::filesystem::filesystem_error where there can be none.
  TemporaryFolder() : path_((std::filesystem::temp_directory_path() / "replock-bench-XXXXXX").string()) {
    if (mkdtemp(path_.data()) == nullptr)
      throw std::filesystem::filesystem_error("mkdtemp", path_, std::error_code(errno, std::generic_category()));
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  const std::string& path() const { return path_; }
  std::string file(const std::string& name) const { return path_ + "/" + name; }
  /// Runs the shell's command there; true where it exits with 0.
  bool run(const std::string& command) const { return std::system(("cd '" + path_ + "' && " + command).c_str()) == 0; }

 private:
  std::string path_;
};

}  // namespace replock::bench
