// First fit, widest first: where each field of the packed state goes.
#include "model/layout.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <numeric>

namespace replock::model {
namespace {

constexpr unsigned word_bits = 64;

unsigned width_of(const Range& range) { return static_cast<unsigned>(std::bit_width(unsigned{range.max} - range.min)); }

std::vector<FieldId> widest_first(const std::vector<Range>& ranges) {
  std::vector<FieldId> order(ranges.size());
  std::iota(order.begin(), order.end(), FieldId{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](FieldId left, FieldId right) { return width_of(ranges[left]) > width_of(ranges[right]); });
  return order;
}

/// The first word with room for the field; a new one where none has.
std::size_t word_for(std::vector<unsigned>& used, unsigned bits) {
  for (std::size_t word = 0; word < used.size(); ++word)
    if (used[word] + bits <= word_bits) return word;
  used.push_back(0);
  return used.size() - 1;
}

/// Searches are compiled for each number of words that there is. Six and eight are no slower than five and seven.
unsigned rounded(unsigned words) { return words < 4 ? words : words + words % 2; }

}  // namespace

std::uint16_t value_at(const Place& place, const std::uint64_t* words) {
  const std::uint64_t mask = (std::uint64_t{1} << place.bits) - 1;
  return static_cast<std::uint16_t>(place.range.min + ((words[place.word] >> place.shift) & mask));
}

std::vector<Range> all_values(const World& world) {
  std::vector<Range> ranges;
  for (const Field& field : world.fields) ranges.push_back({0, field.max});
  return ranges;
}

Layout lay_out(const World& world) { return lay_out(world, all_values(world)); }

Layout lay_out(const World& world, const std::vector<Range>& ranges) {
  assert(ranges.size() == world.fields.size());
  Layout layout;
  for (const Range& range : ranges) layout.places.push_back({.range = range});
  std::vector<unsigned> used(1, 0);
  for (const FieldId field : widest_first(ranges)) {
    const unsigned bits = width_of(ranges[field]);
    if (bits == 0) continue;
    const std::size_t word = word_for(used, bits);
    assert(word <= 255);
    layout.places[field] = {static_cast<std::uint8_t>(word), static_cast<std::uint8_t>(used[word]),
                            static_cast<std::uint8_t>(bits), ranges[field]};
    used[word] += bits;
    layout.bits_used += bits;
  }
  layout.words = rounded(static_cast<unsigned>(used.size()));
  return layout;
}

Packed pack(const Layout& layout, const State& state) {
  assert(state.size() == layout.places.size());
  Packed packed(layout.words, 0);
  for (std::size_t field = 0; field < state.size(); ++field) {
    const Place& place = layout.places[field];
    assert(place.range.has(state[field]));
    packed[place.word] |= (std::uint64_t{state[field]} - place.range.min) << place.shift;
  }
  return packed;
}

State unpack(const Layout& layout, const std::uint64_t* words) {
  State state(layout.places.size());
  for (std::size_t field = 0; field < state.size(); ++field) state[field] = value_at(layout.places[field], words);
  return state;
}

void add_move(std::vector<WordMove>& moves, const Place& from, const Place& to) {
  const int left = int{to.shift} - from.shift;
  const std::uint64_t stays = left > 0 ? ~std::uint64_t{0} >> left : ~std::uint64_t{0};  // none comes round the end
  const std::uint64_t mask = ((std::uint64_t{1} << from.bits) - 1) << from.shift & stays;
  const auto same = std::ranges::find_if(
      moves, [&](const WordMove& move) { return move.from == from.word && move.to == to.word && move.left == left; });
  if (same != moves.end())
    same->mask |= mask;
  else
    moves.push_back({from.word, to.word, left, mask});
}

std::vector<Repacking::Word> Repacking::way(const Layout& from, const Layout& to) {
  assert(from.places.size() == to.places.size());
  std::vector<Word> words(to.words);
  for (std::size_t field = 0; field < to.places.size(); ++field) {
    const Place& before = from.places[field];
    const Place& after = to.places[field];
    if (after.bits == 0) continue;
    Word& word = words[after.word];
    word.added += (std::uint64_t{before.range.min} - after.range.min) << after.shift;
    if (before.bits == 0) continue;
    add_move(word.moves, before, after);
  }
  return words;
}

/// A sum, not a union: bits that a field has before and not after are made up for by what is added.
std::uint64_t Repacking::Word::made_of(const std::uint64_t* from) const {
  std::uint64_t word = added;
  for (const WordMove& move : moves) word += move.moved(from);
  return word;
}

Repacking::Repacking(const Layout& from, const Layout& to) : there_(way(from, to)), back_(way(to, from)) {}

void Repacking::repack(const std::uint64_t* from, std::uint64_t* to) const {
  for (std::size_t word = 0; word < there_.size(); ++word) to[word] = there_[word].made_of(from);
  for (std::size_t word = 0; word < back_.size(); ++word) assert(back_[word].made_of(to) == from[word]);
}

}  // namespace replock::model
