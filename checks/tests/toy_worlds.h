// Toy worlds for the tests of the reports: with names and functions, built step by step as plain data.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "model/program.h"
#include "model/step.h"

namespace replock::tests {

/// Appends fields, locks, threads and steps; each step falls through to the next one. finish() ends the threads.
class ToyWorld {
 public:
  ToyWorld() { world_.frames.emplace_back(); }

  model::FieldId field(const std::string& name, std::vector<std::string> values,
                       model::Role role = model::Role::variable) {
    const auto max = static_cast<std::uint16_t>(values.size() - 1);
    world_.fields.push_back({name, role, max, 0, std::move(values)});
    return static_cast<model::FieldId>(world_.fields.size() - 1);
  }

  model::LockId lock(const std::string& name) {
    model::Lock lock;
    lock.name = name;
    lock.class_name = name.substr(0, name.find('('));
    lock.owner = field(name + " owner", {"free"}, model::Role::owner);
    world_.locks.push_back(std::move(lock));
    return static_cast<model::LockId>(world_.locks.size() - 1);
  }

  model::ThreadId thread(const std::string& name) {
    model::Program program;
    program.name = name;
    program.pc = field(name + " pc", {"0"}, model::Role::pc);
    world_.fields.back().values.clear();
    world_.threads.push_back(std::move(program));
    return static_cast<model::ThreadId>(world_.threads.size() - 1);
  }

  model::FrameId frame(const std::string& function, model::FrameId caller = 0) {
    world_.frames.push_back({function, caller});
    return static_cast<model::FrameId>(world_.frames.size() - 1);
  }

  void take(model::ThreadId thread, model::LockId lock, model::FrameId frame = 0) {
    model::Step& step = one_way(thread, model::Verb::lock, "lock " + world_.locks[lock].name, frame);
    step.lock = lock;
    step.alternatives[0].guard = {{world_.locks[lock].owner, model::Test::Is::equal, 0}};
    step.alternatives[0].effects = {owner_becomes(lock, thread + 1)};
  }

  void release(model::ThreadId thread, model::LockId lock, model::FrameId frame = 0) {
    model::Step& step = one_way(thread, model::Verb::unlock, "unlock " + world_.locks[lock].name, frame);
    step.lock = lock;
    step.alternatives[0].effects = {owner_becomes(lock, 0)};
  }

  void set(model::ThreadId thread, model::FieldId field, std::uint16_t value, model::FrameId frame = 0) {
    const std::string words = world_.fields[field].name + " = " + model::value_words(world_, field, value);
    model::Step& step = one_way(thread, model::Verb::set, words, frame);
    step.alternatives[0].effects = {{field, model::Effect::Does::set, value}};
  }

  void wait_until(model::ThreadId thread, const model::Test& test, std::vector<model::ThreadId> helpers,
                  model::FrameId frame = 0) {
    model::Step& step = one_way(thread, model::Verb::wait_until, "wait until " + words(world_, test), frame);
    step.alternatives[0].guard = {test};
    step.waits_for = std::move(helpers);
  }

  /// Goes on to the next step where the test holds, else to `otherwise`.
  void when(model::ThreadId thread, const model::Test& test, model::StepId otherwise, model::FrameId frame = 0) {
    model::Step& step = one_way(thread, model::Verb::when, words(world_, test) + "?", frame);
    step.choice = model::Choice::first;
    step.alternatives[0].guard = {test};
    step.alternatives[0].words = step.words + " yes";
    step.alternatives.emplace_back();
    step.alternatives[1].next = otherwise;
    step.alternatives[1].words = step.words + " no";
  }

  model::World finish() {
    for (model::Program& program : world_.threads) {
      model::Step end;
      end.words = "done";
      end.rests = true;
      program.steps.push_back(std::move(end));
      world_.fields[program.pc].max = static_cast<std::uint16_t>(program.steps.size() - 1);
    }
    for (const model::Lock& lock : world_.locks) {
      world_.fields[lock.owner].max = static_cast<std::uint16_t>(world_.threads.size());
      for (const model::Program& program : world_.threads) world_.fields[lock.owner].values.push_back(program.name);
    }
    return std::move(world_);
  }

 private:
  model::Effect owner_becomes(model::LockId lock, int owner) const {
    return {world_.locks[lock].owner, model::Effect::Does::set, static_cast<std::uint16_t>(owner)};
  }

  model::Step& one_way(model::ThreadId thread, model::Verb verb, const std::string& words, model::FrameId frame) {
    std::vector<model::Step>& steps = world_.threads[thread].steps;
    model::Step& step = steps.emplace_back();
    step.verb = verb;
    step.frame = frame;
    step.words = words;
    step.alternatives.emplace_back();
    step.alternatives[0].next = static_cast<model::StepId>(steps.size());
    step.alternatives[0].words = words;
    return step;
  }

  model::World world_;
};

/// The unbind of ETH_REP takes reps_lock then ldev->lock, bond work the other way round, and a third thread waits in
/// vain for the LAG to be left alone: the deadlock that V3 4/7 is about.
inline model::World lag_against_unbind() {
  ToyWorld toy;
  const auto reps_lock = toy.lock("reps_lock(esw0)");
  const auto ldev_lock = toy.lock("ldev->lock");
  const auto state = toy.field("state[uplink][IB](esw0)", {"UNREGISTERED", "REGISTERED", "LOADED"});
  const auto mode = toy.field("mode(ldev)", {"NONE", "SHARED_FDB"});

  const auto unbind = toy.thread("unbind ETH_REP");
  const auto unregister = toy.frame("mlx5_eswitch_unregister_vport_reps");
  const auto remove_netdev = toy.frame("mlx5_lag_remove_netdev", toy.frame("mlx5e_vport_rep_unload", unregister));
  toy.take(unbind, reps_lock, unregister);
  toy.set(unbind, state, 1, unregister);
  toy.take(unbind, ldev_lock, remove_netdev);
  toy.release(unbind, ldev_lock, remove_netdev);
  toy.release(unbind, reps_lock, unregister);

  const auto bond = toy.thread("bond work");
  const auto do_bond = toy.frame("mlx5_do_bond", toy.frame("mlx5_do_bond_work"));
  const auto reload = toy.frame("mlx5_eswitch_reload_ib_reps", do_bond);
  toy.take(bond, ldev_lock, do_bond);
  toy.when(bond, {mode, model::Test::Is::equal, 0}, 5, do_bond);
  toy.set(bond, mode, 1, do_bond);
  toy.take(bond, reps_lock, reload);
  toy.release(bond, reps_lock, reload);
  toy.release(bond, ldev_lock, do_bond);

  const auto removal = toy.thread("remove PF1");
  toy.wait_until(removal, {mode, model::Test::Is::unequal, 0}, {bond}, toy.frame("mlx5_lag_remove_mdev"));
  toy.take(removal, ldev_lock);
  toy.release(removal, ldev_lock);
  return toy.finish();
}

/// Threads that take locks in a ring: each holds its own and wants the next one's.
inline model::World ring(unsigned threads) {
  ToyWorld toy;
  std::vector<model::LockId> locks;
  for (unsigned i = 0; i < threads; ++i) locks.push_back(toy.lock("reps_lock(esw" + std::to_string(i) + ")"));
  for (unsigned i = 0; i < threads; ++i) {
    const auto thread = toy.thread("mode set of PF" + std::to_string(i));
    const auto outer = toy.frame("mlx5_devlink_eswitch_mode_set");
    toy.take(thread, locks[i], outer);
    toy.take(thread, locks[(i + 1) % threads], toy.frame("mlx5_eswitch_unregister_vport_reps", outer));
  }
  return toy.finish();
}

/// Each thread of ring() takes its own lock: nobody can go on.
inline std::vector<model::Move> ring_deadlock(unsigned threads) {
  std::vector<model::Move> moves;
  for (unsigned i = 0; i < threads; ++i) moves.push_back({static_cast<model::ThreadId>(i), 0});
  return moves;
}

}  // namespace replock::tests
