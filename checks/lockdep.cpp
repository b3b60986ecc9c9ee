// The graph of classes and the search through its strong paths.
#include "checks/lockdep.h"

#include <algorithm>
#include <optional>

namespace replock::checks {
namespace {

using Read = Lockdep::Read;

// calc_dep(): E or S by the first lock (exclusive, shared), N or R by the second one (non-recursive, recursive).
constexpr unsigned kind_of(Read prev, Read next) {
  return 1U << ((prev == Read::no ? 1U : 0U) + (next != Read::recursive ? 2U : 0U));
}
constexpr unsigned shared_recursive = 1U << 0, shared_non_recursive = 1U << 2, exclusive_non_recursive = 1U << 3;

}  // namespace

Lockdep::ClassId Lockdep::class_of(const Acquire& lock) {
  const std::string name = lock.class_name + (lock.subclass == 0 ? "" : "/" + std::to_string(lock.subclass));
  const auto [entry, is_new] = by_name_.try_emplace(name, classes_.size());
  if (is_new) classes_.push_back({name, {}});
  return entry->second;
}

void Lockdep::acquire(unsigned task, const Acquire& lock) {
  std::vector<Held>& stack = held_[task];
  const Held next{lock, class_of(lock)};
  // A trylock is held, but adds nothing: it can be done in any order.
  if (lock.attempt == Try::blocks && lock.validated == Validated::yes && !recurses(stack, next))
    add_dependencies(stack, next);
  stack.push_back(next);
}

/// check_deadlock().
bool Lockdep::recurses(const std::vector<Held>& stack, const Held& next) {
  for (const Held& prev : stack) {
    if (prev.lock_class != next.lock_class) continue;
    if (next.lock.read == Read::recursive && prev.lock.read != Read::no) continue;
    report(Report::Kind::recursive, {classes_[next.lock_class].name});
    return true;
  }
  return false;
}

/// check_prevs_add(): up to the first that was no trylock, for that one is connected to those below it already.
void Lockdep::add_dependencies(const std::vector<Held>& stack, const Held& next) {
  for (std::size_t depth = stack.size(); depth-- > 0;) {
    const Held& prev = stack[depth];
    if (prev.lock.validated == Validated::no) continue;
    if (closes_circle(prev, next)) return;
    add_dependency(prev, next);
    if (prev.lock.attempt == Try::blocks) return;
  }
}

/// check_noncircular(): a strong path from `next` to `prev`, breadth first, each class once (__bfs()).
bool Lockdep::closes_circle(const Held& prev, const Held& next) {
  struct Entry {
    ClassId lock_class;
    unsigned kinds;
    std::optional<std::size_t> parent;
    bool only_xr;
  };
  std::vector<Entry> queue{{next.lock_class, 0, std::nullopt, next.lock.read == Read::recursive}};
  std::vector<bool> accessed(classes_.size(), false);
  for (std::size_t at = 0; at < queue.size(); ++at) {
    if (accessed[queue[at].lock_class]) continue;
    accessed[queue[at].lock_class] = true;
    if (queue[at].parent) {
      unsigned kinds = queue[at].kinds;
      if (queue[*queue[at].parent].only_xr) kinds &= ~(shared_recursive | shared_non_recursive);
      if (kinds == 0) continue;
      queue[at].only_xr = (kinds & (shared_non_recursive | exclusive_non_recursive)) == 0;
    }
    const bool conflicts = prev.lock.read == Read::no || !queue[at].only_xr;
    if (queue[at].lock_class == prev.lock_class && conflicts) {
      std::vector<std::string> chain;
      for (std::optional<std::size_t> entry = at; entry; entry = queue[*entry].parent)
        chain.push_back(classes_[queue[*entry].lock_class].name);
      std::reverse(chain.begin() + 1, chain.end());
      report(chain.size() == 1 ? Report::Kind::recursive : Report::Kind::circular, chain);
      return true;
    }
    for (const Dependency& after : classes_[queue[at].lock_class].after)
      queue.push_back({after.to, after.kinds, at, false});
  }
  return false;
}

/// The end of check_prev_add().
void Lockdep::add_dependency(const Held& prev, const Held& next) {
  const unsigned kind = kind_of(prev.lock.read, next.lock.read);
  std::vector<Dependency>& after = classes_[prev.lock_class].after;
  const auto known = std::ranges::find(after, next.lock_class, &Dependency::to);
  if (known == after.end())
    after.push_back({next.lock_class, kind});
  else
    known->kinds |= kind;
}

void Lockdep::release(unsigned task, const std::string& instance) {
  std::vector<Held>& stack = held_[task];
  const auto last =
      std::find_if(stack.rbegin(), stack.rend(), [&](const Held& held) { return held.lock.instance == instance; });
  if (last == stack.rend()) return report(Report::Kind::unlock_imbalance, {instance});
  const auto released = std::prev(last.base());
  // Those above it are taken again without it, and so get what lies below as their predecessor.
  const std::vector<Held> above(std::next(released), stack.end());
  stack.erase(released, stack.end());
  for (const Held& held : above) acquire(task, held.lock);
}

void Lockdep::initialise(unsigned task, const std::string& instance) {
  if (std::ranges::any_of(held_[task], [&](const Held& held) { return held.lock.instance == instance; }))
    report(Report::Kind::freed_held, {instance});
}

void Lockdep::report(Report::Kind kind, std::vector<std::string> chain) {
  Report report{kind, std::move(chain)};
  if (std::ranges::find(reports_, report) == reports_.end()) reports_.push_back(std::move(report));
}

}  // namespace replock::checks
