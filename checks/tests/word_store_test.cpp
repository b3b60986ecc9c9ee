// Tables that hold one-word states themselves: what goes in comes out, whatever its hash; levels told as one.
#include "schedules/word_store.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <vector>

#include "checks/tests/agreement.h"
#include "checks/tests/engine_worlds.h"
#include "checks/tests/mistakes.h"
#include "schedules/store.h"

namespace replock::tests {
namespace {

using schedules::HashPlaces;
using schedules::LevelBits;
using schedules::WideLine;
using schedules::WordStore;
namespace mixing = schedules::mixing;

/// Against a map: each word with its level.
class Checked {
 public:
  Checked() : store_(0) {}

  void add_to_level(std::uint64_t level) {
    store_.add_to_level(level);
    levels_.push_back(store_.size());
    store_.frontier().forget_before(levels_[levels_.size() - std::min<std::size_t>(levels_.size(), 2)]);
  }
  void add(std::uint64_t word) {
    const bool is_new = words_.try_emplace(word, levels_.size() - 1).second;
    wrong_.unless(store_.add(mixing::mixed(word)) == is_new);
    if (is_new) store_.frontier().append({word}, static_cast<schedules::ThreadBits>(word));
  }
  std::uint64_t wrong() {
    for (const auto& [word, level] : words_)
      wrong_.unless(store_.level(mixing::mixed(word)) == level % schedules::levels_told);
    for (std::uint64_t other = 0; other < 1000; ++other)
      wrong_.unless(store_.level(mixing::mixed(other << 17)).has_value() == words_.contains(other << 17));
    check_before();
    check_order();
    return wrong_.count;
  }
  WordStore& store() { return store_; }

 private:
  /// All levels and every third, whole and in pieces, up to the end and not.
  void check_before() {
    LevelBits third;
    for (std::size_t level = 0; level < third.size(); level += 3) third[level] = true;
    for (const LevelBits& among : {LevelBits().set(), third})
      for (const std::uint64_t next : {store_.size(), store_.frontier().first() + store_.frontier().size() / 7})
        for (const unsigned pieces : {1U, 3U}) {
          std::map<std::uint64_t, std::uint64_t> expected, found;
          for (const auto& [word, level] : words_)
            if (among[level % schedules::levels_told]) expected.emplace(word, level % schedules::levels_told);
          for (std::uint64_t index = next; index < store_.size(); ++index) expected.erase(store_.frontier()[index][0]);
          for (unsigned piece = 0; piece < pieces; ++piece)
            store_.each_before(next, among, {piece, pieces}, [&](std::uint64_t word, std::uint64_t level) {
              wrong_.unless(found.try_emplace(word, level).second);
            });
          wrong_.unless(found == expected);
        }
  }
  /// Where two levels are told as one, a state may come as one of the other.
  void check_order() {
    std::uint64_t index = 0, told = 0, first = store_.frontier().first();
    store_.each_in_order(levels_, [&](const schedules::Words<1>& state) {
      while (told + 1 < levels_.size() && levels_[told + 1] <= index) ++told;
      const auto known = words_.find(state[0]);
      wrong_.unless(known != words_.end() && known->second % schedules::levels_told == told % schedules::levels_told);
      if (index >= first) {
        wrong_.unless(store_.frontier()[index] == state);
        wrong_.unless(store_.frontier().asleep(index) == static_cast<schedules::ThreadBits>(state[0]));
      }
      seen_.push_back(state[0]);
      ++index;
    });
    std::ranges::sort(seen_);
    wrong_.unless(std::ranges::equal(seen_, words_, {}, {}, [](const auto& one) { return one.first; }));
  }

  WordStore store_;
  std::map<std::uint64_t, std::uint64_t> words_;
  std::vector<std::uint64_t> levels_, seen_;
  Mistakes wrong_;
};

}  // namespace

TEST_CASE("a word is mixed into another one, and back", "[words]") {
  std::mt19937_64 random(1);
  Mistakes wrong;
  for (unsigned i = 0; i < 100'000; ++i) {
    const std::uint64_t word = i % 2 == 0 ? random() : random() >> random() % 64;
    wrong.unless(mixing::unmixed(mixing::mixed(word)) == word);
    wrong.unless(mixing::mixed(mixing::unmixed(word)) == word);
  }
  CHECK(wrong.count == 0);
}

TEST_CASE("a hash is found again from its line and what is left of it", "[words]") {
  std::mt19937_64 random(2);
  Mistakes wrong;
  for (std::uint64_t lines = HashPlaces::lines_min; lines < std::uint64_t{1} << 34; lines += 1 + lines / 5)
    for (unsigned i = 0; i < 2000; ++i) {
      const auto number = static_cast<unsigned>(random() % 16);
      const HashPlaces places(number, 4, lines);
      std::uint64_t hash = random() >> 4;
      if (i % 4 == 1) hash = i;
      if (i % 4 == 2) hash = (std::uint64_t{1} << 60) - 1 - i;
      if (i % 4 == 3) hash = (std::uint64_t{1} << 60) / lines * (random() % lines) + i % 5;
      hash |= std::uint64_t{number} << 60;
      const HashPlaces::Place place = places.place(hash), next = places.place(hash + 1);
      wrong.unless(places.hash(place) == hash);
      wrong.unless(place.line < lines && place.rest >> HashPlaces::rest_bits == 0);
      const bool is_last = hash << 4 == ~std::uint64_t{15};
      wrong.unless(is_last || next.line > place.line || (next.line == place.line && next.rest > place.rest));
    }
  CHECK(wrong.count == 0);
}

TEST_CASE("a line of wide entries is looked at as one by one", "[words]") {
  std::mt19937_64 random(3);
  Mistakes wrong;
  for (unsigned i = 0; i < 20'000; ++i) {
    WideLine line{};
    const auto taken = static_cast<unsigned>(random() % (WideLine::entries_max + 1));
    for (unsigned entry = 0; entry < taken; ++entry)
      line.entries[entry] = (random() % 3 << 32 | random() % 3 << 4 | (1 + random() % 2));
    const std::uint64_t wanted = random() % 3 << 32 | (1 + random() % 2), mask = ~std::uint64_t{0xff0};
    const WideLine::Seen seen = line.look(wanted, mask);
    WideLine::Places equal = 0, free = 0;
    for (unsigned entry = 0; entry < WideLine::entries_max; ++entry) {
      equal |= WideLine::Places{(line.entries[entry] & mask) == wanted} << (2 * entry);
      free |= WideLine::Places{line.entries[entry] == 0} << (2 * entry);
      wrong.unless(WideLine::first(1U << (2 * entry)) == entry);
    }
    wrong.unless(seen.equal == equal && seen.free == free);
  }
  CHECK(wrong.count == 0);
}

TEST_CASE("one-word states are each there once, with their levels, and come back level by level", "[words]") {
  for (const std::uint64_t levels : {1U, 20U, 700U}) {
    INFO(levels << " levels");
    std::mt19937_64 random(levels);
    Checked checked;
    for (std::uint64_t level = 0; level < levels; ++level) {
      checked.add_to_level(level);
      for (std::uint64_t i = 0; i < 60'000 / levels; ++i)
        checked.add(i % 3 == 0 ? random() % 5000 : (i % 3 == 1 ? random() : random() << 40));
    }
    CHECK(checked.wrong() == 0);
  }
}

TEST_CASE("one-word states whose hashes all lie together are told apart all the same", "[words]") {
  Checked checked;
  std::mt19937_64 random(4);
  checked.add_to_level(0);
  for (const std::uint64_t first : {std::uint64_t{0}, std::uint64_t{7} << 60, ~std::uint64_t{0} - 3000})
    for (unsigned i = 0; i < 3000; ++i) {
      checked.add(mixing::unmixed(first + i));
      checked.add(mixing::unmixed(first + random() % (i + 1)));
    }
  checked.add_to_level(1);
  for (unsigned i = 0; i < 30'000; ++i) checked.add(random());
  CHECK(checked.wrong() == 0);
}

TEST_CASE("a large store of one-word states takes one and a half times the states at most", "[words]") {
  WordStore store(0);
  std::mt19937_64 random(5);
  std::uint64_t held = 0;
  for (std::uint64_t states = 1; states <= 2'000'000; ++states) {
    store.add_to_level(states / 20'000);
    if (store.add(random())) store.frontier().append({states}, 0);
    if (states % 1000 != 0) continue;
    store.frontier().forget_before(states - std::min<std::uint64_t>(states, states / 40));
    const std::uint64_t bytes = store.memory_bytes();
    CHECK(store.fits(0, bytes));
    CHECK_FALSE(store.fits(1, bytes));
    if (states < 100'000) continue;
    held += bytes * 2 <= states * 3 * sizeof(std::uint64_t) ? 1U : 0U;
    CHECK(bytes * 2 <= states * 3 * sizeof(std::uint64_t));
  }
  CHECK(held == 1901);
}

TEST_CASE("a store of one-word states forgets places, one of others or with parents does not", "[words]") {
  schedules::Store<1> words, kept(schedules::Parents::kept);
  schedules::Store<2> wide;
  for (std::uint64_t word = 0; word < 3000; ++word) {
    words.add({word}, 0, static_cast<schedules::ThreadBits>(word % 7));
    kept.add({word}, 0, 0), wide.add({word, 0}, 0, 0);
  }
  words.settle(), kept.settle(), wide.settle();
  words.make_parts(3000), kept.make_parts(3000), wide.make_parts(3000);
  CHECK(words.forgets_places());
  CHECK_FALSE(kept.forgets_places());
  CHECK_FALSE(wide.forgets_places());
  Mistakes wrong;
  for (schedules::Store<1>::Walk walk(words, 0); walk.index() < words.size();) {
    const std::uint64_t index = walk.index();
    wrong.unless(walk.next()[0] == index && walk.asleep() == index % 7);
  }
  CHECK(wrong.count == 0);
}

TEST_CASE("levels that are told as one mislead no schedule", "[words]") {
  const model::World world = engine::far_away_and_back();
  CHECK(disagreement(world) == "");
  schedules::Options options;
  options.parted_from = 1;
  const schedules::Result result = schedules::explore(world, {}, options);
  CHECK(result.state_words == 1);
  CHECK(result.depth > 2 * schedules::levels_told);
}

}  // namespace replock::tests
