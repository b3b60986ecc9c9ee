// A model of the kernel's lock validator: what would it have printed?
//
// Source: kernel/locking/lockdep.c, v6.1: check_deadlock(), check_prevs_add(), check_prev_add(), check_noncircular()
// with
// __bfs() and its strong dependency paths, validate_chain(), __lock_release() with reacquire_held_locks(). Left out,
// because no flow has them: interrupt contexts, wait types, nest_lock, cmp_fn, pinning, cross-context chains. The chain
// cache is left out too: it only saves work. Unlike the kernel's, this one goes on after a report, as if the lock had
// not been taken for the graph: so each report is one that lockdep prints where it is the first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace replock::checks {

class Lockdep {
 public:
  /// held_lock::read. recursive: read_lock() of an rwlock; shared: down_read().
  enum class Read : std::uint8_t { no = 0, shared = 1, recursive = 2 };
  enum class Try : std::uint8_t { blocks, tries };
  /// lockdep_set_novalidate_class(): held, but never looked at.
  enum class Validated : std::uint8_t { yes, no };

  /// One call of lock_acquire().
  struct Acquire {
    std::string instance;    ///< which lock
    std::string class_name;  ///< its key
    unsigned subclass = 0;   ///< SINGLE_DEPTH_NESTING is 1
    Read read = Read::no;
    Try attempt = Try::blocks;
    Validated validated = Validated::yes;
  };

  struct Report {
    enum class Kind : std::uint8_t { recursive, circular, unlock_imbalance, freed_held };
    Kind kind = Kind::circular;
    /// circular: held -> acquired -> ... -> held, without the repetition; recursive: the one class. With "/1" where
    /// there is a subclass. The others: the instance.
    std::vector<std::string> chain;
    friend auto operator<=>(const Report&, const Report&) = default;
  };

  void acquire(unsigned task, const Acquire& lock);
  void release(unsigned task, const std::string& instance);
  /// Initialises (or frees) the lock's memory.
  void initialise(unsigned task, const std::string& instance);
  /// The tasks hold nothing any more, and what was learnt stays: another run.
  void restart() { held_.clear(); }

  const std::vector<Report>& reports() const { return reports_; }  ///< each once, in the order of their first time

 private:
  using ClassId = std::size_t;
  struct Held {
    Acquire lock;
    ClassId lock_class = 0;
  };
  /// The kinds of one dependency, as bits of lock_list::dep: by calc_dep(prev, next).
  struct Dependency {
    ClassId to = 0;
    unsigned kinds = 0;
  };
  struct Class {
    std::string name;
    std::vector<Dependency> after;  ///< locks_after
  };

  ClassId class_of(const Acquire& lock);
  bool recurses(const std::vector<Held>& stack, const Held& next);
  bool closes_circle(const Held& prev, const Held& next);
  void add_dependencies(const std::vector<Held>& stack, const Held& next);
  void add_dependency(const Held& prev, const Held& next);
  void report(Report::Kind kind, std::vector<std::string> chain);

  std::vector<Class> classes_;
  std::map<std::string, ClassId> by_name_;
  std::map<unsigned, std::vector<Held>> held_;  ///< by task: curr->held_locks
  std::vector<Report> reports_;
};

}  // namespace replock::checks
