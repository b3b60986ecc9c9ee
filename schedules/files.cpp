// Whole files over the POSIX calls, because each of them can fail and must be seen to.
#include "schedules/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

#include "model/refusal.h"

namespace replock::schedules {
namespace {

[[noreturn]] void refuse(const std::string& path, const std::string& what, int error, const std::string& advice) {
  throw model::Refusal(path + ": " + what + " (" + std::generic_category().message(error) + "); " + advice);
}

[[noreturn]] void refuse_write(const std::string& path, int error) {
  refuse(path, "could not write", error, "free the space or name another file");
}

// Closes on the way out of an exception; close() is for the way on, where its answer counts.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int number() const { return number_; }
  int close() { return ::close(std::exchange(number_, -1)); }

 private:
  int number_;
};

// Removes the temporary unless it has got its name.
class Temporary {
 public:
  explicit Temporary(std::string path) : path_(std::move(path)) {}
  Temporary(Temporary&& other) noexcept : path_(std::exchange(other.path_, "")) {}
  Temporary& operator=(Temporary&&) = delete;
  ~Temporary() {
    if (!path_.empty()) ::unlink(path_.c_str());
  }
  bool rename_to(const std::string& target) {
    if (::rename(path_.c_str(), target.c_str()) != 0) return false;
    path_.clear();
    return true;
  }

 private:
  std::string path_;
};

void write_all(int descriptor, std::string_view text, const std::string& path) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) refuse_write(path, errno);
    if (written == 0) refuse_write(path, EIO);
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

// What is printed already must come first.
void write_to_stdout(std::string_view text) {
  if (std::fflush(stdout) != 0) refuse_write("standard output", errno);
  write_all(STDOUT_FILENO, text, "standard output");
}

void write_straight(const std::string& path, std::string_view text) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC));
  if (file.number() < 0) refuse(path, "could not open", errno, "name a file that can be written");
  write_all(file.number(), text, path);
  if (file.close() != 0) refuse_write(path, errno);
}

// The name does not contain the target's, which may be as long as a name can be.
int create_beside(const std::string& folder, std::string& name) {
  for (unsigned attempt = 0;; ++attempt) {
    name = folder + "/.replock-" + std::to_string(::getpid()) + "-" + std::to_string(attempt) + ".tmp";
    const int descriptor = ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor >= 0 || errno != EEXIST || attempt == 99) return descriptor;
  }
}

/// A text that lies beside its target, complete, and waits for its name.
struct Pending {
  Temporary temporary;
  std::string target, path;  ///< path: as the user named it
};

/// A new file beside the target, with its name so far.
int open_beside(const std::string& target, const std::string& path, std::string& name) {
  const std::string parent = std::filesystem::path(target).parent_path().string();
  const int descriptor = create_beside(parent.empty() ? "." : parent, name);
  if (descriptor < 0 && (errno == ENOENT || errno == ENOTDIR) && !std::filesystem::is_directory(parent))
    refuse(path, "no such directory", errno, "make '" + parent + "' first");
  if (descriptor < 0) refuse(path, "could not create a file beside it", errno, "name a directory that can be written");
  return descriptor;
}

Pending write_beside(const std::string& target, std::string_view text, const std::string& path,
                     const struct stat* old) {
  std::string name;
  Descriptor file(open_beside(target, path, name));
  Temporary temporary(name);
  write_all(file.number(), text, path);
  if (old != nullptr && ::fchmod(file.number(), old->st_mode & 07777U) != 0) refuse_write(path, errno);
  if (::fsync(file.number()) != 0 || file.close() != 0) refuse_write(path, errno);
  return {std::move(temporary), target, path};
}

bool is_stdout(const std::string& path) { return path == "-" || path == "/dev/stdout"; }

bool is_straight(const std::string& path) {
  struct stat old = {};
  return is_stdout(path) || (::stat(path.c_str(), &old) == 0 && !S_ISREG(old.st_mode) && !S_ISDIR(old.st_mode));
}

/// Through symbolic links, whether anything is there or not: the target is replaced, the link stays.
std::string target_of(const std::string& path) {
  constexpr int links_max = 40;  // the kernel's
  std::filesystem::path target = path;
  std::error_code error;
  for (int links = 0; links < links_max && std::filesystem::is_symlink(target, error); ++links) {
    const std::filesystem::path next = std::filesystem::read_symlink(target, error);
    if (error) break;
    target = target.parent_path() / next;  // an absolute one takes its place
  }
  return target.string();
}

Pending prepare(const std::string& path, std::string_view text) {
  struct stat old = {};
  if (::stat(path.c_str(), &old) != 0) return write_beside(target_of(path), text, path, nullptr);
  if (S_ISDIR(old.st_mode)) refuse(path, "is a directory", EISDIR, "name a file");
  return write_beside(target_of(path), text, path, &old);
}

}  // namespace

std::string read_file(const std::string& path) {
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.number() < 0) refuse(path, "could not open", errno, "name a file that is there and can be read");
  std::string text;
  char chunk[1 << 16];
  for (;;) {
    const ssize_t got = ::read(file.number(), chunk, sizeof chunk);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) refuse(path, "could not read", errno, "name a file that can be read");
    if (got == 0) return text;
    text.append(chunk, static_cast<std::size_t>(got));
    if (text.size() > file_bytes_max) refuse(path, "too large", EFBIG, "this is no file of replock's");
  }
}

void write_files(const std::vector<FileText>& files) {
  std::vector<Pending> pending;
  for (const FileText& file : files)
    if (!is_straight(file.path)) pending.push_back(prepare(file.path, file.text));
  for (const FileText& file : files) {
    if (!is_straight(file.path)) continue;
    is_stdout(file.path) ? write_to_stdout(file.text) : write_straight(file.path, file.text);
  }
  for (Pending& one : pending)
    if (!one.temporary.rename_to(one.target)) refuse_write(one.path, errno);
}

void write_file(const std::string& path, std::string_view text) { write_files({{path, text}}); }

void require_writable(const std::string& path) {
  if (is_stdout(path)) return;
  struct stat old = {};
  if (::stat(path.c_str(), &old) != 0 && errno == ENAMETOOLONG)
    refuse(path, "could not create", errno, "name a shorter one");
  if (!is_straight(path))
    prepare(path, "");
  else if (::access(path.c_str(), W_OK) != 0)
    refuse(path, "could not open", errno, "name a file that can be written");
}

void require_directory(const std::string& directory, const std::string& advice) {
  const bool has_slash = directory.size() > 1 && directory.ends_with('/');
  const std::filesystem::path path =
      has_slash ? std::filesystem::path(directory).parent_path() : std::filesystem::path(directory);
  std::error_code none_there;
  const bool is_there = std::filesystem::exists(path, none_there);
  if (is_there ? !std::filesystem::is_directory(path, none_there) : std::filesystem::is_symlink(path, none_there))
    refuse(directory, "is no directory", ENOTDIR, advice);
  std::string name;
  Descriptor file(is_there ? create_beside(path.string(), name) : open_beside(path.string(), directory, name));
  if (file.number() < 0) refuse(directory, "could not create a file in it", errno, advice);
  const Temporary temporary(name);
}

struct ReplacingFile::State {
  explicit State(const std::string& named)
      : path(named), target(target_of(named)), file(open_beside(target, named, name)), temporary(name) {}
  std::string path, target, name;
  Descriptor file;
  Temporary temporary;
};

ReplacingFile::ReplacingFile(const std::string& path) {
  struct stat old = {};
  const bool is_there = ::stat(path.c_str(), &old) == 0;
  if (is_there && !S_ISREG(old.st_mode)) refuse(path, "is no regular file", EINVAL, "name a file that can be replaced");
  state_ = std::make_unique<State>(path);
  if (is_there && ::fchmod(state_->file.number(), old.st_mode & 07777U) != 0) refuse_write(path, errno);
}
ReplacingFile::~ReplacingFile() = default;

void ReplacingFile::write(std::string_view text) { write_all(state_->file.number(), text, state_->path); }

void ReplacingFile::finish() {
  if (::fsync(state_->file.number()) != 0 || state_->file.close() != 0) refuse_write(state_->path, errno);
  if (!state_->temporary.rename_to(state_->target)) refuse_write(state_->path, errno);
}

ReadingFile::ReadingFile(const std::string& path)
    : path_(path), descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {  // a pipe: don't wait
  if (descriptor_ < 0) refuse(path, "could not open", errno, "name a file that is there and can be read");
  struct stat here = {};
  if (::fstat(descriptor_, &here) == 0 && (S_ISREG(here.st_mode) || S_ISDIR(here.st_mode))) return;
  ::close(descriptor_);
  refuse(path, "is no regular file", EINVAL, "name a file that was kept");
}
ReadingFile::~ReadingFile() { ::close(descriptor_); }

std::size_t ReadingFile::read(char* to, std::size_t bytes) {
  std::size_t all = 0;
  while (all < bytes) {
    const ssize_t got = ::read(descriptor_, to + all, bytes - all);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) refuse(path_, "could not read", errno, "name a file that can be read");
    if (got == 0) break;
    all += static_cast<std::size_t>(got);
  }
  return all;
}

}  // namespace replock::schedules
