// mmap or malloc, owned.
#include "schedules/pages.h"

#include <sys/mman.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <utility>

namespace replock::schedules {
namespace {

constexpr std::size_t line_bytes = 64, huge_page_bytes = std::size_t{2} << 20;
/// From here on a new page for each few KB costs more than the clearing of a huge one.
constexpr std::size_t huge_from_bytes = std::size_t{1} << 20;

std::byte* aligned(void* at, std::size_t to) {
  const auto address = reinterpret_cast<std::uintptr_t>(at);
  return static_cast<std::byte*>(at) + (to - address % to) % to;
}

/// What is mapped for so many bytes: huge pages, wherever the first one begins.
std::size_t mapped_for(std::size_t bytes) { return (bytes / huge_page_bytes + 2) * huge_page_bytes; }

}  // namespace

Pages::Pages(std::size_t bytes, Content content) : bytes_(bytes) {
  if (bytes < huge_from_bytes) {
    const std::size_t more = bytes + line_bytes;
    whole_ = content == Content::zeroed ? std::calloc(more, 1) : std::malloc(more);
    if (whole_ == nullptr) throw std::bad_alloc();
    data_ = aligned(whole_, line_bytes);
    return;
  }
  const std::size_t mapped = mapped_for(bytes);
  whole_ = mmap(nullptr, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (whole_ == MAP_FAILED) throw std::bad_alloc();
  data_ = aligned(whole_, huge_page_bytes);
  madvise(whole_, mapped, MADV_HUGEPAGE);  // only a hint: a refusal changes nothing
}

Pages::Pages(Pages&& other) noexcept
    : whole_(std::exchange(other.whole_, nullptr)),
      data_(std::exchange(other.data_, nullptr)),
      bytes_(std::exchange(other.bytes_, 0)) {}

Pages& Pages::operator=(Pages&& other) noexcept {
  std::swap(whole_, other.whole_);
  std::swap(data_, other.data_);
  std::swap(bytes_, other.bytes_);
  return *this;
}

Pages::~Pages() {
  if (bytes_ < huge_from_bytes)
    std::free(whole_);
  else
    munmap(whole_, mapped_for(bytes_));
}

}  // namespace replock::schedules
