// Which access in which function: both orders of a race are one finding.
#include "checks/races.h"

#include <algorithm>
#include <tuple>
#include <vector>

#include "schedules/happens_before.h"
#include "schedules/relacy_touches.h"

namespace replock::checks {
namespace {

using model::FieldId;
using model::World;
using schedules::Race;

std::string place(const World& world, const Race::Access& access) {
  const std::string& function = model::function_of(world, world.step(access.thread, access.step));
  return function.empty() ? world.threads[access.thread].name : function + "()";
}

struct Touched {
  Race::Access access;
  FieldId field = model::none;
  schedules::HappensBefore::Moment when = 0;
};

/// All plain accesses along a schedule, move by move.
struct Walk {
  std::vector<std::vector<Touched>> moves;
  schedules::HappensBefore order;
};

Walk walk(const World& world, const schedules::Places& places, const schedules::Schedule& schedule) {
  Walk walked{{}, {world, places}};
  model::State state = model::initial_state(world);
  for (const model::Move move : schedule) {
    const model::StepId pc = model::pc_of(world, state, move.thread);
    walked.order.take(state, move);
    walked.moves.emplace_back();
    for (const auto& touch : schedules::Touches::along(places, world.step(move.thread, pc), move.alternative))
      walked.moves.back().push_back({{move.thread, pc, touch.stores}, touch.field, walked.order.now(move.thread)});
    state = model::after(world, state, move);
  }
  return walked;
}

}  // namespace

std::string race_sentence(const World& world, const Race& race) {
  const auto key = [&](const Race::Access& access) { return std::tuple(access.stores, place(world, access)); };
  Race::Access first = race.earlier, second = race.later;
  if (key(second) < key(first)) std::swap(first, second);
  const auto words = [&](const Race::Access& access) {
    return (access.stores ? "a store in " : "a read in ") + place(world, access);
  };
  return world.fields[race.field].name + ": " + words(first) + " and " + words(second) + " are not ordered";
}

RaceAgain race_again(const World& world, const schedules::Schedule& schedule, const std::string& sentence) {
  const schedules::Places places = schedules::places(world, schedules::Memory::kernel);
  const Walk walked = walk(world, places, schedule);
  RaceAgain again = RaceAgain::elsewhere;
  if (walked.moves.empty()) return again;
  for (const Touched& later : walked.moves.back())
    for (const std::vector<Touched>& move : walked.moves)
      for (const Touched& earlier : move) {
        const bool conflict = earlier.field == later.field && earlier.access.thread != later.access.thread;
        if (!conflict || race_sentence(world, {later.field, earlier.access, later.access, {}}) != sentence) continue;
        if (!walked.order.orders(earlier.access.thread, earlier.when, later.access.thread)) return RaceAgain::races;
        again = RaceAgain::ordered;
      }
  return again;
}

}  // namespace replock::checks
