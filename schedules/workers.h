// Threads that share out loops. A loop may start another one: whoever has nothing else to do then helps with that.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace replock::schedules {

class Workers {
 public:
  /// The callers of each() are some of them; 1: there is nobody else.
  explicit Workers(unsigned threads);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  unsigned threads() const { return static_cast<unsigned>(threads_.size()) + 1; }

  using Task = std::function<void(std::size_t)>;
  /// Calls task(0) to task(count - 1), on this thread and on those that are free, and returns when all have ended. What
  /// the first of them in order throws is thrown on, after all have ended.
  void each(std::size_t count, const Task& task);
  /// Somebody would help with a loop that starts now.
  bool any_free() const { return free_.load(std::memory_order_relaxed) != 0; }

 private:
  struct Loop;
  void help();
  void run(Loop& loop, std::unique_lock<std::mutex>& lock);
  Loop* open_loop() const;
  void tell();
  template <class IsOver>
  void wait(std::unique_lock<std::mutex>& lock, const IsOver& is_over);

  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  bool ends_ = false;
  std::vector<Loop*> loops_;  // the older ones first
  unsigned asleep_ = 0;       // threads that wait for changed_, or are about to
  std::atomic<unsigned> free_{0};
  std::atomic<unsigned> told_{0};  // how often something has changed
  std::vector<std::jthread> threads_;
};

}  // namespace replock::schedules
