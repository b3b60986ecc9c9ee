// States packed with less room than their fields may need: the search finds the same, and goes on where it was too
// little.
#include <catch2/catch.hpp>
#include <random>

#include "checks/tests/distinct_rows.h"
#include "checks/tests/engine_worlds.h"
#include "checks/tests/same_results.h"
#include "checks/tests/world_builder.h"
#include "schedules/levels.h"
#include "schedules/value_ranges.h"
#include "schedules/workers.h"

namespace replock::tests {
namespace {

using model::Range;
using schedules::Options;
using schedules::Result;

/// Whatever it takes: nearly nothing of what is stored is foreseen.
Options surprised() {
  Options options;
  options.digesting = schedules::Digesting::on;
  options.narrowed_from = 1;
  options.sampled_max = 1;
  return options;
}

/// One thread: a counts up to 3 while it is below, b gets a's value, then c the value 5 of 0..9; d stays 4.
struct Counted {
  Counted() {
    toy.thread();
    toy.choose(model::Choice::first,
               {engine::alternative({engine::equal(a, 3)}, {}, 1), engine::alternative({}, {engine::add(a, 1)}, 0)});
    toy.step(model::Verb::set, {}, {engine::copy(b, a)});
    toy.step(model::Verb::set, {}, {engine::set(c, 5)});
    toy.finish();
  }
  engine::Toy toy;
  model::FieldId a = toy.variable(3), b = toy.variable(7), c = toy.variable(9), d = toy.variable(9, 4);
};

}  // namespace

TEST_CASE("a field is as wide as what the alternatives that are taken store in it", "[narrowed]") {
  Counted counted;
  const model::World world = counted.toy.world();
  const model::FieldId pc = world.threads[0].pc;
  schedules::RuleBits taken = schedules::no_rules(world);
  const auto ranges = [&] { return schedules::value_ranges(world, taken); };
  CHECK(ranges()[counted.a] == Range{0, 0});
  CHECK(ranges()[pc] == Range{0, 0});
  CHECK(ranges()[counted.d] == Range{4, 4});
  taken[2] = true;  // b = a
  CHECK(ranges()[counted.b] == Range{0, 0});
  CHECK(ranges()[pc] == Range{0, 2});
  taken[1] = true;  // a counts
  CHECK(ranges()[counted.a] == Range{0, 3});
  CHECK(ranges()[counted.b] == Range{0, 3});
  CHECK(ranges()[counted.c] == Range{0, 0});
  taken[3] = true;  // c = 5
  CHECK(ranges()[counted.c] == Range{0, 5});
  CHECK(ranges()[counted.d] == Range{4, 4});
}

TEST_CASE("what is behind an alternative that is taken is foreseen, while there is room", "[narrowed]") {
  Counted counted;
  const model::World world = counted.toy.world();
  schedules::RuleBits taken = schedules::no_rules(world);
  CHECK(schedules::with_room_to_spare(world, taken) == taken);  // no step was come to
  taken[0] = true;
  const schedules::RuleBits more = schedules::with_room_to_spare(world, taken);
  CHECK(more[1]);
  CHECK_FALSE(more[2]);
}

TEST_CASE("states are packed into ranges, unpacked, and packed anew for others", "[narrowed]") {
  Counted counted;
  const model::World world = counted.toy.world();
  std::vector<Range> ranges = model::all_values(world);
  ranges[counted.a] = {1, 2};
  ranges[counted.c] = {5, 9};
  ranges[counted.d] = {4, 4};
  const model::Layout full = model::lay_out(world), narrow = model::lay_out(world, ranges);
  CHECK(narrow.bits_used == full.bits_used - 1 - 1 - 4);
  CHECK(narrow.places[counted.d].bits == 0);
  const model::Repacking into(full, narrow), back(narrow, full);
  for (std::uint16_t a = 1; a <= 2; ++a)
    for (std::uint16_t c = 5; c <= 9; ++c) {
      model::State state = model::initial_state(world);
      state[counted.a] = a, state[counted.c] = c;
      const model::Packed packed = model::pack(narrow, state), wide = model::pack(full, state);
      CHECK(model::unpack(narrow, packed.data()) == state);
      model::Packed repacked(narrow.words, 0), again(full.words, 0);
      into.repack(wide.data(), repacked.data());
      back.repack(repacked.data(), again.data());
      CHECK(repacked == packed);
      CHECK(again == wide);
    }
}

TEST_CASE("states of a scenario are packed anew as if packed from their values", "[narrowed]") {
  const model::World world =
      checks::ask(model::scenario_named("bond-vs-unbind"), model::Series::parse("L7")).recorded.world;
  std::mt19937 random(29);
  const auto from_to = [&](unsigned min, unsigned max) {
    return static_cast<std::uint16_t>(std::uniform_int_distribution<unsigned>(min, max)(random));
  };
  const auto ranges_around = [&](const model::State& state) {
    std::vector<Range> ranges = model::all_values(world);
    for (std::size_t field = 0; field < state.size(); ++field)
      if (from_to(0, 2) != 0)
        ranges[field] = {from_to(0, state[field]), from_to(state[field], ranges[field].max)};
      else if (from_to(0, 1) != 0)
        ranges[field] = {state[field], state[field]};
    return ranges;
  };
  for (unsigned round = 0; round < 500; ++round) {
    model::State state;
    for (const model::Field& field : world.fields) state.push_back(from_to(0, field.max));
    const model::Layout one = model::lay_out(world, ranges_around(state));
    const model::Layout other = model::lay_out(world, ranges_around(state));
    model::Packed repacked(other.words, ~std::uint64_t{0});
    model::Repacking(one, other).repack(model::pack(one, state).data(), repacked.data());
    REQUIRE(repacked == model::pack(other, state));
  }
}

TEST_CASE("over the catalogue a search in narrower layouts finds what one in the full layout does", "[narrowed]") {
  schedules::Workers two(2);
  std::size_t narrower = 0, surprises = 0, rows = 0;
  for_each_distinct_row([&](const checks::Row& row, const checks::Question& question) {
    INFO(row.scenario << " at " << row.series);
    Options options;
    const auto search = [&] { return schedules::explore(question.recorded.world, question.claims, options); };
    options.narrowed_from = ~std::uint64_t{0};
    options.bounds.states_max = 2000;
    const Result full = search();
    if (full.end != schedules::End::exhausted) return;
    options.narrowed_from = full.states / 3;
    const Result narrowed = search();
    check_same(narrowed, full);
    narrower += narrowed.state_words < full.state_words ? 1U : 0U;
    const bool may_surprise = surprises == 0 && full.state_words > 1;  // one word gets no narrower
    if (rows++ % 16 != 0 && !may_surprise) return;
    options.digesting = schedules::Digesting::on;
    const Result digested = search();
    options = surprised();
    const Result widened = search();
    check_same(widened, digested);
    surprises += widened.layouts > narrowed.layouts ? 1U : 0U;
    options.workers = &two;
    options.shared_from = 1, options.parted_from = 1;
    const Result together = search();
    check_same(together, digested);
    CHECK(together.state_words == widened.state_words);
    CHECK(together.layouts == widened.layouts);
  });
  CHECK(narrower > 0);
  CHECK(surprises > 0);
}

TEST_CASE("a search in one word that stores more than is foreseen goes on in several, however deep it is",
          "[narrowed]") {
  for (const unsigned wide_fields : {0U, 5U}) {
    const model::World world = engine::far_away_and_back(wide_fields);
    Options options = surprised();
    options.narrowed_from = ~std::uint64_t{0};
    const Result full = schedules::explore(world, {}, options);
    options = surprised();
    options.parted_from = 1;
    const Result narrowed = schedules::explore(world, {}, options);
    check_as_good(narrowed, full);
    CHECK(narrowed.depth > 2 * schedules::levels_told);
    CHECK(full.state_words == (wide_fields == 0 ? 1 : 2));
    CHECK(narrowed.layouts > (wide_fields == 0 ? 0 : 2));
  }
}

TEST_CASE("a bound ends a search in narrower layouts at the same state", "[narrowed]") {
#ifdef REPLOCK_SANITIZED  // what a sanitizer sees, it sees in fewer
  constexpr std::uint64_t every = 36;
#else
  constexpr std::uint64_t every = 9;
#endif
  const checks::Question question = checks::ask(model::scenario_named("load-failure"), model::Series::parse("L7"));
  Options options;
  const auto search = [&] { return schedules::explore(question.recorded.world, question.claims, options); };
  schedules::Workers two(2);
  for (std::uint64_t states_max = 2; states_max < 400; states_max += every) {
    INFO(states_max << " states");
    options = {};
    options.bounds.states_max = states_max;
    options.narrowed_from = ~std::uint64_t{0};
    const Result full = search();
    CHECK(full.end == schedules::End::states_bound);
    options.narrowed_from = 1;
    options.sampled_max = 1;
    check_same(search(), full);
    options.workers = &two;
    options.shared_from = 1, options.parted_from = 1;
    check_same(search(), full);
  }
}

TEST_CASE("a bound that is near where a state's last move stores more than is foreseen ends the search as ever",
          "[narrowed]") {
  engine::Toy toy;
  const model::FieldId flag = toy.variable(1);
  std::vector<model::Effect> much;
  for (unsigned i = 0; i < 5; ++i) much.push_back(engine::set(toy.variable(65'535), 65'535));
  toy.thread();
  toy.step(model::Verb::set, {}, {});
  toy.choose(model::Choice::any, {engine::alternative({}, {}, 2), engine::alternative({}, {engine::set(flag, 1)}, 2),
                                  engine::alternative({}, much, 2)});
  toy.finish();
  const model::World world = toy.world();
  model::Claim claim;
  claim.step = 1, claim.alternative = 1;
  claim.bad = {engine::equal(flag, 1)};
  for (std::uint64_t states_max = 2; states_max <= 6; ++states_max) {
    INFO(states_max << " states");
    Options options = surprised();
    options.bounds.states_max = states_max;
    const Result narrowed = schedules::explore(world, {claim}, options);
    CHECK(narrowed.layouts > (states_max > 2 ? 1U : 0U));
    options.narrowed_from = ~std::uint64_t{0};
    check_same(narrowed, schedules::explore(world, {claim}, options));
  }
}

TEST_CASE("a value outside of its field is a fault of the model in a narrow layout too", "[narrowed]") {
  engine::Toy toy;
  std::vector<model::FieldId> wide;
  for (unsigned i = 0; i < 6; ++i) wide.push_back(toy.variable(65'535));
  const model::FieldId small = toy.variable(2);
  toy.thread();
  for (unsigned i = 0; i < 3; ++i) toy.step(model::Verb::set, {}, {engine::add(small, 1), engine::set(wide[i], 9)});
  toy.finish();
  const model::World world = toy.world();
  const auto fault = [&](const Options& options) {
    try {
      schedules::explore(world, {}, options);
    } catch (const model::ModelFault& found) {
      return found.what;
    }
    return std::string("none");
  };
  CHECK_THAT(fault({}), Catch::Contains("would become 3"));
  CHECK(fault(surprised()) == fault({}));
}

}  // namespace replock::tests
