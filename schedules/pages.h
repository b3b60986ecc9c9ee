// Memory. A large piece comes from the system, in huge pages: what is untouched costs nothing. Some of them are used
// again where others were given back, and a small piece is by the next search: a new page costs more than the states
// that it has room for.
#pragma once

#include <cstddef>
#include <cstdint>

namespace replock::schedules {

class Pages {
 public:
  Pages() = default;
  enum class Content : std::uint8_t { zeroed, any };
  explicit Pages(std::size_t bytes, Content content = Content::zeroed);  ///< throws std::bad_alloc
  Pages(Pages&& other) noexcept;
  Pages& operator=(Pages&& other) noexcept;
  ~Pages();

  /// At the beginning of a cache line; of a huge page where it is that large.
  void* data() const { return data_; }

 private:
  void* whole_ = nullptr;  // with what is left out for data_ to be aligned
  void* data_ = nullptr;
  std::size_t bytes_ = 0;
};

}  // namespace replock::schedules
