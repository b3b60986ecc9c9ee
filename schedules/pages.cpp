// mmap or malloc, owned.
#include "schedules/pages.h"

#include <sys/mman.h>

#include <cstdlib>
#include <new>
#include <utility>

namespace replock::schedules {
namespace {

/// From here on the misses of the address cache cost more than the clearing of a huge page.
constexpr std::size_t huge_from_bytes = std::size_t{4} << 20;

}  // namespace

Pages::Pages(std::size_t bytes, Content content) : bytes_(bytes) {
  if (bytes < huge_from_bytes) {
    data_ = content == Content::zeroed ? std::calloc(bytes, 1) : std::malloc(bytes);
    if (data_ == nullptr) throw std::bad_alloc();
    return;
  }
  data_ = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (data_ == MAP_FAILED) throw std::bad_alloc();
  madvise(data_, bytes, MADV_HUGEPAGE);  // only a hint: a refusal changes nothing
}

Pages::Pages(Pages&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}

Pages& Pages::operator=(Pages&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(bytes_, other.bytes_);
  return *this;
}

Pages::~Pages() {
  if (bytes_ < huge_from_bytes)
    std::free(data_);
  else
    munmap(data_, bytes_);
}

}  // namespace replock::schedules
