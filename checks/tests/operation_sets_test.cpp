// Composed scenarios: their names, which there are, and that those left out show nothing of their own.
#include "model/operation_sets.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "model/refusal.h"
#include "schedules/explorer.h"
#include "schedules/fingerprint.h"

namespace replock::tests {
namespace {

using model::Actor;
using model::Operation;
using model::Scenario;
using model::Start;

const model::Series last_level = model::Series::level(7);

/// Recorded in a moment.
const model::OperationSets some{.only = Operation::rmmod_ib};

std::vector<std::string> names(const model::OperationSets& wanted) {
  std::vector<std::string> list;
  for (const Scenario& scenario : model::operation_sets(wanted)) list.push_back(scenario.name);
  return list;
}

bool has(const std::vector<std::string>& all, const std::string& name) { return std::ranges::count(all, name) == 1; }

std::uint64_t fingerprint(const Scenario& scenario) {
  schedules::Fingerprint print;
  print.add(model::record(scenario, last_level).world);
  return print.value();
}

/// Steps that some schedule reaches and that write a field, apart from what the firmware alone knows.
bool changes_something(const model::World& world, const schedules::Result& result, model::ThreadId thread) {
  const std::vector<model::Step>& steps = world.threads[thread].steps;
  for (std::size_t step = 0; step < steps.size(); ++step) {
    const bool writes = steps[step].verb == model::Verb::set && !steps[step].words.starts_with("fw_num_vfs");
    if (writes && result.reached[thread][step]) return true;
  }
  return false;
}

bool everyone_changes_something(const std::vector<Actor>& actors, const Start& start) {
  Scenario scenario = model::composed(actors, start);
  scenario.failures = 1;
  const model::World world = model::record(scenario, last_level).world;
  const schedules::Result result = schedules::explore(world, {}, {});
  for (std::size_t thread = 0; thread < actors.size(); ++thread)
    if (!changes_something(world, result, static_cast<model::ThreadId>(thread))) return false;
  return true;
}

std::uint64_t states(const std::string& name) {
  return schedules::explore(model::record(model::scenario_named(name), last_level).world, {}, {}).states;
}

/// What the workers alone come to, without a failure.
std::set<model::State> by_workers(const model::World& world) {
  std::set<model::State> seen{model::initial_state(world)};
  std::vector<model::State> open(seen.begin(), seen.end());
  while (!open.empty()) {
    const model::State state = open.back();
    open.pop_back();
    for (const model::Move move : model::enabled(world, state)) {
      if (!world.threads[move.thread].worker) continue;
      const model::State next = model::after(world, state, move);
      if (next[world.budget] == state[world.budget] && seen.insert(next).second) open.push_back(next);
    }
  }
  return seen;
}

/// Whether they differ in first values at most.
bool same_program(model::World one, const model::World& other) {
  if (one.fields.size() != other.fields.size()) return false;
  for (std::size_t field = 0; field < one.fields.size(); ++field)
    one.fields[field].initial = other.fields[field].initial;
  return one == other;
}

/// The refusal; "" where there is none.
std::string refusal(const std::string& name) {
  try {
    model::scenario_named(name);
  } catch (const model::Refusal& refusal) {
    return refusal.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a composed scenario and its systematic name stand for each other", "[operations]") {
  for (const unsigned size : {2U, 3U})
    for (const Scenario& scenario : model::operation_sets({.size = size, .pfs = {1, 2}, .only = {}, .failures = 0})) {
      const Scenario named = model::scenario_named(scenario.name);
      REQUIRE(named.name == scenario.name);
      REQUIRE(named.actors.size() == size);
    }
  for (const Scenario& scenario : model::operation_sets(some)) {
    INFO(scenario.name);
    REQUIRE(scenario.failures == 1);
    REQUIRE(fingerprint(model::scenario_named(scenario.name)) == fingerprint(scenario));
  }
}

TEST_CASE("two names never stand for one world", "[operations]") {
  std::set<std::uint64_t> worlds;
  const std::vector<Scenario> all = model::operation_sets(some);
  for (const Scenario& scenario : all) worlds.insert(fingerprint(scenario));
  CHECK(worlds.size() == all.size());
  std::set<std::string> starts;
  for (const Start& start : model::starts()) starts.insert(start.name);
  CHECK(starts.size() == model::starts().size());
}

TEST_CASE("a systematic name is refused with what there is instead", "[operations]") {
  CHECK_THAT(refusal("x/1pf-legacy"), Catch::Contains("there is no operation 'x'; use any of modprobe-ib, rmmod-ib, "));
  CHECK_THAT(refusal("/1pf-legacy"), Catch::Contains("there is no operation ''"));
  CHECK_THAT(refusal("rmmod-ib+/1pf-legacy"), Catch::Contains("there is no operation ''"));
  CHECK_THAT(refusal("rmmod-ib/"), Catch::Contains("there is no first state ''; behind the / write 1pf or 2pf"));
  CHECK_THAT(refusal("rmmod-ib/1pf-legacy-sf"), Catch::Contains("no first state '1pf-legacy-sf'"));
  CHECK_THAT(refusal("rmmod-ib/1pf-switchdev/x"), Catch::Contains("no first state '1pf-switchdev/x'"));
  CHECK_THAT(refusal("set-legacy/2pf-legacy-legacy"), Catch::Contains("write set-legacy.d0 or set-legacy.d1"));
  CHECK_THAT(refusal("set-legacy.d1/1pf-legacy"), Catch::EndsWith("write set-legacy.d0"));
  CHECK_THAT(refusal("bond/1pf-legacy"), Catch::EndsWith("'bond' is about a LAG; start it from a state of 2pf"));
  CHECK_THAT(refusal("bond.d0/2pf-legacy-legacy"), Catch::EndsWith("can't take 'bond.d0'; write bond"));
  CHECK_THAT(refusal("set-legacy.d0+rmmod-ib/1pf-legacy"), Catch::Contains("write rmmod-ib+set-legacy.d0/1pf-legacy"));
  CHECK_THAT(refusal("bond+bond+bond+bond+bond+bond+bond+bond+bond/1pf-legacy"), Catch::Contains("at most 8"));
  CHECK_THAT(refusal("bond/2pf-legacy-legacy-roce-lag@vfs=1"), Catch::Contains("RoCE LAG"));
  CHECK(refusal("bond/2pf-legacy-legacy-roce-lag@failures=2,slots=4") == "");
}

TEST_CASE("the pairs are those that can do something together", "[operations]") {
  const std::vector<std::string> pairs = names({.failures = 0});
  CHECK(has(pairs, "rmmod-ib+set-legacy.d0/2pf-switchdev-switchdev-mpesw"));
  CHECK(has(pairs, "modprobe-ib+set-switchdev.d0/1pf-legacy-no-ib"));
  CHECK(has(pairs, "modprobe-ib+rmmod-ib/1pf-switchdev"));
  CHECK(has(pairs, "modprobe-ib+rmmod-ib/1pf-switchdev-no-ib"));
  CHECK(has(pairs, "add-sf.d0+del-sf.d0/1pf-switchdev"));
  CHECK(has(pairs, "add-sf.d0+del-sf.d0/1pf-switchdev-sf"));
  CHECK(has(pairs, "set-switchdev.d0+set-switchdev.d0/1pf-legacy"));
  CHECK(has(pairs, "enable-sriov.d0+unbond/2pf-legacy-legacy-roce-lag"));
  CHECK(has(pairs, "bond+set-switchdev.d1/2pf-switchdev-legacy"));
  CHECK(has(pairs, "set-legacy.d1+unbind-ib-rep.d0/2pf-switchdev-switchdev-bonding"));
  CHECK(has(pairs, "set-legacy.d0+unbind-ib-rep.d1/2pf-switchdev-switchdev-bonding"));

  CHECK_FALSE(has(pairs, "del-sf.d0+set-legacy.d0/1pf-switchdev"));               // no SF
  CHECK_FALSE(has(pairs, "bind-eth-rep.d0+rmmod-ib/1pf-switchdev"));              // bound already
  CHECK_FALSE(has(pairs, "rmmod-ib+rmmod-ib/1pf-switchdev"));                     // the loader lets one in
  CHECK_FALSE(has(pairs, "bond+rmmod-ib/1pf-switchdev"));                         // nothing to bond with
  CHECK_FALSE(has(pairs, "rmmod-ib+set-legacy.d0/1pf-switchdev-no-vfs"));         // no VF comes or goes
  CHECK_FALSE(has(pairs, "bond+rmmod-ib/2pf-switchdev-legacy"));                  // never alike
  CHECK_FALSE(has(pairs, "rmmod-ib+unbond/2pf-switchdev-switchdev-shared-fdb"));  // bonding comes there
  CHECK(has(names({.size = 3, .failures = 0}), "add-sf.d0+set-legacy.d0+set-switchdev.d0/1pf-switchdev-sf"));
}

TEST_CASE("an operation alone restricts the pairs to those with it", "[operations]") {
  const std::vector<std::string> with_it = names({.only = Operation::del_sf, .failures = 0});
  for (const std::string& name : with_it) CHECK_THAT(name, Catch::Contains("del-sf"));
  const std::vector<std::string> all = names({.failures = 0});
  CHECK(static_cast<std::ptrdiff_t>(with_it.size()) ==
        std::ranges::count_if(all, [](const std::string& name) { return name.find("del-sf") != std::string::npos; }));
}

TEST_CASE("in a pair that is left out, somebody changes nothing", "[operations]") {
  std::size_t left_out = 0;
  for (const model::OperationInfo& one : model::operations())
    for (const model::OperationInfo& other : model::operations())
      for (const Start& start : model::starts()) {
        const std::vector<Actor> actors{{one.operation, 0}, {other.operation, 0}};
        // modprobe of what is loaded and rmmod of what is not are left out by the first state, not by the partner.
        const bool module = one.operation == Operation::modprobe_ib || one.operation == Operation::rmmod_ib;
        if (start.pfs() > 1 || ways(one, 1) == 0 || ways(other, 1) == 0) continue;
        if (other.operation < one.operation || module || can_all_act(start, actors)) continue;
        ++left_out;
        INFO(model::composed(actors, start).name);
        CHECK_FALSE(everyone_changes_something(actors, start));
      }
  CHECK(left_out > 100);
}

TEST_CASE("of two mirror images one is left out, and it has as many states", "[operations]") {
  const std::vector<std::string> pairs = names({.failures = 0});
  for (const auto& [one, image] : {std::pair("set-legacy.d0+unbind-eth-rep.d1/2pf-switchdev-switchdev",
                                             "set-legacy.d1+unbind-eth-rep.d0/2pf-switchdev-switchdev"),
                                   std::pair("set-legacy.d1+set-switchdev.d0/2pf-legacy-switchdev",
                                             "set-legacy.d0+set-switchdev.d1/2pf-switchdev-legacy"),
                                   std::pair("enable-sriov.d0+unbind-ib-rep.d0/2pf-switchdev-switchdev-no-vfs",
                                             "enable-sriov.d1+unbind-ib-rep.d1/2pf-switchdev-switchdev-no-vfs")}) {
    INFO(one << " and " << image);
    CHECK((has(pairs, one) != has(pairs, image)));
    CHECK(states(one) == states(image));
  }
}

TEST_CASE("what starts with shared FDB is part of what starts with bonding", "[operations]") {
  constexpr std::size_t every = 40;
  std::size_t number = 0, left_out = 0;
  for (const Scenario& pair : model::operation_sets({.pfs = {2}})) {
    const std::optional<Scenario> part = model::part_left_out(pair);
    if (!part) continue;
    ++left_out;
    for (const model::NamedSeries& named : model::named_series()) {
      if (number++ % every != 0) continue;
      INFO(part->name << " " << named.name);
      const model::World whole = model::record(pair, named.series).world;
      const model::World world = model::record(*part, named.series).world;
      CHECK(same_program(whole, world));
      CHECK(by_workers(whole).count(model::initial_state(world)) == 1);
    }
  }
  CHECK(left_out > 400);
  CHECK_FALSE(model::part_left_out(model::scenario_named("rmmod-ib+unbond/2pf-switchdev-switchdev-mpesw")));
}

TEST_CASE("two users of one operation are two threads with two names", "[operations]") {
  const model::World world =
      model::record(model::scenario_named("unbind-ib-rep.d0+unbind-ib-rep.d0/1pf-switchdev"), last_level).world;
  CHECK(world.threads[0].name == "unbind d0.IB_REP");
  CHECK(world.threads[1].name == "unbind d0.IB_REP (2)");
}

}  // namespace replock::tests
