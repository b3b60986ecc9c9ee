// Shortest rings through each wait.
#include "schedules/wait_cycle.h"

#include <algorithm>

namespace replock::schedules {
namespace {

using model::ThreadId;

template <class Visit>
void for_each_bit(unsigned bits, Visit&& visit) {
  for (; bits != 0; bits &= bits - 1) visit(static_cast<ThreadId>(__builtin_ctz(bits)));
}

/// Fills `ring` with first -> second -> ... (-> first), the shortest way back, lowest threads first; empty if there is
/// none. Breadth first from `second`.
void shortest_ring(const Waiting& waiting, ThreadBits among, ThreadId first, ThreadId second,
                   std::vector<ThreadId>& ring) {
  std::array<ThreadId, model::threads_max> from{};
  std::array<ThreadId, model::threads_max> queue{};
  std::size_t begin = 0, end = 0;
  unsigned seen = 1U << second;
  queue[end++] = second;
  while (begin != end && (seen & 1U << first) == 0) {
    const ThreadId thread = queue[begin++];
    for_each_bit(waiting.whom[thread] & among & ~seen, [&](ThreadId next) {
      seen |= 1U << next;
      from[next] = thread;
      queue[end++] = next;
    });
  }
  ring.clear();
  if ((seen & 1U << first) == 0) return;
  for (ThreadId thread = first; thread != second; thread = from[thread]) ring.push_back(from[thread]);
  std::reverse(ring.begin(), ring.end());
  ring.push_back(first);
}

}  // namespace

std::size_t StuckLog::KeyHash::operator()(const Key& key) const {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const std::uint32_t part : key) hash = (hash ^ part) * 0x9e3779b97f4a7c15ULL;
  return static_cast<std::size_t>(hash ^ hash >> 32);
}

void StuckLog::add_ring(const Waiting& waiting, const std::vector<ThreadId>& ring, std::uint64_t state) {
  Key key{};
  for (const ThreadId thread : ring) key[thread] = waiting.steps[thread] + 1U;
  if (!rings_.insert(key).second) return;
  StuckSeen stuck;
  stuck.cycle = ring;
  std::rotate(stuck.cycle.begin(), std::min_element(stuck.cycle.begin(), stuck.cycle.end()), stuck.cycle.end());
  for (const ThreadId thread : stuck.cycle) stuck.steps.push_back(waiting.steps[thread]);
  stuck.state = state;
  seen_.push_back(stuck);
}

void StuckLog::add_rings(const Waiting& waiting, ThreadBits tied, std::uint64_t state) {
  for_each_bit(tied, [&](ThreadId first) {
    for_each_bit(waiting.whom[first] & tied, [&](ThreadId second) {
      shortest_ring(waiting, tied, first, second, ring_);
      if (!ring_.empty()) add_ring(waiting, ring_, state);
    });
  });
}

void StuckLog::go_on_from(const std::vector<StuckSeen>& seen) {
  for (const StuckSeen& stuck : seen) {
    const std::vector<ThreadId>& threads = stuck.cycle.empty() ? stuck.threads : stuck.cycle;
    Key key{};
    for (std::size_t i = 0; i < threads.size(); ++i) key.at(threads[i]) = stuck.steps.at(i) + 1U;
    (stuck.cycle.empty() ? standstills_ : rings_).insert(key);
    seen_.push_back(stuck);
  }
}

void StuckLog::add_standstill(const Waiting& waiting, std::uint64_t state) {
  Key key{};
  for_each_bit(waiting.blocked, [&](ThreadId thread) { key[thread] = waiting.steps[thread] + 1U; });
  if (!standstills_.insert(key).second) return;
  StuckSeen stuck;
  for_each_bit(waiting.blocked, [&](ThreadId thread) {
    stuck.threads.push_back(thread);
    stuck.steps.push_back(waiting.steps[thread]);
  });
  stuck.state = state;
  seen_.push_back(stuck);
}

}  // namespace replock::schedules
