// Says each statement to the recorder.
#include "checks/tests/random_worlds.h"

#include <algorithm>
#include <array>
#include <ostream>
#include <span>
#include <string>

#include "model/recorder.h"
#include "model/thread.h"

namespace replock::tests {
namespace {

using model::Label;
using model::LockId;
using model::Queue;
using model::Recorder;
using model::Thread;
using model::ThreadId;
using model::Var;

using StatementSpan = std::span<const Statement>;

struct Things {
  std::array<LockId, 3> locks{};  ///< the last one is the rwsem
  std::array<Var<unsigned>, 2> variables{};
  Var<bool> completion, pending;
  Queue queue;
  Var<unsigned> stamp, taken_stamp;
  unsigned threads = 0;
};

bool queues(const Statements& statements) {
  return std::ranges::any_of(statements, [](const Statement& one) { return one.say == Say::queue_work; });
}

class Teller {
 public:
  Teller(const Things& things, Thread& thread) : things_(things), t_(thread), start_(thread.here()) {}

  void tell(StatementSpan part) {
    while (!part.empty()) {
      const std::size_t length = std::min<std::size_t>(part[0].body, part.size() - 1);
      tell(part[0], part.subspan(1, length));
      part = part.subspan(1 + length);
    }
  }

  void end() { t_.place(end_); }

 private:
  void tell(const Statement& s, StatementSpan body) {
    if (s.say <= Say::try_lock_until) return tell_plain(s, body);
    if (s.say <= Say::decrement) return tell_branch(s, body);
    tell_wait(s);
    tell(body);
  }

  void tell_plain(const Statement& s, StatementSpan body) {
    const LockId lock = things_.locks[s.what % 3], rwsem = things_.locks[2];
    switch (s.say) {
      case Say::set:
        t_.set(variable(s), s.value);
        break;
      case Say::copy:
        t_.copy(variable(s), other(s));
        break;
      case Say::lock:
        t_.lock(lock);
        break;
      case Say::unlock:
        t_.unlock(lock);
        break;
      case Say::lock_read:
        t_.lock_read(rwsem);
        break;
      case Say::unlock_read:
        t_.unlock_read(rwsem);
        break;
      default:
        return tell_locked(s, body, lock);
    }
    tell(body);
  }

  void tell_locked(const Statement& s, StatementSpan body, LockId lock) {
    const auto inside = [&] {
      tell(body);
      t_.unlock(lock);
    };
    if (s.say == Say::try_lock) {
      t_.try_lock(lock, inside);
    } else if (s.say == Say::try_lock_until) {
      t_.try_lock_until(lock, variable(s) == s.value, [&] { tell(body); });
    } else if (s.say == Say::locked) {
      t_.lock(lock);
      inside();
    } else {
      t_.lock_read(things_.locks[2]);
      tell(body);
      t_.unlock_read(things_.locks[2]);
    }
  }

  void tell_branch(const Statement& s, StatementSpan body) {
    const auto inside = [&] { tell(body); };
    switch (s.say) {
      case Say::when:
        return t_.when(variable(s) != s.value, inside).otherwise([&] { t_.set(other(s), s.value); });
      case Say::may_fail:
        t_.may_fail("it", inside);
        return;
      case Say::cas:
        t_.cas(variable(s), s.value, s.what, inside).otherwise([&] { t_.set(other(s), s.value); });
        return;
      case Say::increment:
        t_.when(variable(s) != 3U, [&] { t_.increment(variable(s)); });
        return inside();
      default:
        t_.decrement(variable(s));
        return inside();
    }
  }

  void tell_wait(const Statement& s) {
    const auto helper = static_cast<ThreadId>(s.what % things_.threads);
    switch (s.say) {
      case Say::wait_until:
        return t_.wait_until(variable(s) == s.value || differ(variable(s), other(s)));
      case Say::wait_for_thread:
        return t_.wait_until(variable(s) != s.value, {helper});
      case Say::complete:
        return t_.complete(things_.completion);
      case Say::wait_for_completion:
        return t_.wait_for_completion(things_.completion, {helper});
      case Say::queue_work:
        t_.set(things_.stamp, s.value % 2);
        return t_.queue_work(things_.queue, s.what % 2, things_.stamp);
      case Say::queue_pending_work:
        return t_.queue_pending_work(things_.pending);
      case Say::restart:
        t_.when(variable(s) == s.value, [&] { t_.jump(start_); });
        return;
      default:
        t_.when(variable(s) == s.value, [&] { t_.jump(end_); });
    }
  }

  Var<unsigned> variable(const Statement& s) const { return things_.variables[s.what % 2]; }
  Var<unsigned> other(const Statement& s) const { return things_.variables[(s.what + 1) % 2]; }

  const Things& things_;
  Thread& t_;
  Label start_, end_;
};

Things things(Recorder& recorder) {
  Things all;
  for (std::size_t lock = 0; lock < 3; ++lock)
    all.locks[lock] = recorder.lock(model::LockClass::other, std::string(1, "abs"[lock]),
                                    lock == 2 ? model::LockKind::rwsem : model::LockKind::mutex);
  all.variables = {recorder.counter("x", 0, 3), recorder.counter("y", 1, 3)};
  all.completion = recorder.flag("done", false);
  all.pending = recorder.flag("pending", false);
  all.queue = recorder.queue("wq", {"first", "second"}, 2, 2);
  all.stamp = recorder.counter("stamp", 0, 1);
  all.taken_stamp = recorder.counter("taken stamp", 0, 1);
  return all;
}

void tell_worker(const Things& things, Thread& worker, const Statements& work) {
  worker.serve(things.queue, things.taken_stamp, [&](unsigned item) {
    Teller teller(things, worker);
    if (item == 0) return worker.complete(things.completion);
    teller.tell(work);
    teller.end();
  });
}

}  // namespace

model::World recorded(const RandomWorld& random) {
  Recorder recorder(model::Series::parse("L0"), random.failures);
  Things all = things(recorder);
  std::vector<Thread*> threads;
  for (std::size_t number = 0; number < random.threads.size(); ++number)
    threads.push_back(&recorder.thread("t" + std::to_string(number)));
  Thread* const worker = std::ranges::any_of(random.threads, queues) ? &recorder.worker("worker") : nullptr;
  all.threads = static_cast<unsigned>(threads.size()) + (worker != nullptr ? 1 : 0);
  for (std::size_t number = 0; number < threads.size(); ++number) {
    Teller teller(all, *threads[number]);
    teller.tell(random.threads[number]);
    teller.end();
  }
  if (worker != nullptr) tell_worker(all, *worker, random.work);
  return recorder.finish();
}

std::vector<model::Claim> claims(const model::World& world, const std::vector<Doubt>& doubts) {
  std::vector<model::Claim> claims;
  for (const Doubt& doubt : doubts) {
    model::Claim claim;
    const auto field = static_cast<model::FieldId>(doubt.field % world.fields.size());
    const auto next = static_cast<std::uint16_t>((doubt.field + 1) % world.fields.size());
    const auto value = static_cast<std::uint16_t>(doubt.value % (world.fields[field].max + 1U));
    claim.bad = {{field, doubt.place % 8 < 5 ? model::Test::Is::equal : model::Test::Is::unequal, value}};
    if (doubt.place % 4 == 3) claim.bad.push_back({field, model::Test::Is::unequal_field, next});
    claim.at_rest = doubt.place % 4 == 2;
    claim.phase = doubt.value % 2 == 0 ? model::Phase::before : model::Phase::after;
    claim.thread = static_cast<ThreadId>(doubt.thread % world.threads.size());
    const std::vector<model::Step>& steps = world.threads[claim.thread].steps;
    claim.step = static_cast<model::StepId>(doubt.step % steps.size());
    const std::size_t ways = steps[claim.step].alternatives.size();
    if (ways == 0 && !claim.at_rest) continue;
    if (ways != 0) claim.alternative = static_cast<std::uint8_t>(doubt.alternative % ways);
    claims.push_back(claim);
  }
  return claims;
}

std::ostream& operator<<(std::ostream& out, const Doubt& doubt) {
  return out << "{" << doubt.place << ", " << doubt.thread << ", " << doubt.step << ", " << doubt.alternative << ", "
             << doubt.field << ", " << doubt.value << "}";
}

std::ostream& operator<<(std::ostream& out, const Statement& statement) {
  static constexpr std::array<const char*, says> names{"set",
                                                       "copy",
                                                       "lock",
                                                       "locked",
                                                       "unlock",
                                                       "lock_read",
                                                       "locked_read",
                                                       "unlock_read",
                                                       "try_lock",
                                                       "try_lock_until",
                                                       "when",
                                                       "may_fail",
                                                       "cas",
                                                       "increment",
                                                       "decrement",
                                                       "wait_until",
                                                       "wait_for_thread",
                                                       "complete",
                                                       "wait_for_completion",
                                                       "queue_work",
                                                       "queue_pending_work",
                                                       "restart",
                                                       "leave"};
  return out << "{Say::" << names.at(static_cast<std::size_t>(statement.say)) << ", " << statement.what << ", "
             << statement.value << ", " << statement.body << "}";
}

namespace {

void print(std::ostream& out, const Statements& statements) {
  out << "{";
  for (const Statement& one : statements) out << (&one == statements.data() ? "" : ", ") << one;
  out << "}";
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const RandomWorld& random) {
  out << "RandomWorld{{";
  for (const Statements& thread : random.threads) {
    out << (&thread == random.threads.data() ? "" : ",\n  ");
    print(out, thread);
  }
  print(out << "},\n  ", random.work);
  return out << ", " << random.failures << "}";
}

}  // namespace replock::tests
