// Which part a state belongs to, and what all of them take.
#include "schedules/store.h"

#include <algorithm>

namespace replock::schedules {
namespace {

constexpr std::uint64_t first_table_bytes = 16'384;
constexpr std::uint64_t later_table_bytes = std::uint64_t{1} << 26;  // at most, however many states are foreseen

}  // namespace

template <unsigned W>
Store<W>::Store(Parents parents)
    : parents_(parents), state_bytes_(sizeof(Words<W>) + (parents == Parents::kept ? sizeof(std::uint32_t) : 0)) {
  parts_.emplace_back(pool_, parents, hash_bits_, first_table_bytes);
}

template <unsigned W>
void Store<W>::settle() {
  pending_ = recent_.leave_unknown(batch_.data(), pending_);
  add_all(
      pending_, [this](std::size_t i) -> const Candidate<W>& { return batch_[i]; },
      [this](std::size_t, unsigned part, bool is_new) {
        if (is_new && has_parts()) count(part);
      });
  pending_ = 0;
}

template <unsigned W>
void Store<W>::add_new(const Candidate<W>* candidates, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) part(candidates[i].hash).prefetch_to_write(candidates[i].hash);
  for (std::size_t i = 0; i < count; ++i) {
    const unsigned number = part_of(candidates[i].hash);
    parts_[number].add_new(candidates[i]);
    if (has_parts()) order_.append(number);
  }
}

template <unsigned W>
void Store<W>::make_parts(std::uint64_t states) {
  const Part<W> before = std::move(parts_.front());
  const std::uint64_t bytes = std::max(before.table_bytes(), std::min(states * 6, later_table_bytes));
  hash_bits_ = hash_bits_max;
  parts_.clear();
  parts_.reserve(parts_max);
  for (unsigned part = 0; part < parts_max; ++part) parts_.emplace_back(pool_, parents_, hash_bits_, bytes / parts_max);
  for (std::uint64_t index = 0; index < before.states().size(); ++index) {
    const Words<W>& state = before.states()[index];
    const Candidate<W> one{state, hash<W>(state), parents_ == Parents::kept ? before.states().parent(index) : 0};
    add_new(&one, 1);
  }
}

template <unsigned W>
Store<W>::Walk::Walk(const Store& store, std::uint64_t index) : store_(&store), index_(index) {
  if (!store.has_parts()) {
    next_.front() = index;
  } else if (index < store.size()) {
    for (unsigned part = 0; part < parts_max; ++part) next_[part] = store.order_.before(index, part);
  }
}

template <unsigned W>
std::optional<std::uint64_t> Store<W>::find(const Words<W>& state, std::uint64_t its_hash) const {
  const unsigned part = part_of(its_hash);
  const std::optional<std::uint64_t> index = parts_[part].find(state, its_hash);
  return index && has_parts() ? order_.index_of(part, *index) : index;
}

template <unsigned W>
std::uint64_t Store<W>::table_bytes() const {
  std::uint64_t bytes = 0;
  for (const Part<W>& part : parts_) bytes += part.table_bytes();
  return bytes;
}

template <unsigned W>
bool Store<W>::fits(std::uint64_t more_states, std::uint64_t bytes) const {
  std::uint64_t all = bytes_for(size() + more_states);
  for (const Part<W>& part : parts_) all += part.table_bytes_with(more_states);
  return all <= bytes;
}

template class Store<1>;
template class Store<2>;
template class Store<3>;
template class Store<4>;
template class Store<5>;
template class Store<6>;
template class Store<7>;
template class Store<8>;

}  // namespace replock::schedules
