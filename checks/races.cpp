// Which access in which function: both orders of a race are one finding.
#include "checks/races.h"

#include <algorithm>
#include <tuple>
#include <vector>

#include "schedules/relacy_places.h"

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
};

std::vector<Touched> touched(const World& world, const model::State& before, model::Move move) {
  const model::StepId pc = model::pc_of(world, before, move.thread);
  const model::Step& step = world.step(move.thread, pc);
  std::vector<Touched> all;
  for (std::size_t i = 0; i <= move.alternative; ++i)
    schedules::for_each_read(step.alternatives[i], [&](FieldId field) {
      all.push_back({{move.thread, pc, false}, field});
    });
  for (const model::Effect& effect : step.alternatives[move.alternative].effects)
    all.push_back({{move.thread, pc, true}, effect.field});
  return all;
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

bool touches_as_said(const World& world, const schedules::Schedule& schedule, const std::string& sentence) {
  std::vector<std::vector<Touched>> moves;
  model::State state = model::initial_state(world);
  for (const model::Move move : schedule) {
    moves.push_back(touched(world, state, move));
    state = model::after(world, state, move);
  }
  if (moves.empty()) return false;
  for (const Touched& later : moves.back())
    for (const std::vector<Touched>& move : moves)
      for (const Touched& earlier : move) {
        const bool conflict = earlier.field == later.field && earlier.access.thread != later.access.thread;
        if (conflict && race_sentence(world, {later.field, earlier.access, later.access, {}}) == sentence) return true;
      }
  return false;
}

}  // namespace replock::checks
