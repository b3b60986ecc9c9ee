// Steps of a recorded world, edited in place.
#include "checks/mutants.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "schedules/about.h"
#include "schedules/footprints.h"
#include "schedules/held_sets.h"
#include "schedules/momentary.h"

namespace replock::checks {
namespace {

using model::Alternative;
using model::Effect;
using model::FieldId;
using model::none;
using model::Program;
using model::Recorded;
using model::Step;
using model::StepId;
using model::Test;
using model::ThreadId;
using model::Verb;
using model::World;

FlowLine line_of(const Recorded& recorded, std::size_t thread, std::size_t step) {
  return {words(recorded.lines[thread][step]), function_of(recorded.world, recorded.world.threads[thread].steps[step])};
}

bool is_call(const Step& step) { return step.verb == Verb::when && step.words.starts_with("call "); }

bool can_be_dropped(const Step& step) {
  switch (step.verb) {
    case Verb::may_fail:
    case Verb::dequeue:
    case Verb::finish:
      return false;
    default:
      return !is_call(step);
  }
}

/// One way on.
bool is_straight(const Step& step) {
  return std::ranges::all_of(step.alternatives,
                             [&](const Alternative& one) { return one.next == step.alternatives[0].next; });
}

bool can_be_swapped(const Step& step) { return can_be_dropped(step) && is_straight(step); }

bool is_of_lock(const model::Lock& lock, FieldId field) {
  return lock.owner == field || std::ranges::count(lock.readers, field) != 0;
}

/// What the verb itself asks and does; what was noted with it stays.
void strip(const World& world, const Step& step, Alternative& alternative) {
  if (step.lock != none) {
    const model::Lock& lock = world.locks[step.lock];
    std::erase_if(alternative.effects, [&](const Effect& effect) { return is_of_lock(lock, effect.field); });
  } else if (step.verb == Verb::queue_work && step.choice == model::Choice::first) {
    for (const model::Queue& queue : world.queues)
      std::erase_if(alternative.effects, [&](const Effect& effect) {
        return std::ranges::count(queue.items, effect.field) + std::ranges::count(queue.stamps, effect.field) != 0;
      });
  } else if (step.verb != Verb::when && step.verb != Verb::wait_until) {
    alternative.effects.erase(alternative.effects.begin());
  }
  alternative.guard.clear();
}

/// Which way it goes once it is dropped.
std::size_t way_without(const Step& step) {
  const bool waits_for_lock = step.verb == Verb::wait_until && step.lock != none;
  return step.verb == Verb::when || waits_for_lock ? step.alternatives.size() - 1 : 0;
}

void drop(const World& world, Step& step) {
  Alternative kept = step.alternatives[way_without(step)];
  strip(world, step, kept);
  step.words = "(dropped) " + step.words;
  kept.words = step.words;
  step.alternatives = {std::move(kept)};
  step.verb = Verb::set;
  step.choice = model::Choice::any;
  step.lock = none;
  step.waits_for.clear();
}

void exchange(Step& first, Step& second) {
  const StepId behind_first = first.alternatives[0].next, behind_second = second.alternatives[0].next;
  std::swap(first, second);
  for (Alternative& alternative : first.alternatives) alternative.next = behind_first;
  for (Alternative& alternative : second.alternatives) alternative.next = behind_second;
}

std::vector<unsigned> leading_to(const Program& program) {
  std::vector<unsigned> count(program.steps.size(), 0);
  for (std::size_t from = 0; from < program.steps.size(); ++from) {
    std::set<StepId> to;
    for (const Alternative& alternative : program.steps[from].alternatives) to.insert(alternative.next);
    for (const StepId step : to) ++count[step];
  }
  return count;
}

/// Calls visit(thread, step, the step behind it) for each two that can be swapped.
void for_each_pair(const Recorded& recorded, const std::function<void(std::size_t, StepId, StepId)>& visit) {
  for (std::size_t thread = 0; thread < recorded.world.threads.size(); ++thread) {
    const Program& program = recorded.world.threads[thread];
    const std::vector<unsigned> leading = leading_to(program);
    for (std::size_t index = 0; index < program.steps.size(); ++index) {
      const Step& first = program.steps[index];
      if (!can_be_swapped(first)) continue;
      const StepId next = first.alternatives[0].next;
      const Step& second = program.steps[next];
      if (next != index && leading[next] == 1 && can_be_swapped(second) && first.frame == second.frame)
        visit(thread, static_cast<StepId>(index), next);
    }
  }
}

using Places = std::vector<std::pair<std::size_t, StepId>>;

/// No place twice, also where three lines are one in a loop that was unrolled.
Places places_of(const Mutant& swapped, const Recorded& recorded) {
  Places places;
  std::set<std::pair<std::size_t, StepId>> taken;
  for_each_pair(recorded, [&](std::size_t thread, StepId step, StepId next) {
    if (line_of(recorded, thread, step) != swapped.line || line_of(recorded, thread, next) != swapped.next) return;
    if (taken.contains({thread, step}) || taken.contains({thread, next})) return;
    taken.insert({{thread, step}, {thread, next}});
    places.emplace_back(thread, step);
  });
  return places;
}

/// What the steps ask, store, and what claims about them ask.
std::set<FieldId> fields_of(const World& world, const std::vector<model::Claim>& claims, ThreadId thread, StepId id) {
  std::set<FieldId> fields;
  const auto add = [&](const Test& test) {
    fields.insert(test.field);
    if (test.is == Test::Is::equal_field || test.is == Test::Is::unequal_field) fields.insert(test.operand);
  };
  for (const Alternative& alternative : world.step(thread, id).alternatives) {
    std::ranges::for_each(alternative.guard, add);
    for (const Effect& effect : alternative.effects) {
      fields.insert(effect.field);
      if (effect.does == Effect::Does::copy) fields.insert(effect.operand);
    }
  }
  for (const model::Claim& claim : claims)
    if (!claim.at_rest && !claim.at_entry && claim.thread == thread && claim.step == id)
      std::ranges::for_each(claim.bad, add);
  return fields;
}

}  // namespace

std::vector<Mutant> mutants_of(const Recorded& recorded) {
  std::map<std::tuple<Mutant::Does, FlowLine, FlowLine>, std::string> all;
  for (std::size_t thread = 0; thread < recorded.world.threads.size(); ++thread) {
    const Program& program = recorded.world.threads[thread];
    for (std::size_t step = 0; step < program.steps.size(); ++step)
      if (can_be_dropped(program.steps[step]))
        all.try_emplace({Mutant::Does::drop, line_of(recorded, thread, step), FlowLine{}}, program.steps[step].words);
  }
  for_each_pair(recorded, [&](std::size_t thread, StepId step, StepId next) {
    const FlowLine line = line_of(recorded, thread, step), behind = line_of(recorded, thread, next);
    const std::vector<Step>& steps = recorded.world.threads[thread].steps;
    if (line != behind)
      all.try_emplace({Mutant::Does::swap, line, behind}, steps[step].words + " <-> " + steps[next].words);
  });
  std::vector<Mutant> mutants;
  for (auto& [key, words] : all) mutants.push_back({std::get<0>(key), std::get<1>(key), std::get<2>(key), words});
  return mutants;
}

bool apply(const Mutant& mutant, Recorded& recorded) {
  bool any = false;
  if (mutant.does == Mutant::Does::swap) {
    for (const auto& [thread, step] : places_of(mutant, recorded)) {
      std::vector<Step>& steps = recorded.world.threads[thread].steps;
      exchange(steps[step], steps[steps[step].alternatives[0].next]);
      any = true;
    }
    return any;
  }
  for (std::size_t thread = 0; thread < recorded.world.threads.size(); ++thread)
    for (std::size_t step = 0; step < recorded.world.threads[thread].steps.size(); ++step) {
      Step& it = recorded.world.threads[thread].steps[step];
      if (!can_be_dropped(it) || line_of(recorded, thread, step) != mutant.line) continue;
      drop(recorded.world, it);
      any = true;
    }
  return any;
}

std::vector<FlowLine> assertions_of(const Recorded& recorded) {
  std::set<FlowLine> lines;
  for (std::size_t thread = 0; thread < recorded.world.threads.size(); ++thread) {
    const Program& program = recorded.world.threads[thread];
    for (std::size_t step = 0; step < program.steps.size(); ++step)
      for (const Alternative& alternative : program.steps[step].alternatives)
        for (const model::Mark& mark : alternative.marks)
          if (mark.what == model::What::asserts_held)
            lines.insert(
                {recorded.world.locks[mark.lock].class_name, function_of(recorded.world, program.steps[step])});
  }
  return {lines.begin(), lines.end()};
}

namespace {

/// Its footprint says all that it does and looks at: no lock, no wait, no branch.
bool stores_only(const Step& step) {
  return step.lock == none && (step.verb == Verb::set || step.verb == Verb::add || step.verb == Verb::queue_work);
}

bool takes_or_drops(const Step& step) { return step.verb == Verb::lock || step.verb == Verb::unlock; }

/// Another thread can tell whether it is free without waiting for it.
bool is_looked_at(const World& world, const std::vector<model::Claim>& claims, ThreadId holder, model::LockId id) {
  const model::Lock& lock = world.locks[id];
  const auto is_about = [&](const Test& test) { return is_of_lock(lock, test.field); };
  for (const Program& program : world.threads)
    for (const Step& step : program.steps)
      for (const Alternative& alternative : step.alternatives)
        if (step.verb != Verb::lock && step.verb != Verb::unlock && std::ranges::any_of(alternative.guard, is_about))
          return true;
  return std::ranges::any_of(claims, [&](const model::Claim& claim) {
    // Whether its own thread holds the lock is the same, whoever else does.
    return !claim.at_rest && claim.thread != holder && std::ranges::any_of(claim.bad, [&](const Test& test) {
      const bool own =
          !schedules::compares_fields(test) && test.field == lock.owner && test.operand == claim.thread + 1;
      return is_about(test) && !own;
    });
  });
}

/// The stands of a world's threads, and what others may do meanwhile.
class Unseen {
 public:
  Unseen(const Recorded& recorded, const std::vector<model::Claim>& claims, const schedules::HeldFacts& held)
      : world_(recorded.world),
        claims_(claims),
        footprints_(schedules::footprints(world_, claims, held, schedules::momentary_locks(world_, claims),
                                          schedules::all_rules(world_))) {
    std::uint32_t stands = 0;
    for (const Program& program : world_.threads) {
      first_stand_.push_back(stands);
      stands += static_cast<std::uint32_t>(program.steps.size());
    }
  }

  bool swapped(ThreadId thread, StepId first) const {
    const StepId second = world_.step(thread, first).alternatives[0].next;
    const Step& one = world_.step(thread, first);
    const Step& other = world_.step(thread, second);
    const std::set<FieldId> ones = fields_of(world_, claims_, thread, first);
    const std::set<FieldId> others = fields_of(world_, claims_, thread, second);
    if (std::ranges::any_of(ones, [&](FieldId field) { return others.contains(field); })) return false;
    if (one.verb == Verb::unlock && other.verb == Verb::unlock) {
      // Who waits for one of two locks cannot tell how it stands with the other.
      const bool tell =
          is_looked_at(world_, claims_, thread, one.lock) && is_looked_at(world_, claims_, thread, other.lock);
      return !tell && is_of_lock_alone(one, ones) && is_of_lock_alone(other, others);
    }
    const auto moves_over = [&](const Step& moved, StepId id, const Step& over) {
      return stores_only(moved) && (stores_only(over) || takes_or_drops(over)) && hidden(thread, id, first);
    };
    return moves_over(one, first, other) || moves_over(other, second, one);
  }

 private:
  /// No claim is made at the step about anything else.
  bool is_of_lock_alone(const Step& unlock, const std::set<FieldId>& fields) const {
    return std::ranges::all_of(fields, [&](FieldId field) { return is_of_lock(world_.locks[unlock.lock], field); });
  }

  const schedules::Standing& at(ThreadId thread, StepId step) const {
    return footprints_.stands[first_stand_[thread] + step];
  }

  /// Nobody touches what the step touches while the thread is anywhere from `first` to behind the two.
  bool hidden(ThreadId thread, StepId step, StepId first) const {
    const schedules::Footprint& moved = at(thread, step).step;
    const StepId second = world_.step(thread, first).alternatives[0].next;
    for (const StepId stand : {first, second, world_.step(thread, second).alternatives[0].next})
      for (std::size_t other = 0; other < world_.threads.size(); ++other)
        for (std::uint32_t place = 0; other != thread && place < world_.threads[other].steps.size(); ++place) {
          const schedules::Future& future =
              footprints_.future(at(thread, stand).holding, static_cast<unsigned>(other), first_stand_[other] + place);
          const bool seen = moved.writes.meets(future.touches) || moved.writes.meets(future.wakes);
          if (seen || moved.reads.meets(future.writes)) return false;
        }
    return true;
  }

  const World& world_;
  const std::vector<model::Claim>& claims_;
  schedules::Footprints footprints_;
  std::vector<std::uint32_t> first_stand_;  // by thread
};

}  // namespace

bool is_unseen(const Mutant& swapped, const Recorded& recorded, const std::vector<model::Claim>& claims) {
  const Places places = places_of(swapped, recorded);
  if (places.empty()) return true;
  const std::optional<schedules::HeldFacts> held = schedules::surely_held(recorded.world);
  if (!held) return false;
  const Unseen unseen(recorded, claims, *held);
  return std::ranges::all_of(places, [&](const std::pair<std::size_t, StepId>& place) {
    return unseen.swapped(static_cast<ThreadId>(place.first), place.second);
  });
}

}  // namespace replock::checks
