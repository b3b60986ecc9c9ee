// Which part of a store each state is in, in the order in which the states were found: half a byte a state, and what it
// takes to find one's place in the part, and back.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>

namespace replock::schedules {

class PartOrder {
 public:
  static constexpr unsigned part_bits = 4;
  static constexpr unsigned parts_max = 1U << part_bits;
  using Counts = std::array<std::uint32_t, parts_max>;  ///< of states, by part

  PartOrder() = default;
  PartOrder(const PartOrder&) = delete;
  PartOrder& operator=(const PartOrder&) = delete;

  std::uint64_t size() const { return size_; }
  static std::uint64_t bytes_for(std::uint64_t states) {
    return states * (sizeof(Counts) + block_states * part_bits / 8) / block_states;
  }

  void append(unsigned part) {
    if (size_ % block_states == 0) last_ = &blocks_.emplace_back(Block{.before = counts_});
    last_->parts[size_ % block_states / in_word] |= std::uint64_t{part} << (size_ % in_word * part_bits);
    ++counts_[part];
    ++size_;
  }

  /// Where some states begin, and how many of each part there are before.
  struct Room {
    std::uint64_t index = 0;
    Counts before{};
  };
  /// Room for so many more of each part, to be put before they are asked for.
  Room extend(const Counts& more) {
    const Room room{size_, counts_};
    for (unsigned part = 0; part < parts_max; ++part) counts_[part] += more[part], size_ += more[part];
    while (blocks_.size() * block_states < size_) blocks_.emplace_back();
    if (!blocks_.empty()) last_ = &blocks_.back();
    return room;
  }
  /// One after the other. Different ones by several threads.
  void put(Room at, std::span<const std::uint8_t> parts) {
    while (!parts.empty()) {
      Block& block = blocks_[at.index / block_states];
      if (at.index % block_states == 0) block.before = at.before;
      const std::uint64_t in_block = at.index % block_states, in_its_word = at.index % in_word;
      const std::size_t count = std::min<std::size_t>(parts.size(), in_word - in_its_word);
      std::uint64_t word = 0;
      for (std::size_t i = 0; i < count; ++i) {
        word |= std::uint64_t{parts[i]} << ((in_its_word + i) * part_bits);
        ++at.before[parts[i]];
      }
      std::uint64_t& there = block.parts[in_block / in_word];
      if (count == in_word)
        there = word;
      else
        std::atomic_ref(there).fetch_or(word, std::memory_order_relaxed);  // others may put the rest of it
      at.index += count;
      parts = parts.subspan(count);
    }
  }

  void clear() {
    blocks_.clear();
    size_ = 0, counts_ = {};
  }

  /// Here and below: REQUIRES: index < size().
  unsigned part_of(std::uint64_t index) const {
    const Block& block = blocks_[index / block_states];
    return static_cast<unsigned>(block.parts[index % block_states / in_word] >> (index % in_word * part_bits)) & nibble;
  }
  /// How many states of the part come before that one.
  std::uint32_t before(std::uint64_t index, unsigned part) const {
    const Block& block = blocks_[index / block_states];
    const std::uint64_t in_block = index % block_states;
    std::uint32_t count = block.before[part];
    for (std::uint64_t word = 0; word < in_block / in_word; ++word) count += count_of(places(block.parts[word], part));
    const std::uint64_t below = (std::uint64_t{1} << (in_block % in_word * part_bits)) - 1;
    return count + count_of(places(block.parts[in_block / in_word], part) & below);
  }
  /// Of which state so many of the part come before. REQUIRES: there is one.
  std::uint64_t index_of(unsigned part, std::uint64_t before) const {
    const auto behind =
        std::ranges::upper_bound(blocks_, before, {}, [&](const Block& one) { return one.before[part]; });
    const Block& block = *(behind - 1);
    std::uint64_t left = before - block.before[part];
    std::uint64_t word = 0, found = 0;
    for (;; ++word) {
      found = places(block.parts[word], part);
      const std::uint32_t count = count_of(found);
      if (left < count) break;
      left -= count;
    }
    for (; left != 0; --left) found &= found - 1;
    const auto bit = static_cast<std::uint64_t>(__builtin_ctzll(found));
    return static_cast<std::uint64_t>(behind - 1 - blocks_.begin()) * block_states + word * in_word + bit / part_bits;
  }

 private:
  static constexpr std::uint64_t in_word = 64 / part_bits;
  static constexpr std::uint64_t block_states = 512;
  struct Block {
    Counts before{};
    std::array<std::uint64_t, block_states / in_word> parts{};
  };

  static constexpr std::uint64_t nibble = parts_max - 1;
  static constexpr std::uint64_t ones = 0x1111111111111111ULL;  // a bit for each state

  /// A bit at each state of the part. Where there is no state yet it is as if one were of part 0.
  static std::uint64_t places(std::uint64_t word, unsigned part) {
    std::uint64_t other = word ^ (ones * part);
    other |= other >> 2;
    other |= other >> 1;
    return ~other & ones;
  }
  /// Of bits at most one in four: without a processor's own way to count, and a library's is a call.
  static std::uint32_t count_of(std::uint64_t places) {
    const std::uint64_t by_byte = (places + (places >> part_bits)) & 0x0f0f0f0f0f0f0f0fULL;
    return static_cast<std::uint32_t>((by_byte * 0x0101010101010101ULL) >> 56);
  }

  std::uint64_t size_ = 0;
  Counts counts_{};
  std::deque<Block> blocks_;  // they never move
  Block* last_ = nullptr;
};

}  // namespace replock::schedules
