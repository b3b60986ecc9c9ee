// Work that is queued and work that is taken, told apart: the two ends of a queue.
//
// Where a queue is not empty, taking its next item and queueing another one can be swapped: each goes the same way, and
// the state after both is one. So the two touch different ends; whoever asks what is in the queue touches both. That a
// worker takes up what is queued while the queue is empty is not lost: there it can't move, and it waits for both ends.
// How full a queue gets is no more told apart: a reduced search is about a queue of any length, and may miss that one
// of the model's overflows.
#pragma once

#include <cstdint>
#include <vector>

#include "model/program.h"

namespace replock::schedules {

class QueueEnds {
 public:
  explicit QueueEnds(const model::World& world);

  enum class Does : std::uint8_t { nothing, queues, takes };
  struct Use {
    Does does = Does::nothing;
    std::size_t queue = 0;
  };
  /// What the step, in each of its alternatives, does to a queue.
  const Use& of(model::ThreadId thread, model::StepId step) const { return uses_[thread][step]; }

  /// Fields that stand for the ends; where they are one, the ends are not told apart.
  model::FieldId end(const Use& use) const {
    const Ends& ends = ends_[use.queue];
    return use.does == Does::takes ? ends.front : ends.back;
  }
  /// Adds what stands for the field: itself, or both ends of its queue.
  void add(model::FieldId field, std::vector<model::FieldId>& fields) const;
  /// The field is one of that queue's.
  bool is_of(model::FieldId field, const Use& use) const {
    return use.does != Does::nothing && queue_of_[field] == use.queue;
  }

 private:
  struct Ends {
    model::FieldId front = model::none, back = model::none;
  };
  static constexpr std::size_t no_queue = ~std::size_t{0};
  void add_queue(const model::World& world, const model::Queue& queue);

  std::vector<Ends> ends_;
  std::vector<std::size_t> queue_of_;   ///< by FieldId
  std::vector<std::vector<Use>> uses_;  ///< by thread and step
};

}  // namespace replock::schedules
