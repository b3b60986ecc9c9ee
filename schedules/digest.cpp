// Hashes of names, summed per state, mixed, and summed again.
#include "schedules/digest.h"

#include "schedules/store.h"

namespace replock::schedules {
namespace {

Digest mixed(const Digest& digest) {
  const std::uint64_t low = mixing::fold(digest.low ^ 0x8bb84b93962eacc9ULL, digest.high ^ 0x2d358dccaa6c78a5ULL);
  return {mixing::fold(digest.high ^ 0x4b33a62ed433d4a3ULL, low ^ 0x9e3779b97f4a7c15ULL), low};
}

Digest of_text(const std::string& text) {
  Digest digest{0, text.size()};
  for (const char letter : text) {
    digest.high ^= static_cast<unsigned char>(letter);
    digest = mixed(digest);
  }
  return digest;
}

std::string hexadecimal(std::uint64_t number) {
  std::string digits(16, '0');
  for (std::size_t place = digits.size(); place-- > 0; number >>= 4) digits[place] = "0123456789abcdef"[number & 0xf];
  return digits;
}

}  // namespace

Digest& Digest::operator+=(const Digest& other) {
  low += other.low;
  high += other.high + (low < other.low ? 1 : 0);
  return *this;
}

std::string words(const Digest& digest) { return hexadecimal(digest.high) + hexadecimal(digest.low); }

Digest in_order(const Digest& first, const Digest& second) {
  Digest pair = mixed(first);
  pair += second;
  return mixed(pair);
}

StateDigests::StateDigests(const model::World& world, const model::Layout& layout) {
  for (std::size_t i = 0; i < world.fields.size(); ++i) {
    const model::Range range = layout.places[i].range;
    const Digest name = of_text(world.fields[i].name);
    parts_.push_back({layout.places[i], values_.size()});
    for (unsigned value = range.min; value <= range.max; ++value) {
      const auto here = static_cast<std::uint16_t>(value);
      const Digest own = in_order(name, of_text(model::value_words(world, static_cast<model::FieldId>(i), here)));
      values_.push_back(value == 0 ? Digest() : own);
    }
  }
}

Digest StateDigests::of(const std::uint64_t* packed) const {
  Digest sum;
  for (const Part& part : parts_)
    sum += values_[part.first + model::value_at(part.place, packed) - part.place.range.min];
  return mixed(sum);
}

}  // namespace replock::schedules
