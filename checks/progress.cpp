// One line on standard error, rewritten in place; a signal handler that sets one flag.
#include "checks/progress.h"

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <thread>
#include <utility>

#include "reports/text.h"

namespace replock::checks {
namespace {

std::atomic<bool> stop{false};
static_assert(std::atomic<bool>::is_always_lock_free);

extern "C" void on_interrupt(int) {
  stop.store(true);
  std::signal(SIGINT, SIG_DFL);
}

void rewrite(const std::string& text) {
  std::fprintf(stderr, "\r\033[K%s", text.c_str());
  std::fflush(stderr);
}

std::string states_words(std::uint64_t states, double seconds) {
  const double rate = seconds > 0 ? static_cast<double>(states) / seconds : 0;
  return reports::grouped(states) + " states, " + reports::grouped(static_cast<std::uint64_t>(rate)) + " states/s";
}

void show_search(const std::string& label, const schedules::Progress& progress) {
  rewrite(label + ": " + states_words(progress.states, progress.seconds) + ", frontier " +
          reports::grouped(progress.frontier) + ", depth " + reports::grouped(progress.depth) + ", " +
          reports::grouped(progress.memory_bytes >> 20) + " MiB");
}

constexpr auto show_every = std::chrono::milliseconds(250);

bool to_a_person() { return isatty(STDERR_FILENO) == 1; }

}  // namespace

unsigned thread_count(unsigned wanted) {
  const unsigned here = wanted != 0 ? wanted : std::thread::hardware_concurrency();
  return std::clamp(here, 1U, threads_max);
}

Attention::Attention(unsigned threads) : workers_(std::make_unique<schedules::Workers>(thread_count(threads))) {
  stop.store(false);
  std::signal(SIGINT, on_interrupt);
}

Attention::~Attention() {
  std::signal(SIGINT, SIG_DFL);
  if (to_a_person()) std::fprintf(stderr, "\r\033[K");
}

schedules::Options Attention::options(const std::string& label, const schedules::Bounds& bounds) const {
  schedules::Options options = silent(bounds);
  if (to_a_person()) options.on_progress = [label](const schedules::Progress& now) { show_search(label, now); };
  return options;
}

schedules::Options Attention::silent(const schedules::Bounds& bounds) const {
  schedules::Options options;
  options.bounds = bounds;
  options.interrupted = &stop;
  options.workers = workers_.get();
  return options;
}

void Attention::show(const RowsDone& rows) const {
  if (to_a_person()) rewrite("rows: " + reports::grouped(rows.done) + " of " + reports::grouped(rows.all));
}

bool Attention::interrupted() const { return stop.load(); }

Board::Board(const Attention& attention, std::string what, std::size_t all)
    : attention_(attention), what_(std::move(what)), all_(all) {}

schedules::Options Board::options(std::size_t number, const schedules::Bounds& bounds) {
  schedules::Options options = attention_.silent(bounds);
  if (to_a_person())
    options.on_progress = [this, number](const schedules::Progress& now) {
      const std::scoped_lock lock(mutex_);
      running_[number] = now;
      show();
    };
  return options;
}

void Board::done(std::size_t number, std::uint64_t states) {
  const std::scoped_lock lock(mutex_);
  running_.erase(number);
  ++done_;
  states_ += states;
  if (to_a_person()) show();
}

void Board::show() {
  const Clock::time_point now = Clock::now();
  if (now - shown_ < show_every) return;
  shown_ = now;
  schedules::Progress sum;
  sum.states = states_;
  sum.seconds = std::chrono::duration<double>(now - began_).count();
  for (const auto& [number, one] : running_) {
    sum.states += one.states, sum.frontier += one.frontier, sum.memory_bytes += one.memory_bytes;
    sum.depth = std::max(sum.depth, one.depth);
  }
  show_search(what_ + " " + reports::grouped(done_) + " of " + reports::grouped(all_), sum);
}

}  // namespace replock::checks
