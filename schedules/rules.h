// A world compiled for speed: per thread and step a run of flat rules over packed words.
//
// Everything that compares with or stores a constant is folded into masks; what is left (comparisons of two fields,
// counters, copies) stands in side arrays that most rules have no part in.
#pragma once

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "model/layout.h"
#include "model/step.h"

namespace replock::schedules {

inline constexpr unsigned words_max = 8;

template <unsigned W>
using Words = std::array<std::uint64_t, W>;

/// Calls visit(w) for each word, as one piece of code: g++ -O2 makes a loop of more than a few.
template <unsigned W, class Visit>
[[gnu::always_inline]] inline void each_word(Visit&& visit) {
  [&]<unsigned... w>(std::integer_sequence<unsigned, w...>) { (visit(w), ...); }
  (std::make_integer_sequence<unsigned, W>());
}

/// As ==, without a call of memcmp().
template <unsigned W>
inline bool is_same(const Words<W>& one, const Words<W>& other) {
  std::uint64_t difference = 0;
  each_word<W>([&](unsigned w) { difference |= one[w] ^ other[w]; });
  return difference == 0;
}

/// How to read one field of a packed state: the bits, and what they count from. A field with one value has the mask 0.
struct Probe {
  std::uint8_t word = 0;
  std::uint8_t shift = 0;
  std::uint16_t mask = 0;
  std::uint16_t min = 0;
};
Probe probe_of(const model::Layout& layout, model::FieldId field);

template <unsigned W>
inline std::uint16_t read(const Words<W>& state, Probe probe) {
  const unsigned word = W == 1 ? 0 : probe.word;
  return static_cast<std::uint16_t>(((state[word] >> probe.shift) & probe.mask) + probe.min);
}

/// In the probe's word: all bits of the field; those of one value. REQUIRES: the layout has room for it.
inline std::uint64_t bits_of(Probe probe) { return std::uint64_t{probe.mask} << probe.shift; }
inline std::uint64_t bits_of(Probe probe, std::uint16_t value) {
  return (std::uint64_t{value} - probe.min) << probe.shift;
}

template <unsigned W>
inline void clear(Words<W>& state, Probe probe) {
  state[W == 1 ? 0 : probe.word] &= ~bits_of(probe);
}

/// REQUIRES: the layout has room for the value.
template <unsigned W>
inline void write(Words<W>& state, Probe probe, std::uint16_t value) {
  clear<W>(state, probe);
  state[W == 1 ? 0 : probe.word] |= bits_of(probe, value);
}

/// left == right | constant, or its opposite; either `right` reads nothing or `constant` is 0.
struct Comparison {
  Probe left, right;
  std::uint16_t constant = 0;
  bool wanted = true;
};

/// target = source + summand, if that is in the range.
struct Change {
  Probe target, source;
  std::int32_t summand = 0;
  model::Range range;
  model::FieldId field = model::none;
};

/// Thrown where a field gets a value that the world allows and the layout has no room for.
struct Unforeseen {
  std::uint32_t rule = 0;
};

/// All bits under `mask` have this value, those of one word under `other_than_mask` another one than that, and all
/// comparisons hold.
template <unsigned W>
struct alignas(W <= 2 ? 64 : 8) Condition {
  Words<W> mask{}, value{};
  std::uint64_t other_than_mask = 0, other_than = 1;  ///< as they are here: always so
  std::uint32_t other_than_word = 0;
  std::uint16_t word = 0;       ///< one that the mask has bits in, if there is any
  bool has_other_words = true;  ///< ... and it has some in others
  std::uint32_t first_comparison = 0, comparisons = 0;
};

/// What of a condition lies in one word, in half a line of the cache: for guards in worlds of many words, where tables
/// are large.
struct alignas(32) Glance {
  std::uint64_t mask = 0, value = 0;
  std::uint16_t other_than_mask = 0, other_than = 0;  ///< counted from the shift
  std::uint8_t word = 0, other_than_word = 0, other_than_shift = 0;
  bool is_all = true;  ///< the condition says no more
};

/// What an alternative does: the state after it is (state & keep) | set, and then the changes. In as few lines of the
/// cache as there can be.
template <unsigned W>
struct alignas(W == 1   ? 32
               : W == 3 ? 64
                        : 8) Action {
  Words<W> keep{}, set{};
  std::uint32_t first_change = 0, changes = 0;
  std::uint32_t behind = 0;  ///< the stand that it leads to
};

/// One thread at one step. Rule numbers count the alternatives from `first`.
struct Stand {
  std::uint32_t first = 0, end = 0;
  bool only_first = false;  ///< Choice::first
  bool rests = false;
  bool plain = false;   ///< at most two alternatives, and nothing else in their guards than is_open_plainly() looks at
  bool always = false;  ///< one alternative, which is open in every state
  bool corrupts = false;  ///< a claim about memory looks at an alternative (Successors)
};

/// Whom a thread waits for that is blocked at its step.
struct Blockers {
  std::uint16_t named = 0;  ///< the threads that the step names, one bit each
  std::uint32_t first_holder = 0, holders = 0;
};

/// Who may stand in the way of a lock: its writer (the value tells who), or one reader.
struct Holder {
  Probe probe;
  std::uint16_t reader = 0;  ///< the reading thread's bit; 0: this is the owner field
};

template <unsigned W>
class Rules {
 public:
  /// REQUIRES: layout.words <= W; world and layout outlive the rules. Throws ModelFault where the world contradicts
  /// itself.
  Rules(const model::World& world, const model::Layout& layout);

  unsigned threads() const { return static_cast<unsigned>(pcs_.size()); }
  std::uint32_t stand_number(unsigned thread, model::StepId step) const { return first_stand_[thread] + step; }
  std::uint32_t stand_number(unsigned thread, const Words<W>& state) const {
    return first_stand_[thread] + read<W>(state, pcs_[thread]);
  }
  const Stand& stand(std::uint32_t number) const { return stands_[number]; }
  /// Only before the search.
  void note_corrupting(std::uint32_t stand) { stands_[stand].corrupts = true; }
  /// Where the rule leads its thread.
  std::uint32_t stand_behind(std::uint32_t rule) const { return actions_[rule].behind; }
  std::uint32_t stands() const { return static_cast<std::uint32_t>(stands_.size()); }
  std::uint32_t size() const { return static_cast<std::uint32_t>(actions_.size()); }
  model::StepId step(unsigned thread, const Words<W>& state) const { return read<W>(state, pcs_[thread]); }

  bool holds(const Condition<W>& condition, const Words<W>& state) const {
    return bits_hold(condition, state) != 0 && (condition.comparisons == 0 || compare(condition, state));
  }

  /// Calls visit(rule number) for each move that the thread can make. Says whether there was one.
  template <class Visit>
  bool open_rules(const Stand& stand, const Words<W>& state, Visit&& visit) const {
    bool any = false;
    for (std::uint32_t rule = stand.first; rule != stand.end; ++rule) {
      if (!is_open(rule, state)) continue;
      any = true;
      visit(rule);
      if (stand.only_first) break;
    }
    return any;
  }

  /// Calls visit(rule number, state after) for each move that the thread can make. Says whether there was one.
  template <class Visit>
  bool moves(const Stand& stand, const Words<W>& state, Visit&& visit) const {
    return open_rules(stand, state, [&](std::uint32_t rule) { visit(rule, after(rule, state)); });
  }

  /// Calls visit(rule number, whether the thread can make it: 1 or 0) for some of the alternatives, all that it can
  /// make among them, in order; where it has less than two, maybe for up to two rules behind its own, with 0. Mostly
  /// without a branch that depends on the state: it would be guessed wrong too often.
  template <class Visit>
  [[gnu::always_inline]] void each_rule(const Stand& stand, const Words<W>& state, Visit&& visit) const {
    if (!stand.plain) {
      open_rules(stand, state, [&](std::uint32_t rule) { visit(rule, 1U); });
      return;
    }
    const std::uint32_t first = stand.first, rules = stand.end - first;  // there are two more behind the last one
    const unsigned one = (rules != 0 ? 1U : 0U) & is_open_plainly(first, state);
    const unsigned other =
        (rules == 2 ? 1U : 0U) & is_open_plainly(first + 1, state) & ~(one & unsigned{stand.only_first});
    visit(first, one);
    visit(first + 1, other);
  }

  /// REQUIRES: the rule's guard holds.
  Words<W> after(std::uint32_t number, const Words<W>& state) const {
    Words<W> next;
    make(number, state, next);
    return next;
  }
  /// The state after it, in its place. REQUIRES: so; it is another place than the state's.
  void make(std::uint32_t number, const Words<W>& state, Words<W>& next) const {
    const Action<W>& action = actions_[number];
    each_word<W>([&](unsigned w) { next[w] = (state[w] & action.keep[w]) | action.set[w]; });
    if (action.changes != 0) change(number, state, next);
  }
  model::Move move(std::uint32_t rule) const;

  /// The threads that the one at this stand waits for if it is blocked, one bit each.
  std::uint16_t waits_for(std::uint32_t stand, const Words<W>& state) const;

  /// For claims: the same folding, over the same side arrays. Only before the search.
  Condition<W> condition(const model::Conjunction& tests);
  Words<W> pack(const model::State& state) const;
  /// The most moves that any one state can have.
  std::uint32_t moves_max() const { return moves_max_; }

 private:
  std::uint32_t stand_of(std::uint32_t rule) const;
  unsigned thread_of(std::uint32_t stand) const;
  bool is_open(std::uint32_t rule, const Words<W>& state) const {
    if (W <= 2) return holds(guards_[rule], state);
    return is_open_plainly(rule, state) != 0 && (glances_[rule].is_all || holds(guards_[rule], state));
  }
  /// Whether as much of its guard holds as is all of it in most rules: 1 or 0.
  [[gnu::always_inline]] unsigned is_open_plainly(std::uint32_t rule, const Words<W>& state) const {
    if (W <= 2) return bits_hold(guards_[rule], state);
    const Glance& glance = glances_[rule];
    const std::uint64_t other = state[glance.other_than_word] >> glance.other_than_shift & glance.other_than_mask;
    return unsigned{(state[glance.word] & glance.mask) == glance.value} & unsigned{other != glance.other_than};
  }
  /// Whether all but the comparisons does: 1 or 0.
  [[gnu::always_inline]] static unsigned bits_hold(const Condition<W>& condition, const Words<W>& state) {
    std::uint64_t difference = 0;
    if (W <= 2 || condition.has_other_words) {
      each_word<W>([&](unsigned w) { difference |= (state[w] & condition.mask[w]) ^ condition.value[w]; });
    } else {
      difference = (state[condition.word] & condition.mask[condition.word]) ^ condition.value[condition.word];
    }
    const std::uint64_t other = state[W == 1 ? 0 : condition.other_than_word] & condition.other_than_mask;
    return unsigned{difference == 0} & unsigned{other != condition.other_than};
  }
  bool compare(const Condition<W>& condition, const Words<W>& state) const;
  void change(std::uint32_t number, const Words<W>& state, Words<W>& next) const;
  void add_thread(model::ThreadId thread);
  void add_step(const model::Step& step);
  void add_rule(model::ThreadId thread, const model::Alternative& alternative);
  void add_effect(const model::Effect& effect, Action<W>& action);
  void add_holders(const model::Step& step);
  void store_constant(model::FieldId field, std::uint16_t value, Action<W>& action) const;
  [[noreturn]] void fault(std::uint32_t rule, const Change& change, std::int32_t value) const;

  const model::World& world_;
  const model::Layout& layout_;
  std::vector<Probe> pcs_;                  // by thread
  std::vector<std::uint32_t> first_stand_;  // by thread
  std::vector<Stand> stands_;
  std::vector<Blockers> blockers_;    // by stand
  std::vector<Condition<W>> guards_;  // by rule
  std::vector<Glance> glances_;       // by rule; where it has more than two words
  std::vector<Action<W>> actions_;    // by rule
  std::vector<Comparison> comparisons_;
  std::vector<Change> changes_;
  std::vector<Holder> holders_;
  std::uint32_t moves_max_ = 0;
};

}  // namespace replock::schedules
