// Zeroed memory straight from the system: untouched pages cost nothing, large pieces ask for huge pages.
#pragma once

#include <cstddef>

namespace replock::schedules {

class Pages {
 public:
  Pages() = default;
  explicit Pages(std::size_t bytes);  ///< throws std::bad_alloc
  Pages(Pages&& other) noexcept;
  Pages& operator=(Pages&& other) noexcept;
  ~Pages();

  void* data() const { return data_; }

 private:
  void* data_ = nullptr;
  std::size_t bytes_ = 0;
};

}  // namespace replock::schedules
