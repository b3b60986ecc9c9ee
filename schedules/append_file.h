// A file of lines that only grows: what was appended before a crash is there after it.
#pragma once

#include <string>
#include <string_view>

namespace replock::schedules {

class AppendFile {
 public:
  /// Opens the file, or makes it. Throws Refusal where it cannot, and where another process has it open this way.
  explicit AppendFile(const std::string& path);
  AppendFile(const AppendFile&) = delete;
  AppendFile& operator=(const AppendFile&) = delete;
  ~AppendFile();

  /// All that is in it.
  std::string text() const;
  /// Cuts it off behind that many bytes.
  void shorten(std::size_t bytes);
  /// One write, made durable. REQUIRES: the line ends with a newline. Throws Refusal where it does not fit.
  void append(std::string_view line);

 private:
  std::string path_;
  int descriptor_;
};

/// Throws Refusal where an AppendFile could not be opened or made, as far as that can be told. Leaves nothing behind.
void require_appendable(const std::string& path);

}  // namespace replock::schedules
