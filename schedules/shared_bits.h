// Bits for those fields only that two threads touch: all else makes nobody dependent. Where there are more than bits,
// some share one, which makes more dependent and nothing less.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "model/step.h"
#include "schedules/field_set.h"

namespace replock::schedules {

class SharedBits {
 public:
  explicit SharedBits(std::size_t fields) : touched_by_(fields, nobody), bits_(fields, none) {}

  /// First each touch of each thread.
  void note(model::FieldId field, std::size_t thread) {
    const auto toucher = static_cast<std::uint32_t>(thread);
    if (touched_by_[field] == nobody) touched_by_[field] = toucher;
    if (touched_by_[field] != toucher && bits_[field] == none) bits_[field] = next_++;
  }
  /// Then sets of them.
  void add(model::FieldId field, FieldSet& set) const {
    if (bits_[field] != none) set.add(bits_[field] % FieldSet::bits);
  }

 private:
  static constexpr std::uint32_t nobody = ~std::uint32_t{0}, none = nobody;
  std::vector<std::uint32_t> touched_by_;  // the first thread, by field
  std::vector<std::uint32_t> bits_;        // by field
  std::uint32_t next_ = 0;
};

}  // namespace replock::schedules
