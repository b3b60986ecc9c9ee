// Where the parts of a store have their tables from.
//
// Parts are about equally large, and their tables come to one size after the other: the small ones of a size lie beside
// each other. So a large world's sixteen tables are a few huge pages long before one of them would be one.
#pragma once

#include <algorithm>
#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

#include "schedules/pages.h"

namespace replock::schedules {

/// `Line`: what a table is made of.
template <class Line>
class TablePool {
 public:
  explicit TablePool(unsigned parts) : parts_(parts) {}

  /// One with any content: whoever fills it clears it, each part's on its own thread. REQUIRES: the part has none of
  /// this size, and never had one.
  Line* take(unsigned part, std::uint64_t lines) {
    const std::scoped_lock lock(mutex_);
    const bool is_small = lines * sizeof(Line) < small_below_bytes;
    const auto found = std::ranges::find_if(tables_, [&](const Tables& one) {
      return one.lines == lines && one.first <= part && part < one.first + one.count;
    });
    if (found != tables_.end()) return table(*found, part);
    const unsigned count = is_small ? parts_ : 1;
    Pages pages(count * lines * sizeof(Line), Pages::Content::any);
    tables_.push_back({std::move(pages), lines, is_small ? 0 : part, count, count});
    return table(tables_.back(), part);
  }
  /// Its content is not asked for again.
  void give_back(const Line* table) {
    const std::scoped_lock lock(mutex_);
    const auto tables = std::ranges::find_if(tables_, [&](const Tables& one) {
      const Line* const first = static_cast<Line*>(one.pages.data());
      return table >= first && table < first + one.count * one.lines;
    });
    if (--tables->left == 0) tables_.erase(tables);
  }

 private:
  static constexpr std::uint64_t small_below_bytes = std::uint64_t{1} << 20;
  /// Of several parts.
  struct Tables {
    Pages pages;
    std::uint64_t lines = 0;  ///< of each
    unsigned first = 0, count = 0;
    unsigned left = 0;  ///< not given back
  };
  static Line* table(const Tables& tables, unsigned part) {
    return static_cast<Line*>(tables.pages.data()) + (part - tables.first) * tables.lines;
  }

  unsigned parts_;
  std::mutex mutex_;
  std::vector<Tables> tables_;
};

}  // namespace replock::schedules
