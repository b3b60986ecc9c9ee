// Flows as text, so that they can be held beside the kernel's macros.
#include "checks/lockdep_cases.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <sstream>

#include "checks/lockdep.h"
#include "model/recorder.h"
#include "model/thread.h"
#include "schedules/explorer.h"

namespace replock::checks {
namespace {

/// One macro: "RSL(X1)".
struct Event {
  enum class Does : unsigned char { lock, unlock, initialise };
  Does does = Does::lock;
  model::LockKind kind = model::LockKind::mutex;  ///< a spinlock waits like a mutex
  Lockdep::Read read = Lockdep::Read::no;
  Lockdep::Try attempt = Lockdep::Try::blocks;
  unsigned subclass = 0;
  std::string instance;
};

struct Kind {
  model::LockKind kind;
  Lockdep::Read read;
};

constexpr Kind mutex_kind{model::LockKind::mutex, Lockdep::Read::no};
constexpr Kind write_kind{model::LockKind::rwsem, Lockdep::Read::no};
constexpr Kind read_kind{model::LockKind::rwsem, Lockdep::Read::shared};
constexpr Kind recursive_read_kind{model::LockKind::rwsem, Lockdep::Read::recursive};

Kind kind_of(LockColumn column) {
  switch (column) {
    case LockColumn::spin:
    case LockColumn::mutex:
      return mutex_kind;
    case LockColumn::wlock:
    case LockColumn::wsem:
      return write_kind;
    case LockColumn::rlock:
      return recursive_read_kind;
    case LockColumn::rsem:
      return read_kind;
  }
  return mutex_kind;
}

/// What stands before L, U or I: nothing is the column's own kind.
Kind kind_of(const std::string& prefix, LockColumn column) {
  static const std::map<std::string, Kind> kinds{{"S", mutex_kind},          {"M", mutex_kind},  {"W", write_kind},
                                                 {"R", recursive_read_kind}, {"WS", write_kind}, {"RS", read_kind}};
  return prefix.empty() ? kind_of(column) : kinds.at(prefix);
}

/// T for trylock and N for the nested annotation stand behind: "MLT(A)", "MLN(A)".
Event event_from(const std::string& macro, LockColumn column) {
  const std::size_t open = macro.find('(');
  std::string verb = macro.substr(0, open);
  Event event;
  event.instance = macro.substr(open + 1, macro.size() - open - 2);
  if (verb.back() == 'T') event.attempt = Lockdep::Try::tries;
  if (verb.back() == 'N') event.subclass = 1;
  if (verb.back() == 'T' || verb.back() == 'N') verb.pop_back();
  if (verb.back() == 'U') event.does = Event::Does::unlock;
  if (verb.back() == 'I') event.does = Event::Does::initialise;
  verb.pop_back();
  const Kind kind = kind_of(verb, column);
  event.kind = kind.kind;
  event.read = kind.read;
  return event;
}

using Parts = std::vector<std::vector<Event>>;

Parts parts_of(const LockdepCase& one) {
  Parts parts(1);
  std::istringstream words(one.flow);
  for (std::string word; words >> word;) {
    if (word == "|")
      parts.emplace_back();
    else
      parts.back().push_back(event_from(word, one.column));
  }
  return parts;
}

/// X1 and X2 are two locks of one class; A is its own.
std::string class_of(const std::string& instance) {
  std::string name = instance;
  while (std::isdigit(static_cast<unsigned char>(name.back())) != 0) name.pop_back();
  return name;
}

bool splats(const Parts& parts) {
  Lockdep lockdep;
  for (const std::vector<Event>& part : parts)
    for (const Event& event : part) switch (event.does) {
        case Event::Does::lock:
          lockdep.acquire(0, {event.instance, class_of(event.instance), event.subclass, event.read, event.attempt});
          break;
        case Event::Does::unlock:
          lockdep.release(0, event.instance);
          break;
        case Event::Does::initialise:
          lockdep.initialise(0, event.instance);
          break;
      }
  return !lockdep.reports().empty();
}

void record_part(model::Thread& thread, const std::vector<Event>& part,
                 const std::map<std::string, model::LockId>& locks) {
  for (const Event& event : part) {
    const model::LockId lock = locks.at(event.instance);
    const bool reads = event.read != Lockdep::Read::no;
    if (event.does == Event::Does::unlock) {
      reads ? thread.unlock_read(lock) : thread.unlock(lock);
    } else if (event.attempt == Lockdep::Try::tries) {
      thread.try_lock_until(lock);
    } else {
      reads ? thread.lock_read(lock)
            : thread.lock(lock, event.subclass == 0 ? model::Nesting::plain : model::Nesting::nested);
    }
  }
}

bool deadlocks(const Parts& parts) {
  model::Recorder recorder(model::Series::parse("L7"), 0);
  std::map<std::string, model::LockId> locks;
  for (const std::vector<Event>& part : parts)
    for (const Event& event : part)
      if (!locks.contains(event.instance))
        locks[event.instance] = recorder.lock(model::LockClass::other, event.instance, event.kind);
  std::vector<model::Thread*> threads;
  for (std::size_t i = 0; i < parts.size(); ++i) threads.push_back(&recorder.thread("P" + std::to_string(i)));
  for (std::size_t i = 0; i < parts.size(); ++i) record_part(*threads[i], parts[i], locks);
  return !schedules::explore(recorder.finish(), {}, {}).stuck.empty();
}

// ---- the table

/// X in the kernel's generic cases; the same flow in all six columns.
struct Generic {
  const char* name;
  const char* flow;
  enum class Fails : unsigned char { everywhere, nowhere, but_in_rlock } fails;
};

constexpr Generic generic[] = {
    {"A-A deadlock", "L(X1) L(X2)", Generic::Fails::but_in_rlock},
    {"A-B-B-A deadlock", "L(A) L(B) U(B) U(A) | L(B) L(A) U(A) U(B)", Generic::Fails::but_in_rlock},
    {"A-B-B-C-C-A deadlock", "L(A) L(B) U(B) U(A) | L(B) L(C) U(C) U(B) | L(C) L(A) U(A) U(C)",
     Generic::Fails::but_in_rlock},
    {"A-B-C-A-B-C deadlock", "L(A) L(B) U(B) U(A) | L(C) L(A) U(A) U(C) | L(B) L(C) U(C) U(B)",
     Generic::Fails::but_in_rlock},
    {"A-B-B-C-C-D-D-A deadlock",
     "L(A) L(B) U(B) U(A) | L(B) L(C) U(C) U(B) | L(C) L(D) U(D) U(C) | L(D) L(A) U(A) U(D)",
     Generic::Fails::but_in_rlock},
    {"A-B-C-D-B-D-D-A deadlock",
     "L(A) L(B) U(B) U(A) | L(C) L(D) U(D) U(C) | L(B) L(D) U(D) U(B) | L(D) L(A) U(A) U(D)",
     Generic::Fails::but_in_rlock},
    {"A-B-C-D-B-C-D-A deadlock",
     "L(A) L(B) U(B) U(A) | L(C) L(D) U(D) U(C) | L(B) L(C) U(C) U(B) | L(D) L(A) U(A) U(D)",
     Generic::Fails::but_in_rlock},
    {"double unlock", "L(A) U(A) U(A)", Generic::Fails::everywhere},
    {"initialize held", "L(A) I(A)", Generic::Fails::everywhere},
    {"bad unlock order", "L(A) L(B) U(A) U(B)", Generic::Fails::nowhere},
};

constexpr LockColumn all_columns[] = {LockColumn::spin,  LockColumn::wlock, LockColumn::rlock,
                                      LockColumn::mutex, LockColumn::wsem,  LockColumn::rsem};

void add_rows(std::vector<LockdepCase>& cases) {
  for (const Generic& row : generic)
    for (const LockColumn column : all_columns) {
      const bool fails = row.fails == Generic::Fails::everywhere ||
                         (row.fails == Generic::Fails::but_in_rlock && column != LockColumn::rlock);
      cases.push_back({row.name, column, row.flow, fails});
    }
}

void add_mixed(std::vector<LockdepCase>& cases) {
  const auto rwlock = [&](const char* name, const char* flow, bool fails) {
    cases.push_back({name, LockColumn::rlock, flow, fails});
  };
  const auto rwsem = [&](const char* name, const char* flow) {  // each of them is expected to fail
    cases.push_back({name, LockColumn::rsem, flow, true});
  };
  rwlock("recursive read-lock", "RL(X1) RL(X1)", false);
  rwsem("recursive read-lock", "RSL(X1) RSL(X1)");
  rwlock("recursive read-lock #2", "RL(X1) RL(X2)", false);
  rwsem("recursive read-lock #2", "RSL(X1) RSL(X2)");
  rwlock("mixed read-write-lock", "RL(X1) WL(X2)", true);
  rwsem("mixed read-write-lock", "RSL(X1) WSL(X2)");
  rwlock("mixed write-read-lock", "WL(X1) RL(X2)", true);
  rwsem("mixed write-read-lock", "WSL(X1) RSL(X2)");
  rwlock("mixed read-lock/lock-write ABBA", "RL(X1) SL(Y1) SU(Y1) RU(X1) | SL(Y1) WL(X1) WU(X1) SU(Y1)", true);
  rwsem("mixed read-lock/lock-write ABBA", "RSL(X1) ML(Y1) MU(Y1) RSU(X1) | ML(Y1) WSL(X1) WSU(X1) MU(Y1)");
  rwlock("mixed read-lock/lock-read ABBA", "RL(X1) SL(Y1) SU(Y1) RU(X1) | SL(Y1) RL(X1) RU(X1) SU(Y1)", false);
  rwsem("mixed read-lock/lock-read ABBA", "RSL(X1) ML(Y1) MU(Y1) RSU(X1) | ML(Y1) RSL(X1) RSU(X1) MU(Y1)");
  rwlock("mixed write-lock/lock-write ABBA", "WL(X1) SL(Y1) SU(Y1) WU(X1) | SL(Y1) WL(X1) WU(X1) SU(Y1)", true);
  rwsem("mixed write-lock/lock-write ABBA", "WSL(X1) ML(Y1) MU(Y1) WSU(X1) | ML(Y1) WSL(X1) WSU(X1) MU(Y1)");
  rwlock("chain cached mixed R-L/L-W ABBA",
         "RL(X1) SL(Y1) SU(Y1) RU(X1) | SL(Y1) RL(X1) RU(X1) SU(Y1) | SL(Y1) WL(X1) WU(X1) SU(Y1)", true);
}

/// Each in all six orders of its three parts.
void add_orders(std::vector<LockdepCase>& cases) {
  struct Three {
    const char* name;
    std::array<const char*, 3> parts;
    bool fails;
  };
  constexpr Three all[] = {
      {"rlock W1R2/W2R3/W3R1",
       {"WL(X1) RL(Y1) RU(Y1) WU(X1)", "WL(Y1) RL(Z1) RU(Z1) WU(Y1)", "WL(Z1) RL(X1) RU(X1) WU(Z1)"},
       true},
      {"rlock W1W2/R2R3/W3R1",
       {"WL(X1) WL(Y1) WU(Y1) WU(X1)", "RL(Y1) RL(Z1) RU(Z1) RU(Y1)", "WL(Z1) RL(X1) RU(X1) WU(Z1)"},
       true},
      {"rlock W1W2/R2R3/R3W1",
       {"WL(X1) WL(Y1) WU(Y1) WU(X1)", "RL(Y1) RL(Z1) RU(Z1) RU(Y1)", "RL(Z1) WL(X1) WU(X1) RU(Z1)"},
       false},
      {"rlock W1R2/R2R3/W3W1",
       {"WL(X1) RL(Y1) RU(Y1) WU(X1)", "RL(Y1) RL(Z1) RU(Z1) RU(Y1)", "WL(Z1) WL(X1) WU(X1) WU(Z1)"},
       false},
  };
  for (const Three& three : all) {
    std::array<unsigned, 3> order{0, 1, 2};
    do {
      std::string flow, digits;
      for (const unsigned part : order) {
        flow += (flow.empty() ? "" : " | ") + std::string(three.parts[part]);
        digits += std::to_string(part + 1);
      }
      cases.push_back({three.name + ("/" + digits), LockColumn::rlock, flow, three.fails});
    } while (std::next_permutation(order.begin(), order.end()));
  }
}

/// Not in the kernel's table: what the flows of mlx5 use.
const std::vector<LockdepCase>& own() {
  static const std::vector<LockdepCase> cases{
      {"nested annotation, one direction", LockColumn::mutex, "ML(X1) MLN(X2) MU(X2) MU(X1)", false},
      {"nested annotation, twice", LockColumn::mutex, "ML(X1) MLN(X2) MLN(X3)", true},
      {"nested annotation, both directions", LockColumn::mutex,
       "ML(X1) MLN(X2) MU(X2) MU(X1) | ML(X2) MLN(X1) MU(X1) MU(X2)", false},
      {"trylock closes no circle", LockColumn::mutex, "ML(A) ML(B) MU(B) MU(A) | ML(B) MLT(A) MU(A) MU(B)", false},
      {"trylock is held", LockColumn::mutex, "MLT(A) ML(B) MU(B) MU(A) | ML(B) ML(A) MU(A) MU(B)", true},
      {"what lies below a trylock", LockColumn::mutex, "ML(A) MLT(B) ML(C) MU(C) MU(B) MU(A) | ML(C) ML(A) MU(A) MU(C)",
       true},
      {"what is left after an unlock from below", LockColumn::mutex,
       "ML(A) ML(B) ML(C) MU(B) MU(C) MU(A) | ML(C) ML(A) MU(A) MU(C)", true},
  };
  return cases;
}

}  // namespace

std::string_view name(LockColumn column) {
  constexpr std::string_view names[] = {"spin", "wlock", "rlock", "mutex", "wsem", "rsem"};
  return names[static_cast<std::size_t>(column)];
}

const std::vector<LockdepCase>& lockdep_cases() {
  static const std::vector<LockdepCase> cases = [] {
    std::vector<LockdepCase> all;
    add_rows(all);
    add_mixed(all);
    add_orders(all);
    all.insert(all.end(), own().begin(), own().end());
    return all;
  }();
  return cases;
}

std::size_t own_lockdep_cases() { return own().size(); }

LockdepCaseResult run_case(const LockdepCase& one) {
  const Parts parts = parts_of(one);
  LockdepCaseResult result;
  result.splat = splats(parts);
  for (const std::vector<Event>& part : parts)
    for (const Event& event : part) result.searched &= event.does != Event::Does::initialise;
  if (result.searched) result.deadlocks = deadlocks(parts);
  return result;
}

const std::vector<std::string>& lockdep_cases_left_out() {
  static const std::vector<std::string> out{
      "the rtmutex column: the flows have none",
      "irqs-on, irq-safe, irq lock-inversion, irq read-recursion, queued read locks: no flow locks in an interrupt",
      "ww_mutex: the driver has none",
      "fs_reclaim: allocation is a choice of the environment here, not a lock",
      "wait types (raw locks nested in others), local locks: the one flow that must not sleep takes no lock",
  };
  return out;
}

}  // namespace replock::checks
