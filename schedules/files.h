// Reads and writes whole files; a file of ours is there completely or not at all.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace replock::schedules {

/// More than this is no file of ours, and /dev/zero has no end.
inline constexpr std::size_t file_bytes_max = std::size_t{256} << 20;

/// Throws Refusal where it cannot be read to its end.
std::string read_file(const std::string& path);

struct FileText {
  std::string path;
  std::string_view text;
};

/// All or none: each a new file under a temporary name beside it, made durable; when all are there, they are renamed: a
/// reader sees the old text or the new one. "-" and /dev/stdout, and whatever is not a regular file, are written
/// straight before the renaming. Throws Refusal on any failure, with the temporaries gone.
void write_files(const std::vector<FileText>& files);
void write_file(const std::string& path, std::string_view text);

/// Throws Refusal where write_file() would, as far as that can be told before there is a text: so that no long work is
/// done for a file that can't be. Leaves nothing behind.
void require_writable(const std::string& path);
/// The same for files in that directory, which is made later where it is not there. `advice`: ends the message.
void require_directory(const std::string& directory, const std::string& advice);

/// A file that is written piece by piece, under a temporary name until finish().
class ReplacingFile {
 public:
  /// Throws Refusal, as all of it does.
  explicit ReplacingFile(const std::string& path);
  ReplacingFile(const ReplacingFile&) = delete;
  ReplacingFile& operator=(const ReplacingFile&) = delete;
  ~ReplacingFile();  ///< not finished: gone
  void write(std::string_view text);
  void finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// A file of any size, read piece by piece.
class ReadingFile {
 public:
  /// Throws Refusal where it cannot be opened.
  explicit ReadingFile(const std::string& path);
  ReadingFile(const ReadingFile&) = delete;
  ReadingFile& operator=(const ReadingFile&) = delete;
  ~ReadingFile();
  /// How many bytes it got: fewer than asked for at the end only. Throws Refusal where it cannot be read.
  std::size_t read(char* to, std::size_t bytes);

 private:
  std::string path_;
  int descriptor_;
};

}  // namespace replock::schedules
