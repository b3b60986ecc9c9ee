// What flags, counts and devices say of each other once nothing goes on by itself; and what must not be so where they
// are stored. Each is what the kernel's own code takes for granted when it comes there next.
#include <algorithm>
#include <functional>

#include "checks/claim_tests.h"

namespace replock::checks {
namespace {

using model::Claim;
using model::Conjunction;
using model::Driver;
using model::Effect;
using model::Eswitch;
using model::FieldId;
using model::LagMode;
using model::Mode;
using model::none;
using model::RepState;
using model::RepType;
using model::Test;

constexpr std::size_t eth = model::at(RepType::eth);

class Bookkeeping {
 public:
  Bookkeeping(const model::Recorded& recorded, std::vector<Claim>& claims)
      : world_(recorded.world), driver_(recorded.driver), claims_(claims) {
    if (world_.budget != none) unspent_ = {is(world_.budget, world_.fields[world_.budget].initial)};
  }

  void add() {
    for (const Eswitch& esw : driver_.eswitches) {
      representors(esw);
      vports(esw);
      uplink(esw);
      devices(esw);
      if (esw.disable_all_adev.id != none) presence(esw);
    }
    module();
    if (driver_.lag.present) lag();
    wishes();
    stores();
  }

 private:
  /// None of the fields may be missing: a topology without them has no such claim.
  void never(const std::string& sentence, const Conjunction& bad) {
    if (std::ranges::none_of(bad, [](const Test& test) { return test.field == none; }))
      claims_.push_back(at_rest(Check::bookkeeping, sentence, bad));
  }
  /// ... where the environment has chosen no failure.
  void never_unprovoked(const std::string& sentence, Conjunction bad) {
    bad.insert(bad.end(), unspent_.begin(), unspent_.end());
    never(sentence, bad);
  }
  static Conjunction with(Conjunction tests, FieldId field, unsigned value) {
    if (field != none) tests.push_back(is(field, value));
    return tests;
  }

  void representors(const Eswitch& esw) {
    for (const model::Rep& rep : esw.reps)
      for (const RepType type : {RepType::eth, RepType::ib}) {
        const std::string name(model::name(type));
        never("a representor stays LOADED in legacy mode (" + name + ")",
              {is(esw.mode, Mode::legacy), is(rep.state[model::at(type)], RepState::loaded)});
        never("a representor stays built in legacy mode (" + name + ")",
              {is(esw.mode, Mode::legacy), is(rep.priv[model::at(type)], true)});
      }
    for (const RepType type : {RepType::eth, RepType::ib}) {
      if (!driver_.reps_lock_guards) continue;
      const model::Var<RepState> state = esw.uplink().state[model::at(type)];
      never("rep_ops are left behind by an unregister",
            {is(esw.ops[model::at(type)], model::Ops::installed), is(state, RepState::unregistered)});
      never("a registered representor has no rep_ops",
            {is(esw.ops[model::at(type)], model::Ops::null), is_not(state, RepState::unregistered)});
    }
  }

  void vports(const Eswitch& esw) {
    for (const model::Rep& rep : esw.reps)
      if (rep.is_vf())
        never("a VF's vport is enabled, and num_vfs is 0", {is(esw.num_vfs, false), is(rep.enabled, true)});
    never("the functions-changed notifier is registered in legacy mode",
          {is(esw.notified, true), is(esw.mode, Mode::legacy)});
    never_unprovoked("the functions-changed notifier is missing in switchdev mode",
                     {is(esw.notified, false), is(esw.mode, Mode::offloads)});
    never("operation_in_progress stays set", {is(esw.operation_in_progress, true)});
  }

  void uplink(const Eswitch& esw) {
    const model::Var<bool> netdev = esw.uplink().priv[eth];
    never("IPsec blocks the mode, and the uplink's representor is gone",
          {is(esw.mode_blocked, true), is(netdev, false)});
    never("an E-Switch is paired, and its uplink is gone", {is(esw.paired, true), is(netdev, false)});
    never("an uplink is there, and its E-Switch is not paired",
          with({is(esw.paired, false), is(netdev, true)}, esw.eth.bound.id, 1));
  }

  void devices(const Eswitch& esw) {
    for (const model::AuxDevice* adev : {&esw.eth_rep, &esw.ib_rep, &esw.eth})
      never("a driver is bound to a device that is deleted", {is(adev->bound, true), is(adev->alive, false)});
    for (const model::AuxDevice* adev : {&esw.eth_rep, &esw.ib_rep}) {
      never("a representor device stays in legacy mode", {is(esw.mode, Mode::legacy), is(adev->alive, true)});
      if (!adev->has_list()) continue;
      never("priv.adev[] names a device that is gone", {is(adev->listed, true), is(adev->alive, false)});
      never("priv.adev[] leaves out a device that is there", {is(adev->listed, false), is(adev->alive, true)});
    }
    never("IB_REP stays although DISABLE_IB_ADEV is set", {is(esw.disable_ib_adev, true), is(esw.ib_rep.alive, true)});
    // Whoever unbinds the uplink's ETH device takes them along.
    const Conjunction wanted =
        with(with({is(esw.mode, Mode::offloads)}, esw.disable_all_adev.id, 0), esw.eth.bound.id, 1);
    never("ETH_REP is missing in switchdev mode", with(wanted, esw.eth_rep.alive.id, 0));
    never("IB_REP is missing in switchdev mode", with(with(wanted, esw.disable_ib_adev.id, 0), esw.ib_rep.alive.id, 0));
  }

  /// A PF whose driver comes and goes.
  void presence(const Eswitch& esw) {
    const Test there = is(esw.disable_all_adev, false), gone = is(esw.disable_all_adev, true);
    never("a PF without a driver is in switchdev mode", {gone, is(esw.mode, Mode::offloads)});
    never("a PF without a driver has an ETH device", {gone, is(esw.eth.alive, true)});
    never("a PF's ETH device is missing", {there, is(esw.eth.alive, false)});
    never("a PF without a driver has its E-Switch's queue", {gone, is(esw.wq_destroyed, false)});
    never("a PF's E-Switch has no queue", {there, is(esw.wq_destroyed, true)});
    if (!driver_.lag.present) return;
    never("the LAG keeps a PF that is gone", {gone, is(driver_.lag.member[esw.pf], true)});
    never("the LAG does not know a PF", {there, is(driver_.lag.member[esw.pf], false)});
    never("the devcom component of a PF stays", {gone, is(driver_.lag.component[esw.pf], true)});
    never("a PF has no devcom component", {there, is(driver_.lag.component[esw.pf], false)});
  }

  void module() {
    const model::IbModule& ib = driver_.ib;
    never("mlx5_ib is there, and neither live nor on its way", {is(ib.text, true), is(ib.live, false)});
    never("mlx5_ib is live, and its driver not on the bus", {is(ib.live, true), is(ib.driver, false)});
    never("mlx5_ib is freed, and its driver on the bus", {is(ib.text, false), is(ib.driver, true)});
    for (const Eswitch& esw : driver_.eswitches)
      never("mlx5_ib is freed, and bound", {is(ib.text, false), is(esw.ib_rep.bound, true)});
  }

  void lag() {
    const model::Lag& lag = driver_.lag;
    const Test no_lag = is(lag.mode, LagMode::none);
    never("there is no LAG, and it shares its FDB", {no_lag, is(lag.shared_fdb, true)});
    never("there is no LAG of that mode without a shared FDB",
          {is(lag.mode, LagMode::sriov), is(lag.shared_fdb, false)});
    never("there is no LAG of that mode without a shared FDB",
          {is(lag.mode, LagMode::mpesw), is(lag.shared_fdb, false)});
    for (const LagMode mode : {LagMode::roce, LagMode::sriov}) {
      never_unprovoked("the LAG stays when its netdevs were released", {is(lag.mode, mode), is(lag.bonded, false)});
      for (const model::Var<bool> netdev : lag.netdev)
        never_unprovoked("the LAG stays when one of its netdevs is gone", {is(lag.mode, mode), is(netdev, false)});
    }
    for (const Eswitch& esw : driver_.eswitches) lag_of(esw);
    for (const Mode mode : {Mode::offloads, Mode::legacy}) could_bond(mode);
  }

  /// What the LAG says of one PF, and the other way round.
  void lag_of(const Eswitch& esw) {
    const model::Lag& lag = driver_.lag;
    const model::Var<bool> netdev = lag.netdev[esw.pf], uplink = esw.uplink().priv[eth];
    const FieldId gone = esw.disable_all_adev.id;
    never_unprovoked("DISABLE_IB_ADEV stays set without a LAG",
                     with({is(lag.mode, LagMode::none), is(esw.disable_ib_adev, true)}, gone, 0));
    const Test in_lag = is_not(lag.mode, LagMode::none);
    if (driver_.is_master(esw))
      never_unprovoked("DISABLE_IB_ADEV is set for the LAG's master",
                       with({in_lag, is(esw.disable_ib_adev, true)}, gone, 0));
    else
      never_unprovoked("DISABLE_IB_ADEV is not set for a slave of the LAG",
                       with({in_lag, is(esw.disable_ib_adev, false)}, gone, 0));
    never("the LAG keeps the netdev of an uplink that is unbound", {is(netdev, true), is(esw.eth.bound, false)});
    never("the LAG misses the netdev of an uplink",
          with({is(netdev, false), is(esw.mode, Mode::offloads), is(uplink, true)}, esw.eth.bound.id, 1));
  }

  /// All there for a LAG, and there is none.
  void could_bond(Mode mode) {
    const model::Lag& lag = driver_.lag;
    Conjunction bad{is(lag.mode, LagMode::none), is(lag.bonded, true)};
    for (const model::Var<bool> netdev : lag.netdev) bad.push_back(is(netdev, true));
    for (const Eswitch& esw : driver_.eswitches) {
      bad.push_back(is(esw.mode, mode));
      bad = with(bad, esw.disable_all_adev.id, 0);
      if (mode == Mode::legacy && esw.reps.size() > 1 && !esw.vfs_change()) return;  // VFs are always there
      if (mode == Mode::legacy) bad = with(bad, esw.num_vfs.id, 0);
    }
    never_unprovoked("the netdevs are bonded, and no LAG is made", bad);
  }

  bool any_thread(const std::string& begins) const {
    return std::ranges::any_of(world_.threads,
                               [&](const model::Program& one) { return !one.worker && one.name.starts_with(begins); });
  }
  bool all_threads(const std::string& begin) const {
    return std::ranges::all_of(world_.threads,
                               [&](const model::Program& one) { return one.worker || one.name.starts_with(begin); });
  }

  /// What a user or the firmware asked for, where nobody asked for anything else.
  void wishes() {
    for (const Eswitch& esw : driver_.eswitches) {
      if (!any_thread("unbind ")) bound(esw);
      if (esw.vfs_change() && all_threads("VF count event")) {
        Conjunction bad{{esw.fw_vfs.id, Test::Is::unequal_field, esw.num_vfs.id}, is(esw.notified, true)};
        never_unprovoked("num_vfs is not the firmware's count", bad);
      }
      for (const model::Rep& rep : esw.reps)
        if (rep.sf && all_threads("SF add d" + std::to_string(esw.pf)))
          never_unprovoked("an SF was added, and is not there", {is(rep.enabled, false), is(esw.mode, Mode::offloads)});
    }
    if (driver_.lag.present) lag_wishes();
  }

  void bound(const Eswitch& esw) {
    const std::string sentence = "a device is there, and its driver is not bound";
    never(sentence, {is(esw.eth_rep.alive, true), is(esw.eth_rep.bound, false)});
    never(sentence, {is(esw.ib_rep.alive, true), is(driver_.ib.driver, true), is(esw.ib_rep.bound, false)});
  }

  void lag_wishes() {
    const model::Lag& lag = driver_.lag;
    if (any_thread("unbond") && !any_thread("bond"))
      never("the netdevs were released, and the LAG takes them for bonded", {is(lag.bonded, true)});
    if (any_thread("bond") && !any_thread("unbond"))
      never("the netdevs were bonded, and the LAG does not know", {is(lag.bonded, false)});
    if (any_thread("MPESW off") && !any_thread("MPESW on"))
      never_unprovoked("MPESW was switched off, and stays", {is(lag.mode, LagMode::mpesw)});
    const bool others = any_thread("MPESW off") || any_thread("mode set") || any_thread("unload") ||
                        any_thread("bond") || any_thread("unbond");
    const bool had_one = world_.fields[lag.mode.id].initial != 0 || world_.fields[lag.bonded.id].initial != 0;
    if (!any_thread("MPESW on") || others || had_one) return;  // MPESW is refused while there is a LAG
    Conjunction bad{is_not(lag.mode, LagMode::mpesw)};
    for (const Eswitch& esw : driver_.eswitches) bad.push_back(is(esw.mode, Mode::offloads));
    for (const model::Var<bool> netdev : lag.netdev) bad.push_back(is(netdev, true));
    never_unprovoked("MPESW was switched on, and is not there", bad);
  }

  /// What must not be so before a store.
  void stores() {
    const model::Lag& lag = driver_.lag;
    for_each_store([&](const Effect& effect, const auto& must_not) {
      if (!lag.present) return;
      const bool member = std::ranges::any_of(lag.member, [&](auto one) { return one.id == effect.field; });
      if (member)
        must_not("a PF joins or leaves the LAG while mode_changes_in_progress holds it off",
                 {is_not(lag.mode_changes.id, 0)});
      if (effect.field != lag.mode.id || effect.operand == static_cast<unsigned>(LagMode::none)) return;
      must_not("a LAG is made while mode_changes_in_progress holds it off", {is_not(lag.mode_changes.id, 0)});
      must_not("a LAG is made while there is one", {is_not(lag.mode, LagMode::none)});
    });
    for (const Eswitch& esw : driver_.eswitches)
      for_each_store([&](const Effect& effect, const auto& must_not) { eswitch_stores(esw, effect, must_not); });
    for (std::size_t thread = 0; thread < world_.threads.size(); ++thread) netdev_kept(thread);
  }

  template <class MustNot>
  static void eswitch_stores(const Eswitch& esw, const Effect& effect, const MustNot& must_not) {
    if (effect.field == esw.switch_legacy.id)
      must_not("a mode change begins in the mode that it leads to",
               {is(esw.mode, effect.operand != 0 ? Mode::legacy : Mode::offloads)});
    if (effect.field != esw.wq_destroyed.id || effect.operand == 0) return;
    must_not("an E-Switch's queue is destroyed with work on it", {is_not(esw.work_queue.items.front(), 0)});
    must_not("an E-Switch's queue is destroyed twice", {is(esw.wq_destroyed, true)});
    if (esw.working.id != none)
      must_not("an E-Switch's queue is destroyed while its work runs", {is(esw.working, true)});
  }

  /// Calls visit(effect, must_not) for each store of a constant; must_not(sentence, bad) makes a claim about it.
  template <class Visit>
  void for_each_store(const Visit& visit) {
    for (std::size_t thread = 0; thread < world_.threads.size(); ++thread)
      for_each_way(thread, [&](std::size_t step, std::size_t way) {
        for (const Effect& effect : world_.threads[thread].steps[step].alternatives[way].effects)
          if (effect.does == Effect::Does::set)
            visit(effect, [&](std::string sentence, Conjunction bad) {
              claim_at(thread, step, way, std::move(sentence), std::move(bad));
            });
      });
  }

  void for_each_way(std::size_t thread, const std::function<void(std::size_t, std::size_t)>& visit) const {
    const model::Program& program = world_.threads[thread];
    for (std::size_t step = 0; step < program.steps.size(); ++step)
      for (std::size_t way = 0; way < program.steps[step].alternatives.size(); ++way) visit(step, way);
  }

  void claim_at(std::size_t thread, std::size_t step, std::size_t way, std::string sentence, Conjunction bad) {
    claims_.push_back(before_step(Check::bookkeeping, thread, step, way, std::move(sentence), std::move(bad)));
  }

  bool is_inside(const model::Step& step, const std::string& function) const {
    for (model::FrameId frame = step.frame; frame != 0; frame = world_.frames[frame].caller)
      if (world_.frames[frame].function == function) return true;
    return false;
  }

  /// SWITCH_LEGACY keeps the uplink's netdev over a mode change.
  void netdev_kept(std::size_t thread) {
    for_each_way(thread, [&](std::size_t step, std::size_t way) {
      for (const Test& test : world_.threads[thread].steps[step].alternatives[way].guard)
        for (const Eswitch& esw : driver_.eswitches)
          if (test == is(esw.switch_legacy, false))
            claim_at(thread, step, way,
                     is_inside(world_.threads[thread].steps[step], "mlx5_esw_offloads_rep_load")
                         ? "a load that fails in a mode change unregisters the uplink's netdev"
                         : "a mode change unregisters the uplink's netdev",
                     {is(esw.operation_in_progress, true),
                      is(world_.locks[esw.devlink].owner, static_cast<unsigned>(thread + 1))});
    });
  }

  const model::World& world_;
  const Driver& driver_;
  std::vector<Claim>& claims_;
  Conjunction unspent_;
};

}  // namespace

void add_bookkeeping(const model::Recorded& recorded, std::vector<Claim>& claims) {
  Bookkeeping(recorded, claims).add();
}

}  // namespace replock::checks
