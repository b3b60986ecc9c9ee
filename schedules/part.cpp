// How the table of a part grows.
#include "schedules/part.h"

#include <algorithm>
#include <array>
#include <bit>
#include <stdexcept>

namespace replock::schedules {
namespace {

constexpr std::uint64_t lines_of_one = 256, lines_of_many = 16;  // at first

}  // namespace

template <unsigned W>
Part<W>::Part(Pools<W>& pools, unsigned number, Parents parents, unsigned hash_bits, std::uint64_t states)
    : states_(pools.chunks, parents), number_(number), hash_bits_(hash_bits), tables_(&pools.tables) {
  make_table(lines_for(states, hash_bits == 0 ? lines_of_one : lines_of_many));
}

/// By half where an entry is not small beside a state: then the table is never far too large.
template <unsigned W>
std::uint64_t Part<W>::lines_behind(std::uint64_t lines) {
  return std::min(lines_max, lines + std::max(W <= 2 ? lines / 2 : lines, std::uint64_t{1}));
}

template <unsigned W>
std::uint64_t Part<W>::lines_for(std::uint64_t states, std::uint64_t lines) {
  while (full_at(lines) < states && lines != lines_max) lines = lines_behind(lines);
  return lines;
}

template <unsigned W>
void Part<W>::make_table(std::uint64_t lines) {
  table_ = tables_->take(number_, lines);
  std::fill_n(table_, lines, TableLine{});
  lines_ = lines;
  index_mask_ = static_cast<std::uint32_t>(std::bit_ceil(lines * TableLine::entries_max) - 1);
}

template <unsigned W>
void Part<W>::grow() {
  if (lines_ == lines_max) throw std::length_error("more states than 32-bit indices");
  constexpr std::size_t batch_max = 128, ahead = 32;
  give_table_back();
  make_table(lines_behind(lines_));
  std::array<std::uint64_t, batch_max> hashes{};
  for (std::uint64_t first = 0; first < states_.size(); first += batch_max) {
    const std::uint64_t count = std::min<std::uint64_t>(batch_max, states_.size() - first);
    for (std::uint64_t i = 0; i < count; ++i) {
      states_.prefetch(first + i, ahead);
      hashes[i] = hash<W>(states_[first + i]);
      prefetch_to_write(hashes[i]);
    }
    for (std::uint64_t i = 0; i < count; ++i) *free_entry(hashes[i]) = entry_for(first + i, hashes[i]);
  }
}

template <unsigned W>
void Part<W>::append(const Candidate<W>& one, std::uint32_t* entry) {
  if (states_.size() == full_at(lines_)) {
    grow();
    entry = free_entry(one.hash);
  }
  *entry = entry_for(states_.size(), one.hash);
  states_.append(one.state, one.parent, one.asleep);
}

template class Part<1>;
template class Part<2>;
template class Part<3>;
template class Part<4>;
template class Part<6>;
template class Part<8>;

}  // namespace replock::schedules
