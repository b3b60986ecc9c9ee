// What all parts take together, and their states level by level.
#include "schedules/word_store.h"

namespace replock::schedules {

WordStore::WordStore(std::uint64_t states) {
  for (unsigned phase = 0; phase < WordTable::phases; ++phase)
    pools_.push_back(std::make_unique<WordTable::Pool>(parts_max / WordTable::phases));
  tables_.reserve(parts_max);
  for (unsigned part = 0; part < parts_max; ++part)
    tables_.emplace_back(*pools_[part % WordTable::phases], part, part_bits, states / parts_max);
}

std::vector<std::uint64_t> WordStore::ordered_from(std::uint64_t index) const {
  std::vector<std::uint64_t> words;
  for (; index < size(); ++index) words.push_back(frontier_[index][0]);
  std::ranges::sort(words);
  return words;
}

/// By level from `first` up to `end` modulo levels_told, and size.
std::vector<std::vector<std::uint64_t>> WordStore::in_levels(std::uint64_t first, std::uint64_t end,
                                                             const std::vector<std::uint64_t>& left_out) const {
  LevelBits among;
  for (std::uint64_t level = first; level < end; ++level) among[level % levels_told] = true;
  std::vector<std::vector<std::uint64_t>> all(levels_told);
  each_but(left_out, among, {}, [&](std::uint64_t word, std::uint64_t level) { all[level].push_back(word); });
  for (std::vector<std::uint64_t>& words : all) std::ranges::sort(words);
  return all;
}

/// Some levels at a time, so that little is held twice. Levels that are told as one share their states out: each gets
/// as many as it has.
void WordStore::each_in_order(const std::vector<std::uint64_t>& levels,
                              const std::function<void(const Words<1>&)>& visit) const {
  const std::uint64_t first_in_order = std::min(frontier_.first(), size());
  const std::uint64_t some = std::max<std::uint64_t>(std::uint64_t{1} << 20, size() / 16);
  const auto end_of = [&](std::uint64_t level) {
    return std::min(first_in_order, level + 1 < levels.size() ? levels[level + 1] : first_in_order);
  };
  const std::vector<std::uint64_t> in_order = ordered_from(first_in_order);
  std::vector<std::uint64_t> visited(levels_told, 0);
  for (std::uint64_t first = 0, end = 0; first < levels.size() && levels[first] < first_in_order; first = end) {
    for (end = first + 1; end < levels.size() && end < first + levels_told && end_of(end) - levels[first] <= some;)
      ++end;
    const std::vector<std::vector<std::uint64_t>> words = in_levels(first, end, in_order);
    for (std::uint64_t level = first; level < end; ++level)
      for (std::uint64_t left = end_of(level) - std::min(levels[level], end_of(level)); left != 0; --left)
        visit({words[level % levels_told][visited[level % levels_told]++]});
  }
  for (std::uint64_t index = first_in_order; index < size(); ++index) visit(frontier_[index]);
}

std::uint64_t WordStore::memory_bytes() const {
  std::uint64_t bytes = frontier_.bytes();
  for (const WordTable& table : tables_) bytes += table.table_bytes();
  return bytes;
}

bool WordStore::fits(std::uint64_t more_states, std::uint64_t bytes) const {
  std::uint64_t all = frontier_.bytes() + Frontier::bytes_for(more_states);
  for (const WordTable& table : tables_) all += table.table_bytes_with(more_states);
  return all <= bytes;
}

}  // namespace replock::schedules
