// In the first loop threads share the table only, by its entries; each writes what it found before the entry that leads
// there. In the second one each writes the entries of whole stretches.
#include "schedules/together.h"

#include <algorithm>
#include <bit>

#include "schedules/prefetch.h"

namespace replock::schedules {

template <unsigned W>
Together<W>::Together(Store<W>& store, Growth* growth, Workers& workers, const Expansion<W>& from,
                      std::uint64_t moves_max)
    : store_(store),
      growth_(growth),
      workers_(workers),
      from_(from),
      moves_max_(std::max<std::uint64_t>(moves_max, 1)),
      helpers_(workers.threads()),
      helper_bits_(static_cast<unsigned>(std::bit_width(helpers_.size() - 1))) {}

/// That of the thread that asks. There are no more threads than places.
template <unsigned W>
typename Together<W>::Helper& Together<W>::helper() {
  const std::scoped_lock lock(mutex_);
  const auto found = std::ranges::find_if(helpers_, [](const std::unique_ptr<Helper>& one) {
    return one == nullptr || one->thread == std::this_thread::get_id();
  });
  if (*found == nullptr) {
    *found = std::make_unique<Helper>(found - helpers_.begin(), from_, states_max * moves_max_);
    (*found)->expansion.count_from(0);
    (*found)->before = (*found)->expansion.mark();
  }
  return **found;
}

template <unsigned W>
void Together<W>::begin_level(std::uint64_t moves) {
  each_helper([&](Helper& helper) { helper.expansion.begin_level(moves); });
}

template <unsigned W>
std::vector<const Expansion<W>*> Together<W>::expansions() const {
  std::vector<const Expansion<W>*> all;
  each_helper([&](const Helper& helper) { all.push_back(&helper.expansion); });
  return all;
}

template <unsigned W>
void Together<W>::expand(std::uint64_t first, std::uint64_t count) {
  first_ = first, count_ = count;
  stretch_bits_ = stretch_bits_min;
  while (stretches() > stretches_max) ++stretch_bits_;
  each_helper([](Helper& helper) { helper.before = helper.expansion.mark(); });
  while (!expand_all()) {
    each_helper([this](Helper& helper) { take_out(helper); });
    grow();
  }
  std::array<std::uint64_t, stretches_max> index{};
  std::uint64_t size = store_.size_;
  for (unsigned i = 0; i < stretches(); ++i) {
    const Stretch& stretch = stretches_[i];
    index[i] = size;
    size += stretch.found_end - stretch.found_first - stretch.lost.load(std::memory_order_relaxed);
  }
  store_.add_slabs_for(size);
  if (growth_ != nullptr) growth_->resize(first + count);
  take_up_all(index);
  added_before_ = size - store_.size_;
  store_.size_ = size;
}

/// False where the table was too small for what was found.
template <unsigned W>
bool Together<W>::expand_all() {
  const std::uint64_t expected = std::min(added_before_ + added_before_ / 4, count_ * moves_max_);
  while (store_.size_ + expected > store_.grows_at_) grow();
  store_.add_slabs_for(store_.size_ + expected);
  begin();
  try {
    workers_.each(stretches() + std::size_t{1}, [&](std::size_t i) {
      if (i == 0)
        store_.touch(store_.size_ + expected);
      else
        expand(static_cast<unsigned>(i - 1));
    });
  } catch (...) {
    if (overflow_) return false;  // an earlier stretch may have been cut before it came to its own fault
    each_helper([](Helper& helper) { helper.expansion.take_back(helper.before); });
    throw;
  }
  return !overflow_;
}

template <unsigned W>
void Together<W>::begin() {
  found_all_ = 0;
  overflow_ = false;
  each_helper([](Helper& helper) {
    helper.found = 0, helper.in_batch = 0;
    helper.expansion.count_from(helper.before.transitions);
  });
  for (Stretch& stretch : stretches_) stretch.lost = 0, stretch.taken_up = false;
}

template <unsigned W>
void Together<W>::expand(unsigned number) {
  constexpr std::uint64_t ahead = 8;
  Helper& own = helper();
  Stretch& stretch = stretches_[number];
  stretch.by = &own;
  stretch.found_first = own.found;
  const std::uint64_t end = end_of(number);
  for (std::uint64_t index = first_ + (std::uint64_t{number} << stretch_bits_); index < end; ++index) {
    if (overflow_.load(std::memory_order_relaxed)) return;
    __builtin_prefetch(&store_[std::min(index + ahead, end - 1)]);  // another thread may have taken it up
    const auto of = static_cast<std::uint32_t>(index - first_);
    own.expansion.expand(store_[index], index, [&](const Words<W>& state) {
      const std::uint64_t hash = schedules::hash<W>(state);
      own.recent.prefetch(hash);
      own.batch[own.in_batch++] = {state, hash, of};
      if (own.in_batch == own.batch.size()) look_up(own);
    });
  }
  look_up(own);
  stretch.found_end = own.found;
}

/// All that waits in the batch.
template <unsigned W>
void Together<W>::look_up(Helper& own) {
  const std::uint32_t found_before = own.found;
  own.in_batch = own.recent.leave_unknown(own.batch.data(), own.in_batch);
  for (std::size_t i = 0; i < own.in_batch; ++i)
    prefetch_to_write(store_.entries() + store_.slot_of(own.batch[i].hash));  // most are new
  for (std::size_t i = 0; i < own.in_batch; ++i) prefetch_equal(own.batch[i].hash);
  for (std::size_t i = 0; i < own.in_batch; ++i) {
    if (provisional(own, own.found) >= store_.index_mask_) {
      overflow_ = true;
      break;
    }
    look_up(own, own.batch[i]);
  }
  own.in_batch = 0;
  const std::uint32_t added = own.found - found_before;
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
  const std::uint64_t number = place & ((std::uint64_t{1} << helper_bits_) - 1);
  return helpers_[number]->at(static_cast<std::uint32_t>(place >> helper_bits_));
}

template <unsigned W>
void Together<W>::look_up(Helper& own, const Pending& pending) {
  const std::uint64_t first = store_.slot_of(pending.hash);
  std::uint64_t slot = first;
  for (;;) {
    const std::uint32_t entry = entry_at(slot).load(std::memory_order_acquire);
    if (entry == 0) {
      if (owns(own, pending, slot, entry)) return;
      continue;  // somebody was faster: what is there now?
    }
    if (store_.may_be(entry, pending.hash)) {
      const std::uint64_t index = store_.index_in(entry);
      if (index < store_.size_) {
        if (is_same<W>(store_[index], pending.state)) return;
      } else if (Found& other = found_at(index); is_same<W>(other.state, pending.state)) {
        if (other.of <= pending.of) return;
        if (!owns(own, pending, slot, entry)) continue;
        other.slot = taken_over;
        stretches_[other.of >> stretch_bits_].lost.fetch_add(1, std::memory_order_relaxed);
        return;
      }
    }
    slot = store_.slot_behind(slot, first);
  }
}

/// Whether the slot is the thread's from now on: only if the entry still stands there.
template <unsigned W>
bool Together<W>::owns(Helper& own, const Pending& pending, std::uint64_t slot, std::uint32_t entry) {
  own.at(own.found) = {pending.state, static_cast<std::uint32_t>(slot), pending.of};
  const std::uint32_t its_own = store_.entry_for(provisional(own, own.found), pending.hash);
  if (!entry_at(slot).compare_exchange_strong(entry, its_own, std::memory_order_acq_rel)) return false;
  ++own.found;
  return true;
}

/// What was known before was there first: no search of the table led past these entries to one of those.
template <unsigned W>
void Together<W>::take_out(Helper& helper) {
  for (std::uint32_t place = 0; place < helper.found; ++place)
    if (const Found& found = helper.at(place); found.slot != taken_over) store_.entries()[found.slot] = 0;
  helper.recent.forget();
}

template <unsigned W>
void Together<W>::grow() {
  constexpr std::uint64_t pieces = stretches_max;
  store_.make_table(store_.slots_next());
  workers_.each(pieces, [&](std::size_t i) {
    const auto place = [&](std::uint64_t hash, std::uint64_t index) {
      const std::uint32_t own = store_.entry_for(index, hash);
      const std::uint64_t first = store_.slot_of(hash);
      std::uint64_t slot = first;
      for (std::uint32_t free = 0; !entry_at(slot).compare_exchange_strong(free, own, std::memory_order_relaxed);
           free = 0)
        slot = store_.slot_behind(slot, first);
    };
    store_.place_again(store_.size_ * i / pieces, store_.size_ * (i + 1) / pieces, place);
  });
}

/// Each thread begins with what it found itself.
template <unsigned W>
void Together<W>::take_up_all(const std::array<std::uint64_t, stretches_max>& index) {
  workers_.each(workers_.threads(), [&](std::size_t) {
    const std::thread::id here = std::this_thread::get_id();
    for (const bool own : {true, false})
      for (unsigned i = 0; i < stretches(); ++i)
        if ((!own || stretches_[i].by->thread == here) && !stretches_[i].taken_up.exchange(true)) take_up(i, index[i]);
  });
}

/// The stretch's first new state gets this index.
template <unsigned W>
void Together<W>::take_up(unsigned number, std::uint64_t index) {
  constexpr std::uint32_t ahead = 16;
  Stretch& stretch = stretches_[number];
  Helper& by = *stretch.by;
  std::uint64_t state = first_ + (std::uint64_t{number} << stretch_bits_);
  const auto note_growth_up_to = [&](std::uint64_t next) {
    if (growth_ == nullptr) return;
    for (; state < next; ++state) (*growth_)[state] = static_cast<std::uint32_t>(index);
  };
  for (std::uint32_t place = stretch.found_first; place < stretch.found_end; ++place) {
    if (place + ahead < stretch.found_end) {
      const std::uint32_t next_slot = by.at(place + ahead).slot;
      if (next_slot != taken_over) prefetch_to_write(store_.entries() + next_slot);
    }
    const Found& found = by.at(place);
    if (found.slot == taken_over) continue;
    note_growth_up_to(first_ + found.of + 1);
    store_.chunks_[index >> Store<W>::chunk_bits][index & Store<W>::chunk_mask] = found.state;
    std::uint32_t& entry = store_.entries()[found.slot];
    entry = static_cast<std::uint32_t>(index + 1) | (entry & ~store_.index_mask_);
    ++index;
  }
  note_growth_up_to(end_of(number));
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
