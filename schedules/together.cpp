// Nobody writes what another one may read in the same loop: stretches own their lists, parts their slots.
#include "schedules/together.h"

#include <algorithm>
#include <span>

namespace replock::schedules {

template <unsigned W>
Together<W>::Together(Store<W>& store, Growth& growth, Workers& workers, const Expansion<W>& from)
    : store_(store), growth_(growth), workers_(workers) {
  for (unsigned i = 0; i < stretches; ++i) {
    stretches_.push_back({.expansion = from, .batch = {}, .found = {}, .listed = {}});
    stretches_.back().expansion.count_anew();
  }
}

template <unsigned W>
std::vector<const Expansion<W>*> Together<W>::expansions() const {
  std::vector<const Expansion<W>*> all;
  for (const Stretch& stretch : stretches_) all.push_back(&stretch.expansion);
  return all;
}

template <unsigned W>
void Together<W>::expand(std::uint64_t first, std::uint64_t count) {
  for (unsigned i = 0; i < stretches; ++i) {
    stretches_[i].first = first + count * i / stretches;
    stretches_[i].end = first + count * (i + 1) / stretches;
  }
  store_.add_slabs_for(store_.size_ + 2 * added_before_);
  workers_.each(stretches + 1, [&](std::size_t i) {
    if (i == 0)
      store_.touch(store_.size_ + 2 * added_before_);
    else
      expand(stretches_[i - 1]);
  });
  make_room();
  workers_.each(parts, [&](std::size_t part) { look_up(static_cast<unsigned>(part)); });
  for (const std::vector<Late>& late : late_)
    for (const Late& one : late)
      look_up(stretches_[one.stretch].found[one.found], provisional(one.stretch, one.found), Within::table);

  std::array<std::uint64_t, stretches> index{};
  std::uint64_t size = store_.size_;
  for (unsigned i = 0; i < stretches; ++i) {
    Stretch& stretch = stretches_[i];
    const auto is_new = [](const Found& found) { return found.slot != known; };
    stretch.added = static_cast<std::uint64_t>(std::ranges::count_if(stretch.found, is_new));
    index[i] = size;
    size += stretch.added;
  }
  store_.add_slabs_for(size);
  growth_.sizes.resize((first + count - 1) / growth_.run + 1);
  workers_.each(stretches, [&](std::size_t i) { take_up(stretches_[i], index[i]); });
  added_before_ = size - store_.size_;
  store_.size_ = size;
}

template <unsigned W>
void Together<W>::expand(Stretch& stretch) {
  stretch.found.clear();
  for (std::vector<std::uint32_t>& listed : stretch.listed) listed.clear();
  for (std::uint64_t index = stretch.first; index < stretch.end; ++index) {
    const auto of = static_cast<std::uint32_t>(index - stretch.first);
    stretch.expansion.expand(store_[index], index, [&](const Words<W>& state) {
      Found& found = stretch.batch[stretch.in_batch++];
      found = {state, schedules::hash<W>(state), known, of};
      __builtin_prefetch(store_.entries() + store_.slot_of(found.hash));
      if (stretch.in_batch == stretch.batch.size()) list(stretch);
    });
  }
  list(stretch);
}

/// What is in the store is known; the rest may be, to another stretch.
template <unsigned W>
void Together<W>::list(Stretch& stretch) {
  const std::span batch(stretch.batch.data(), stretch.in_batch);
  for (const Found& found : batch) prefetch_equal(found.hash);
  for (const Found& found : batch) {
    if (knows(found)) continue;
    stretch.listed[found.hash >> (64 - part_bits)].push_back(static_cast<std::uint32_t>(stretch.found.size()));
    stretch.found.push_back(found);
  }
  stretch.in_batch = 0;
}

template <unsigned W>
bool Together<W>::knows(const Found& found) const {
  const std::uint32_t tag = store_.tag_of(found.hash);
  const std::uint32_t mask = store_.index_mask();
  for (std::uint64_t slot = store_.slot_of(found.hash);; slot = (slot + 1) & mask) {
    const std::uint32_t entry = store_.entries()[slot];
    if (entry == 0) return false;
    if (((entry ^ tag) & ~mask) == 0 && is_same<W>(store_[(entry & mask) - 1], found.state)) return true;
  }
}

template <unsigned W>
void Together<W>::prefetch_equal(std::uint64_t hash) const {
  const std::uint32_t entry = store_.entries()[store_.slot_of(hash)];
  if (entry != 0 && ((entry ^ store_.tag_of(hash)) & ~store_.index_mask()) == 0)
    __builtin_prefetch(&state_at((entry & store_.index_mask()) - 1));
}

/// For all that was found, and for its provisional indices.
template <unsigned W>
void Together<W>::make_room() {
  std::uint64_t count = 0, longest = 0;
  for (const Stretch& stretch : stretches_) {
    count += stretch.found.size();
    longest = std::max<std::uint64_t>(longest, stretch.found.size());
  }
  while (store_.size_ + count > store_.grows_at_ || store_.size_ + longest * stretches >= store_.slots()) store_.grow();
}

template <unsigned W>
const Words<W>& Together<W>::state_at(std::uint64_t index) const {
  if (index < store_.size_) return store_[index];
  const std::uint64_t place = index - store_.size_;
  return stretches_[place % stretches].found[place / stretches].state;
}

template <unsigned W>
void Together<W>::look_up(unsigned part) {
  constexpr std::size_t ahead = Store<W>::batch_max;
  late_[part].clear();
  for (unsigned i = 0; i < stretches; ++i) {
    std::vector<Found>& found = stretches_[i].found;
    const std::vector<std::uint32_t>& listed = stretches_[i].listed[part];
    for (std::size_t begin = 0; begin < listed.size(); begin += ahead) {
      const std::size_t end = std::min(begin + ahead, listed.size());
      for (std::size_t at = begin; at < end; ++at)
        __builtin_prefetch(store_.entries() + store_.slot_of(found[listed[at]].hash));
      for (std::size_t at = begin; at < end; ++at) prefetch_equal(found[listed[at]].hash);
      for (std::size_t at = begin; at < end; ++at)
        if (!look_up(found[listed[at]], provisional(i, listed[at]), Within::part))
          late_[part].push_back({i, listed[at]});
    }
  }
}

template <unsigned W>
bool Together<W>::look_up(Found& found, std::uint64_t provisional, Within within) {
  const std::uint32_t tag = store_.tag_of(found.hash);
  const std::uint32_t mask = store_.index_mask();
  const std::uint64_t in_part = (store_.slots() >> part_bits) - 1;
  for (std::uint64_t slot = store_.slot_of(found.hash);; slot = (slot + 1) & mask) {
    const std::uint32_t entry = store_.entries()[slot];
    if (entry == 0) {
      store_.entries()[slot] = static_cast<std::uint32_t>(provisional + 1) | tag;
      found.slot = slot;
      return true;
    }
    if (((entry ^ tag) & ~mask) == 0 && is_same<W>(state_at((entry & mask) - 1), found.state)) return true;
    if (within == Within::part && (slot & in_part) == in_part) return false;
  }
}

/// The stretch's first new state gets this index.
template <unsigned W>
void Together<W>::take_up(Stretch& stretch, std::uint64_t index) {
  std::uint64_t state = stretch.first;
  const auto note_growth_up_to = [&](std::uint64_t next) {
    for (; state < next; ++state)
      if (state % growth_.run == 0) growth_.sizes[state / growth_.run] = static_cast<std::uint32_t>(index);
  };
  for (const Found& found : stretch.found) {
    if (found.slot == known) continue;
    note_growth_up_to(stretch.first + found.of + 1);
    store_.chunks_[index >> Store<W>::chunk_bits][index & Store<W>::chunk_mask] = found.state;
    store_.entries()[found.slot] = static_cast<std::uint32_t>(index + 1) | store_.tag_of(found.hash);
    ++index;
  }
  note_growth_up_to(stretch.end);
}

template class Together<1>;
template class Together<2>;
template class Together<3>;
template class Together<4>;
template class Together<5>;
template class Together<6>;
template class Together<7>;
template class Together<8>;

}  // namespace replock::schedules
