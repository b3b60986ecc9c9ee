// Growing, probing and appending.
#include "schedules/store.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <stdexcept>

namespace replock::schedules {
namespace {

constexpr std::uint64_t first_slots = 4096;
constexpr std::uint64_t last_slots = (std::uint64_t{1} << 32) - 16;  // an index has 32 bits

std::uint64_t full_at(std::uint64_t slots) { return slots - slots / 5; }

}  // namespace

template <unsigned W>
Store<W>::Store() {
  make_table(first_slots);
}

/// By half where an entry is not small beside a state: then the table is never far too large.
template <unsigned W>
std::uint64_t Store<W>::slots_next() const {
  if (slots_ == last_slots) throw std::length_error("more states than 32-bit indices");
  const std::uint64_t more = W <= 2 ? slots_ / 2 : slots_;
  return std::min(last_slots, slots_ + more / line_slots * line_slots);
}

template <unsigned W>
void Store<W>::make_table(std::uint64_t slots) {
  table_ = Pages(slots * sizeof(std::uint32_t));
  slots_ = slots;
  index_mask_ = static_cast<std::uint32_t>(std::bit_ceil(slots) - 1);
  grows_at_ = full_at(slots);
}

template <unsigned W>
void Store<W>::settle() {
  pending_ = recent_.leave_unknown(batch_.data(), pending_);
  while (size_ + pending_ > grows_at_) grow();
  for (std::size_t i = 0; i < pending_; ++i) prefetch(batch_[i].hash);
  for (std::size_t i = 0; i < pending_; ++i) prefetch_equal(batch_[i]);
  for (std::size_t i = 0; i < pending_; ++i) resolve(batch_[i]);
  pending_ = 0;
}

template <unsigned W>
void Store<W>::prefetch_equal(const Pending& pending) const {
  const std::uint32_t entry = entries()[slot_of(pending.hash)];
  if (may_be(entry, pending.hash)) __builtin_prefetch(&(*this)[index_in(entry)]);
}

template <unsigned W>
std::uint64_t Store<W>::slot_for(const Words<W>& state, std::uint64_t hash) const {
  const std::uint64_t first = slot_of(hash);
  for (std::uint64_t slot = first;; slot = slot_behind(slot, first)) {
    const std::uint32_t entry = entries()[slot];
    if (entry == 0 || (may_be(entry, hash) && is_same<W>((*this)[index_in(entry)], state))) return slot;
  }
}

template <unsigned W>
void Store<W>::resolve(const Pending& pending) {
  std::uint32_t& entry = entries()[slot_for(pending.state, pending.hash)];
  if (entry != 0) return;
  entry = entry_for(size_, pending.hash);
  append(pending.state);
}

template <unsigned W>
std::optional<std::uint64_t> Store<W>::find(const Words<W>& state, std::uint64_t its_hash) const {
  const std::uint32_t entry = entries()[slot_for(state, its_hash)];
  return entry == 0 ? std::nullopt : std::optional(index_in(entry));
}

template <unsigned W>
void Store<W>::append(const Words<W>& state) {
  if (size_ >> chunk_bits == chunks_.size()) add_slab();
  chunks_[size_ >> chunk_bits][size_ & chunk_mask] = state;
  ++size_;
}

/// Slabs of one chunk, two, four ...: little for a small world, few pieces and huge pages for a large one.
template <unsigned W>
void Store<W>::add_slab() {
  slabs_.emplace_back(slab_chunks_ * chunk_bytes, Pages::Content::any);
  auto* const states = static_cast<Words<W>*>(slabs_.back().data());
  for (std::uint64_t chunk = 0; chunk < slab_chunks_; ++chunk) chunks_.push_back(states + (chunk << chunk_bits));
  slab_chunks_ = std::min(slab_chunks_ * 2, slab_chunks_max);
}

template <unsigned W>
void Store<W>::add_slabs_for(std::uint64_t states) {
  while (chunks_.size() << chunk_bits < states) add_slab();
}

/// Chunks that hold states already are only skipped over.
template <unsigned W>
void Store<W>::touch(std::uint64_t states) {
  constexpr std::size_t page = 4096 / sizeof(std::uint64_t);
  touched_ = std::max(touched_, (size_ + chunk_mask) >> chunk_bits);
  for (; touched_ << chunk_bits < states; ++touched_) {
    std::uint64_t* const words = chunks_[touched_]->data();
    for (std::size_t word = 0; word < (chunk_mask + 1) * W; word += page) words[word] = 0;
  }
}

template <unsigned W>
void Store<W>::grow() {
  make_table(slots_next());
  place_again(0, size_, [this](std::uint64_t hash, std::uint64_t index) { place(hash, index); });
}

template <unsigned W>
void Store<W>::place(std::uint64_t hash, std::uint64_t index) {
  const std::uint64_t first = slot_of(hash);
  std::uint64_t slot = first;
  while (entries()[slot] != 0) slot = slot_behind(slot, first);
  entries()[slot] = entry_for(index, hash);
}

template <unsigned W>
std::uint64_t Store<W>::states_that_fit(std::uint64_t bytes) const {
  const std::uint64_t here = bytes > table_bytes() ? (bytes - table_bytes()) / sizeof(Words<W>) : 0;
  if (here <= grows_at_) return here;
  const bool can_grow =
      slots_ < last_slots && grows_at_ * sizeof(Words<W>) + slots_next() * sizeof(std::uint32_t) <= bytes;
  return can_grow ? std::numeric_limits<std::uint64_t>::max() : grows_at_;
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
