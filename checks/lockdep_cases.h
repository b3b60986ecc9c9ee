// The conformance suite of the lockdep model: the cases of the kernel's locking self-test, as small flows.
//
// Source: lib/locking-selftest.c, v6.1: the table that locking_selftest() prints, columns spin, wlock, rlock, mutex,
// wsem and rsem, with what it expects in each; read_lock() recursive, as there (force_read_lock_recursive). "bad unlock
// order" is not in v6.1's table: lock_release() takes a lock from anywhere in the stack, so it must pass. Each case is
// run twice: by one task, one part after the other, through the model of lockdep, as the kernel does; and with each
// part as a thread of its own through the search, which says whether these locks can really deadlock.
#pragma once

#include <string>
#include <vector>

namespace replock::checks {

/// A column of the kernel's table: how its lock, unlock and init are done.
enum class LockColumn : unsigned char { spin, wlock, rlock, mutex, wsem, rsem };
inline constexpr std::size_t lock_columns = 6;
std::string_view name(LockColumn column);

struct LockdepCase {
  std::string name;
  LockColumn column = LockColumn::spin;
  std::string flow;    ///< "L(A) L(B) U(B) U(A) | L(B) L(A) U(A) U(B)": the kernel's macros; parts are split by |
  bool fails = false;  ///< what the kernel's table expects: FAILURE, lockdep prints something
};
/// Row by row, in the table's order; behind it our own, about what the flows of mlx5 use beyond it.
const std::vector<LockdepCase>& lockdep_cases();
/// How many of them, from the end, are our own.
std::size_t own_lockdep_cases();

struct LockdepCaseResult {
  bool splat = false;      ///< the lockdep model printed something
  bool deadlocks = false;  ///< the search found threads that can never go on
  bool searched = true;    ///< false: the case is about memory, not about waiting
};
LockdepCaseResult run_case(const LockdepCase& one);

/// "interrupt contexts: no flow takes a lock in one": what of the kernel's table is not here, and why.
const std::vector<std::string>& lockdep_cases_left_out();

}  // namespace replock::checks
