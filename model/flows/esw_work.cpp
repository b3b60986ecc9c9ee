// The E-Switch's work queue: generations, the common handler, and the late reload (eswitch.c, eswitch_offloads.c).
//
// Left out on purpose: vport_change_handler items, which touch no representor.
#include "model/flows/flows.h"

namespace replock::model {
namespace {

/// esw_reload_reps(), patch 7: ETH and IB of the uplink, then of every enabled VF. An uplink failure ends it, others
/// are dropped.
void reload_reps(Thread& t, Driver& d, Eswitch& esw) {
  const Scope in = t.function("mlx5_esw_reload_reps");
  Label out;

  t.lock(esw.reps_lock);
  t.when(esw.mode == Mode::offloads, [] {}).otherwise([&] { t.jump(out); });
  rep_load(t, d, esw, esw.uplink(), out);
  for (Rep& rep : esw.reps) {
    if (rep.uplink) continue;
    t.when(rep.enabled == true, [&] {
      Label ignored;
      rep_load(t, d, esw, rep, ignored);
      t.place(ignored);
    });
  }
  t.place(out);
  t.unlock(esw.reps_lock);
}

/// The worker's way to devlink: a stale generation ends it before, during and after the wait. The wait is a trylock,
/// then a sleep until the generation changes or 60 ms are over (V1: a busy loop): a wait for either. Before the work
/// queue part it took devlink first and looked then, and before aed763abf0e9 there was nothing to look at.
void lock_devlink(Thread& t, Eswitch& esw, const Condition& stale, Label& out, Label& unlock) {
  if (t.series().has(Patch::lock_before_generation)) {
    t.lock(esw.devlink);
  } else {
    t.when(stale, [&] { t.jump(out); });
    t.try_lock_until(esw.devlink, stale, [&] { t.jump(out); });
  }
  if (!t.series().has(Patch::flush_work)) t.when(stale, [&] { t.jump(unlock); });
}

/// esw_wq_handler(), common to all of the E-Switch's work.
void handle_work(Thread& t, Driver& d, Eswitch& esw, Var<unsigned> stamp, EswWork work) {
  const Scope in = t.function("esw_wq_handler");
  const Condition stale = differ(esw.generation, stamp);
  Label out, unlock;

  lock_devlink(t, esw, stale, out, unlock);
  Mark runs{What::work_runs};
  runs.pf = static_cast<std::int8_t>(esw.pf);
  runs.field = stamp.id;
  runs.other = esw.generation.id;
  t.mark(runs);
  if (work == EswWork::vfs_changed) vfs_changed(t, d, esw);
  if (work == EswWork::reload_reps && t.series().has(Patch::load_reps_from_work_queue)) reload_reps(t, d, esw);
  t.place(unlock);
  t.unlock(esw.devlink);
  t.place(out);
  t.note(stamp, 0);
  if (esw.working.id != none) t.note(esw.working, false);
}

}  // namespace

/// mlx5_eswitch_invalidate_wq(): a new generation, and all sleepers look again. Not before aed763abf0e9.
void invalidate_work(Thread& t, Eswitch& esw) {
  if (t.series().has(Patch::flush_work)) return;
  const Scope in = t.function("mlx5_eswitch_invalidate_wq");
  t.increment(esw.generation);
}

/// esw_add_work(): allocates, stamps, queues. The caller ignores what it returns.
void add_work(Thread& t, Driver& d, Eswitch& esw, EswWork work, Gfp gfp) {
  const Scope in = t.function("esw_add_work");
  const Var<unsigned> stamp = d.of(t).stamp;
  Label out;

  t.may_fail("allocation of E-Switch work", [&] {
    if (work == EswWork::vfs_changed && esw.event_lost.id != none) t.note(esw.event_lost, true);
    t.jump(out);
  });
  t.copy(stamp, esw.generation);
  t.allocates(gfp);
  t.queue_work(esw.work_queue, static_cast<unsigned>(work), stamp);
  t.note(stamp, 0);
  Mark queues{What::queues_work};
  queues.field = esw.wq_destroyed.id;
  if (queues.field != none) t.mark(queues);
  t.place(out);
}

/// flush_workqueue(), destroy_workqueue().
void drain_work(Thread& t, Eswitch& esw, const std::string& function) {
  const Scope in = t.function(function);
  const Var<unsigned> next{esw.work_queue.items.front()};
  t.wait_until(next == 0U && esw.working == false, {esw.worker});
}

void eswitch_worker(Thread& t, Driver& d, Eswitch& esw) {
  const std::string name = "gen of the work on wq(esw" + std::to_string(esw.pf) + ")";
  const Var<unsigned> stamp = t.recorder().counter(name, 0, d.topology.generations - 1, Role::local);
  d.workers[t.id()] = {stamp, esw.generation.id};
  t.serve(esw.work_queue, stamp, [&](unsigned item) {
    if (esw.working.id != none) t.note(esw.working, true);
    handle_work(t, d, esw, stamp, static_cast<EswWork>(item));
  });
}

}  // namespace replock::model
