// What each verb records, verb by verb, run with the reference semantics.
#include "model/recorder.h"

#include <catch2/catch.hpp>
#include <functional>
#include <set>

#include "model/layout.h"
#include "model/step.h"
#include "model/thread.h"

using namespace replock::model;

namespace {

/// Every state that some order of moves reaches.
std::set<State> reachable(const World& world) {
  std::set<State> seen{initial_state(world)};
  std::vector<State> todo(seen.begin(), seen.end());
  while (!todo.empty()) {
    const State state = todo.back();
    todo.pop_back();
    for (const Move move : enabled(world, state)) {
      State next = after(world, state, move);
      if (seen.insert(next).second) todo.push_back(std::move(next));
    }
  }
  return seen;
}

/// The values of a field in the states where nothing moves any more.
std::set<unsigned> final_values(const World& world, FieldId field) {
  std::set<unsigned> values;
  for (const State& state : reachable(world))
    if (enabled(world, state).empty()) values.insert(state[field]);
  return values;
}

bool some_state(const World& world, const std::function<bool(const State&)>& is) {
  for (const State& state : reachable(world))
    if (is(state)) return true;
  return false;
}

std::size_t marks(const World& world, What what) {
  std::size_t count = 0;
  for (const Program& program : world.threads)
    for (const Step& step : program.steps)
      for (const Alternative& way : step.alternatives)
        for (const Mark& mark : way.marks) count += mark.what == what ? 1U : 0U;
  return count;
}

}  // namespace

TEST_CASE("lock and unlock: one owner at a time, one step each") {
  Recorder r(Series{}, 0);
  const LockId lock = r.lock(LockClass::other, "m");
  for (const char* name : {"a", "b"}) {
    Thread& t = r.thread(name);
    t.lock(lock);
    t.unlock(lock);
  }
  const World world = r.finish();
  CHECK(world.threads[0].steps.size() == 3);
  CHECK(reachable(world).size() == 8);  // 3 x 3 positions, less the one where both hold it
  CHECK_FALSE(some_state(world, [&](const State& s) { return pc_of(world, s, 0) == 1 && pc_of(world, s, 1) == 1; }));
  CHECK(some_state(world, [&](const State& s) { return holders(world, s, lock) == std::vector<ThreadId>{1}; }));
}

TEST_CASE("a second lock by the same thread waits for itself") {
  Recorder r(Series{}, 0);
  const LockId lock = r.lock(LockClass::other, "m");
  Thread& t = r.thread("a");
  t.lock(lock);
  t.lock(lock);
  const World world = r.finish();
  const State held = after(world, initial_state(world), {0, 0});
  CHECK(enabled(world, held).empty());
  CHECK(waits_for(world, held, 0) == std::vector<ThreadId>{0});
}

TEST_CASE("rwsem: readers share, a writer waits for all of them") {
  Recorder r(Series{}, 0);
  const LockId lock = r.lock(LockClass::other, "sem", LockKind::rwsem);
  for (const char* name : {"r1", "r2"}) {
    Thread& t = r.thread(name);
    t.lock_read(lock);
    t.unlock_read(lock);
  }
  Thread& w = r.thread("w");
  w.lock(lock);
  w.unlock(lock);
  const World world = r.finish();
  CHECK(some_state(world, [&](const State& s) { return holders(world, s, lock) == std::vector<ThreadId>{0, 1}; }));
  CHECK_FALSE(some_state(world, [&](const State& s) {
    const auto now = holders(world, s, lock);
    return now.size() > 1 && now.back() == 2;
  }));
  CHECK(some_state(world, [&](const State& s) {
    return pc_of(world, s, 2) == 0 && waits_for(world, s, 2) == std::vector<ThreadId>{0, 1};
  }));
}

TEST_CASE("try_lock branches and never blocks") {
  Recorder r(Series{}, 0);
  const LockId lock = r.lock(LockClass::other, "m");
  const Var<bool> got = r.flag("got", false), busy = r.flag("busy", false);
  Thread& a = r.thread("a");
  a.lock(lock);
  a.unlock(lock);
  Thread& b = r.thread("b");
  b.try_lock(lock, [&] {
     b.set(got, true);
     b.unlock(lock);
   }).otherwise([&] { b.set(busy, true); });
  const World world = r.finish();
  CHECK(final_values(world, got.id) == std::set<unsigned>{0, 1});
  CHECK(final_values(world, busy.id) == std::set<unsigned>{0, 1});
  for (const State& state : reachable(world)) CHECK((enabled(world, state).empty() == at_rest(world, state)));
}

TEST_CASE("unlocking what is not held changes nothing and says so") {
  Recorder r(Series{}, 0);
  const LockId lock = r.lock(LockClass::other, "m");
  Thread& a = r.thread("a");
  a.unlock(lock);
  const World world = r.finish();
  CHECK(marks(world, What::unlocks_unheld) == 1);
  const std::vector<Move> moves = enabled(world, initial_state(world));
  REQUIRE(moves.size() == 1);
  CHECK(moves[0].alternative == 1);
  CHECK(at_rest(world, after(world, initial_state(world), moves[0])));
}

TEST_CASE("set, copy, increment and decrement, a decrement of zero stays and is marked") {
  Recorder r(Series{}, 0);
  const Var<unsigned> count = r.counter("count", 0, 3), other = r.counter("other", 2, 3);
  Thread& t = r.thread("a");
  t.decrement(count);
  t.increment(count);
  t.increment(count);
  t.copy(other, count);
  t.set(count, 3);
  t.decrement(count);
  const World world = r.finish();
  CHECK(final_values(world, count.id) == std::set<unsigned>{2});
  CHECK(final_values(world, other.id) == std::set<unsigned>{2});
  CHECK(marks(world, What::underflows) == 2);  // one a decrement
}

TEST_CASE("a value outside its range is a fault of the model") {
  Recorder r(Series{}, 0);
  const Var<unsigned> count = r.counter("count", 1, 1);
  r.thread("a").increment(count);
  const World world = r.finish();
  CHECK_THROWS_AS(after(world, initial_state(world), {0, 0}), ModelFault);
}

TEST_CASE("cas: changes and branches in one step") {
  Recorder r(Series{}, 0);
  const Var<unsigned> word = r.counter("word", 0, 2), winners = r.counter("winners", 0, 2);
  for (const char* name : {"a", "b"}) {
    Thread& t = r.thread(name);
    t.cas(word, 0, 1, [&] { t.increment(winners); });
  }
  const World world = r.finish();
  CHECK(final_values(world, winners.id) == std::set<unsigned>{1});
}

TEST_CASE("when: one read, then a branch, or and and") {
  Recorder r(Series{}, 0);
  const Var<unsigned> a = r.counter("a", 1, 2), b = r.counter("b", 0, 2), out = r.counter("out", 0, 3);
  Thread& t = r.thread("t");
  t.when(a == 2U || (a == 1U && b == 0U), [&] { t.increment(out); });
  t.when(a == 1U && b != 0U, [&] { t.set(out, 3); }).otherwise([&] { t.increment(out); });
  const World world = r.finish();
  CHECK(final_values(world, out.id) == std::set<unsigned>{2});
  CHECK(world.threads[0].steps[0].alternatives.size() == 3);
}

TEST_CASE("may_fail draws on the budget, and records nothing without one") {
  for (const unsigned budget : {0U, 1U, 2U}) {
    Recorder r(Series{}, budget);
    const Var<unsigned> failed = r.counter("failed", 0, 3);
    Thread& t = r.thread("a");
    for (int i = 0; i < 3; ++i) t.may_fail("it", [&] { t.increment(failed); });
    const World world = r.finish();
    std::set<unsigned> expected;
    for (unsigned n = 0; n <= budget; ++n) expected.insert(n);
    CHECK(final_values(world, failed.id) == expected);
    if (budget == 0) CHECK(world.threads[0].steps.size() == 1);
  }
}

TEST_CASE("an ordered queue is FIFO, its worker idles at rest and takes the stamp along") {
  Recorder r(Series{}, 0);
  const Queue queue = r.queue("wq", {"first", "second"}, 2, 3);
  const Var<unsigned> stamp = r.counter("stamp", 0, 2), mine = r.counter("mine", 0, 2), log = r.counter("log", 0, 9);
  const Var<unsigned> seen = r.counter("seen", 0, 2);
  Thread& t = r.thread("queues");
  t.set(stamp, 2);
  t.queue_work(queue, 0, stamp);
  t.set(stamp, 1);
  t.queue_work(queue, 1, stamp);
  Thread& w = r.worker("worker");
  w.serve(queue, mine, [&](unsigned item) {
    if (item == 0) {
      w.when(log == 0U, [&] { w.set(log, 1); });
      w.copy(seen, mine);
    } else {
      w.when(log == 1U, [&] { w.set(log, 2); });
    }
  });
  const World world = r.finish();
  CHECK(final_values(world, log.id) == std::set<unsigned>{2});
  CHECK(final_values(world, seen.id) == std::set<unsigned>{2});
  for (const State& state : reachable(world))
    if (enabled(world, state).empty()) CHECK(at_rest(world, state));
}

TEST_CASE("a queue that overflows is a fault of the model") {
  Recorder r(Series{}, 0);
  const Queue queue = r.queue("wq", {"item"}, 1, 0);
  Thread& t = r.thread("queues");
  t.queue_work(queue, 0);
  t.queue_work(queue, 0);
  const World world = r.finish();
  CHECK_THROWS_AS(reachable(world), ModelFault);
}

TEST_CASE("pending work coalesces, and may be queued again while it runs") {
  Recorder r(Series{}, 0);
  const Var<bool> pending = r.flag("work", false);
  const Var<unsigned> runs = r.counter("runs", 0, 2);
  Thread& t = r.thread("queues");
  t.queue_pending_work(pending);
  t.queue_pending_work(pending);
  Thread& w = r.worker("worker");
  w.serve({{"work", pending}}, [&](std::size_t) { w.increment(runs); });
  CHECK(final_values(r.finish(), runs.id) == std::set<unsigned>{1, 2});
}

TEST_CASE("wait_until blocks until it holds, and names whom it waits for") {
  Recorder r(Series{}, 0);
  const Var<bool> ready = r.flag("ready", false);
  Thread& a = r.thread("waits");
  a.wait_until(ready == true, {1});
  r.thread("helps").set(ready, true);
  const World world = r.finish();
  CHECK(enabled(world, initial_state(world), 0).empty());
  CHECK(waits_for(world, initial_state(world), 0) == std::vector<ThreadId>{1});
  CHECK_FALSE(enabled(world, after(world, initial_state(world), {1, 0}), 0).empty());
}

TEST_CASE("complete and wait_for_completion: each completion wakes once") {
  Recorder r(Series{}, 0);
  const Var<bool> done = r.flag("done", false);
  Thread& a = r.thread("waits");
  a.wait_for_completion(done, {1});
  a.wait_for_completion(done, {1});
  r.thread("completes").complete(done);
  const World world = r.finish();
  CHECK(some_state(world, [&](const State& s) { return enabled(world, s).empty() && !at_rest(world, s); }));
  CHECK(final_values(world, world.threads[0].pc) == std::set<unsigned>{1});
}

TEST_CASE("a trylock loop blocks until the lock is free or it may give up") {
  Recorder r(Series{}, 0);
  const LockId lock = r.lock(LockClass::other, "m");
  const Var<bool> stop = r.flag("stop", false), gave_up = r.flag("gave_up", false);
  Thread& a = r.thread("holds for ever");
  a.lock(lock);
  a.set(stop, true);
  Thread& b = r.thread("tries");
  Label out;
  b.try_lock_until(lock, stop == true, [&] {
    b.set(gave_up, true);
    b.jump(out);
  });
  b.unlock(lock);
  b.place(out);
  const World world = r.finish();
  CHECK(final_values(world, gave_up.id) == std::set<unsigned>{0, 1});
  CHECK(some_state(world, [&](const State& s) { return enabled(world, s, 1).empty() && pc_of(world, s, 1) == 0; }));
}

TEST_CASE("labels: forward jumps meet, code after a jump is not recorded, backward jumps loop") {
  Recorder r(Series{}, 1);
  const Var<unsigned> rounds = r.counter("rounds", 0, 3), tail = r.counter("tail", 0, 3);
  Thread& t = r.thread("a");
  Label out;
  const Label top = t.here();
  t.when(rounds == 2U, [&] { t.jump(out); });
  t.increment(rounds);
  t.jump(top);
  CHECK_FALSE(t.reachable());
  t.set(tail, 3);  // unreachable: no step
  t.place(out);
  t.increment(tail);
  const World world = r.finish();
  CHECK(world.threads[0].steps.size() == 4);
  CHECK(final_values(world, tail.id) == std::set<unsigned>{1});
}

TEST_CASE("function scopes name where a step is, and who called it") {
  Recorder r(Series{}, 0);
  const Var<bool> flag = r.flag("f", false);
  Thread& t = r.thread("a");
  {
    const Scope outer = t.function("outer");
    t.set(flag, true);
    const Scope inner = t.function("inner");
    t.set(flag, false);
  }
  t.set(flag, true);
  const World world = r.finish();
  const auto& steps = world.threads[0].steps;
  CHECK(function_of(world, steps[0]) == "outer");
  CHECK(function_of(world, steps[1]) == "inner");
  CHECK(world.frames[world.frames[steps[1].frame].caller].function == "outer");
  CHECK(function_of(world, steps[2]).empty());
}

TEST_CASE("assert_held and mark are no steps, claims before the first step belong to the entry") {
  Recorder r(Series{}, 0);
  const LockId lock = r.lock(LockClass::other, "m");
  Thread& t = r.thread("a");
  t.assert_held(lock);
  t.lock(lock);
  t.assert_held(lock);
  t.unlock(lock);
  const World world = r.finish();
  CHECK(world.threads[0].steps.size() == 3);
  REQUIRE(world.threads[0].entry_marks.size() == 1);
  CHECK(world.threads[0].entry_marks[0].what == What::asserts_held);
  CHECK(marks(world, What::asserts_held) == 1);
}

TEST_CASE("note changes a ghost within the step just taken") {
  Recorder r(Series{}, 0);
  const Var<bool> flag = r.flag("f", false), ghost = r.flag("g", false, Role::ghost);
  Thread& t = r.thread("a");
  t.set(flag, true);
  t.note(ghost, true);
  const World world = r.finish();
  CHECK_FALSE(some_state(world, [&](const State& s) { return s[flag.id] != s[ghost.id]; }));
}

TEST_CASE("the layout gives each field its own bits and packs them back and forth") {
  Recorder r(Series{}, 2);
  const Queue queue = r.queue("wq", {"a", "b", "c"}, 4, 6);
  for (unsigned i = 0; i < 40; ++i) r.counter("c" + std::to_string(i), i % 3, 2 + i * 31);
  const LockId lock = r.lock(LockClass::other, "m", LockKind::rwsem);
  r.thread("a").lock_read(lock);
  r.thread("b").lock(lock);
  const World world = r.finish();
  const Layout layout = lay_out(world);
  State most = initial_state(world);
  for (std::size_t i = 0; i < most.size(); ++i) most[i] = world.fields[i].max;
  for (const State& state : {initial_state(world), most}) CHECK(unpack(layout, pack(layout, state).data()) == state);
  for (std::size_t i = 0; i < most.size(); ++i) {
    State one(most.size(), 0);
    one[i] = world.fields[i].max;
    CHECK(unpack(layout, pack(layout, one).data()) == one);
  }
}

TEST_CASE("a packed state has one word, two, three, or an even number of them") {
  std::set<unsigned> seen;
  for (unsigned counters = 1; counters <= 32; ++counters) {
    Recorder r(Series{}, 0);
    std::vector<Var<unsigned>> all;
    for (unsigned i = 0; i < counters; ++i) all.push_back(r.counter("c" + std::to_string(i), 0, 65'535));
    Thread& t = r.thread("a");
    for (const Var<unsigned>& counter : all) t.set(counter, 1);
    const Layout layout = lay_out(r.finish());
    seen.insert(layout.words);
    CHECK(layout.bits_used <= 64 * layout.words);
  }
  CHECK(seen == std::set<unsigned>{1, 2, 3, 4, 6, 8, 10});
}
