// POSIX calls around one descriptor; a lock on it keeps a second writer out.
#include "schedules/append_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cassert>
#include <cerrno>
#include <system_error>

#include "model/refusal.h"
#include "schedules/files.h"

namespace replock::schedules {
namespace {

[[noreturn]] void refuse(const std::string& path, const std::string& what, int error, const std::string& advice) {
  throw model::Refusal(path + ": " + what + " (" + std::generic_category().message(error) + "); " + advice);
}

bool is_regular(int descriptor) {
  struct stat about = {};
  return ::fstat(descriptor, &about) == 0 && S_ISREG(about.st_mode);
}

/// The lock goes with the first close() of the file by this process: all reading is done over this descriptor.
bool lock(int descriptor) {
  struct flock whole = {};
  whole.l_type = F_WRLCK;
  whole.l_whence = SEEK_SET;
  return ::fcntl(descriptor, F_SETLK, &whole) == 0;
}

}  // namespace

AppendFile::AppendFile(const std::string& path)
    : path_(path), descriptor_(::open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0666)) {
  if (descriptor_ < 0) refuse(path, "could not open", errno, "name a file that can be written");
  const bool regular = is_regular(descriptor_);
  if (regular && lock(descriptor_)) return;
  const int error = regular ? errno : EINVAL;
  ::close(descriptor_);
  if (!regular) refuse(path, "is no regular file", error, "name one that can grow");
  refuse(path, "another campaign writes it", error, "wait for that one or name another file");
}

AppendFile::~AppendFile() { ::close(descriptor_); }

std::string AppendFile::text() const {
  std::string text;
  char chunk[1 << 16];
  for (;;) {
    const ssize_t got = ::pread(descriptor_, chunk, sizeof chunk, static_cast<off_t>(text.size()));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) refuse(path_, "could not read", errno, "name a file that can be read");
    if (got == 0) return text;
    text.append(chunk, static_cast<std::size_t>(got));
    if (text.size() > file_bytes_max) refuse(path_, "too large", EFBIG, "this is no file of replock's");
  }
}

void AppendFile::shorten(std::size_t bytes) {
  if (::ftruncate(descriptor_, static_cast<off_t>(bytes)) != 0)
    refuse(path_, "could not cut off its last line", errno, "name a file that can be written");
}

void AppendFile::append(std::string_view line) {
  assert(line.ends_with('\n'));
  while (!line.empty()) {
    const ssize_t written = ::write(descriptor_, line.data(), line.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0)
      refuse(path_, "could not write", written < 0 ? errno : EIO, "free the space or name another file");
    line.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fdatasync(descriptor_) != 0) refuse(path_, "could not write", errno, "free the space or name another file");
}

void require_appendable(const std::string& path) {
  struct stat about = {};
  if (::stat(path.c_str(), &about) == 0)
    const AppendFile there(path);
  else
    require_writable(path);
}

}  // namespace replock::schedules
