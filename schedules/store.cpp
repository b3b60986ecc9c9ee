// Which part a state belongs to, and what all of them take.
#include "schedules/store.h"

#include <algorithm>
#include <span>

namespace replock::schedules {
namespace {

constexpr std::uint64_t foreseen_max = std::uint64_t{1} << 24;  // a torn file may promise any number

}  // namespace

template <unsigned W>
Store<W>::Store(Parents parents) : parents_(parents) {
  add_parts(0, 0);
}

template <unsigned W>
void Store<W>::add_parts(unsigned hash_bits, std::uint64_t states_each) {
  hash_bits_ = hash_bits;
  const unsigned parts = 1U << hash_bits;
  pools_ = std::make_unique<Pools<W>>(parts);
  parts_.reserve(parts);
  for (unsigned part = 0; part < parts; ++part) parts_.emplace_back(*pools_, part, parents_, hash_bits, states_each);
}

template <unsigned W>
void Store<W>::settle() {
  const std::span<const Candidate<W>> unknown = recent_.take();
  add_all(
      unknown.size(), [&](std::size_t i) -> const Candidate<W>& { return unknown[i]; },
      [&](std::size_t i, unsigned part, bool is_new) {
        if (!is_new || !has_parts()) return;
        if (forgets_places())
          put_next(unknown[i]);
        else
          count(part);
      });
}

template <unsigned W>
void Store<W>::settle_new() {
  const std::span<const Candidate<W>> all = recent_.take_all();
  if (forgets_places()) {
    add_all(
        all.size(), [&](std::size_t i) -> const Candidate<W>& { return all[i]; },
        [&](std::size_t i, unsigned, bool) { put_next(all[i]); });
    return;
  }
  add_all_new(all.size(), [&](std::size_t i) -> const Candidate<W>& { return all[i]; });
  if (!has_parts()) return;
  for (const Candidate<W>& one : all) count(part_of(one.hash));
}

template <unsigned W>
void Store<W>::forget_before(std::uint64_t index) {
  if (words_) return words_->frontier().forget_before(index);
  if (size() == 0) return;
  index = std::min(index, size() - 1);
  for (unsigned part = 0; part < parts_.size(); ++part)
    parts_[part].states().forget_asleep_before(has_parts() ? order_.before(index, part) : index);
}

template <unsigned W>
void Store<W>::make_parts(std::uint64_t states) {
  const std::unique_ptr<Pools<W>> pools = std::move(pools_);
  const Part<W> before = std::move(parts_.front());
  parts_.clear();
  if (may_forget_places()) {
    hash_bits_ = WordStore::part_bits;
    words_ = std::make_unique<WordStore>(std::min(states, foreseen_max));
    words_->frontier().forget_before(levels_.back());
    for (std::uint64_t level = 0; level < levels_.size(); ++level) {
      const std::uint64_t end = level + 1 == levels_.size() ? before.states().size() : levels_[level + 1];
      words_->add_to_level(level);
      for (std::uint64_t index = levels_[level]; index < end; ++index)
        add_new(before.states()[index], 0, before.states().asleep(index));
      settle_new();
    }
    return;
  }
  const std::uint64_t each = std::min(states, foreseen_max) / parts_max;
  add_parts(PartOrder::part_bits, each - each / 8);  // a part with fewer gets no larger table than it would come to
  for (std::uint64_t index = 0; index < before.states().size(); ++index)
    add_new(before.states()[index], before.states().parent(index), before.states().asleep(index));
  settle_new();
}

template <unsigned W>
Store<W>::Walk::Walk(const Store& store, std::uint64_t index) : store_(&store), index_(index) {
  if (store.words_) return;
  if (!store.has_parts()) {
    next_.front() = index;
    return;
  }
  for (unsigned part = 0; part < parts_max; ++part) {
    const States<W>& states = store.parts_[part].states();
    next_[part] = index < store.size() ? store.order_.before(index, part) : states.size();
    if (next_[part] == states.size()) continue;
    for (const std::uint64_t behind : {std::uint64_t{0}, ahead / 2}) states.prefetch(next_[part], behind);
  }
}

template <unsigned W>
std::optional<StateId> Store<W>::find(const Words<W>& state, std::uint64_t its_hash, std::uint64_t level) const {
  if (words_) return words_->level(its_hash) == level % levels_told ? std::optional(state[0]) : std::nullopt;
  const unsigned part = part_of(its_hash);
  const std::optional<std::uint64_t> place = parts_[part].find(state, its_hash);
  if (!place) return std::nullopt;
  const std::uint64_t index = has_parts() ? order_.index_of(part, *place) : *place;
  return may_be_at(index, level) ? std::optional(index) : std::nullopt;
}

template <unsigned W>
std::uint64_t Store<W>::table_bytes() const {
  std::uint64_t bytes = 0;
  for (const Part<W>& part : parts_) bytes += part.table_bytes();
  return bytes;
}

template <unsigned W>
std::uint64_t Store<W>::bytes_asleep(std::uint64_t more_states) const {
  std::uint64_t bytes = parents_ == Parents::forgotten ? more_states * sizeof(ThreadBits) : 0;
  for (const Part<W>& part : parts_) bytes += part.states().bytes_asleep();
  return bytes;
}

template <unsigned W>
bool Store<W>::fits(std::uint64_t more_states, std::uint64_t bytes) const {
  if (words_) return words_->fits(more_states, bytes);
  std::uint64_t all = bytes_for(size() + more_states) + bytes_asleep(more_states);
  for (const Part<W>& part : parts_) all += part.table_bytes_with(more_states);
  return all <= bytes;
}

template class Store<1>;
template class Store<2>;
template class Store<3>;
template class Store<4>;
template class Store<6>;
template class Store<8>;

}  // namespace replock::schedules
