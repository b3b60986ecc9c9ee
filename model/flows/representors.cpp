// Registration, load and unload of representors (eswitch_offloads.c).
//
// Left out on purpose: rep->esw, which no flow reads before the same thread has set it; and the memory barriers that
// the plain stores lack, since a step is one access in one order of all (the Relacy engine is for weak memory).
#include "model/flows/flows.h"

namespace replock::model {
namespace {

std::string suffix(Nesting nesting) { return nesting == Nesting::nested ? "_nested" : ""; }

/// __esw_offloads_unload_rep(). An unwind says so, for the check that looks at what it takes down.
template <class Unwinding>
void unload_rep_saying(Thread& t, Driver& d, Eswitch& esw, Rep& rep, RepType type, Unwinding unwinding) {
  const Scope in = t.function("__esw_offloads_unload_rep");
  assert_reps_locked(t, esw);
  t.cas(rep.state[at(type)], RepState::loaded, RepState::registered, [&] {
    unwinding();
    if (type == RepType::eth) unload_rep_saying(t, d, esw, rep, RepType::ib, unwinding);
    unload_callback(t, d, esw, rep, type);
  });
}

/// Unwinding ETH after IB failed: before patch 6 ETH goes whoever loaded it, from patch 6 on only if this call did.
void unwind_eth(Thread& t, Driver& d, Eswitch& esw, Rep& rep) {
  const Var<bool> newly = d.of(t).newly_loaded_eth;
  const auto unload = [&] {
    unload_rep_saying(t, d, esw, rep, RepType::eth, [&] {
      Mark unwinds = mark_of(What::unwinds, esw, rep, RepType::eth);
      unwinds.field = newly.id;
      t.mark(unwinds);
    });
  };
  if (t.series().has(Patch::unwind_only_newly_loaded))
    t.when(newly == true, unload);
  else
    unload();
}

}  // namespace

Mark mark_of(What what, const Eswitch& esw, const Rep& rep, RepType type, Phase phase) {
  Mark mark{what, phase};
  mark.pf = static_cast<std::int8_t>(esw.pf);
  mark.vport = static_cast<std::int8_t>(rep.index);
  mark.type = type;
  return mark;
}

/// mlx5_eswitch_register_vport_reps() and its nested variant. Called by the auxiliary drivers' probe, and by the
/// master's IB load for each peer. [5] takes reps_lock. [7] queues the late reload and ignores what that returns.
void register_vport_reps(Thread& t, Driver& d, Eswitch& esw, RepType type, Nesting nesting) {
  const Scope in = t.function("mlx5_eswitch_register_vport_reps" + suffix(nesting));

  lock_reps(t, esw, nesting);
  t.set(esw.ops[at(type)], Ops::installed);
  for (Rep& rep : esw.reps) {
    t.set(rep.state[at(type)], RepState::registered);
    t.mark(mark_of(What::registers_over, esw, rep, type, Phase::before));
    if (rep.excused[at(type)].id != none) t.note(rep.excused[at(type)], false);  // a new life
  }
  unlock_reps(t, esw);

  if (!t.series().has(Patch::load_reps_from_work_queue)) return;
  add_work(t, d, esw, EswWork::reload_reps, t.series().has(Patch::atomic_reload) ? Gfp::atomic : Gfp::kernel);
}

/// mlx5_eswitch_unregister_vport_reps() and its nested variant. Called by the auxiliary drivers' remove, and by the
/// master's IB unload for each peer. Before [5] it unloads only if it sees OFFLOADS, and leaves the ops pointer; V1
/// does the same while it blocks, V2 looks at the mode under reps_lock and clears the pointer.
void unregister_vport_reps(Thread& t, Driver& d, Eswitch& esw, RepType type, Nesting nesting) {
  const Scope in = t.function("mlx5_eswitch_unregister_vport_reps" + suffix(nesting));
  const bool merged = t.series().has(Patch::serialize_rep_lifecycle);
  const auto forget_all = [&](What over) {
    for (Rep& rep : esw.reps) {
      t.set(rep.state[at(type)], RepState::unregistered);
      t.mark(mark_of(over, esw, rep, type, Phase::before));
    }
  };
  const auto unload_all = [&] {
    for (Rep& rep : esw.reps) unload_rep(t, d, esw, rep, type);
    forget_all(What::unregisters_over);
  };

  lock_reps(t, esw, nesting);
  if (merged && !t.series().has(Patch::conditional_unload))
    unload_all();
  else
    t.when(esw.mode == Mode::offloads, unload_all).otherwise([&] { forget_all(What::unregisters_in_legacy); });
  if (merged) t.set(esw.ops[at(type)], Ops::null);
  unlock_reps(t, esw);
  t.mark(mark_of(What::unregister_returned, esw, esw.uplink(), type));
}

/// __esw_offloads_load_rep(). LOADED is visible before the callback has done its work, at every level. [6] a failed
/// callback puts REGISTERED back.
void load_rep(Thread& t, Driver& d, Eswitch& esw, Rep& rep, RepType type, Label& failed) {
  const Scope in = t.function("__esw_offloads_load_rep");
  Label callback_failed, done;

  assert_reps_locked(t, esw);
  t.cas(rep.state[at(type)], RepState::registered, RepState::loaded, [&] {
    load_callback(t, d, esw, rep, type, callback_failed);
    if (type == RepType::eth && t.reachable()) t.note(d.of(t).newly_loaded_eth, true);
  });
  t.jump(done);

  t.place(callback_failed);
  if (t.series().has(Patch::unwind_only_newly_loaded)) t.set(rep.state[at(type)], RepState::registered);
  t.jump(failed);
  t.place(done);
}

void unload_rep(Thread& t, Driver& d, Eswitch& esw, Rep& rep, RepType type) {
  unload_rep_saying(t, d, esw, rep, type, [] {});
}

/// mlx5_esw_offloads_rep_load(): ETH, then IB; a failure unwinds. Before [6] it is this function that resets the state
/// of the type that failed.
void rep_load(Thread& t, Driver& d, Eswitch& esw, Rep& rep, Label& failed) {
  const Scope in = t.function("mlx5_esw_offloads_rep_load");
  const Var<bool> newly = d.of(t).newly_loaded_eth;
  const auto give_up = [&](RepType type) {
    if (!t.series().has(Patch::unwind_only_newly_loaded)) t.set(rep.state[at(type)], RepState::registered);
    t.mark(mark_of(What::load_gave_up, esw, rep, type));
  };
  Label eth_failed, ib_failed, done;

  load_rep(t, d, esw, rep, RepType::eth, eth_failed);
  load_rep(t, d, esw, rep, RepType::ib, ib_failed);
  if (t.reachable()) t.note(newly, false);
  t.jump(done);

  t.place(ib_failed);
  give_up(RepType::ib);
  unwind_eth(t, d, esw, rep);
  if (t.reachable()) t.note(newly, false);
  t.jump(failed);

  t.place(eth_failed);
  give_up(RepType::eth);
  t.jump(failed);
  t.place(done);
}

/// mlx5_esw_offloads_rep_unload(): IB, then ETH.
void rep_unload(Thread& t, Driver& d, Eswitch& esw, Rep& rep) {
  const Scope in = t.function("mlx5_esw_offloads_rep_unload");
  unload_rep(t, d, esw, rep, RepType::ib);
  unload_rep(t, d, esw, rep, RepType::eth);
}

}  // namespace replock::model
