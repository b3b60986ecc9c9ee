// Each use of the lock, and of the budget, is held against the one pattern.
#include "schedules/momentary.h"

#include <algorithm>

#include "schedules/about.h"

namespace replock::schedules {
namespace {

using model::Alternative;
using model::Conjunction;
using model::Effect;
using model::FieldId;
using model::LockId;
using model::none;
using model::Step;
using model::Test;
using model::Verb;
using model::World;
using schedules::is_about;  // beside those of steps

bool is_about(const Alternative& alternative, FieldId field) {
  return std::ranges::any_of(alternative.guard, [&](const Test& test) { return is_about(test, field); }) ||
         std::ranges::any_of(alternative.effects, [&](const Effect& effect) {
           return effect.field == field || (effect.does == Effect::Does::copy && effect.operand == field);
         });
}

/// It waits for nothing else, and does just this to the lock.
bool is_plain(const Alternative& alternative, const Test& guard, const Effect& effect) {
  const auto is_about_the_lock = [&](const Effect& other) {
    return other.field == effect.field || (other.does == Effect::Does::copy && other.operand == effect.field);
  };
  return alternative.guard == Conjunction{guard} && std::ranges::count(alternative.effects, effect) == 1 &&
         std::ranges::count_if(alternative.effects, is_about_the_lock) == 1;
}

/// And nothing else: that could be seen before the lock is dropped.
bool takes(const Step& step, FieldId owner, std::uint16_t me) {
  return step.verb == Verb::lock && step.waits_for.empty() && step.alternatives.size() == 1 &&
         step.alternatives[0].effects.size() == 1 &&
         is_plain(step.alternatives[0], {owner, Test::Is::equal, 0}, {owner, Effect::Does::set, me});
}

/// By its first alternative; who holds the lock comes to no other.
bool drops(const Step& step, FieldId owner, std::uint16_t me) {
  const bool is_first = step.choice == model::Choice::first || step.alternatives.size() == 1;
  return step.verb == Verb::unlock && is_first && !step.alternatives.empty() &&
         is_plain(step.alternatives[0], {owner, Test::Is::equal, me}, {owner, Effect::Does::set, 0});
}

/// The owner field for which takes() is true; none: it is for no other.
FieldId taken_at(const Step& step, std::uint16_t me) {
  if (step.alternatives.size() != 1 || step.alternatives[0].effects.size() != 1) return none;
  const FieldId owner = step.alternatives[0].effects[0].field;
  return takes(step, owner, me) ? owner : none;
}

/// The same for drops().
FieldId dropped_at(const Step& step, std::uint16_t me) {
  if (step.alternatives.empty() || step.alternatives[0].guard.size() != 1) return none;
  const FieldId owner = step.alternatives[0].guard[0].field;
  return drops(step, owner, me) ? owner : none;
}

template <class Visit>
void for_each_mentioned(const Step& step, Visit&& visit) {
  for (const Alternative& alternative : step.alternatives) {
    for_each_read(alternative, visit);
    for (const Effect& effect : alternative.effects) visit(effect.field);
  }
}

/// By field: each time that it is mentioned it is an owner field that is taken and dropped at once; no step but the one
/// that takes it leads to the one that drops it.
std::vector<bool> owned_for_a_moment(const World& world) {
  std::vector<bool> momentary(world.fields.size(), true);
  const auto is_not = [&](FieldId field) {
    if (field != none) momentary[field] = false;
  };
  for (std::size_t thread = 0; thread < world.threads.size(); ++thread) {
    const std::vector<Step>& steps = world.threads[thread].steps;
    const auto me = static_cast<std::uint16_t>(thread + 1);
    std::vector<FieldId> dropped;
    for (const Step& step : steps) dropped.push_back(dropped_at(step, me));
    for (std::size_t step = 0; step < steps.size(); ++step) {
      const FieldId taken = taken_at(steps[step], me);
      for_each_mentioned(steps[step], [&](FieldId field) {
        if (field != taken && field != dropped[step]) is_not(field);
      });
      if (taken != none && dropped[steps[step].alternatives[0].next] != taken) is_not(taken);
      for (const Alternative& alternative : steps[step].alternatives)
        if (dropped[alternative.next] != taken) is_not(dropped[alternative.next]);
    }
    is_not(dropped[world.fields[world.threads[thread].pc].initial]);
  }
  return momentary;
}

/// Only ever held for a moment, and at first by nobody.
bool is_momentary(const World& world, LockId lock, const std::vector<bool>& owned_for_a_moment) {
  const FieldId owner = world.locks[lock].owner;
  const auto& readers = world.locks[lock].readers;
  return owner != none && world.fields[owner].initial == 0 && owned_for_a_moment[owner] &&
         std::ranges::all_of(readers, [](FieldId reader) { return reader == none; });
}

/// The claim tells whether somebody holds the lock, other than its own thread (at rest and at first nobody does); or it
/// is one that a search may end at, at the step that drops the lock.
bool is_told_apart(const World& world, const model::Claim& claim, LockId lock) {
  if (claim.at_rest || claim.at_entry) return false;
  const FieldId owner = world.locks[lock].owner;
  const auto is_of_another = [&](const Test& test) {
    const bool own = test.field == owner && test.operand == claim.thread + 1 &&
                     (test.is == Test::Is::equal || test.is == Test::Is::unequal);
    return is_about(test, owner) && !own;
  };
  if (std::ranges::any_of(claim.bad, is_of_another)) return true;
  const Step& step = world.step(claim.thread, claim.step);
  return claim.corrupts && claim.alternative == 0 && drops(step, owner, static_cast<std::uint16_t>(claim.thread + 1));
}

/// Those of steps and of claims; a copy is one of its source.
template <class Visit>
void for_each_test(const World& world, const std::vector<model::Claim>& claims, Visit&& visit) {
  for (const model::Program& thread : world.threads)
    for (const Step& step : thread.steps)
      for (const Alternative& alternative : step.alternatives) {
        for (const Test& test : alternative.guard) visit(test);
        for (const Effect& effect : alternative.effects)
          if (effect.does == Effect::Does::copy) visit(Test{effect.operand, Test::Is::equal_field, effect.operand});
      }
  for (const model::Claim& claim : claims)
    for (const Test& test : claim.bad) visit(test);
}

/// Where threads stand, as tests of steps and claims ask: mostly none does.
std::vector<Test> tests_of_stands(const World& world, const std::vector<model::Claim>& claims) {
  std::vector<bool> is_pc(world.fields.size(), false);
  for (const model::Program& thread : world.threads) is_pc[thread.pc] = true;
  std::vector<Test> all;
  for_each_test(world, claims, [&](const Test& test) {
    if (is_pc[test.field] || (compares_fields(test) && is_pc[test.operand])) all.push_back(test);
  });
  return all;
}

/// One of the tests sees a thread stand at such a step: where it takes the lock, or where it drops it.
bool is_seen(const World& world, const std::vector<Test>& tests, LockId lock) {
  const FieldId owner = world.locks[lock].owner;
  return std::ranges::any_of(tests, [&](const Test& test) {
    bool seen = false;
    for (std::size_t thread = 0; thread < world.threads.size(); ++thread) {
      const model::Program& program = world.threads[thread];
      if (!is_about(test, program.pc)) continue;
      const auto me = static_cast<std::uint16_t>(thread + 1);
      const auto uses = [&](const Step& step) { return takes(step, owner, me) || drops(step, owner, me); };
      seen |= compares_fields(test) ? std::ranges::any_of(program.steps, uses)
                                    : test.operand < program.steps.size() && uses(program.steps[test.operand]);
    }
    return seen;
  });
}

bool fails(const Alternative& alternative, FieldId budget) {
  const auto asks = std::ranges::count(alternative.guard, Test{budget, Test::Is::unequal, 0});
  const auto pays = std::ranges::count(alternative.effects, Effect{budget, Effect::Does::subtract, 1});
  const auto tests = std::ranges::count_if(alternative.guard, [&](const Test& test) { return is_about(test, budget); });
  const auto uses = std::ranges::count_if(alternative.effects, [&](const Effect& effect) {
    return effect.field == budget || (effect.does == Effect::Does::copy && effect.operand == budget);
  });
  return asks == 1 && pays == 1 && tests == 1 && uses == 1;
}

/// Open wherever the failing alternative is.
bool goes_well(const Alternative& alternative, const Alternative& failing, FieldId budget) {
  return !is_about(alternative, budget) && std::ranges::all_of(alternative.guard, [&](const Test& test) {
    return std::ranges::count(failing.guard, test) != 0;
  });
}

}  // namespace

std::vector<bool> momentary_locks(const World& world, const std::vector<model::Claim>& claims) {
  const std::vector<Test> of_stands = tests_of_stands(world, claims);
  const std::vector<bool> for_a_moment = owned_for_a_moment(world);
  std::vector<bool> all;
  for (std::size_t index = 0; index < world.locks.size(); ++index) {
    const auto lock = static_cast<LockId>(index);
    const auto tells = [&](const model::Claim& claim) { return is_told_apart(world, claim, lock); };
    all.push_back(is_momentary(world, lock, for_a_moment) && std::ranges::none_of(claims, tells) &&
                  !is_seen(world, of_stands, lock));
  }
  return all;
}

std::vector<std::vector<bool>> momentary_steps(const World& world, const std::vector<bool>& momentary) {
  std::vector<std::vector<bool>> all;
  for (std::size_t thread = 0; thread < world.threads.size(); ++thread) {
    std::vector<bool>& of_thread = all.emplace_back();
    for (const Step& step : world.threads[thread].steps)
      of_thread.push_back(step.lock != none && momentary[step.lock] &&
                          drops(step, world.locks[step.lock].owner, static_cast<std::uint16_t>(thread + 1)));
  }
  return all;
}

bool only_failures_use_the_budget(const World& world, const std::vector<model::Claim>& claims) {
  if (world.budget == none) return false;
  for (const model::Claim& claim : claims) {
    if (claim.at_rest || claim.at_entry) continue;
    if (std::ranges::any_of(claim.bad, [&](const Test& test) { return is_about(test, world.budget); })) return false;
  }
  for (const model::Program& thread : world.threads)
    for (const Step& step : thread.steps)
      for (const Alternative& alternative : step.alternatives) {
        if (!is_about(alternative, world.budget)) continue;
        const auto well = [&](const Alternative& other) { return goes_well(other, alternative, world.budget); };
        if (step.choice != model::Choice::any || !fails(alternative, world.budget) ||
            std::ranges::none_of(step.alternatives, well))
          return false;
      }
  return true;
}

}  // namespace replock::schedules
