// A set of fields as a few words of bits, for questions that are asked at every state.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace replock::schedules {

class FieldSet {
 public:
  static constexpr unsigned bits = 128;

  void add(unsigned bit) { words_[bit / 64] |= std::uint64_t{1} << (bit % 64); }
  bool meets(const FieldSet& other) const {
    std::uint64_t both = 0;
    for (unsigned w = 0; w < words; ++w) both |= words_[w] & other.words_[w];
    return both != 0;
  }
  FieldSet& operator|=(const FieldSet& other) {
    for (unsigned w = 0; w < words; ++w) words_[w] |= other.words_[w];
    return *this;
  }
  FieldSet& operator&=(const FieldSet& other) {
    for (unsigned w = 0; w < words; ++w) words_[w] &= other.words_[w];
    return *this;
  }
  std::size_t hash() const {
    std::uint64_t mixed = 0;
    for (const std::uint64_t word : words_) mixed = (mixed ^ word) * 0x9e3779b97f4a7c15ULL;
    return mixed ^ mixed >> 32;
  }
  friend bool operator==(const FieldSet& a, const FieldSet& b) {  // the default one calls memcmp()
    std::uint64_t differ = 0;
    for (unsigned w = 0; w < words; ++w) differ |= a.words_[w] ^ b.words_[w];
    return differ == 0;
  }

 private:
  static constexpr unsigned words = bits / 64;
  std::array<std::uint64_t, words> words_{};
};

}  // namespace replock::schedules
