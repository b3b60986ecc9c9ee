// Reads and writes whole files; a file of ours is there completely or not at all.
#pragma once

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

}  // namespace replock::schedules
