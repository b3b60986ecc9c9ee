// mmap or malloc, owned.
#include "schedules/pages.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <new>
#include <utility>
#include <vector>

namespace replock::schedules {
namespace {

constexpr std::size_t line_bytes = 64, huge_page_bytes = std::size_t{2} << 20;
/// From here on a new page for each few KB costs more than the clearing of a huge one.
constexpr std::size_t huge_from_bytes = std::size_t{1} << 20;

std::byte* aligned(void* at, std::size_t to) {
  const auto address = reinterpret_cast<std::uintptr_t>(at);
  return static_cast<std::byte*>(at) + (to - address % to) % to;
}

std::size_t whole_pages(std::size_t bytes) { return (bytes + huge_page_bytes - 1) / huge_page_bytes * huge_page_bytes; }

/// Address space for so many whole huge pages, from the beginning of one on.
void* reserve(std::size_t bytes) {
  const std::size_t more = bytes + huge_page_bytes;
  void* const whole = mmap(nullptr, more, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (whole == MAP_FAILED) throw std::bad_alloc();
  std::byte* const first = aligned(whole, huge_page_bytes);
  const auto before = static_cast<std::size_t>(first - static_cast<std::byte*>(whole));
  if (before != 0) munmap(whole, before);
  if (before != huge_page_bytes) munmap(first + bytes, huge_page_bytes - before);
  madvise(first, bytes, MADV_HUGEPAGE);  // only a hint: a refusal changes nothing
  return first;
}

/// Huge pages that nobody uses now. What a page that the system has to find costs, and to clear it, is many times what
/// it takes to clear one of these; a store that grows, and the next search, would pay it again and again.
class SpareHugePages {
 public:
  /// Somebody's from now on: null where there are none; else so many of the bytes at most, the others stay.
  struct Piece {
    void* data = nullptr;
    std::size_t bytes = 0;
  };
  Piece take(std::size_t bytes) {
    const std::scoped_lock lock(mutex_);
    if (pieces_.empty()) return {};
    Piece piece = pieces_.back();
    pieces_.pop_back();
    if (piece.bytes > bytes) {
      pieces_.push_back({static_cast<std::byte*>(piece.data) + bytes, piece.bytes - bytes});
      piece.bytes = bytes;
    }
    bytes_ -= piece.bytes;
    return piece;
  }
  void give_back(Piece piece) {
    {
      const std::scoped_lock lock(mutex_);
      const std::size_t kept = std::min(piece.bytes, bytes_max - bytes_);
      if (kept != 0) pieces_.push_back({piece.data, kept});
      bytes_ += kept;
      piece = {static_cast<std::byte*>(piece.data) + kept, piece.bytes - kept};
    }
    if (piece.bytes != 0) munmap(piece.data, piece.bytes);
  }

 private:
  static constexpr std::size_t bytes_max = std::size_t{32} << 20;
  std::mutex mutex_;
  std::vector<Piece> pieces_;
  std::size_t bytes_ = 0;
};

SpareHugePages& spare_huge_pages() {
  static SpareHugePages* const spare = new SpareHugePages;  // there for as long as anything is
  return *spare;
}

/// Spare pages first, then new ones.
void* huge_pages(std::size_t bytes, Pages::Content content) {
  auto* const first = static_cast<std::byte*>(reserve(bytes));
  std::size_t used = 0;
  while (used < bytes) {
    const SpareHugePages::Piece spare = spare_huge_pages().take(bytes - used);
    if (spare.data == nullptr) break;
    if (mremap(spare.data, spare.bytes, spare.bytes, MREMAP_MAYMOVE | MREMAP_FIXED, first + used) == MAP_FAILED) {
      munmap(first, bytes);
      munmap(spare.data, spare.bytes);
      throw std::bad_alloc();
    }
    used += spare.bytes;
  }
  if (content == Pages::Content::any) return first;
  std::memset(first, 0, used);  // the new ones are zeros
  return first;
}

}  // namespace

Pages::Pages(std::size_t bytes, Content content) : bytes_(bytes) {
  if (bytes >= huge_from_bytes) {
    data_ = whole_ = huge_pages(whole_pages(bytes), content);
    return;
  }
  const std::size_t more = bytes + line_bytes;
  whole_ = content == Content::any ? std::malloc(more) : std::calloc(more, 1);
  if (whole_ == nullptr) throw std::bad_alloc();
  data_ = aligned(whole_, line_bytes);
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
    spare_huge_pages().give_back({whole_, whole_pages(bytes_)});
}

}  // namespace replock::schedules
