// Threads that share out loops, and searches that several of them do together: as if one had.
#include "schedules/workers.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <stdexcept>
#include <thread>
#include <vector>

#include "checks/catalogue.h"
#include "checks/judge.h"
#include "checks/tests/distinct_rows.h"
#include "checks/tests/engine_worlds.h"
#include "checks/tests/same_results.h"
#include "checks/tests/world_builder.h"

namespace replock::tests {
namespace {

using schedules::Result;
using schedules::Workers;

/// Helpers that have started: from then on they are free until there is a loop.
void wait_for_help(const Workers& workers) {
  while (!workers.any_free()) std::this_thread::yield();
}

/// With parts as in together(), else another schedule as good may be told.
Result alone(const model::World& world, const std::vector<model::Claim>& claims, schedules::Options options,
             std::uint64_t parted_from) {
  options.workers = nullptr;
  options.parted_from = parted_from;
  return schedules::explore(world, claims, options);
}

/// From that many states of a level on.
Result together(const model::World& world, const std::vector<model::Claim>& claims, schedules::Options options,
                Workers& workers, std::uint64_t shared_from) {
  wait_for_help(workers);
  options.workers = &workers;
  options.shared_from = shared_from, options.parted_from = shared_from;
  return schedules::explore(world, claims, options);
}

}  // namespace

TEST_CASE("each piece of a loop is run once, and loops in loops end", "[workers]") {
  for (const unsigned threads : {1U, 2U, 5U}) {
    Workers workers(threads);
    std::vector<std::atomic<unsigned>> runs(40 * 30);
    workers.each(40,
                 [&](std::size_t outer) { workers.each(30, [&](std::size_t inner) { ++runs[outer * 30 + inner]; }); });
    for (const std::atomic<unsigned>& count : runs) CHECK(count == 1);
    workers.each(0, [](std::size_t) { FAIL("there is no piece"); });
  }
}

TEST_CASE("what the first piece in order throws is thrown on, after all have ended", "[workers]") {
  for (const unsigned threads : {1U, 4U}) {
    Workers workers(threads);
    std::atomic<unsigned> ended{0};
    const auto throwing = [&](std::size_t piece) {
      ++ended;
      if (piece % 3 == 2) throw std::runtime_error(std::to_string(piece));
    };
    CHECK_THROWS_WITH(workers.each(50, throwing), "2");
    CHECK(ended == 50);
  }
}

TEST_CASE("small worlds searched together are as if searched alone", "[workers][explorer]") {
  Workers workers(3);
  for (const engine::NamedWorld& named : engine::engine_worlds())
    for (const schedules::Reduction reduction : schedules::reductions) {
      INFO(named.name << ", " << words(reduction));
      schedules::Options options;
      options.reduction = reduction;
      options.digesting = schedules::Digesting::on;
      check_same(alone(named.world, {}, options, 1), together(named.world, {}, options, workers, 1));
    }
}

TEST_CASE("the catalogue searched together is as if searched alone", "[workers][explorer]") {
  Workers workers(2);
  std::size_t large = 0;
  for_each_distinct_row([&](const checks::Row& row, const checks::Question& question) {
    INFO(row.scenario << " at " << row.series);
    for (const schedules::Reduction reduction : schedules::reductions) {
      schedules::Options options;
      options.reduction = reduction;
      const Result expected = alone(question.recorded.world, question.claims, options, 64);
      check_same(expected, together(question.recorded.world, question.claims, options, workers, 64));
      large += expected.states > 100'000 ? 1 : 0;
    }
  });
  if (one_row_in() == 1) CHECK(large > 0);
}

TEST_CASE("bounds end a search at the same state, with help or without", "[workers][explorer]") {
  Workers workers(2);
  const checks::Question question = checks::ask(model::scenario_named("bond-vs-unbind"), model::Series::parse("L7"));
  const std::uint64_t all = alone(question.recorded.world, question.claims, {}, 16).states;
  schedules::Options options;
  for (options.bounds.states_max = 1; options.bounds.states_max < all; options.bounds.states_max *= 3)
    check_same(alone(question.recorded.world, question.claims, options, 16),
               together(question.recorded.world, question.claims, options, workers, 16));
  options.bounds.states_max = all + 1;
  for (options.bounds.memory_max_bytes = 20'000; options.bounds.memory_max_bytes < (20U << 20);
       options.bounds.memory_max_bytes *= 2)
    check_same(alone(question.recorded.world, question.claims, options, 16),
               together(question.recorded.world, question.claims, options, workers, 16));
}

TEST_CASE("a fault of the model is the same one, whoever meets it", "[workers][explorer]") {
  engine::Toy toy;
  const model::FieldId small = toy.variable(2), other = toy.variable(1);
  for (unsigned thread = 0; thread < 3; ++thread) {
    toy.thread();
    toy.step(model::Verb::set, {}, {engine::set(other, 1)});
    toy.step(model::Verb::set, {}, {{small, model::Effect::Does::add, 1}});
    toy.finish();
  }
  const model::World world = toy.world();
  Workers workers(3);
  const auto fault = [&](const std::function<Result()>& search) {
    try {
      search();
    } catch (const model::ModelFault& found) {
      return found.what;
    }
    return std::string("none");
  };
  const std::string expected = fault([&] { return alone(world, {}, {}, 1); });
  CHECK(expected != "none");
  CHECK(fault([&] { return together(world, {}, {}, workers, 1); }) == expected);
}

}  // namespace replock::tests
