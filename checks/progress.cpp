// One line on standard error, rewritten in place; a signal handler that sets one flag.
#include "checks/progress.h"

#include <unistd.h>

#include <csignal>
#include <cstdio>

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

bool to_a_person() { return isatty(STDERR_FILENO) == 1; }

}  // namespace

Attention::Attention() {
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
  return options;
}

void Attention::show(const WorldsDone& worlds) const {
  if (!to_a_person()) return;
  rewrite("worlds: " + reports::grouped(worlds.done) + " of " + reports::grouped(worlds.all) + ", " +
          states_words(worlds.states, worlds.seconds));
}

void Attention::show(const RowsDone& rows) const {
  if (to_a_person()) rewrite("rows: " + reports::grouped(rows.done) + " of " + reports::grouped(rows.all));
}

bool Attention::interrupted() const { return stop.load(); }

}  // namespace replock::checks
