// Rules 1 to 6 of the series' texts, over every acquisition that the search saw.
#include "checks/nesting_rules.h"

#include <algorithm>
#include <map>

#include "schedules/end_state.h"
#include "schedules/preemptions.h"
namespace replock::checks {
namespace {

using model::LockClass;
using model::LockId;
using model::Nesting;
using model::Patch;
using model::Step;
using model::World;

/// "held -> acquired" at one step, for a rule to look at.
struct Pair {
  const World& world;
  const Step& step;
  const std::vector<LockId>& all_held;
  LockId held;

  LockClass holding() const { return world.locks[held].lock_class; }
  LockClass taking() const { return world.locks[step.lock].lock_class; }
  bool is(LockClass a, LockClass b) const { return holding() == a && taking() == b; }
  bool within(std::string_view function) const {
    for (model::FrameId f = step.frame; f != 0; f = world.frames[f].caller)
      if (world.frames[f].function == function) return true;
    return false;
  }
  std::ptrdiff_t held_of(LockClass lock_class) const {
    return std::ranges::count_if(all_held, [&](LockId id) { return world.locks[id].lock_class == lock_class; });
  }
};

struct Rule {
  Patch since;
  std::string_view sentence;
  bool (*broken)(const Pair&);
};

constexpr Rule rules[] = {
    {Patch::drop_lag_lock_around_rescan, "rule 1: ldev->lock is held where reps_lock is taken",
     [](const Pair& p) { return p.is(LockClass::ldev_lock, LockClass::reps_lock); }},
    {Patch::drop_lag_lock_around_rescan, "rule 1: ldev->lock is held where a device_lock is taken",
     [](const Pair& p) { return p.is(LockClass::ldev_lock, LockClass::device_lock); }},
    {Patch::serialize_rep_lifecycle, "rule 2: reps_lock is held where the HCA's devcom semaphore is taken",
     [](const Pair& p) { return p.is(LockClass::reps_lock, LockClass::hca_devcom); }},
    {Patch::serialize_rep_lifecycle, "rule 3: mode_lock and reps_lock are nested in the mode set",
     [](const Pair& p) {
       return (p.is(LockClass::mode_lock, LockClass::reps_lock) || p.is(LockClass::reps_lock, LockClass::mode_lock)) &&
              p.within("mlx5_devlink_eswitch_mode_set");
     }},
    {Patch::serialize_rep_lifecycle, "rule 4: reps_lock is held where devlink is taken",
     [](const Pair& p) { return p.is(LockClass::reps_lock, LockClass::devlink); }},
    {Patch::serialize_rep_lifecycle, "rule 5: a second reps_lock is taken without the nesting annotation",
     [](const Pair& p) {
       return p.is(LockClass::reps_lock, LockClass::reps_lock) && p.step.nesting == Nesting::plain;
     }},
    {Patch::serialize_rep_lifecycle, "rule 5: a reps_lock is taken under one that is not the master's",
     [](const Pair& p) { return p.is(LockClass::reps_lock, LockClass::reps_lock) && p.world.locks[p.held].pf > 0; }},
    {Patch::serialize_rep_lifecycle, "rule 5: a third reps_lock is taken while two are held",
     [](const Pair& p) {
       return p.is(LockClass::reps_lock, LockClass::reps_lock) && p.held_of(LockClass::reps_lock) > 1;
     }},
    {Patch::load_reps_from_work_queue, "rule 6: a device_lock is held where devlink is waited for",
     [](const Pair& p) { return p.is(LockClass::device_lock, LockClass::devlink); }},
};

using BySentence = std::map<std::string, schedules::Finding>;

void judge(const Pair& pair, const model::Series& series, const schedules::Schedule& schedule, BySentence& findings) {
  for (const Rule& rule : rules) {
    if (!series.has(rule.since) || !rule.broken(pair)) continue;
    schedules::Finding found;
    found.check = "nesting-rules";
    found.sentence = rule.sentence;
    found.schedule = schedule;
    const auto [entry, is_new] = findings.try_emplace(found.sentence, found);
    if (!is_new && schedules::is_simpler(schedule, entry->second.schedule)) entry->second = found;
  }
}

/// A thread that waits for what it must not take has broken the rule already.
void judge_blocked(const World& world, const model::Series& series, const schedules::Stuck& stuck,
                   BySentence& findings) {
  const model::State state = schedules::end_state(world, stuck.schedule);
  for (const model::ThreadId thread : stuck.cycle) {
    const Step& step = model::step_of(world, state, thread);
    if (step.verb != model::Verb::lock) continue;
    const std::vector<LockId> held = model::held_by(world, state, thread);
    for (const LockId lock : held) judge({world, step, held, lock}, series, stuck.schedule, findings);
  }
}

}  // namespace

std::vector<schedules::Finding> nesting_rules(const World& world, const model::Series& series,
                                              const schedules::Result& result) {
  BySentence findings;
  for (const schedules::Acquisition& taken : result.acquisitions) {
    const Step& step = world.step(taken.thread, taken.step);
    if (step.verb != model::Verb::lock) continue;
    for (const LockId held : taken.held) judge({world, step, taken.held, held}, series, taken.schedule, findings);
  }
  for (const schedules::Stuck& stuck : result.stuck) judge_blocked(world, series, stuck, findings);
  std::vector<schedules::Finding> list;
  for (auto& [sentence, finding] : findings) list.push_back(std::move(finding));
  return list;
}

}  // namespace replock::checks
