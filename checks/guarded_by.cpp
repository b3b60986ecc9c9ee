// Which lock guards what (the kernel's comments and assertions; from patch 5 on reps_lock for representors).
//
// What is read under another lock, or under none, is no matter here: a reader that goes wrong shows in other checks.
#include <algorithm>
#include <map>
#include <optional>

#include "checks/claim_tests.h"
#include "schedules/held_sets.h"

namespace replock::checks {
namespace {

using model::Effect;
using model::Eswitch;
using model::FieldId;
using model::LockId;
using model::Recorded;

struct Guard {
  LockId lock = model::none;
  std::string what;            ///< "a representor's state"
  std::optional<unsigned> of;  ///< only stores of this value
};
using Guards = std::multimap<FieldId, Guard>;

void guard(Guards& guards, FieldId field, LockId lock, const std::string& what, std::optional<unsigned> of = {}) {
  if (field != model::none && lock != model::none) guards.insert({field, {lock, what, of}});
}

void add_lag(const model::Driver& driver, Guards& guards) {
  const model::Lag& lag = driver.lag;
  if (!lag.present) return;
  for (const LockId lock : {lag.lock, driver.hca_devcom}) {
    guard(guards, lag.mode.id, lock, "ldev->mode");
    guard(guards, lag.shared_fdb.id, lock, "ldev->mode_flags");
  }
  guard(guards, lag.mode_changes.id, lag.lock, "mode_changes_in_progress");
  for (const model::Var<bool> netdev : lag.netdev) guard(guards, netdev.id, lag.lock, "a netdev of the LAG");
  for (const model::Var<bool> member : lag.member) {
    guard(guards, member.id, lag.lock, "a PF of the LAG");
    guard(guards, member.id, driver.hca_devcom, "a PF that joins the LAG", 1);
  }
}

void add_eswitch(const model::Driver& driver, const Eswitch& esw, Guards& guards) {
  guard(guards, esw.mode.id, esw.devlink, "the E-Switch's mode");
  guard(guards, esw.num_vfs.id, esw.devlink, "num_vfs");
  guard(guards, esw.generation.id, esw.devlink, "the generation");
  guard(guards, esw.switch_legacy.id, esw.devlink, "SWITCH_LEGACY");
  guard(guards, esw.operation_in_progress.id, esw.mode_lock, "operation_in_progress");
  guard(guards, esw.mode_blocked.id, esw.mode_lock, "num_block_mode");
  guard(guards, esw.disable_ib_adev.id, driver.hca_devcom, "DISABLE_IB_ADEV");
  guard(guards, esw.disable_all_adev.id, driver.hca_devcom, "DISABLE_ALL_ADEV");
  guard(guards, esw.paired.id, driver.esw_devcom, "an E-Switch's place among its peers");
  for (const model::AuxDevice* adev : {&esw.eth_rep, &esw.ib_rep, &esw.eth}) {
    guard(guards, adev->alive.id, adev->device_lock, "the end of an auxiliary device", 0);
    guard(guards, adev->bound.id, adev->device_lock, "a device's driver");
  }
  for (const model::Rep& rep : esw.reps) {
    for (const LockId lock : {esw.state_lock, esw.devlink}) guard(guards, rep.enabled.id, lock, "vport->enabled");
    for (const model::Var<bool> priv : rep.priv)
      if (driver.reps_lock_guards) guard(guards, priv.id, esw.reps_lock, "a representor's priv");
    for (const model::Var<model::RepState> state : rep.state)
      if (driver.reps_lock_guards) guard(guards, state.id, esw.reps_lock, "a representor's state");
  }
  for (const model::Var<model::Ops> ops : esw.ops)
    if (driver.reps_lock_guards) guard(guards, ops.id, esw.reps_lock, "rep_ops");
}

Guards guards_of(const model::Driver& driver) {
  Guards guards;
  add_lag(driver, guards);
  for (const Eswitch& esw : driver.eswitches) add_eswitch(driver, esw, guards);
  return guards;
}

bool applies(const Guard& guard, const Effect& effect) {
  return !guard.of || effect.does != Effect::Does::set || effect.operand == *guard.of;
}

}  // namespace

void add_guarded_by(const Recorded& recorded, std::vector<model::Claim>& claims) {
  const model::World& world = recorded.world;
  const Guards guards = guards_of(recorded.driver);
  const std::optional<schedules::HeldFacts> held = schedules::surely_held(world);
  for (std::size_t thread = 0; thread < world.threads.size(); ++thread)
    for (std::size_t step = 0; step < world.threads[thread].steps.size(); ++step) {
      const std::vector<model::Alternative>& ways = world.threads[thread].steps[step].alternatives;
      for (std::size_t way = 0; way < ways.size(); ++way)
        for (const Effect& effect : ways[way].effects) {
          const auto [first, last] = guards.equal_range(effect.field);
          for (auto found = first; found != last; ++found) {
            const Guard& guard = found->second;
            const FieldId owner = world.locks[guard.lock].owner;
            const auto me = static_cast<unsigned>(thread + 1);
            if (!applies(guard, effect) || (held && std::ranges::count((*held)[thread][step], is(owner, me)) > 0))
              continue;
            claims.push_back(before_step(Check::guarded_by, thread, step, way,
                                         guard.what + " is stored without " + world.locks[guard.lock].class_name,
                                         {is_not(owner, me)}));
          }
        }
    }
}

}  // namespace replock::checks
