// One lock for all: the pieces of a loop are long beside it.
#include "schedules/workers.h"

#include <algorithm>
#include <exception>

namespace replock::schedules {
namespace {

thread_local unsigned loops_around = 0;  // loops of which this thread runs a piece

/// Leaves the core to others for a moment where it has several threads.
void pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

/// Mostly it is somebody's for a few instructions only.
void lock_soon(std::unique_lock<std::mutex>& lock) {
  constexpr unsigned pauses = 100;
  for (unsigned i = 0; i < pauses; ++i) {
    if (lock.try_lock()) return;
    pause();
  }
  lock.lock();
}

}  // namespace

struct Workers::Loop {
  const Task& task;
  std::size_t count = 0;
  std::size_t next = 0, running = 0;
  std::size_t failed = 0;
  std::exception_ptr failure;

  bool open() const { return next < count; }
  bool ended() const { return !open() && running == 0; }
};

Workers::Workers(unsigned threads) {
  for (unsigned i = 1; i < threads; ++i) threads_.emplace_back([this] { help(); });
}

/// Behind it the threads are joined.
Workers::~Workers() {
  const std::scoped_lock lock(mutex_);
  ends_ = true;
  tell();
}

Workers::Loop* Workers::open_loop() const {
  const auto found = std::ranges::find_if(loops_, [](const Loop* loop) { return loop->open(); });
  return found == loops_.end() ? nullptr : *found;
}

/// Runs one piece, without the lock.
void Workers::run(Loop& loop, std::unique_lock<std::mutex>& lock) {
  const std::size_t piece = loop.next++;
  ++loop.running;
  lock.unlock();
  std::exception_ptr failure;
  ++loops_around;
  try {
    loop.task(piece);
  } catch (...) {
    failure = std::current_exception();
  }
  --loops_around;
  lock_soon(lock);
  if (failure && (!loop.failure || piece < loop.failed)) loop.failure = failure, loop.failed = piece;
  --loop.running;
  if (loop.ended()) tell();
}

/// Something that somebody may wait for has changed. REQUIRES: the lock.
void Workers::tell() {
  ++told_;
  if (asleep_ != 0) changed_.notify_all();
}

/// Before a thread goes to sleep: most waits are shorter than it takes to be woken. What was told may be for others.
/// REQUIRES: the lock; it is given away meanwhile.
template <class IsOver>
void Workers::wait(std::unique_lock<std::mutex>& lock, const IsOver& is_over) {
  unsigned pauses = 10000;  // a tenth of a millisecond
  while (pauses != 0 && !is_over()) {
    const unsigned told = told_.load(std::memory_order_relaxed);
    lock.unlock();
    for (; pauses != 0 && told_.load(std::memory_order_relaxed) == told; --pauses) pause();
    lock_soon(lock);
  }
  ++asleep_;
  changed_.wait(lock, is_over);
  --asleep_;
}

void Workers::help() {
  std::unique_lock lock(mutex_);
  while (!ends_) {
    if (Loop* const loop = open_loop()) {
      run(*loop, lock);
      continue;
    }
    ++free_;
    wait(lock, [&] { return ends_ || open_loop() != nullptr; });
    --free_;
  }
}

void Workers::each(std::size_t count, const Task& task) {
  Loop loop{.task = task, .count = count, .failure = nullptr};
  std::unique_lock lock(mutex_, std::defer_lock);
  lock_soon(lock);
  loops_.push_back(&loop);
  if (count > 1) tell();
  while (loop.open()) run(loop, lock);
  while (!loop.ended()) {
    // A piece of another loop may be long: only who has nothing of its own to go on with takes one.
    Loop* const other = loops_around == 0 ? open_loop() : nullptr;
    if (other != nullptr) {
      run(*other, lock);
      continue;
    }
    const bool helps = loops_around == 0;
    free_ += helps ? 1 : 0;
    wait(lock, [&] { return loop.ended() || (helps && open_loop() != nullptr); });
    free_ -= helps ? 1 : 0;
  }
  std::erase(loops_, &loop);
  if (loop.failure) std::rethrow_exception(loop.failure);
}

}  // namespace replock::schedules
