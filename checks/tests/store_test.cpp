// The set of visited states against a plain one, whole and in parts; its pieces, each against the obvious.
#include "schedules/store.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <span>
#include <vector>

#include "checks/tests/mistakes.h"
#include "schedules/numbered.h"
#include "schedules/part_order.h"
#include "schedules/table_line.h"
#include "schedules/table_pool.h"

namespace replock::tests {
namespace {

using schedules::PartOrder;
using schedules::Store;
using schedules::TableLine;

template <unsigned W>
using State = schedules::Words<W>;

/// Some of them several times.
template <unsigned W>
std::vector<State<W>> some_states(std::size_t count) {
  std::mt19937_64 random(count);
  std::vector<State<W>> all;
  while (all.size() < count) {
    State<W> state{};
    if (!all.empty() && random() % 2 == 0)
      state = all[random() % all.size()];
    else
      for (std::uint64_t& word : state) word = random() % count;
    all.push_back(state);
  }
  return all;
}

/// Against a map, with parts from so many additions on.
template <unsigned W>
void check_store(std::size_t additions, std::size_t parts_from) {
  INFO(W << " words, " << additions << " additions, parts from " << parts_from);
  Store<W> store(schedules::Parents::kept);
  std::map<State<W>, std::uint64_t> indices;
  std::vector<std::uint64_t> parents;
  std::uint64_t at = 0;
  for (const State<W>& state : some_states<W>(additions)) {
    if (at == parts_from) {
      store.settle();
      store.make_parts(additions);
    }
    if (indices.emplace(state, indices.size()).second) parents.push_back(at);
    store.add(state, at++, 0);
  }
  store.settle();
  CHECK(store.has_parts() == (parts_from < additions));
  CHECK(store.size() == indices.size());
  Mistakes wrong;
  for (const auto& [state, index] : indices) {
    wrong.unless(store[index] == state);
    wrong.unless(store.find(state, schedules::hash<W>(state), 0) == index);
    wrong.unless(!store.find(state, schedules::hash<W>(state), 1));
    wrong.unless(store.parent(index) == parents[index]);
  }
  for (std::uint64_t i = 0; i < 100; ++i) {
    State<W> other{};
    other.front() = additions + i;
    wrong.unless(!store.find(other, schedules::hash<W>(other), 0));
  }
  std::uint64_t walked = 0;
  store.each(0, store.size() / 2, [&](std::uint64_t index, const State<W>& state) {
    wrong.unless(index == walked++ && store[index] == state);
  });
  CHECK(walked == store.size() / 2);
  for (typename Store<W>::Walk walk(store, walked); walk.index() < store.size(); ++walked)
    wrong.unless(store[walked] == walk.next());
  std::uint64_t apart = 0;
  const std::uint64_t size = store.size();
  store.take_apart([&](const State<W>& state) { wrong.unless(indices.at(state) == apart++); });
  CHECK(apart == size);
  CHECK(wrong.count == 0);
}

}  // namespace

TEST_CASE("a store has each state once, in the order in which they came", "[store]") {
  for (const std::size_t additions : {1U, 5U, 127U, 128U, 129U, 3000U, 60'000U})
    for (const std::size_t parts_from : {0U, 1U, 1000U, 100'000U}) {
      check_store<1>(additions, parts_from);
      check_store<2>(additions, parts_from);
      check_store<6>(additions, parts_from);
    }
}

TEST_CASE("each part of a store has a table of its own, and small ones of a size lie together", "[store]") {
  constexpr unsigned parts = Store<2>::parts_max;
  schedules::TablePool<TableLine> pool(parts);
  for (const std::uint64_t lines : {16U, 24U, 40'000U}) {
    INFO(lines << " lines");
    const bool is_small = lines != 40'000;
    std::vector<schedules::TableLine*> tables;
    for (unsigned part = parts; part-- > 0;) {
      tables.push_back(pool.take(part, lines));
      for (const std::uint64_t line : {std::uint64_t{0}, lines - 1}) {
        tables.back()[line].entries.front() = part + 1;
      }
      if (is_small) CHECK(tables.back() == tables.front() - tables.size() * lines + lines);
    }
    for (unsigned i = 0; i < parts; ++i)
      for (const std::uint64_t line : {std::uint64_t{0}, lines - 1})
        CHECK(tables[i][line].entries.front() == parts - i);  // else it is another one's too
    for (schedules::TableLine* const table : tables) pool.give_back(table);
  }
}

TEST_CASE("a store knows who is asleep in a state, as whoever found it first says, until it is told to forget",
          "[store]") {
  constexpr std::size_t additions = 400'000;
  constexpr std::uint64_t chunk = schedules::States<2>::sleep_chunk_states;
  for (const std::size_t parts_from : {std::size_t{0}, std::size_t{1000}, additions}) {
    Store<2> store;
    std::map<State<2>, std::uint64_t> indices;
    std::vector<schedules::ThreadBits> asleep;
    Mistakes wrong;
    const auto look_from = [&](std::uint64_t first) {
      for (Store<2>::Walk walk(store, first); walk.index() < store.size();) {
        const std::uint64_t index = walk.index();
        walk.next();
        wrong.unless(walk.asleep() == asleep[index]);
      }
    };
    std::size_t at = 0;
    for (const State<2>& state : some_states<2>(additions)) {
      if (at++ == parts_from) {
        store.settle();
        store.make_parts(additions);
      }
      const auto bits = static_cast<schedules::ThreadBits>(at % 0x3fff);
      if (indices.emplace(state, indices.size()).second) asleep.push_back(bits);
      store.add(state, 0, bits);
    }
    store.settle();
    look_from(0);
    const std::uint64_t before = store.memory_bytes(), forgotten = store.size() / 4 * 3;
    store.forget_before(forgotten);
    look_from(forgotten);
    const std::uint64_t kept = store.size() - forgotten + chunk * (store.has_parts() ? Store<2>::parts_max : 1);
    CHECK(store.memory_bytes() < before);
    CHECK(store.memory_bytes() <= before - (store.size() - std::min(kept, store.size())) * sizeof(asleep.front()));
    CHECK(wrong.count == 0);
  }
}

TEST_CASE("states that are known to be new are added as all others", "[store]") {
  for (const bool parted : {false, true}) {
    Store<2> one, other;
    if (parted) one.make_parts(0), other.make_parts(0);
    std::mt19937_64 random(3);
    for (std::uint64_t i = 0; i < 10'000; ++i) {
      const State<2> state{random(), random()};
      one.add(state, i, 0);
      other.add_new(state, i, 0);
    }
    one.settle();
    other.settle_new();
    Mistakes wrong;
    CHECK(other.size() == one.size());
    CHECK(other.memory_bytes() == one.memory_bytes());
    one.each(0, one.size(), [&](std::uint64_t index, const State<2>& state) {
      wrong.unless(other[index] == state && other.find(state, schedules::hash<2>(state), 0) == index);
    });
    CHECK(wrong.count == 0);
  }
}

TEST_CASE("what a store says that fits does fit", "[store]") {
  for (const bool parted : {false, true}) {
    Store<2> store;
    if (parted) store.make_parts(0);
    std::mt19937_64 random(1);
    unsigned held = 0, grown = 0;
    while (store.size() < 200'000) {
      const std::uint64_t before = store.memory_bytes();
      CHECK(store.fits(0, before));
      CHECK_FALSE(store.fits(1, before));
      const std::uint64_t bytes = before + 50 * (sizeof(State<2>) + sizeof(schedules::ThreadBits) + 1);
      const bool fits = store.fits(50, bytes);
      for (int i = 0; i < 50; ++i) store.add({random(), random()}, 0, 0);
      store.settle();
      if (fits) CHECK(store.memory_bytes() <= bytes);
      held += fits ? 1U : 0U;
      grown += store.memory_bytes() > bytes ? 1U : 0U;
    }
    CHECK(held > 1000);
    CHECK(grown > 5);
    CHECK(store.fits(100'000, 16U << 20));
    CHECK_FALSE(store.fits(10'000'000, 16U << 20));
  }
}

TEST_CASE("a large store takes one and a half times its states at most", "[store]") {
  Store<2> two;
  Store<3> three;
  std::mt19937_64 random(6);
  const auto grow = [&]<unsigned W>(Store<W>& store) {
    std::uint64_t most = 0;  // hundredths
    for (std::uint64_t states = 1; states <= 2'000'000; ++states) {
      State<W> state{};
      for (std::uint64_t& word : state) word = random();
      store.add(state, 0, 0);
      if (states % 5000 != 0) continue;
      store.settle();
      if (states == 50'000) store.make_parts(states);
      store.forget_before(states - states / 40);
      if (states >= 100'000) most = std::max(most, store.memory_bytes() * 100 / (states * sizeof(State<W>)));
    }
    return most;
  };
  CHECK(grow(two) <= 150);
  CHECK(grow(three) <= 150);
}

TEST_CASE("when a store gets its parts is not seen in the memory that it takes", "[store]") {
  for (const std::size_t additions : {3000U, 30'000U, 60'000U, 100'000U}) {
    const auto taken = [&](std::size_t parts_from) {
      Store<2> store;
      std::size_t at = 0;
      for (const State<2>& state : some_states<2>(additions)) {
        if (at++ == parts_from) {
          store.settle();
          store.make_parts(store.size());
        }
        store.add(state, 0, 0);
      }
      store.settle();
      if (parts_from == additions) store.make_parts(store.size());
      return store.memory_bytes();
    };
    const std::uint64_t expected = taken(0);
    for (const std::size_t parts_from : {additions / 10, additions / 3, additions / 2, additions - 1, additions})
      CHECK(taken(parts_from) == expected);
  }
}

TEST_CASE("keys are numbered in the order in which they come, again and again", "[store]") {
  schedules::Numbered numbered;
  std::mt19937_64 random(8);
  for (const std::uint64_t keys : {1U, 31U, 32U, 33U, 5000U, 3U, 700U}) {
    std::map<std::pair<std::uint64_t, std::uint64_t>, std::uint32_t> numbers;
    Mistakes wrong;
    for (std::uint64_t i = 0; i < 3 * keys; ++i) {
      const schedules::Numbered::Key key{random() % keys, i % 3};
      const auto [known, is_new] = numbers.try_emplace({key.one, key.other}, numbers.size());
      const schedules::Numbered::Added added = numbered.add(key);
      wrong.unless(added.number == known->second && added.is_new == is_new && numbered[added.number] == key);
    }
    CHECK(numbered.size() == numbers.size());
    CHECK(wrong.count == 0);
    numbered.clear();
    CHECK(numbered.size() == 0);
  }
}

TEST_CASE("places in parts are counted as one by one", "[store]") {
  std::mt19937 random(7);
  PartOrder order;
  std::vector<unsigned> parts;
  std::vector<std::uint32_t> before;
  PartOrder::Counts counts{};
  for (unsigned i = 0; i < 5000; ++i) {
    const unsigned part = i < 2000 ? static_cast<unsigned>(random() % 16) : (i < 3000 ? 0 : 15 - i % 2 * 15);
    parts.push_back(part);
    before.push_back(counts[part]++);
    order.append(part);
  }
  PartOrder at_once;
  std::vector<std::uint8_t> bytes(parts.begin(), parts.end());
  for (std::span<const std::uint8_t> left = bytes; !left.empty();) {
    std::array<std::pair<PartOrder::Room, std::span<const std::uint8_t>>, 3> stretches;
    for (auto& [room, some] : stretches) {
      some = left.first(std::min<std::size_t>(left.size(), random() % 200));
      left = left.subspan(some.size());
      PartOrder::Counts more{};
      for (const std::uint8_t part : some) ++more[part];
      room = at_once.extend(more);
    }
    std::ranges::shuffle(stretches, random);
    for (const auto& [room, some] : stretches) at_once.put(room, some);
    if (!left.empty()) at_once.append(left.front()), left = left.subspan(1);
  }
  REQUIRE(order.size() == parts.size());
  REQUIRE(at_once.size() == parts.size());
  Mistakes wrong;
  for (std::uint64_t index = 0; index < parts.size(); ++index) {
    wrong.unless(order.part_of(index) == parts[index]);
    wrong.unless(order.before(index, parts[index]) == before[index]);
    wrong.unless(order.index_of(parts[index], before[index]) == index);
    wrong.unless(at_once.part_of(index) == parts[index]);
    wrong.unless(at_once.before(index, parts[index]) == before[index]);
  }
  for (std::uint64_t index = 0; index < parts.size(); index += 97)
    for (unsigned part = 0; part < PartOrder::parts_max; ++part)
      wrong.unless(order.before(index, part) ==
                   std::count(parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(index), part));
  CHECK(wrong.count == 0);
}

TEST_CASE("a state whose place is kept is found where it is, not any number of moves away", "[store]") {
  constexpr std::uint64_t levels = 600;
  Store<2> store;
  const auto state = [](std::uint64_t level) { return State<2>{level, level * 7}; };
  for (std::uint64_t level = 0; level < levels; ++level) {
    store.add_to_level(level, level);
    store.add(state(level), 0, 0);
    store.settle();
  }
  Mistakes wrong;
  for (std::uint64_t level = 0; level < levels; ++level)
    for (std::uint64_t asked = level % schedules::levels_told; asked < levels; asked += schedules::levels_told)
      wrong.unless(store.find(state(level), schedules::hash<2>(state(level)), asked).has_value() == (asked == level));
  CHECK(wrong.count == 0);
}

TEST_CASE("a line of a table is looked at as entry by entry", "[store]") {
  std::mt19937 random(3);
  for (unsigned round = 0; round < 3000; ++round) {
    TableLine line{};
    const std::uint32_t mask = round % 3 == 0 ? 0 : ~std::uint32_t{0} << random() % 32;
    for (std::uint32_t& entry : line.entries) entry = random() % 4 == 0 ? 0 : static_cast<std::uint32_t>(random());
    const std::uint32_t bits = line.entries[random() % line.entries.size()] & mask;
    TableLine::Places equal = 0, free = 0;
    for (unsigned i = 0; i < TableLine::entries_max; ++i) {
      if (line.entries[i] == 0) free |= 1U << i;
      if (line.entries[i] != 0 && (line.entries[i] & mask) == bits) equal |= 1U << i;
    }
    const TableLine::Seen seen = line.look(bits, mask);
    CHECK((seen.equal == equal && seen.free == free));
  }
}

}  // namespace replock::tests
