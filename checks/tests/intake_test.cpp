// States taken into a store by several threads: in the same order, with the same beside them, as by one.
#include "schedules/intake.h"

#include <catch2/catch.hpp>
#include <cstdint>
#include <thread>
#include <vector>

#include "checks/tests/mistakes.h"

namespace replock::tests {
namespace {

using schedules::Parents;
using schedules::Store;
using schedules::ThreadBits;

template <unsigned W>
schedules::Words<W> state_at(std::uint64_t index) {
  schedules::Words<W> state{};
  for (unsigned w = 0; w < W; ++w) state[w] = index * (w + 3) % 0xffff'fffb;
  return state;
}

std::uint64_t parent_of(std::uint64_t index) { return index * 7 % (index + 1); }
ThreadBits asleep_in(std::uint64_t index) { return static_cast<ThreadBits>(index * 31); }

enum class InParts : std::uint8_t { no, yes };

/// Settles now and then, as where a level ends.
template <unsigned W>
void check_intake(std::uint64_t states, Parents parents, InParts in_parts, unsigned threads) {
  INFO(W << " words, " << threads << " threads, " << (in_parts == InParts::yes ? "in parts, " : "")
         << (parents == Parents::kept ? "with parents" : "without"));
  schedules::Workers workers(threads);
  while (threads != 1 && !workers.any_free()) std::this_thread::yield();
  Store<W> store(parents);
  if (in_parts == InParts::yes) store.make_parts(states);
  schedules::Intake<W> intake(store, W, nullptr, &workers, 100);
  std::uint64_t settled = 0;
  for (std::uint64_t index = 0; index < states; ++index) {
    intake.add(state_at<W>(index), parent_of(index), asleep_in(index));
    if (index % 20'011 == 50 || index % 20'011 == 12'000) intake.settle(), settled = index + 1;
    if (settled == index + 1 && store.size() != settled) FAIL_CHECK("not all are in at " << index);
  }
  intake.settle();
  REQUIRE(store.size() == states);
  Mistakes wrong;
  std::uint64_t at = 0;
  for (typename Store<W>::Walk walk(store, 0); at < states; ++at) {
    wrong.unless(walk.next() == state_at<W>(at));
    if (parents == Parents::kept)
      wrong.unless(store.parent(at) == parent_of(at));
    else
      wrong.unless(walk.asleep() == asleep_in(at));
    store.add(state_at<W>(at), 0, 0);  // known
  }
  store.settle();
  CHECK(wrong.count == 0);
  CHECK(store.size() == states);
}

}  // namespace

TEST_CASE("states that a search goes on from are taken in by several threads as by one", "[store][workers]") {
  for (const unsigned threads : {1U, 2U, 3U})
    for (const InParts in_parts : {InParts::no, InParts::yes}) {
      check_intake<1>(60'000, Parents::kept, in_parts, threads);
      check_intake<1>(60'000, Parents::forgotten, in_parts, threads);
      check_intake<2>(60'000, Parents::forgotten, in_parts, threads);
      check_intake<3>(60'000, Parents::kept, in_parts, threads);
    }
}

}  // namespace replock::tests
