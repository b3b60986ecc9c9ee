// In the first loop threads share nothing that is written, in the second each writes whole parts, in the third
// stretches.
#include "schedules/together.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <exception>
#include <numeric>
#include <span>

namespace replock::schedules {

template <unsigned W>
Together<W>::Together(Store<W>& store, Workers& workers, const Expansion<W>& from)
    : store_(store), workers_(workers), from_(from), helpers_(workers.threads()) {}

/// That of the thread that asks. There are no more threads than places.
template <unsigned W>
typename Together<W>::Helper& Together<W>::helper() {
  const std::scoped_lock lock(mutex_);
  const auto found = std::ranges::find_if(helpers_, [](const std::unique_ptr<Helper>& one) {
    return one == nullptr || one->thread == std::this_thread::get_id();
  });
  if (*found == nullptr) {
    *found = std::make_unique<Helper>(from_, static_cast<unsigned>(found - helpers_.begin()));
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
typename Together<W>::Ends Together<W>::ends(const Helper& helper) {
  Ends ends;
  ends.all = helper.found_in.size();
  for (unsigned part = 0; part < parts; ++part) ends.of_part[part] = helper.found[part].size();
  return ends;
}

template <unsigned W>
void Together<W>::expand(std::uint64_t first, std::uint64_t count) {
  share_out(first, count);
  each_helper([](Helper& helper) {
    helper.before = helper.expansion.mark();
    helper.found_in.clear();
    for (Bunch<Candidate<W>>& found : helper.found) found.clear();
  });
  expand_stretches();
  each_helper([](Helper& helper) {
    for (unsigned part = 0; part < parts; ++part) helper.is_new[part].resize(helper.found[part].size());
  });
  take_up_parts();
  put_in_order();
}

/// Each half as long as what is left, for two threads: who ends early takes another short one.
template <unsigned W>
void Together<W>::share_out(std::uint64_t first, std::uint64_t count) {
  const std::uint64_t states_min = std::max(stretch_states_min, (count + stretches_max - 1) / stretches_max);
  stretches_used_ = 0;
  for (std::uint64_t left = count; left != 0; ++stretches_used_) {
    const std::uint64_t states = std::min(left, std::max(states_min, left / workers_.threads()));
    stretches_[stretches_used_].states_from = first, stretches_[stretches_used_].states_end = first + states;
    first += states, left -= states;
  }
}

template <unsigned W>
void Together<W>::put_in_order() {
  for (Stretch& stretch : std::span(stretches_).first(stretches_used_))
    stretch.room = store_.make_room(stretch.found_new);
  each_stretch([&](unsigned number) {
    if (store_.forgets_places())
      put_new(stretches_[number]);
    else
      put_parts(stretches_[number]);
  });
}

template <unsigned W>
void Together<W>::put_new(const Stretch& stretch) {
  std::array<std::size_t, parts> next = stretch.first.of_part;
  std::uint64_t index = stretch.room.index;
  for (std::size_t i = stretch.first.all; i < stretch.end.all; ++i) {
    const std::uint8_t part = stretch.by->found_in[i];
    const std::size_t one = next[part]++;
    if (stretch.by->is_new[part][one] != 0) store_.put(index++, stretch.by->found[part][one]);
  }
}

template <unsigned W>
template <class Visit>
void Together<W>::each_stretch(Visit&& visit) {
  std::atomic<unsigned> next = 0;
  workers_.each(workers_.threads(), [&](std::size_t) {
    for (unsigned number = next++; number < stretches_used_; number = next++) visit(number);
  });
}

/// Throws what the first of them in order does, after all.
template <unsigned W>
void Together<W>::expand_stretches() {
  each_stretch([this](unsigned number) { expand(number, helper()); });
  const auto used = std::span(stretches_).first(stretches_used_);
  const auto failed = std::ranges::find_if(used, [](const Stretch& one) { return one.failure != nullptr; });
  if (failed == used.end()) return;
  each_helper([](Helper& helper) {
    helper.expansion.take_back(helper.before);
    helper.recent.forget();
  });
  std::rethrow_exception(failed->failure);
}

template <unsigned W>
void Together<W>::expand(unsigned number, Helper& own) {
  Stretch& stretch = stretches_[number];
  stretch.by = &own;
  stretch.failure = nullptr;
  stretch.first = ends(own);
  try {
    for (typename Store<W>::Walk walk(store_, stretch.states_from); walk.index() < stretch.states_end;) {
      const std::uint64_t index = walk.index();
      const Words<W>& state = walk.next();
      const bool looks_ahead = own.expansion.looks_ahead() && walk.index() < stretch.states_end;
      own.expansion.expand(state, index, walk.asleep(), looks_ahead ? &walk.peek() : nullptr,
                           [&](const Words<W>& kept, const Words<W>&, ThreadBits asleep, std::uint32_t) {
                             if (own.recent.collect(kept, index, asleep)) sort(own);
                           });
    }
    sort(own);
  } catch (...) {
    stretch.failure = std::current_exception();
  }
  stretch.end = ends(own);
}

/// What was collected.
template <unsigned W>
void Together<W>::sort(Helper& own) {
  own.found_in.make_room(Recent<W>::batch_max);
  for (Bunch<Candidate<W>>& found : own.found) found.make_room(Recent<W>::batch_max);
  own.recent.take_each([&](const Candidate<W>& one, bool is_recent) {
    const unsigned part = store_.part_of(one.hash);
    own.found[part].add_if(!is_recent, one);
    own.found_in.add_if(!is_recent, static_cast<std::uint8_t>(part));
  });
}

/// Each thread begins with other parts, call for call the same: these are in its own cache.
template <unsigned W>
void Together<W>::take_up_parts() {
  std::array<std::atomic<bool>, parts> taken{};
  workers_.each(workers_.threads(), [&](std::size_t) {
    const unsigned begin = helper().number * parts / workers_.threads();
    for (unsigned i = 0; i < parts; ++i) {
      const unsigned part = (begin + i) % parts;
      if (!taken[part].exchange(true)) take_up(part);
    }
  });
}

template <unsigned W>
void Together<W>::take_up(unsigned part) {
  struct One {
    const Candidate<W>* candidate = nullptr;
    std::uint8_t* is_new = nullptr;
  };
  std::array<One, Store<W>::batch_max> batch;
  std::size_t in_batch = 0;
  const auto add_all = [&] {
    store_.add_all(
        in_batch, [&](std::size_t i) -> const Candidate<W>& { return *batch[i].candidate; },
        [&](std::size_t i, unsigned, bool is_new) { *batch[i].is_new = is_new ? 1 : 0; });
    in_batch = 0;
  };
  for (unsigned number = 0; number < stretches_used_; ++number) {
    const Stretch& stretch = stretches_[number];
    Helper& by = *stretch.by;
    for (std::size_t i = stretch.first.of_part[part]; i < stretch.end.of_part[part]; ++i) {
      prefetch_to_read(&by.found[part][i]);
      batch[in_batch++] = {&by.found[part][i], &by.is_new[part][i]};
      if (in_batch == batch.size()) add_all();
    }
  }
  add_all();
  for (unsigned number = 0; number < stretches_used_; ++number) {
    Stretch& stretch = stretches_[number];
    const std::uint8_t* const is_new = stretch.by->is_new[part].data();
    stretch.found_new[part] =
        std::accumulate(is_new + stretch.first.of_part[part], is_new + stretch.end.of_part[part], std::uint32_t{0});
  }
}

/// Of what was found only that is left which is new. Without branches: half of them would be guessed wrong.
template <unsigned W>
void Together<W>::put_parts(const Stretch& stretch) {
  std::array<const std::uint8_t*, parts> is_new{};
  for (unsigned part = 0; part < parts; ++part)
    is_new[part] = stretch.by->is_new[part].data() + stretch.first.of_part[part];
  std::uint8_t* const found_in = stretch.by->found_in.data() + stretch.first.all;
  std::size_t left = 0;
  for (std::size_t i = 0; i < stretch.end.all - stretch.first.all; ++i) {
    const std::uint8_t part = found_in[i];
    found_in[left] = part;
    left += *is_new[part]++;
  }
  store_.put(stretch.room, {found_in, left});
}

template class Together<1>;
template class Together<2>;
template class Together<3>;
template class Together<4>;
template class Together<6>;
template class Together<8>;

}  // namespace replock::schedules
