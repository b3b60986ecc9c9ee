// fork(), a pipe for each child, and poll() over the pipes. A child dies with its parent.
#include "checks/processes.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "model/refusal.h"
#include "model/step.h"

namespace replock::checks {
namespace {

constexpr int look_up_every_ms = 100;
constexpr char returned = 'T', refused = 'R', at_fault = 'F';  // what the first byte from a child says

struct Child {
  pid_t process = 0;
  int pipe = -1;
  std::size_t job = 0;
  std::string said;
};

[[noreturn]] void fail(const char* what) {
  throw model::Refusal(std::string(what) + ": " + std::strerror(errno) + "; try it with --threads 1, or later");
}

std::string outcome(const Jobs& jobs, std::size_t job) {
  try {
    return returned + jobs.run(job);
  } catch (const model::Refusal& refusal) {
    return std::string(1, refused) + refusal.what();
  } catch (const model::ModelFault& fault) {
    return at_fault + fault.what;
  } catch (const std::exception& other) {
    return std::string(1, at_fault) + other.what();
  }
}

void write_all(int pipe, const std::string& text) {
  for (std::size_t at = 0; at < text.size();) {
    const ssize_t written = write(pipe, text.data() + at, text.size() - at);
    if (written < 0 && errno != EINTR) return;
    if (written > 0) at += static_cast<std::size_t>(written);
  }
}

volatile pid_t parent = 0;

/// Once a second.
extern "C" void die_with_parent(int) {
  if (getppid() != parent) _exit(1);
  alarm(1);
}

/// The terminal's Ctrl-C is the parent's to pass on.
[[noreturn]] void be_child(const Jobs& jobs, std::size_t job, int pipe) {
  setpgid(0, 0);
  std::signal(SIGALRM, die_with_parent);
  alarm(1);
  write_all(pipe, outcome(jobs, job));
  _exit(0);
}

class Nursery {
 public:
  explicit Nursery(const Jobs& jobs) : jobs_(jobs), said_(jobs.count) {}
  ~Nursery() {
    for (const Child& child : children_) kill(child.process, SIGKILL), bury(child);
  }
  Nursery(const Nursery&) = delete;
  Nursery& operator=(const Nursery&) = delete;

  std::vector<std::optional<std::string>> run() {
    while (begins_more() || !children_.empty()) {
      while (begins_more() && children_.size() < std::max(1U, jobs_.at_once)) begin(next_++);
      listen();
      if (jobs_.interrupted() && !told_) tell();
    }
    for (std::optional<std::string>& said : said_)
      if (said) said = understood(*said);
    return std::move(said_);
  }

 private:
  bool begins_more() const { return next_ < jobs_.count && !jobs_.interrupted(); }

  void begin(std::size_t job) {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) fail("pipe");
    parent = getpid();
    const pid_t process = fork();
    if (process < 0) fail("fork");
    if (process == 0) be_child(jobs_, job, ends[1]);
    close(ends[1]);
    children_.push_back({process, ends[0], job, {}});
  }

  void tell() {
    told_ = true;
    for (const Child& child : children_) kill(child.process, SIGINT);
  }

  void listen() {
    std::vector<pollfd> pipes;
    for (const Child& child : children_) pipes.push_back({child.pipe, POLLIN, 0});
    if (poll(pipes.data(), pipes.size(), look_up_every_ms) <= 0) return;
    for (std::size_t index = pipes.size(); index-- > 0;)
      if (pipes[index].revents != 0 && !hears(children_[index])) end(index);
  }

  /// False when it has said all.
  static bool hears(Child& child) {
    std::array<char, 4096> part{};
    const ssize_t size = read(child.pipe, part.data(), part.size());
    if (size > 0) child.said.append(part.data(), static_cast<std::size_t>(size));
    return size > 0 || (size < 0 && errno == EINTR);
  }

  void end(std::size_t index) {
    bury(children_[index]);
    said_[children_[index].job] = std::move(children_[index].said);
    children_.erase(children_.begin() + static_cast<std::ptrdiff_t>(index));
    jobs_.on_done(++done_);
  }

  static void bury(const Child& child) {
    close(child.pipe);
    while (waitpid(child.process, nullptr, 0) < 0 && errno == EINTR) continue;
  }

  static std::string understood(const std::string& said) {
    if (said.empty()) throw model::ModelFault{"a search's process died; it may have run out of memory"};
    if (said[0] == refused) throw model::Refusal(said.substr(1));
    if (said[0] == at_fault) throw model::ModelFault{said.substr(1)};
    return said.substr(1);
  }

  const Jobs& jobs_;
  std::vector<Child> children_;
  std::vector<std::optional<std::string>> said_;
  std::size_t next_ = 0, done_ = 0;
  bool told_ = false;
};

}  // namespace

std::vector<std::optional<std::string>> run_in_processes(const Jobs& jobs) { return Nursery(jobs).run(); }

}  // namespace replock::checks
