// The checks that are claims about places and about rest: each a small function over the recorded world.
#include "checks/checks.h"

#include "checks/claim_tests.h"

namespace replock::checks {
namespace {

using model::Claim;
using model::Conjunction;
using model::Driver;
using model::Eswitch;
using model::FieldId;
using model::Mark;
using model::none;
using model::Rep;
using model::RepState;
using model::RepType;
using model::Test;
using model::ThreadId;
using model::What;

/// One mark where it stands. A check answers it with claims.
struct Site {
  const model::Recorded& recorded;
  const Mark& mark;
  ThreadId thread;
  Claim place;  ///< where the claim is made; copied into each
  std::vector<Claim>& claims;

  const Driver& driver() const { return recorded.driver; }
  const Eswitch& esw() const { return driver().eswitches.at(static_cast<std::size_t>(mark.pf)); }
  const Rep& rep() const { return esw().reps.at(static_cast<std::size_t>(mark.vport)); }
  std::string type() const { return std::string(model::name(mark.type)); }
  std::uint16_t me() const { return static_cast<std::uint16_t>(thread + 1); }

  void never(Check check, std::string sentence, Conjunction bad) const {
    Claim claim = place;
    claim.check = static_cast<std::uint8_t>(check);
    claim.sentence = std::move(sentence);
    claim.bad = std::move(bad);
    claims.push_back(std::move(claim));
  }

  /// Never, for then memory that is freed or missing is used.
  void never_corrupt(Check check, std::string sentence, Conjunction bad) const {
    never(check, std::move(sentence), std::move(bad));
    claims.back().corrupts = true;
  }
};

void lock_balance(const Site& site) {
  const model::World& world = site.recorded.world;
  const std::string& thread = world.threads[site.thread].name;
  if (site.mark.what == What::unlocks_unheld)
    site.never(Check::lock_balance, thread + " unlocks " + world.locks[site.mark.lock].name + " without holding it",
               {});
  if (site.mark.what != What::returned) return;
  for (const model::Lock& lock : world.locks) {
    site.never(Check::lock_balance, thread + " returns holding " + lock.name, {is(lock.owner, site.me())});
    if (site.thread < lock.readers.size() && lock.readers[site.thread] != none)
      site.never(Check::lock_balance, thread + " returns holding " + lock.name, {is(lock.readers[site.thread], 1)});
  }
}

void assert_held(const Site& site) {
  if (site.mark.what != What::asserts_held) return;
  const model::Lock& lock = site.recorded.world.locks[site.mark.lock];
  Conjunction bad{is_not(lock.owner, site.me())};
  if (site.thread < lock.readers.size() && lock.readers[site.thread] != none)
    bad.push_back(is(lock.readers[site.thread], 0));
  site.never(Check::assert_held, lock.class_name + " is not held where it is asserted", bad);
}

/// V1's assertion passes while anybody is BLOCKED: that it passes for one who is not is what it cannot see (B12).
void assert_blocked(const Site& site) {
  if (site.mark.what != What::asserts_blocked) return;
  const FieldId owner = site.recorded.world.locks[site.mark.lock].owner;
  site.never(Check::assert_held, "BLOCKED is asserted and nobody has blocked", {is(owner, 0)});
  site.never(Check::assert_held, "BLOCKED is asserted by a thread that has not blocked, and passes",
             {is_not(owner, 0), is_not(owner, site.me())});
}

void atomic_context(const Site& site) {
  if (site.mark.what == What::sleeps_in_atomic) site.never(Check::sleep_in_atomic, "a notifier callback may sleep", {});
  if (site.mark.what == What::needless_atomic)
    site.never(Check::needless_atomic, "GFP_ATOMIC is used where the context may sleep", {});
}

bool begins(const Site& site) { return site.mark.what == What::load_begins || site.mark.what == What::unload_begins; }

/// A slave's uplink builds nothing in shared FDB, and its unload callback knows: for it, only outside of shared FDB,
/// and under MPESW. One conjunction per case.
std::vector<Conjunction> where_it_builds(const Site& site) {
  const bool slave_uplink = site.mark.type == RepType::ib && site.rep().uplink && site.mark.pf != 0;
  const model::Lag& lag = site.driver().lag;
  if (!slave_uplink || !lag.present) return {{}};
  return {{is(lag.shared_fdb, false)}, {is(lag.mode, model::LagMode::mpesw)}};
}

/// What runs in the module's memory.
void in_module(const Site& site) {
  if (site.mark.what == What::reads_rep && site.mark.type == RepType::ib)
    site.never_corrupt(Check::ops_lifetime, "a lock-free reader follows ops into mlx5_ib after it was freed",
                       {is(site.driver().ib.text, false)});
}

Conjunction operator+(Conjunction tests, const Test& more) {
  tests.push_back(more);
  return tests;
}

void rep_state(const Site& site) {
  if (site.mark.what == What::registers_over)
    site.never(Check::rep_state, "register stores REGISTERED over LOADED (" + site.type() + ")",
               {is(site.rep().state.at(model::at(site.mark.type)), RepState::loaded)});
  if (site.mark.what == What::unregisters_over)
    site.never(Check::rep_state, "unregister stores UNREGISTERED over LOADED (" + site.type() + ")",
               {is(site.rep().state.at(model::at(site.mark.type)), RepState::loaded)});
  if (site.mark.what == What::unregisters_in_legacy)
    site.never(Check::rep_state, "unregister sees LEGACY, and stores UNREGISTERED over LOADED (" + site.type() + ")",
               {is(site.rep().state.at(model::at(site.mark.type)), RepState::loaded)});
  if (site.mark.what == What::load_begins)
    site.never(Check::rep_state, "a load callback runs for a representor that is built already (" + site.type() + ")",
               {is(site.rep().priv.at(model::at(site.mark.type)), true)});
  if (site.mark.what != What::unload_begins) return;
  for (const Conjunction& builds : where_it_builds(site))
    site.never(Check::rep_state, "an unload callback runs for a representor that was never built (" + site.type() + ")",
               builds + is(site.rep().priv.at(model::at(site.mark.type)), false));
}

void callback_overlap(const Site& site) {
  if (begins(site))
    site.never(Check::callback_overlap, "load and unload callbacks of one " + site.type() + " representor run at once",
               {is(site.rep().inside.at(model::at(site.mark.type)), true)});
}

void devlink_held(const Site& site) {
  if (!begins(site)) return;
  const std::string verb = site.mark.what == What::load_begins ? "loaded" : "unloaded";
  site.never(Check::devlink_held, "a representor is " + verb + " without its PF's devlink lock (" + site.type() + ")",
             {is_not(site.recorded.world.locks[site.esw().devlink].owner, site.me())});
}

void ops_lifetime(const Site& site) {
  if (site.mark.what == What::calls_null_ops)
    site.never_corrupt(Check::ops_lifetime, "a callback is called through missing ops (" + site.type() + ")", {});
  if (site.mark.type != RepType::ib) return;
  const Test gone = is(site.driver().ib.text, false);
  if (begins(site)) site.never_corrupt(Check::ops_lifetime, "a callback is called after mlx5_ib was freed", {gone});
  if (site.mark.what == What::load_ends || site.mark.what == What::unload_ends)
    site.never_corrupt(Check::ops_lifetime, "mlx5_ib is freed while one of its callbacks runs", {gone});
}

/// VFs of the E-Switch use the IB device of its uplink; in shared FDB the peers' VFs use the master's.
void device_lifetime(const Site& site) {
  constexpr std::size_t ib = model::at(RepType::ib);
  if (site.mark.what == What::null_proto_dev)
    site.never_corrupt(Check::device_lifetime, "a lock-free reader sees LOADED and finds no priv", {});
  if (site.mark.what == What::null_priv)
    site.never_corrupt(Check::device_lifetime, "an event reaches a LOADED representor that has no priv", {});
  if (site.mark.what == What::uses_gone_device)
    site.never_corrupt(Check::device_lifetime, "a lock-free reader uses a device that is gone (" + site.type() + ")",
                       {});
  if (site.mark.what != What::unload_ends || site.mark.type != RepType::ib || !site.rep().uplink) return;
  const std::string sentence = "an uplink's IB device is gone while a VF's representor still uses it";
  for (const Eswitch& esw : site.driver().eswitches) {
    const bool own = esw.pf == site.esw().pf;
    if (!own && site.mark.pf != 0) continue;
    for (const Rep& rep : esw.reps)
      if (!rep.uplink)
        for (const Conjunction& builds :
             own ? where_it_builds(site) : std::vector<Conjunction>{{is(site.driver().lag.shared_fdb, true)}})
          site.never(Check::device_lifetime, sentence, builds + is(rep.priv.at(ib), true));
  }
}

void other_lifetimes(const Site& site) {
  if (site.mark.what == What::deletes_device)
    site.never_corrupt(Check::device_lifetime, "an auxiliary device is deleted twice", {is(site.mark.field, 0)});
  if (site.mark.what == What::queues_work)
    site.never_corrupt(Check::device_lifetime, "work is queued on a queue that is destroyed", {is(site.mark.field, 1)});
  if (site.mark.what == What::wants_devcom)
    site.never_corrupt(Check::device_lifetime, "the LAG's work uses a PF's devcom component after it was freed",
                       {is(site.mark.field, static_cast<unsigned>(site.mark.pf + 1)), is(site.mark.other, 0)});
}

void unwind(const Site& site) {
  if (site.mark.what == What::unwinds)
    site.never(Check::unwind, "a failed load unloads " + site.type() + ", which it had not loaded",
               {is(site.mark.field, 0)});
}

void failed_load(const Site& site) {
  if (site.mark.what == What::load_gave_up)
    site.never(Check::failed_load, "a failed load leaves " + site.type() + " LOADED",
               {is(site.rep().state.at(model::at(site.mark.type)), RepState::loaded)});
}

void unregister_complete(const Site& site) {
  const std::size_t type = model::at(site.mark.type);
  if (site.mark.what == What::unregister_returned)
    for (const Rep& rep : site.esw().reps) {
      site.never(Check::unregister_complete, "unregister returned with " + site.type() + " still LOADED",
                 {is(rep.state.at(type), RepState::loaded)});
      site.never(Check::unregister_complete, "unregister returned with " + site.type() + " still built",
                 {is(rep.priv.at(type), true)});
    }
  if (site.mark.what == What::built)
    site.never(Check::unregister_complete, "a load of " + site.type() + " finishes after unregister returned",
               {is(site.rep().state.at(type), RepState::unregistered)});
}

/// What explains a refused load is a chosen failure of the load of the uplink whose IB device it wanted.
void unprovoked_error(const Site& site) {
  if (site.mark.what != What::load_refused) return;
  Conjunction bad;
  if (site.mark.other != none) bad.push_back(is(site.mark.other, 0));
  site.never(Check::unprovoked_error, "a load is refused although nothing has failed (" + site.type() + ")", bad);
}

/// VFs can only change in switchdev: the notifier is off in legacy, and what it queued before is to be stale.
void vfs_work(const Site& site) {
  if (site.mark.what == What::vfs_work_runs)
    site.never(Check::stale_work, "VF-count work runs on an E-Switch that was taken down after it was queued",
               {is(site.esw().mode, model::Mode::legacy)});
}

/// Where the work starts, and again where it calls into a representor: the generation must not move under it.
void stale_work(const Site& site) {
  const auto worker = site.driver().workers.find(site.thread);
  if (worker == site.driver().workers.end()) {
    if (site.mark.what == What::work_runs)
      site.never(Check::stale_work, "work of an old generation runs",
                 {{site.mark.field, Test::Is::unequal_field, site.mark.other}});
    return;
  }
  const Conjunction stale{{worker->second.stamp.id, Test::Is::unequal_field, worker->second.generation}};
  if (site.mark.what == What::work_runs) site.never(Check::stale_work, "work of an old generation runs", stale);
  if (begins(site)) site.never(Check::stale_work, "work of an old generation loads or unloads", stale);
}

void waits(const Site& site) {
  if (site.mark.what == What::waited)
    site.never(Check::bookkeeping, "a request to the LAG's work returns before it is done", {is(site.mark.field, 0)});
}

void counter_balance(const Site& site) {
  if (site.mark.what == What::underflows)
    site.never(Check::counter_balance, site.recorded.world.fields[site.mark.field].name + " goes below zero", {});
}

constexpr auto by_mark = {lock_balance,     assert_held,      assert_blocked, atomic_context,      rep_state,
                          callback_overlap, devlink_held,     ops_lifetime,   in_module,           device_lifetime,
                          other_lifetimes,  unwind,           failed_load,    unregister_complete, stale_work,
                          vfs_work,         unprovoked_error, waits,          counter_balance};

/// Who has blocked makes others spin (V1's word): it must not sleep, on a lock or in a wait.
void sleeping_spinners(const model::Recorded& recorded, Claim place, const model::Step& step,
                       std::vector<Claim>& claims) {
  const bool locks = step.verb == model::Verb::lock && recorded.world.locks[step.lock].kind != model::LockKind::guard;
  const bool waits = step.verb == model::Verb::wait_until || step.verb == model::Verb::wait_for_completion;
  if (!locks && !waits) return;
  place.check = static_cast<std::uint8_t>(Check::sleep_in_atomic);
  place.phase = model::Phase::before;
  place.sentence = "a thread sleeps while others spin until it unblocks";
  for (const model::Lock& lock : recorded.world.locks) {
    if (lock.kind != model::LockKind::guard) continue;
    place.bad = {is(lock.owner, place.thread + 1U)};
    claims.push_back(place);
  }
}

/// A VF that waits for its uplink is told apart: that explains it to a developer, but not to the one who waits.
void eventually_loaded(const Eswitch& esw, const Rep& rep, RepType type, std::vector<Claim>& claims) {
  const std::size_t t = model::at(type), eth = model::at(RepType::eth), ib = model::at(RepType::ib);
  const std::string who = (rep.uplink ? "the uplink's "
                           : rep.sf   ? "an SF's "
                                      : "a VF's ") +
                          std::string(model::name(type));
  const Rep& uplink = esw.uplink();
  Conjunction bad{is(esw.mode, model::Mode::offloads), is(rep.state.at(t), RepState::registered)};
  if (!rep.uplink || type != RepType::eth) bad.push_back(is(uplink.state.at(eth), RepState::loaded));
  const auto claim = [&](const std::string& why, const Conjunction& more) {
    Conjunction all = bad;
    all.insert(all.end(), more.begin(), more.end());
    claims.push_back(at_rest(Check::eventually_loaded, who + " representor stays REGISTERED for ever" + why, all));
  };

  if (!rep.uplink) bad.push_back(is(rep.enabled, true));
  if (rep.excused.at(t).id == none) return claim("", {});
  bad.push_back(is(rep.excused.at(t), false));
  if (rep.uplink) return claim("", {});
  claim("", {is(uplink.excused.at(eth), false), is(uplink.excused.at(ib), false)});
  claim(" after its uplink's load failed", {is(uplink.excused.at(eth), true)});
  claim(" after its uplink's load failed", {is(uplink.excused.at(ib), true)});
}

/// An event whose work could not be queued: nobody looks at the firmware's count again.
void vf_count(const Eswitch& esw, std::vector<Claim>& claims) {
  if (esw.event_lost.id == none) return;
  claims.push_back(at_rest(
      Check::eventually_loaded, "a change of the VF count is lost",
      {is(esw.event_lost, true), is(esw.notified, true), {esw.fw_vfs.id, Test::Is::unequal_field, esw.num_vfs.id}}));
}

void at_rest_claims(const Driver& driver, std::vector<Claim>& claims) {
  for (const Eswitch& esw : driver.eswitches) vf_count(esw, claims);
  for (const Eswitch& esw : driver.eswitches)
    for (const Rep& rep : esw.reps)
      for (const RepType type : {RepType::eth, RepType::ib}) eventually_loaded(esw, rep, type, claims);
  if (driver.lag.present)
    claims.push_back(at_rest(Check::counter_balance, "mode_changes_in_progress is not zero at rest",
                             {is_not(driver.lag.mode_changes.id, 0)}));
}

void visit(const model::Recorded& recorded, const Mark& mark, ThreadId thread, Claim place,
           std::vector<Claim>& claims) {
  place.thread = thread;
  place.phase = mark.phase;
  const Site site{recorded, mark, thread, place, claims};
  for (const auto check : by_mark) check(site);
}

}  // namespace

std::vector<Claim> claims_of(const model::Recorded& recorded) {
  std::vector<Claim> claims;
  for (std::size_t t = 0; t < recorded.world.threads.size(); ++t) {
    const model::Program& program = recorded.world.threads[t];
    const auto thread = static_cast<ThreadId>(t);
    Claim place;
    place.at_entry = true;
    for (const Mark& mark : program.entry_marks) visit(recorded, mark, thread, place, claims);
    place.at_entry = false;
    for (std::size_t s = 0; s < program.steps.size(); ++s)
      for (std::size_t a = 0; a < program.steps[s].alternatives.size(); ++a) {
        place.step = static_cast<model::StepId>(s);
        place.alternative = static_cast<std::uint8_t>(a);
        for (const Mark& mark : program.steps[s].alternatives[a].marks) visit(recorded, mark, thread, place, claims);
        place.thread = thread;
        sleeping_spinners(recorded, place, program.steps[s], claims);
      }
  }
  at_rest_claims(recorded.driver, claims);
  add_guarded_by(recorded, claims);
  add_bookkeeping(recorded, claims);
  return claims;
}

}  // namespace replock::checks
