// Which worlds have queues with two ends, and where ways round are cut.
#include "schedules/queue_ends.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>

#include "model/thread.h"
#include "schedules/loops.h"
#include "schedules/momentary.h"

namespace replock::tests {
namespace {

using namespace model;
using schedules::QueueEnds;
using Does = QueueEnds::Does;

struct Made {
  Recorder recorder{Series::level(7), 0};
  Queue queue = recorder.queue("wq", {"first", "second"}, 3, 2);
  Var<unsigned> stamp = recorder.counter("stamp", 0, 1), taken = recorder.counter("taken", 0, 1);
};

/// One thread queues two items, a worker takes them; `more` adds a thread.
World world(const std::function<void(Made&, Thread&)>& more) {
  Made made;
  Thread& user = made.recorder.thread("user");
  user.queue_work(made.queue, 0, made.stamp);
  user.queue_work(made.queue, 1, made.stamp);
  made.recorder.worker("worker").serve(made.queue, made.taken, [](unsigned) {});
  more(made, made.recorder.thread("other"));
  return made.recorder.finish();
}

constexpr ThreadId user = 0, worker = 1;

bool has_two_ends(const World& world) {
  const QueueEnds ends(world);
  const QueueEnds::Use queues = ends.of(user, 0), takes = ends.of(worker, 0);
  if (queues.does == Does::nothing && takes.does == Does::nothing) return false;
  CHECK(queues.does == Does::queues);
  CHECK(takes.does == Does::takes);
  CHECK(ends.end(queues) != ends.end(takes));
  return true;
}

std::vector<std::size_t> heads_by_thread(const World& world) {
  std::vector<std::size_t> counts;
  for (const std::vector<bool>& heads :
       schedules::loop_heads(world, schedules::momentary_steps(world, std::vector<bool>(world.locks.size())),
                             schedules::all_rules(world)))
    counts.push_back(static_cast<std::size_t>(std::ranges::count(heads, true)));
  return counts;
}

}  // namespace

TEST_CASE("queueing and taking touch two ends", "[reduction]") {
  CHECK(has_two_ends(world([](Made&, Thread&) {})));
  CHECK(has_two_ends(world([](Made& made, Thread& other) { other.queue_work(made.queue, 1, made.stamp); })));
}

TEST_CASE("who asks what is in a queue touches both ends, and leaves it one", "[reduction]") {
  const World asked = world([](Made& made, Thread& other) {
    other.wait_until(Condition{{{Test{made.queue.items[0], Test::Is::equal, 0}}}}, {});
  });
  CHECK(has_two_ends(asked));
  std::vector<FieldId> fields;
  QueueEnds(asked).add(asked.queues[0].items[2], fields);
  CHECK(fields.size() == 2);
}

TEST_CASE("a queue that is cleared, refilled or taken from in the middle has no ends", "[reduction]") {
  const auto sets = [](std::size_t slot, unsigned value) {
    return world([&](Made& made, Thread& other) { other.set(Var<unsigned>{made.queue.items[slot]}, value); });
  };
  CHECK_FALSE(has_two_ends(sets(0, 0)));
  CHECK_FALSE(has_two_ends(sets(1, 0)));
  CHECK_FALSE(has_two_ends(sets(2, 1)));
}

TEST_CASE("a queue that two take from has no ends", "[reduction]") {
  CHECK_FALSE(
      has_two_ends(world([](Made& made, Thread& other) { other.serve(made.queue, made.taken, [](unsigned) {}); })));
}

TEST_CASE("a worker that nothing in a way round feeds is not cut", "[reduction]") {
  CHECK(heads_by_thread(world([](Made&, Thread&) {})) == std::vector<std::size_t>{0, 0, 0});
}

TEST_CASE("of two workers that feed each other one is cut, and one that feeds itself is", "[reduction]") {
  const auto heads = [](bool feeds_itself) {
    Recorder recorder(Series::level(7), 0);
    const Queue first = recorder.queue("first", {"work"}, 3, 0), second = recorder.queue("second", {"work"}, 3, 0);
    Thread& one = recorder.worker("one");
    one.serve(first, {}, [&](unsigned) { one.queue_work(feeds_itself ? first : second, 0); });
    Thread& two = recorder.worker("two");
    two.serve(second, {}, [&](unsigned) { two.queue_work(first, 0); });
    return heads_by_thread(recorder.finish());
  };
  CHECK(heads(false) == std::vector<std::size_t>{1, 0});
  CHECK(heads(true) == std::vector<std::size_t>{1, 0});  // nobody feeds the second one
}

TEST_CASE("a loop that takes nothing is cut where it begins", "[reduction]") {
  Recorder recorder(Series::level(7), 0);
  const Var<bool> ready = recorder.flag("ready", false);
  Thread& polls = recorder.thread("polls");
  const Label again = polls.here();
  polls.when(ready == false, [&] { polls.jump(again); });
  recorder.thread("sets").set(ready, true);
  CHECK(heads_by_thread(recorder.finish()) == std::vector<std::size_t>{1, 0});
}

}  // namespace replock::tests
