// Who has touched which plain field last: with whom a data race is one.
#pragma once

#include <tuple>
#include <vector>

#include "schedules/relacy_places.h"

namespace replock::schedules {

/// A step's accesses to plain fields, and the last ones of each thread in this execution.
class Touches {
 public:
  /// Field, the earlier access, the later one.
  using Race = std::tuple<model::FieldId, schedules::Race::Access, schedules::Race::Access>;
  struct Touch {
    model::FieldId field = model::none;
    bool stores = false;
  };

  /// REQUIRES: the world outlives this.
  Touches(const model::World& world, const Places& places);

  void begin();  ///< a new execution

  /// What the step touches on its way through this alternative. A wait touches nothing: it stands for a loop that takes
  /// a lock to look. Of a branch, all guards up to the one that was true have been read.
  static std::vector<Touch> along(const Places& places, const model::Step& step, std::size_t alternative);
  /// The same, worked out once.
  const std::vector<Touch>& of(model::ThreadId thread, model::StepId step, std::size_t alternative) const {
    return touched_[thread][step][alternative];
  }

  /// The last access of this kind by that thread; none: step is model::none.
  schedules::Race::Access last(model::FieldId field, model::ThreadId thread, bool stores) const;
  void note(model::FieldId field, const schedules::Race::Access& access);

 private:
  std::size_t place(model::FieldId field, std::size_t thread, bool stores) const {
    return (field * world_.threads.size() + thread) * 2 + (stores ? 1 : 0);
  }

  const model::World& world_;
  std::vector<std::vector<std::vector<std::vector<Touch>>>> touched_;  // by thread, step, alternative
  std::vector<model::StepId> last_;                                    // by field, thread, kind
};

}  // namespace replock::schedules
