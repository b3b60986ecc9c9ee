// Data flow for the locks surely held, reachability for the rest.
#include "checks/window_places.h"

#include <algorithm>
#include <functional>
#include <optional>

#include "schedules/about.h"

namespace replock::checks {
namespace {

using model::Alternative;
using model::Effect;
using model::FieldId;
using model::FrameId;
using model::LockId;
using model::Program;
using model::Step;
using model::StepId;
using model::Test;
using model::ThreadId;
using model::World;

using Steps = std::vector<bool>;  // by StepId

/// What an alternative does to a lock, for the thread that takes it.
enum class Move : std::uint8_t { none, takes, drops };

Move move_of(const World& world, ThreadId thread, const Alternative& alternative, LockId id) {
  const model::Lock& lock = world.locks[id];
  const FieldId reader = thread < lock.readers.size() ? lock.readers[thread] : model::none;
  for (const Effect& effect : alternative.effects) {
    if (effect.field != lock.owner && (reader == model::none || effect.field != reader)) continue;
    return effect.operand == 0 ? Move::drops : Move::takes;
  }
  return Move::none;
}

/// One thread of a world.
class Places {
 public:
  Places(const World& world, ThreadId thread) : world_(world), thread_(thread), program_(world.threads[thread]) {}

  void add_windows(std::vector<WindowPlace>& all) const {
    for (std::size_t lock = 0; lock < world_.locks.size(); ++lock) {
      const Steps held = surely_held(static_cast<LockId>(lock));
      for (std::size_t step = 0; step < program_.steps.size(); ++step)
        for (std::size_t i = 0; held[step] && i < program_.steps[step].alternatives.size(); ++i)
          if (does(step, i, static_cast<LockId>(lock)) == Move::drops)
            add_windows({static_cast<StepId>(step), static_cast<std::uint8_t>(i)}, static_cast<LockId>(lock), held,
                        all);
    }
  }

 private:
  const Alternative& at(Way way) const { return program_.steps[way.step].alternatives[way.alternative]; }
  Move does(std::size_t step, std::size_t alternative, LockId lock) const {
    return move_of(world_, thread_, program_.steps[step].alternatives[alternative], lock);
  }

  /// Before each step, on all ways to it.
  Steps surely_held(LockId lock) const {
    std::vector<std::optional<bool>> held(program_.steps.size());
    held[world_.fields[program_.pc].initial] = false;
    for (bool any = true; any;) {
      any = false;
      for (std::size_t step = 0; step < held.size(); ++step)
        for (std::size_t i = 0; held[step] && i < program_.steps[step].alternatives.size(); ++i) {
          const Move move = does(step, i, lock);
          const bool after = move == Move::none ? *held[step] : move == Move::takes;
          std::optional<bool>& next = held[program_.steps[step].alternatives[i].next];
          if (next && (!*next || after)) continue;
          next = after;
          any = true;
        }
    }
    Steps surely;
    for (const std::optional<bool>& one : held) surely.push_back(one.value_or(false));
    return surely;
  }

  /// From `from` on, over ways that `passes`, and never on from a resting step.
  Steps reached(const std::vector<StepId>& from, const std::function<bool(Way)>& passes) const {
    Steps reached(program_.steps.size(), false);
    std::vector<StepId> todo = from;
    while (!todo.empty()) {
      const StepId step = todo.back();
      todo.pop_back();
      if (reached[step]) continue;
      reached[step] = true;
      if (program_.steps[step].rests) continue;
      for (std::size_t i = 0; i < program_.steps[step].alternatives.size(); ++i) {
        const Way way{step, static_cast<std::uint8_t>(i)};
        if (passes(way)) todo.push_back(at(way).next);
      }
    }
    return reached;
  }

  /// The steps from which one can come to `to` so.
  Steps leading_to(StepId to, const std::function<bool(Way)>& passes) const {
    Steps leads(program_.steps.size(), false);
    leads[to] = true;
    for (bool any = true; any;) {
      any = false;
      for (std::size_t step = 0; step < leads.size(); ++step) {
        if (leads[step] || program_.steps[step].rests) continue;
        for (std::size_t i = 0; i < program_.steps[step].alternatives.size() && !leads[step]; ++i) {
          const Way way{static_cast<StepId>(step), static_cast<std::uint8_t>(i)};
          any |= leads[step] = passes(way) && leads[at(way).next];
        }
      }
    }
    return leads;
  }

  FrameId common_frame(FrameId one, FrameId other) const {
    for (FrameId a = one; a != 0; a = world_.frames[a].caller)
      for (FrameId b = other; b != 0; b = world_.frames[b].caller)
        if (a == b) return a;
    return 0;
  }

  /// The innermost call that the thread does not leave from the one place to the other; 0: none. A function that is
  /// called twice in a row has one frame for both calls: what lies between them is outside of it.
  FrameId frame_around(const WindowPlace& window) const {
    FrameId frame =
        common_frame(program_.steps[window.dropped.step].frame, program_.steps[window.taken_again.step].frame);
    for (const StepId within : window.within) frame = common_frame(frame, program_.steps[within].frame);
    return frame;
  }

  void add_windows(Way dropped, LockId lock, const Steps& held, std::vector<WindowPlace>& all) const {
    const auto outside = [&](Way way) { return does(way.step, way.alternative, lock) == Move::none; };
    const Steps behind = reached({at(dropped).next}, outside);
    for (std::size_t step = 0; step < behind.size(); ++step)
      for (std::size_t i = 0; behind[step] && i < program_.steps[step].alternatives.size(); ++i) {
        if (program_.steps[step].rests || does(step, i, lock) != Move::takes) continue;
        WindowPlace window;
        window.thread = thread_, window.lock = lock, window.dropped = dropped;
        window.taken_again = {static_cast<StepId>(step), static_cast<std::uint8_t>(i)};
        const Steps leads = leading_to(window.taken_again.step, outside);
        for (std::size_t within = 0; within < behind.size(); ++within)
          if (behind[within] && leads[within]) window.within.push_back(static_cast<StepId>(within));
        window.frame = frame_around(window);
        if (window.frame == 0) continue;
        window.kind = kind_of(window);
        add_reads(window, held);
        all.push_back(std::move(window));
      }
  }

  bool is_called_from(FrameId frame, FrameId caller) const {
    for (; frame != 0; frame = world_.frames[frame].caller)
      if (frame == caller) return true;
    return false;
  }

  /// By where the lock was taken that is dropped.
  schedules::WindowKind kind_of(const WindowPlace& window) const {
    const auto inside_section = [&](Way way) { return does(way.step, way.alternative, window.lock) == Move::none; };
    const Steps before = leading_to(window.dropped.step, inside_section);
    for (std::size_t step = 0; step < program_.steps.size(); ++step)
      for (std::size_t i = 0; i < program_.steps[step].alternatives.size(); ++i) {
        if (does(step, i, window.lock) != Move::takes || !before[program_.steps[step].alternatives[i].next]) continue;
        const FrameId taken_in = program_.steps[step].frame;
        if (taken_in == window.frame || !is_called_from(taken_in, window.frame))
          return schedules::WindowKind::calls_out;
      }
    return schedules::WindowKind::between_calls;
  }

  /// Somebody else can change it.
  bool is_shared(FieldId field) const {
    const model::Role role = world_.fields[field].role;
    if (role != model::Role::variable) return false;
    for (std::size_t other = 0; other < world_.threads.size(); ++other)
      for (const Step& step : world_.threads[other].steps)
        for (const Alternative& alternative : step.alternatives)
          if (other != thread_ && schedules::stores(alternative, field)) return true;
    return false;
  }

  void add_reads(WindowPlace& window, const Steps& held) const {
    const auto inside_section = [&](Way way) { return does(way.step, way.alternative, window.lock) == Move::none; };
    const Steps before = leading_to(window.dropped.step, inside_section);
    for (std::size_t step = 0; step < before.size(); ++step) {
      const Step& branch = program_.steps[step];
      if (!before[step] || !held[step] || branch.rests || branch.alternatives.size() < 2) continue;
      for (std::size_t i = 0; i < branch.alternatives.size(); ++i) {
        const Way way{static_cast<StepId>(step), static_cast<std::uint8_t>(i)};
        if (!before[at(way).next] && way.step != window.dropped.step) continue;
        for (const Test& test : found_true(way))
          if (!schedules::compares_fields(test) && is_shared(test.field) && !schedules::stores(at(way), test.field))
            add_read(window, way, test);
      }
    }
  }

  /// What is so where the thread goes this way: its guard, and that it did not go an earlier way of one test.
  model::Conjunction found_true(Way way) const {
    const Step& step = program_.steps[way.step];
    model::Conjunction tests = at(way).guard;
    if (step.choice != model::Choice::first) return tests;
    for (std::size_t earlier = 0; earlier < way.alternative; ++earlier) {
      if (step.alternatives[earlier].guard.size() != 1) continue;
      tests.push_back(schedules::negated(step.alternatives[earlier].guard.front()));
    }
    return tests;
  }

  void add_read(WindowPlace& window, Way way, const Test& test) const {
    const auto everywhere = [&](Way other) { return other.step != way.step; };
    std::vector<StepId> otherwise;
    for (std::size_t i = 0; i < program_.steps[way.step].alternatives.size(); ++i)
      if (i != way.alternative) otherwise.push_back(program_.steps[way.step].alternatives[i].next);
    const Steps with = reached({at(way).next}, everywhere), without = reached(otherwise, everywhere);
    const auto unread = [&](Way other) { return !touches(world_, thread_, other.step, test.field); };
    const Steps later = reached({at(window.taken_again).next}, unread);
    WindowRead read{way, test, {}};
    for (std::size_t step = 0; step < later.size(); ++step) {
      const auto id = static_cast<StepId>(step);
      if (later[step] && with[step] && !without[step] && !program_.steps[step].rests &&
          !touches(world_, thread_, id, test.field))
        read.uses.push_back(id);
    }
    if (!read.uses.empty()) window.reads.push_back(std::move(read));
  }

 public:
  /// The step looks at the field, or stores it.
  static bool touches(const World& world, ThreadId thread, StepId step, FieldId field) {
    for (const Alternative& alternative : world.threads[thread].steps[step].alternatives) {
      for (const Test& test : alternative.guard)
        if (schedules::is_about(test, field)) return true;
      for (const Effect& effect : alternative.effects)
        if (effect.field == field || (effect.does == Effect::Does::copy && effect.operand == field)) return true;
    }
    return false;
  }

 private:
  const World& world_;
  ThreadId thread_;
  const Program& program_;
};

}  // namespace

std::vector<WindowPlace> windows_of(const World& world) {
  std::vector<WindowPlace> all;
  for (std::size_t thread = 0; thread < world.threads.size(); ++thread)
    Places(world, static_cast<ThreadId>(thread)).add_windows(all);
  return all;
}

BehindWindow watch(World& world, const WindowPlace& window) {
  BehindWindow all;
  const auto flag = [&](const std::string& name) {
    world.fields.push_back({name, model::Role::ghost, 1, 0, {}});
    return static_cast<FieldId>(world.fields.size() - 1);
  };
  Program& program = world.threads[window.thread];
  for (const WindowRead& read : window.reads) {
    const FieldId before = flag("read before the window"), behind = flag("behind the window");
    all.push_back(behind);
    for (std::size_t step = 0; step < program.steps.size(); ++step) {
      const auto id = static_cast<StepId>(step);
      const bool forgets = Places::touches(world, window.thread, id, read.test.field) || program.steps[step].rests;
      for (std::size_t i = 0; i < program.steps[step].alternatives.size(); ++i) {
        const Way way{id, static_cast<std::uint8_t>(i)};
        std::vector<Effect>& effects = program.steps[step].alternatives[i].effects;
        if (forgets) {
          effects.push_back({before, Effect::Does::set, static_cast<std::uint16_t>(way == read.at)});
          effects.push_back({behind, Effect::Does::set, 0});
        } else if (way == window.taken_again) {
          effects.push_back({behind, Effect::Does::copy, before});
        }
      }
    }
  }
  return all;
}

}  // namespace replock::checks
