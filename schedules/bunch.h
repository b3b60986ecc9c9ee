// Values collected one behind the other, many times anew: room is made ahead, and kept.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <type_traits>
#include <utility>

#include "schedules/pages.h"

namespace replock::schedules {

template <class Value>
class Bunch {
 public:
  static_assert(std::is_trivially_copyable_v<Value>);

  std::size_t size() const { return size_; }
  Value* data() const { return static_cast<Value*>(values_.data()); }
  Value& operator[](std::size_t index) const { return data()[index]; }
  void clear() { size_ = 0; }

  /// Behind it so many more may be added.
  void make_room(std::size_t more) {
    if (size_ + more > room_) grow(size_ + more);
  }
  /// If it is wanted, without a branch. REQUIRES: there is room.
  void add_if(bool is_wanted, const Value& value) {
    data()[size_] = value;
    size_ += is_wanted ? 1 : 0;
  }

 private:
  void grow(std::size_t least) {
    room_ = std::max(least, room_ * 2);
    Pages more(room_ * sizeof(Value), Pages::Content::any);
    if (size_ != 0) std::memcpy(more.data(), values_.data(), size_ * sizeof(Value));
    values_ = std::move(more);
  }

  Pages values_;
  std::size_t size_ = 0, room_ = 0;
};

}  // namespace replock::schedules
