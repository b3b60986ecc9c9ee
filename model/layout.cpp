// First fit, widest first: where each field of the packed state goes.
#include "model/layout.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <numeric>

namespace replock::model {
namespace {

constexpr unsigned word_bits = 64;

unsigned width_of(const Field& field) { return static_cast<unsigned>(std::bit_width(field.max)); }

std::vector<FieldId> widest_first(const World& world) {
  std::vector<FieldId> order(world.fields.size());
  std::iota(order.begin(), order.end(), FieldId{0});
  std::stable_sort(order.begin(), order.end(), [&](FieldId left, FieldId right) {
    return width_of(world.fields[left]) > width_of(world.fields[right]);
  });
  return order;
}

/// The first word with room for the field; a new one where none has.
std::size_t word_for(std::vector<unsigned>& used, unsigned bits) {
  for (std::size_t word = 0; word < used.size(); ++word)
    if (used[word] + bits <= word_bits) return word;
  used.push_back(0);
  return used.size() - 1;
}

std::uint64_t mask_of(const Place& place) { return (std::uint64_t{1} << place.bits) - 1; }

}  // namespace

Layout lay_out(const World& world) {
  Layout layout;
  layout.places.resize(world.fields.size());
  std::vector<unsigned> used(1, 0);
  for (const FieldId field : widest_first(world)) {
    const unsigned bits = width_of(world.fields[field]);
    if (bits == 0) continue;
    const std::size_t word = word_for(used, bits);
    assert(word <= 255);
    layout.places[field] = {static_cast<std::uint8_t>(word), static_cast<std::uint8_t>(used[word]),
                            static_cast<std::uint8_t>(bits)};
    used[word] += bits;
    layout.bits_used += bits;
  }
  layout.words = static_cast<unsigned>(used.size());
  return layout;
}

Packed pack(const Layout& layout, const State& state) {
  assert(state.size() == layout.places.size());
  Packed packed(layout.words, 0);
  for (std::size_t field = 0; field < state.size(); ++field) {
    const Place& place = layout.places[field];
    assert((state[field] & ~mask_of(place)) == 0);
    packed[place.word] |= std::uint64_t{state[field]} << place.shift;
  }
  return packed;
}

State unpack(const Layout& layout, const std::uint64_t* words) {
  State state(layout.places.size());
  for (std::size_t field = 0; field < state.size(); ++field) {
    const Place& place = layout.places[field];
    state[field] = static_cast<std::uint16_t>((words[place.word] >> place.shift) & mask_of(place));
  }
  return state;
}

}  // namespace replock::model
