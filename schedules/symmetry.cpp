// Two threads are gone through side by side, and what stands in the same place gets the same name. What comes of that
// is a guess: it counts if every part of the world, renamed, is one of the other's.
#include "schedules/symmetry.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "schedules/about.h"

namespace replock::schedules {
namespace {

using model::Alternative;
using model::Claim;
using model::Effect;
using model::FieldId;
using model::none;
using model::Role;
using model::Step;
using model::Test;
using model::ThreadId;
using model::World;

/// A one-to-one pairing of numbers that grows; each has a partner or `none`.
class Pairing {
 public:
  Pairing(std::size_t left, std::size_t right) : right_of_(left, none), left_of_(right, none) {}

  /// False where one of them has another partner.
  bool pair(std::uint16_t left, std::uint16_t right) {
    if (left >= right_of_.size() || right >= left_of_.size()) return false;
    if (right_of_[left] == none && left_of_[right] == none) right_of_[left] = right, left_of_[right] = left;
    return right_of_[left] == right;
  }
  std::uint16_t operator[](std::uint16_t left) const { return right_of_[left]; }
  /// Who has no partner yet takes the one of his name, or else the first that is free. REQUIRES: as many on both sides.
  void fill() {
    for (std::size_t name = 0; name < right_of_.size(); ++name)
      if (right_of_[name] == none && left_of_[name] == none)
        pair(static_cast<std::uint16_t>(name), static_cast<std::uint16_t>(name));
    for (std::size_t left = 0; left < right_of_.size(); ++left) {
      if (right_of_[left] != none) continue;
      const auto free = static_cast<std::size_t>(std::ranges::find(left_of_, none) - left_of_.begin());
      pair(static_cast<std::uint16_t>(left), static_cast<std::uint16_t>(free));
    }
  }
  template <class Number>
  std::vector<Number> all() const {
    return {right_of_.begin(), right_of_.end()};
  }

 private:
  std::vector<std::uint16_t> right_of_, left_of_;
};

/// What has been paired so far.
class Guess {
 public:
  Guess(const World& from, const World& to)
      : from_(&from),
        to_(&to),
        threads_(from.threads.size(), to.threads.size()),
        fields_(from.fields.size(), to.fields.size()),
        locks_(from.locks.size(), to.locks.size()) {
    for (const model::Field& field : from.fields) values_.emplace_back(field.max + 1U, field.max + 1U);
  }

  /// False where they do not say the same, or others than those that are paired already.
  bool pair_threads(ThreadId left, ThreadId right) {
    const model::Program &a = from_->threads[left], &b = to_->threads[right];
    if (a.steps.size() != b.steps.size() || !threads_.pair(left, right) || !pair_fields(a.pc, b.pc)) return false;
    for (std::size_t step = 0; step < a.steps.size(); ++step)
      if (!pair_steps(a.steps[step], b.steps[step])) return false;
    return true;
  }

  /// With names for what no thread speaks of. REQUIRES: each thread is paired.
  std::optional<Renaming> renaming() {
    locks_.fill();
    for (std::size_t lock = 0; lock < from_->locks.size(); ++lock)
      if (!pair_holders(from_->locks[lock], to_->locks[locks_[static_cast<std::uint16_t>(lock)]])) return std::nullopt;
    fields_.fill();
    Renaming all{threads_.all<ThreadId>(), fields_.all<FieldId>(), {}, locks_.all<model::LockId>(), {}};
    for (Pairing& values : values_) {
      values.fill();
      all.values.push_back(values.all<std::uint16_t>());
    }
    return all;
  }

 private:
  bool pair_fields(FieldId left, FieldId right) {
    return from_->fields[left].max == to_->fields[right].max && fields_.pair(left, right);
  }
  bool pair_values(FieldId field, std::uint16_t left, std::uint16_t right) { return values_[field].pair(left, right); }

  bool pair_steps(const Step& a, const Step& b) {
    if (a.verb != b.verb || a.alternatives.size() != b.alternatives.size() || (a.lock == none) != (b.lock == none))
      return false;
    if (a.lock != none && !locks_.pair(a.lock, b.lock)) return false;
    for (std::size_t way = 0; way < a.alternatives.size(); ++way)
      if (!pair_ways(a.alternatives[way], b.alternatives[way])) return false;
    return true;
  }

  /// Who reads under a lock is told in the order of the threads: that follows from the locks.
  static bool is_reader(const World& world, FieldId field) { return world.fields[field].role == Role::reader; }

  bool pair_ways(const Alternative& a, const Alternative& b) {
    if (a.next != b.next) return false;
    std::vector<Test> tests_a = a.guard, tests_b = b.guard;
    std::erase_if(tests_a, [&](const Test& test) { return is_reader(*from_, test.field); });
    std::erase_if(tests_b, [&](const Test& test) { return is_reader(*to_, test.field); });
    std::vector<Effect> effects_a = a.effects, effects_b = b.effects;
    std::erase_if(effects_a, [&](const Effect& effect) { return is_reader(*from_, effect.field); });
    std::erase_if(effects_b, [&](const Effect& effect) { return is_reader(*to_, effect.field); });
    return std::ranges::equal(tests_a, tests_b, [&](const Test& x, const Test& y) { return pair_tests(x, y); }) &&
           std::ranges::equal(effects_a, effects_b,
                              [&](const Effect& x, const Effect& y) { return pair_effects(x, y); });
  }

  bool pair_tests(const Test& a, const Test& b) {
    if (a.is != b.is || !pair_fields(a.field, b.field)) return false;
    return compares_fields(a) ? pair_fields(a.operand, b.operand) : pair_values(a.field, a.operand, b.operand);
  }

  bool pair_effects(const Effect& a, const Effect& b) {
    if (a.does != b.does || !pair_fields(a.field, b.field)) return false;
    if (a.does == Effect::Does::copy) return pair_fields(a.operand, b.operand);
    return a.does != Effect::Does::set || pair_values(a.field, a.operand, b.operand);
  }

  bool pair_holders(const model::Lock& a, const model::Lock& b) {
    if ((a.owner == none) != (b.owner == none) || a.readers.size() != b.readers.size()) return false;
    if (a.owner != none) {
      if (!pair_fields(a.owner, b.owner) || !pair_values(a.owner, 0, 0)) return false;
      for (std::size_t thread = 0; thread < from_->threads.size() && thread < from_->fields[a.owner].max; ++thread)
        if (!pair_values(a.owner, static_cast<std::uint16_t>(thread + 1),
                         static_cast<std::uint16_t>(threads_[static_cast<std::uint16_t>(thread)] + 1)))
          return false;
    }
    for (std::size_t thread = 0; thread < a.readers.size(); ++thread) {
      const FieldId left = a.readers[thread], right = b.readers[threads_[static_cast<std::uint16_t>(thread)]];
      if ((left == none) != (right == none) || (left != none && !pair_fields(left, right))) return false;
    }
    return true;
  }

  const World *from_, *to_;
  Pairing threads_, fields_, locks_;
  std::vector<Pairing> values_;  // by field of the first world
};

/// Tries each thread in each place, and goes on where that may be.
class Guesses {
 public:
  Guesses(const World& from, const std::vector<Claim>& claims_from, const World& to,
          const std::vector<Claim>& claims_to)
      : from_(from), to_(to), claims_from_(claims_from), claims_to_(claims_to) {}

  std::vector<Renaming> all() {
    if (from_.threads.size() != to_.threads.size() || from_.fields.size() != to_.fields.size() ||
        from_.locks.size() != to_.locks.size())
      return {};
    go_on(0, Guess(from_, to_));
    return too_many() ? std::vector<Renaming>() : std::move(found_);
  }

 private:
  static constexpr std::size_t guesses_max = 2'000;  // equal threads that claims tell apart: nearly none of them holds

  bool too_many() const { return found_.size() > renamings_max || guesses_ > guesses_max; }

  void go_on(std::size_t thread, const Guess& so_far) {
    ++guesses_;
    if (too_many()) return;
    if (thread == from_.threads.size()) {
      Guess last = so_far;
      if (std::optional<Renaming> renaming = last.renaming())
        if (holds(*renaming, from_, claims_from_, to_, claims_to_)) found_.push_back(std::move(*renaming));
      return;
    }
    for (std::size_t place = 0; place < to_.threads.size(); ++place) {
      Guess guess = so_far;
      if (guess.pair_threads(static_cast<ThreadId>(thread), static_cast<ThreadId>(place))) go_on(thread + 1, guess);
    }
  }

  const World &from_, &to_;
  const std::vector<Claim>&claims_from_, &claims_to_;
  std::vector<Renaming> found_;
  std::size_t guesses_ = 0;
};

/// Whether a thread at least could stand in another one's place, as far as the two say.
bool some_are_alike(const World& world) {
  for (std::size_t left = 0; left < world.threads.size(); ++left)
    for (std::size_t right = left + 1; right < world.threads.size(); ++right)
      if (world.threads[left].steps.size() == world.threads[right].steps.size() &&
          Guess(world, world).pair_threads(static_cast<ThreadId>(left), static_cast<ThreadId>(right)))
        return true;
  return false;
}

}  // namespace

std::vector<Renaming> renamings(const World& from, const std::vector<Claim>& claims_from, const World& to,
                                const std::vector<Claim>& claims_to) {
  return Guesses(from, claims_from, to, claims_to).all();
}

std::vector<Renaming> symmetries(const World& world, const std::vector<Claim>& claims) {
  if (!some_are_alike(world)) return {};
  std::vector<Renaming> all = renamings(world, claims, world, claims);
  std::erase_if(all, [](const Renaming& one) { return std::ranges::is_sorted(one.threads); });
  return all;
}

}  // namespace replock::schedules
