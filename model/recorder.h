// The recorder: makes the fields, locks and queues of a world, and the threads whose steps are then recorded.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "model/condition.h"
#include "model/line.h"
#include "model/program.h"
#include "model/series.h"

namespace replock::model {

class Thread;

class Recorder {
 public:
  /// `failures`: how many failures the environment may choose in one run; 0 records no failing branch at all.
  Recorder(Series series, unsigned failures);

  FieldId field(Field field);
  template <class E>
  Var<E> variable(std::string name, E initial, std::vector<std::string> values, Role role = Role::variable) {
    const auto max = static_cast<std::uint16_t>(values.size() - 1);
    return {field({std::move(name), role, max, static_cast<std::uint16_t>(initial), std::move(values)})};
  }
  Var<bool> flag(std::string name, bool initial, Role role = Role::variable);
  Var<unsigned> counter(std::string name, unsigned initial, unsigned max, Role role = Role::variable);

  LockId lock(LockClass lock_class, std::string name, LockKind kind = LockKind::mutex);

  /// `items` names what can be queued; `generations` is 0 for a queue whose work carries no stamp, else the number of
  /// generations that its stamps tell apart. More than `capacity` pending items are a ModelFault.
  Queue queue(const std::string& name, const std::vector<std::string>& items, unsigned capacity, unsigned generations);

  /// A new thread to record into. All threads of a world exist before the first lock is lowered, in finish().
  Thread& thread(std::string name);
  Thread& worker(std::string name);

  const Series& series() const { return series_; }
  World& world() { return world_; }
  /// Where each step was recorded: [thread][step].
  const std::vector<std::vector<Line>>& lines() const { return lines_; }

  /// Ends every thread, turns lock verbs into guards and effects, and hands over the world.
  World finish();

 private:
  friend class Thread;
  FrameId frame(const std::string& function, FrameId caller);
  FieldId reader(LockId lock, ThreadId thread);
  void lower(Program& program, ThreadId thread) const;

  Series series_;
  World world_;
  std::vector<std::vector<Line>> lines_;
  std::deque<Thread> threads_;
  std::map<std::pair<FrameId, std::string>, FrameId> frames_;
};

}  // namespace replock::model
