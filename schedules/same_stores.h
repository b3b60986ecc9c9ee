// Stores of one and the same value by several threads, none of which asks what was there: work that is marked pending.
//
// Two of them can be swapped. So each thread's store touches something of its own, and whoever asks about the field, or
// does anything else to it, touches all of these.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "model/program.h"

namespace replock::schedules {

class SameStores {
 public:
  explicit SameStores(const model::World& world);

  /// The world's fields, and what stands for one thread's stores: numbered behind them.
  std::size_t fields() const { return fields_; }
  /// What stands for that thread's stores of that field, if this one is such a store.
  std::optional<model::FieldId> of(model::ThreadId thread, const model::Alternative& alternative,
                                   const model::Effect& effect) const;
  /// Adds what stands for the stores of the field.
  void add(model::FieldId field, std::vector<model::FieldId>& fields) const;

 private:
  /// What the threads store in a field that has such stores; by thread, what stands for them (or none).
  struct Stores {
    std::uint16_t value = 0;
    std::vector<model::FieldId> own;
  };
  std::vector<std::optional<Stores>> stores_;  ///< by field
  std::size_t fields_ = 0;
};

}  // namespace replock::schedules
