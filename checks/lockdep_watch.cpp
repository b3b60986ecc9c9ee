// Replays schedules and tells lockdep what each thread takes and drops.
#include "checks/lockdep_watch.h"

#include <algorithm>
#include <set>

#include "checks/lock_order.h"
#include "schedules/end_state.h"

namespace replock::checks {
namespace {

using model::LockId;
using model::State;
using model::Step;
using model::ThreadId;
using model::World;
using schedules::Schedule;
using schedules::TwoVerdicts;

bool has_key_of_its_own(model::LockClass lock_class) {
  using model::LockClass;
  return lock_class == LockClass::devlink || lock_class == LockClass::intf_state ||
         lock_class == LockClass::hca_devcom || lock_class == LockClass::esw_devcom;
}

Lockdep::Acquire taking(const model::Lock& lock, const Step& step) {
  Lockdep::Acquire taken;
  taken.instance = lock.name;
  taken.class_name = has_key_of_its_own(lock.lock_class) ? lock.name : lock.class_name;
  taken.subclass = step.nesting == model::Nesting::nested ? 1 : 0;
  taken.read = step.mode == model::LockMode::read ? Lockdep::Read::shared : Lockdep::Read::no;
  taken.attempt = step.verb == model::Verb::lock ? Lockdep::Try::blocks : Lockdep::Try::tries;
  taken.validated = lock.lock_class == model::LockClass::device_lock ? Lockdep::Validated::no : Lockdep::Validated::yes;
  return taken;
}

std::string queue_map(const World& world, ThreadId worker) { return "(wq_completion)" + world.threads[worker].name; }

Lockdep::Acquire taking_queue(const World& world, ThreadId worker) {
  Lockdep::Acquire taken;
  taken.instance = taken.class_name = queue_map(world, worker);
  return taken;
}

/// The worker whose queue this step flushes; none where it flushes nothing.
std::optional<ThreadId> flushed_by(const World& world, const Step& step) {
  if (step.verb != model::Verb::wait_until) return std::nullopt;
  const std::string& function = model::function_of(world, step);
  if (function != "flush_workqueue" && function != "destroy_workqueue") return std::nullopt;
  for (const ThreadId thread : step.waits_for)
    if (world.threads[thread].worker) return thread;
  return std::nullopt;
}

/// One run of the world, as lockdep sees it.
class Run {
 public:
  Run(const World& world, Lockdep& lockdep) : world_(world), lockdep_(lockdep), state_(model::initial_state(world)) {
    lockdep.restart();
  }

  void follow(const Schedule& schedule) {
    for (const model::Move move : schedule) make(move);
  }

  /// lock_acquire() comes before the wait.
  void wait(ThreadId thread) {
    const Step& step = model::step_of(world_, state_, thread);
    if (step.lock != model::none && step.verb == model::Verb::lock) take(thread, step.lock, step);
    flush(thread, step);
  }

 private:
  void make(model::Move move) {
    const Step& step = model::step_of(world_, state_, move.thread);
    const std::vector<LockId> before = model::held_by(world_, state_, move.thread);
    const bool idle_before = step.rests;
    flush(move.thread, step);
    state_ = model::after(world_, state_, move);
    const bool is_idle = model::step_of(world_, state_, move.thread).rests;
    const bool is_worker = world_.threads[move.thread].worker;
    if (is_worker && idle_before && !is_idle) lockdep_.acquire(move.thread, taking_queue(world_, move.thread));
    const std::vector<LockId> after = model::held_by(world_, state_, move.thread);
    for (const LockId lock : before)
      if (std::ranges::count(after, lock) == 0) drop(move.thread, lock);
    for (const LockId lock : after)
      if (std::ranges::count(before, lock) == 0) take(move.thread, lock, step);
    if (is_worker && !idle_before && is_idle) lockdep_.release(move.thread, queue_map(world_, move.thread));
  }

  void flush(ThreadId thread, const Step& step) {
    const std::optional<ThreadId> worker = flushed_by(world_, step);
    if (!worker) return;
    lockdep_.acquire(thread, taking_queue(world_, *worker));
    lockdep_.release(thread, queue_map(world_, *worker));
  }

  void take(ThreadId thread, LockId lock, const Step& step) {
    if (world_.locks[lock].kind != model::LockKind::guard) lockdep_.acquire(thread, taking(world_.locks[lock], step));
  }

  void drop(ThreadId thread, LockId lock) {
    if (world_.locks[lock].kind != model::LockKind::guard) lockdep_.release(thread, world_.locks[lock].name);
  }

  const World& world_;
  Lockdep& lockdep_;
  State state_;
};

/// "devlink(d0)", "reps_lock/1", "(wq_completion)esw0 worker" as the lock graph has them.
std::string graph_class(const World& world, const std::string& name) {
  for (const model::Lock& lock : world.locks)
    if (lock.name == name) return lock.class_name;
  constexpr std::string_view wq = "(wq_completion)";
  if (name.starts_with(wq)) return name.substr(wq.size());
  return name.substr(0, name.rfind("/1"));
}

/// Starts with the smallest; one class after itself is one.
std::vector<std::string> graph_classes(const World& world, const std::vector<std::string>& chain) {
  std::vector<std::string> classes;
  for (const std::string& name : chain) {
    std::string plain = graph_class(world, name);
    if (classes.empty() || classes.back() != plain) classes.push_back(std::move(plain));
  }
  if (classes.size() > 1 && classes.front() == classes.back()) classes.pop_back();
  std::rotate(classes.begin(), std::min_element(classes.begin(), classes.end()), classes.end());
  return classes;
}

std::string circle(const std::vector<std::string>& classes) {
  std::string text;
  for (const std::string& name : classes) text += name + " -> ";
  return text + classes.front();
}

}  // namespace

std::vector<Splat> lockdep_reports(const Question& question, const schedules::Verdict& verdict) {
  const World& world = question.recorded.world;
  Lockdep lockdep;
  for (const schedules::Acquisition& taken : verdict.result.acquisitions) {
    if (taken.held.empty() && !world.threads[taken.thread].worker) continue;  // nothing below it
    Run(world, lockdep).follow(taken.schedule);
  }
  for (const schedules::Stuck& stuck : verdict.result.stuck)
    for (const ThreadId thread : stuck.cycle.empty() ? stuck.threads : stuck.cycle) {
      Run run(world, lockdep);
      run.follow(stuck.schedule);
      run.wait(thread);
    }
  std::vector<Splat> splats;
  std::set<std::vector<std::string>> known;
  for (const Lockdep::Report& report : lockdep.reports()) {
    Splat splat{report, graph_classes(world, report.chain)};
    if (known.insert(splat.classes).second) splats.push_back(std::move(splat));
  }
  return splats;
}

std::vector<TwoVerdicts> two_verdicts(const Question& question, const schedules::Verdict& verdict) {
  std::vector<Splat> splats = lockdep_reports(question, verdict);
  std::vector<TwoVerdicts> all;
  for (const schedules::LockCycle& cycle : verdict.cycles) {
    TwoVerdicts two;
    two.what = words(cycle);
    two.deadlocks = cycle.verdict == schedules::CycleVerdict::realised;
    two.open = cycle.verdict == schedules::CycleVerdict::open;
    const auto splat = std::ranges::find(splats, cycle.classes, &Splat::classes);
    if (splat != splats.end()) {
      two.splats = true;
      two.lockdep = circle(splat->report.chain);
      splats.erase(splat);
    }
    all.push_back(std::move(two));
  }
  for (const Splat& splat : splats)
    all.push_back({circle(splat.classes), false, false, true, circle(splat.report.chain)});
  for (const schedules::Finding& finding : verdict.findings)
    if (finding.check == info(Check::deadlock).id && finding.cycle.empty())
      all.push_back({finding.sentence, true, false, false, ""});
  return all;
}

}  // namespace replock::checks
