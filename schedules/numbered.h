// Numbers for keys, in the order in which the keys come: a flat hash table, for many small look-ups.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "schedules/mixing.h"

namespace replock::schedules {

class Numbered {
 public:
  struct Key {
    std::uint64_t one = 0, other = 0;
    friend bool operator==(const Key&, const Key&) = default;
  };

  std::uint32_t size() const { return static_cast<std::uint32_t>(keys_.size()); }
  const Key& operator[](std::uint32_t number) const { return keys_[number]; }

  struct Added {
    std::uint32_t number = 0;
    bool is_new = false;
  };
  /// The key's number; where it has none yet, the next one. REQUIRES: less than 2^31 keys.
  Added add(const Key& key) {
    if (keys_.size() * 2 >= table_.size()) grow();
    const std::size_t at = place(key);
    if (table_[at] != 0) return {table_[at] - 1, false};
    keys_.push_back(key);
    taken_.push_back(at);
    table_[at] = size();
    return {size() - 1, true};
  }
  /// Takes as long as there are keys.
  void clear() {
    for (const std::size_t at : taken_) table_[at] = 0;
    keys_.clear(), taken_.clear();
  }

 private:
  static constexpr std::size_t table_min = 64;

  /// The key's, or, where it has none, that for it.
  std::size_t place(const Key& key) const {
    const std::size_t mask = table_.size() - 1;
    std::size_t at = mixing::fold(key.one ^ 0x8bb84b93962eacc9ULL, key.other ^ 0x2d358dccaa6c78a5ULL) & mask;
    while (table_[at] != 0 && keys_[table_[at] - 1] != key) at = (at + 1) & mask;
    return at;
  }
  void grow() {
    table_.assign(table_.empty() ? table_min : table_.size() * 2, 0);
    for (std::uint32_t number = 0; number < size(); ++number) {
      taken_[number] = place(keys_[number]);
      table_[taken_[number]] = number + 1;
    }
  }

  std::vector<Key> keys_;
  std::vector<std::size_t> taken_;    // of the table, by number
  std::vector<std::uint32_t> table_;  // number + 1; its size is a power of two
};

}  // namespace replock::schedules
