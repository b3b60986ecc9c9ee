// In the first loop threads share the table only, by its entries; a stretch writes what it found before the entry that
// leads there. In the second one each writes its own.
#include "schedules/together.h"

#include <algorithm>

#include "schedules/prefetch.h"

namespace replock::schedules {

template <unsigned W>
Together<W>::Together(Store<W>& store, Growth* growth, Workers& workers, const Expansion<W>& from)
    : store_(store), growth_(growth), workers_(workers) {
  for (unsigned i = 0; i < stretches; ++i) stretches_.emplace_back(i, from).expansion.count_from(0);
}

template <unsigned W>
Together<W>::Lent::Lent(Together& from, unsigned stretch) : from_(from) {
  const std::scoped_lock lock(from.mutex_);
  const auto fits = [&](const Lendable& one) { return one.knows_up_to <= stretch; };
  if (const auto found = std::ranges::find_if(from.not_lent_, fits); found != from.not_lent_.end()) {
    lent_ = std::move(*found);
    from.not_lent_.erase(found);
  } else {
    lent_.recent = std::make_unique<Recent<W>>();
  }
  lent_.knows_up_to = stretch + 1;
}

template <unsigned W>
Together<W>::Lent::~Lent() {
  const std::scoped_lock lock(from_.mutex_);
  from_.not_lent_.push_back(std::move(lent_));
}

template <unsigned W>
std::vector<const Expansion<W>*> Together<W>::expansions() const {
  std::vector<const Expansion<W>*> all;
  for (const Stretch& stretch : stretches_) all.push_back(&stretch.expansion);
  return all;
}

template <unsigned W>
void Together<W>::expand(std::uint64_t first, std::uint64_t count, std::uint64_t moves_max) {
  for (Stretch& stretch : stretches_) {
    stretch.first = first + count * stretch.number / stretches;
    stretch.end = first + count * (stretch.number + 1) / stretches;
    stretch.transitions_before = stretch.expansion.transitions();
  }
  while (!expand_all(count * moves_max)) {
    const std::uint32_t found_max = found_max_;
    for (Stretch& stretch : stretches_) take_out(stretch);
    for (const Lendable& one : not_lent_) one.recent->forget();
    if (found_max_ == found_max) grow();  // no stretch was short of memory: the table was
  }
  std::array<std::uint64_t, stretches> index{};
  std::uint64_t size = store_.size_;
  for (const Stretch& stretch : stretches_) {
    index[stretch.number] = size;
    size += stretch.found - stretch.lost.load(std::memory_order_relaxed);
  }
  store_.add_slabs_for(size);
  if (growth_ != nullptr) growth_->resize(first + count);
  workers_.each(stretches, [&](std::size_t i) { take_up(stretches_[i], index[i]); });
  added_before_ = size - store_.size_;
  store_.size_ = size;
}

/// False where something was too small for what was found.
template <unsigned W>
bool Together<W>::expand_all(std::uint64_t added_max) {
  const std::uint64_t expected = std::min(added_before_ + added_before_ / 4, added_max);
  while (store_.size_ + expected > store_.grows_at_) grow();
  store_.add_slabs_for(store_.size_ + expected);
  found_all_ = 0;
  overflow_ = false;
  for (Stretch& stretch : stretches_) begin(stretch);
  for (Lendable& one : not_lent_) one.knows_up_to = 0;
  try {
    workers_.each(stretches + 1, [&](std::size_t i) {
      if (i == 0)
        store_.touch(store_.size_ + expected);
      else
        expand(stretches_[i - 1]);
    });
  } catch (...) {
    if (!overflow_) throw;  // else an earlier stretch may have been cut before it came to its own fault
  }
  return !overflow_;
}

template <unsigned W>
void Together<W>::begin(Stretch& stretch) {
  stretch.expansion.count_from(stretch.transitions_before);
  stretch.found = 0, stretch.lost = 0, stretch.in_batch = 0;
  if (stretch.found_max == found_max_) return;
  stretch.found_max = found_max_;
  stretch.memory = Pages(std::size_t{found_max_} * sizeof(Found));
}

template <unsigned W>
void Together<W>::expand(Stretch& stretch) {
  const Lent recent(*this, stretch.number);
  for (std::uint64_t index = stretch.first; index < stretch.end; ++index) {
    if (overflow_.load(std::memory_order_relaxed)) return;
    const auto of = static_cast<std::uint32_t>(index - stretch.first);
    stretch.expansion.expand(store_[index], index, [&](const Words<W>& state) {
      const std::uint64_t hash = schedules::hash<W>(state);
      if ((*recent).knows(state, hash)) return;
      stretch.batch[stretch.in_batch++] = {state, hash, of};
      prefetch_to_write(store_.entries() + store_.slot_of(hash));  // most are new
      if (stretch.in_batch == stretch.batch.size()) look_up(stretch);
    });
  }
  look_up(stretch);
}

/// All that waits in the batch.
template <unsigned W>
void Together<W>::look_up(Stretch& stretch) {
  const std::uint32_t found_before = stretch.found;
  for (std::size_t i = 0; i < stretch.in_batch; ++i) prefetch_equal(stretch.batch[i].hash);
  for (std::size_t i = 0; i < stretch.in_batch; ++i) {
    const std::uint64_t last = provisional(stretch, stretch.found) + 1;
    if (stretch.found == stretch.found_max || last > store_.index_mask_) {
      overflow_ = true;
      break;
    }
    look_up(stretch, stretch.batch[i]);
  }
  stretch.in_batch = 0;
  const std::uint32_t added = stretch.found - found_before;
  if (added != 0 && store_.size_ + found_all_.fetch_add(added) + added > store_.grows_at_) overflow_ = true;
}

template <unsigned W>
void Together<W>::prefetch_equal(std::uint64_t hash) {
  const std::uint32_t entry = entry_at(store_.slot_of(hash)).load(std::memory_order_acquire);
  if (!store_.may_be(entry, hash)) return;
  const std::uint64_t index = store_.index_in(entry);
  __builtin_prefetch(index < store_.size_ ? &store_[index] : &found_at(index).state);
}

template <unsigned W>
typename Together<W>::Found& Together<W>::found_at(std::uint64_t provisional) {
  const std::uint64_t place = provisional - store_.size_;
  return stretches_[place % stretches].at(static_cast<std::uint32_t>(place / stretches));
}

template <unsigned W>
void Together<W>::look_up(Stretch& stretch, const Pending& pending) {
  std::uint64_t slot = store_.slot_of(pending.hash);
  for (;;) {
    const std::uint32_t entry = entry_at(slot).load(std::memory_order_acquire);
    if (entry == 0) {
      if (owns(stretch, pending, slot, entry)) return;
      continue;  // somebody was faster: what is there now?
    }
    if (store_.may_be(entry, pending.hash)) {
      const std::uint64_t index = store_.index_in(entry);
      if (index < store_.size_) {
        if (is_same<W>(store_[index], pending.state)) return;
      } else if (Found& other = found_at(index); is_same<W>(other.state, pending.state)) {
        Stretch& owner = stretches_[(index - store_.size_) % stretches];
        if (owner.number <= stretch.number) return;
        if (!owns(stretch, pending, slot, entry)) continue;
        other.slot = taken_over;
        owner.lost.fetch_add(1, std::memory_order_relaxed);
        return;
      }
    }
    slot = store_.slot_behind(slot);
  }
}

/// Whether the slot is the stretch's from now on: only if the entry still stands there.
template <unsigned W>
bool Together<W>::owns(Stretch& stretch, const Pending& pending, std::uint64_t slot, std::uint32_t entry) {
  stretch.at(stretch.found) = {pending.state, static_cast<std::uint32_t>(slot), pending.of};
  const std::uint32_t own = store_.entry_for(provisional(stretch, stretch.found), pending.hash);
  if (!entry_at(slot).compare_exchange_strong(entry, own, std::memory_order_acq_rel)) return false;
  ++stretch.found;
  return true;
}

/// What was known before was there first: no search of the table led past these entries to one of those.
template <unsigned W>
void Together<W>::take_out(Stretch& stretch) {
  for (std::uint32_t place = 0; place < stretch.found; ++place)
    if (const Found& found = stretch.at(place); found.slot != taken_over) store_.entries()[found.slot] = 0;
  if (stretch.found == stretch.found_max) found_max_ = 2 * stretch.found_max;
}

template <unsigned W>
void Together<W>::grow() {
  store_.make_table(store_.slots_next());
  workers_.each(stretches, [&](std::size_t i) {
    const auto place = [&](std::uint64_t hash, std::uint64_t index) {
      const std::uint32_t own = store_.entry_for(index, hash);
      std::uint64_t slot = store_.slot_of(hash);
      for (std::uint32_t free = 0; !entry_at(slot).compare_exchange_strong(free, own, std::memory_order_relaxed);
           free = 0)
        slot = store_.slot_behind(slot);
    };
    store_.place_again(store_.size_ * i / stretches, store_.size_ * (i + 1) / stretches, place);
  });
}

/// The stretch's first new state gets this index.
template <unsigned W>
void Together<W>::take_up(Stretch& stretch, std::uint64_t index) {
  constexpr std::uint32_t ahead = 16;
  std::uint64_t state = stretch.first;
  const auto note_growth_up_to = [&](std::uint64_t next) {
    if (growth_ == nullptr) return;
    for (; state < next; ++state) (*growth_)[state] = static_cast<std::uint32_t>(index);
  };
  for (std::uint32_t place = 0; place < stretch.found; ++place) {
    if (place + ahead < stretch.found) {
      const std::uint32_t next_slot = stretch.at(place + ahead).slot;
      if (next_slot != taken_over) prefetch_to_write(store_.entries() + next_slot);
    }
    const Found& found = stretch.at(place);
    if (found.slot == taken_over) continue;
    note_growth_up_to(stretch.first + found.of + 1);
    store_.chunks_[index >> Store<W>::chunk_bits][index & Store<W>::chunk_mask] = found.state;
    std::uint32_t& entry = store_.entries()[found.slot];
    entry = static_cast<std::uint32_t>(index + 1) | (entry & ~store_.index_mask_);
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
