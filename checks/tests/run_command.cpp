// fork, exec and pipes around the `replock` that lies beside this test's executable.
#include "checks/tests/run_command.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

namespace replock::tests {
namespace {

constexpr unsigned time_max_s = 120;

[[noreturn]] void fail(const std::string& what) { throw std::system_error(errno, std::generic_category(), what); }

class Pipe {
 public:
  Pipe() {
    if (::pipe2(ends_.data(), O_CLOEXEC) != 0) fail("pipe");
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    close_reader();
    close_writer();
  }
  int reader() const { return ends_[0]; }
  int writer() const { return ends_[1]; }
  void close_reader() { close(ends_[0]); }
  void close_writer() { close(ends_[1]); }

 private:
  static void close(int& descriptor) {
    if (descriptor >= 0) ::close(std::exchange(descriptor, -1));
  }
  std::array<int, 2> ends_{-1, -1};
};

struct Streams {
  Pipe in, out, err;
  Pipe started;  // ends when exec closes it
};

std::string executable() {
  return (std::filesystem::read_symlink("/proc/self/exe").parent_path() / "replock").string();
}

void limit(__rlimit_resource what, const std::optional<unsigned long>& bytes) {
  if (!bytes) return;
  const struct rlimit both = {*bytes, *bytes};
  if (::setrlimit(what, &both) != 0) _exit(126);
}

void connect_streams(const Command& command, const Streams& streams) {
  const int out = command.output.empty() ? streams.out.writer() : ::open(command.output.c_str(), O_WRONLY);
  if (out < 0 || ::dup2(out, STDOUT_FILENO) < 0 || ::dup2(streams.err.writer(), STDERR_FILENO) < 0) _exit(126);
  if (!command.input) ::close(STDIN_FILENO);
  if (command.input && ::dup2(streams.in.reader(), STDIN_FILENO) < 0) _exit(126);
}

[[noreturn]] void become(const Command& command, const Streams& streams, const std::string& path) {
  connect_streams(command, streams);
  for (const std::string& variable : command.environment) {
    const std::size_t equals = variable.find('=');
    ::setenv(variable.substr(0, equals).c_str(), variable.substr(equals + 1).c_str(), 1);
  }
#ifdef REPLOCK_SANITIZED  // looking for leaks takes longer than most commands; tests look for them in their own process
  const char* const own = ::getenv("ASAN_OPTIONS");
  ::setenv("ASAN_OPTIONS", (std::string(own == nullptr ? "" : own) + ":detect_leaks=0").c_str(), 1);
#endif
  limit(RLIMIT_FSIZE, command.file_bytes_max);
  limit(RLIMIT_AS, command.memory_bytes_max);
  if (::chdir(command.directory.c_str()) != 0) _exit(126);
  std::vector<std::string> words{path};
  words.insert(words.end(), command.arguments.begin(), command.arguments.end());
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  ::alarm(time_max_s);  // outlives exec
  ::execv(path.c_str(), pointers.data());
  _exit(127);
}

void give_input(const Command& command, Streams& streams) {
  // Before the fork, while nobody can close the other end: no SIGPIPE.
  const std::string text = command.input.value_or("");
  if (text.size() > 4096) throw std::logic_error("more input than a pipe surely takes");
  if (::write(streams.in.writer(), text.data(), text.size()) < 0) fail("write");
  streams.in.close_writer();
}

/// False at the end of the stream.
bool take(int descriptor, std::string& text) {
  std::array<char, 1 << 16> chunk{};
  const ssize_t got = ::read(descriptor, chunk.data(), chunk.size());
  if (got > 0) text.append(chunk.data(), static_cast<std::size_t>(got));
  return got > 0;
}

void take_output(const Streams& streams, Ended& ended) {
  std::array<pollfd, 2> both{{{streams.out.reader(), POLLIN, 0}, {streams.err.reader(), POLLIN, 0}}};
  while (both[0].fd >= 0 || both[1].fd >= 0) {
    if (::poll(both.data(), both.size(), -1) < 0 && errno != EINTR) fail("poll");
    if (both[0].revents != 0 && !take(both[0].fd, ended.out)) both[0].fd = -1;
    if (both[1].revents != 0 && !take(both[1].fd, ended.err)) both[1].fd = -1;
  }
}

}  // namespace

Ended run(const Command& command) {
  const std::string path = executable();
  Streams streams;
  give_input(command, streams);
  const pid_t pid = ::fork();
  if (pid < 0) fail("fork");
  if (pid == 0) become(command, streams, path);
  streams.in.close_reader();
  streams.out.close_writer();
  streams.err.close_writer();
  streams.started.close_writer();

  std::string nothing;
  take(streams.started.reader(), nothing);
  if (command.meanwhile) command.meanwhile(pid);
  Ended ended;
  take_output(streams, ended);
  int status = 0;
  if (::waitpid(pid, &status, 0) != pid) fail("waitpid");
  if (WIFEXITED(status)) ended.exit_code = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) ended.signal = WTERMSIG(status);
  return ended;
}

Ended run(const std::vector<std::string>& arguments, const std::string& directory) {
  Command command;
  command.arguments = arguments;
  command.directory = directory;
  return run(command);
}

bool handles_interrupt(pid_t pid) {
  for (;;) {
    std::ifstream status("/proc/" + std::to_string(pid) + "/status");
    std::string key, value;
    while (status >> key && key != "SigCgt:") {
      if (key == "State:" && status >> value && value == "Z") return false;
    }
    if (!(status >> value)) return false;
    if ((std::stoull(value, nullptr, 16) >> (SIGINT - 1) & 1U) != 0) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

WorkFolder::WorkFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "replock-command-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) fail("mkdtemp");
  path_ = name;
}

WorkFolder::~WorkFolder() { std::filesystem::remove_all(path_); }

std::vector<std::string> WorkFolder::names() const {
  std::vector<std::string> list;
  for (const auto& entry : std::filesystem::directory_iterator(path_)) list.push_back(entry.path().filename().string());
  std::ranges::sort(list);
  return list;
}

}  // namespace replock::tests
