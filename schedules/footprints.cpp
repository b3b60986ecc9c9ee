// Tables from programs: first every alternative for itself, then everything behind each step, per set of held locks.
#include "schedules/footprints.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "schedules/about.h"
#include "schedules/facts.h"
#include "schedules/momentary.h"
#include "schedules/possible.h"
#include "schedules/queue_ends.h"
#include "schedules/same_stores.h"
#include "schedules/shared_bits.h"

namespace replock::schedules {
namespace {

using model::Alternative;
using model::Conjunction;
using model::Effect;
using model::FieldId;
using model::none;
using model::Step;
using model::Test;
using model::ThreadId;
using model::World;

struct Touch {
  std::vector<FieldId> reads, writes;
  std::vector<FieldId> decides;  ///< what the guard reads
};

SharedBits shared_bits(std::size_t fields, const std::vector<std::vector<Touch>>& touches) {
  SharedBits bits(fields);
  for (std::size_t thread = 0; thread < touches.size(); ++thread)
    for (const Touch& touch : touches[thread])
      for (const std::vector<FieldId>* const all : {&touch.reads, &touch.writes, &touch.decides})
        for (const FieldId field : *all) bits.note(field, thread);
  return bits;
}

FieldSet set_of(const std::vector<FieldId>& fields, const SharedBits& bits) {
  FieldSet set;
  for (const FieldId field : fields) bits.add(field, set);
  return set;
}

/// One alternative, ready to be put into tables.
struct Way {
  Footprint all;     ///< guard, effects, claims
  FieldSet decides;  ///< the guard alone
  const Conjunction* guard = nullptr;
  model::StepId next = 0;
};

/// Does a thread that is kept from this alternative by a lock that another one holds care when that lock is dropped?
/// Not where it simply blocks on it: it has done nothing in the meantime, and only a thread that is blocked itself can
/// hold it there for ever. Yes where it would have gone another way, and where it waits for others than the lock.
bool looks_at_denied(const World& world, const Step& step, FieldId field) {
  if (step.choice == model::Choice::first || !step.waits_for.empty()) return true;
  if (step.rests) return false;
  if (step.lock == none) return true;
  const model::Lock& lock = world.locks[step.lock];
  return lock.owner != field && std::ranges::count(lock.readers, field) == 0;
}

struct HashFuture {
  std::size_t operator()(const Future& future) const {
    return future.touches.hash() ^ (future.writes.hash() * 3) ^ (future.wakes.hash() * 5);
  }
};

}  // namespace

class FootprintBuilder {
 public:
  FootprintBuilder(const World& world, const HeldFacts& held, const RuleBits& possible)
      : world_(world),
        possible_(possible),
        threads_(static_cast<ThreadId>(world.threads.size())),
        settled_(world, {}),
        held_(held),
        ends_(world),
        same_stores_(world),
        untold_(world.fields.size(), false) {}

  /// `momentary`: by lock.
  std::vector<Footprints> build(const std::vector<model::Claim>& claims, const std::vector<Settled>& settled,
                                const std::vector<bool>& momentary, const Meanwhile& meanwhile) {
    note_untold(claims, momentary);
    number();
    add_holdings();
    std::vector<Footprints> all;
    std::optional<SharedBits> bits;
    for (const Settled& facts : settled) {
      if (settle(facts) == Touches::change || !bits) bits = shared_bits(same_stores_.fields(), touches(claims));
      add_ways(*bits);
      for (ThreadId thread = 0; thread < threads_; ++thread) {
        meanwhile();
        add_futures(thread);
      }
      all.push_back(std::move(result_));
    }
    return all;
  }

 private:
  /// What several threads use without telling who was first is in no footprint.
  void note_untold(const std::vector<model::Claim>& claims, const std::vector<bool>& momentary) {
    passed_ = momentary_steps(world_, momentary);
    for (std::size_t lock = 0; lock < momentary.size(); ++lock)
      if (momentary[lock]) untold_[world_.locks[lock].owner] = true;
    if (only_failures_use_the_budget(world_, claims)) untold_[world_.budget] = true;
  }

  enum class Touches : std::uint8_t { stay, change };
  /// From here on these hold, all that did so far among them. It changes what is touched, but where only what is not
  /// told is settled.
  Touches settle(const Settled& facts) {
    const Facts before = std::move(settled_);
    settled_ = Facts(world_, facts);
    const bool stay =
        std::ranges::all_of(facts, [&](const Test& fact) { return before.know(fact.field) || untold_[fact.field]; });
    return stay ? Touches::stay : Touches::change;
  }

  /// Numbers the stands and their ways.
  void number() {
    for (const model::Program& thread : world_.threads) {
      first_stand_.push_back(static_cast<std::uint32_t>(steps_.size()));
      for (const Step& step : thread.steps) {
        steps_.push_back(&step);
        first_way_.push_back(ways_);
        ways_ += static_cast<std::uint32_t>(step.alternatives.size());
      }
    }
    first_way_.push_back(ways_);
  }

  std::uint32_t way(ThreadId thread, model::StepId step, std::uint8_t alternative) const {
    return first_way_[first_stand_[thread] + step] + alternative;
  }

  /// No other thread decides this test.
  bool is_own(ThreadId thread, const Test& test) const {
    if (settled_.know(test.field) && !compares_fields(test)) return true;
    if (compares_fields(test) || test.operand != thread + 1) return false;
    return std::ranges::any_of(world_.locks, [&](const model::Lock& lock) { return lock.owner == test.field; });
  }

  void add_reads(ThreadId thread, const Conjunction& tests, std::vector<FieldId>& reads) const {
    for (const Test& test : tests) {
      if (is_own(thread, test) || untold_[test.field]) continue;
      add(test.field, reads);
      if (compares_fields(test)) add(test.operand, reads);
    }
  }

  /// What stands for the field.
  void add(FieldId field, std::vector<FieldId>& fields) const {
    ends_.add(field, fields);
    same_stores_.add(field, fields);
  }

  /// `use`: of a queue; of its fields then only the end that it is about.
  Touch touch(ThreadId thread, const QueueEnds::Use& use, const Alternative& alternative) const {
    Touch touch;
    add_reads(thread, alternative.guard, touch.decides);
    Conjunction guard = alternative.guard;
    std::erase_if(guard, [&](const Test& test) { return ends_.is_of(test.field, use); });
    add_reads(thread, guard, touch.reads);
    for (const Effect& effect : alternative.effects) {
      if (untold_[effect.field]) continue;
      if (const std::optional<FieldId> same = same_stores_.of(thread, alternative, effect)) {
        touch.writes.push_back(*same);
        continue;
      }
      if (!ends_.is_of(effect.field, use)) add(effect.field, touch.writes);
      if (effect.does == Effect::Does::copy && !ends_.is_of(effect.operand, use)) add(effect.operand, touch.reads);
    }
    if (use.does != QueueEnds::Does::nothing) {
      touch.reads.push_back(ends_.end(use));
      touch.writes.push_back(ends_.end(use));
    }
    touch.writes.push_back(world_.threads[thread].pc);
    return touch;
  }

  /// [thread][its ways in turn].
  const std::vector<std::vector<Touch>>& touches(const std::vector<model::Claim>& claims) {
    touches_.clear();
    std::size_t rule = 0;
    for (ThreadId thread = 0; thread < threads_; ++thread) {
      touches_.emplace_back();
      const std::vector<Step>& steps = world_.threads[thread].steps;
      for (std::size_t step = 0; step < steps.size(); ++step)
        for (const Alternative& alternative : steps[step].alternatives)
          touches_[thread].push_back(
              possible_[rule++] ? touch(thread, ends_.of(thread, static_cast<model::StepId>(step)), alternative)
                                : Touch());
    }
    for (const model::Claim& claim : claims) {
      if (claim.at_rest || claim.at_entry) continue;
      if (!possible_[way(claim.thread, claim.step, claim.alternative)]) continue;
      const std::uint32_t index = way(claim.thread, claim.step, claim.alternative) - way(claim.thread, 0, 0);
      std::vector<FieldId>& reads = touches_[claim.thread][index].reads;
      add_reads(claim.thread, claim.bad, reads);
      if (queues(claim) && !is_of_all_slots(claim, claims))
        ends_.add(ends_.end(ends_.of(claim.thread, claim.step)), reads);
    }
    for (ThreadId thread = 0; thread < threads_; ++thread) add_passed(thread);
    return touches_;
  }

  /// To a step that leads to one which is only passed, all that this one does.
  void add_passed(ThreadId thread) {
    const std::vector<Step>& steps = world_.threads[thread].steps;
    for (std::size_t step = 0; step < steps.size(); ++step)
      for (std::size_t alternative = 0; alternative < steps[step].alternatives.size(); ++alternative) {
        const model::StepId next = steps[step].alternatives[alternative].next;
        if (!passed_[thread][next]) continue;
        const std::uint32_t first = way(thread, 0, 0);
        const Touch& behind = touches_[thread][way(thread, next, 0) - first];
        Touch& here =
            touches_[thread]
                    [way(thread, static_cast<model::StepId>(step), static_cast<std::uint8_t>(alternative)) - first];
        here.reads.insert(here.reads.end(), behind.reads.begin(), behind.reads.end());
        here.writes.insert(here.writes.end(), behind.writes.begin(), behind.writes.end());
      }
  }

  bool queues(const model::Claim& claim) const {
    return !claim.at_rest && !claim.at_entry && ends_.of(claim.thread, claim.step).does == QueueEnds::Does::queues;
  }

  /// Whichever slot is free: else the claim is also about how full the queue is.
  bool is_of_all_slots(const model::Claim& claim, const std::vector<model::Claim>& claims) {
    if (at_queues_.empty())
      for (const model::Claim& other : claims)
        if (queues(other)) at_queues_[{other.thread, other.step}].push_back(&other);
    std::set<std::uint8_t> slots;
    for (const model::Claim* const other : at_queues_[{claim.thread, claim.step}])
      if (other->check == claim.check && other->sentence == claim.sentence && other->phase == claim.phase &&
          other->bad == claim.bad)
        slots.insert(other->alternative);
    return slots.size() + 1 >= world_.threads[claim.thread].steps[claim.step].alternatives.size();
  }

  void add_ways(const SharedBits& bits) {
    all_ways_.clear(), numbers_.clear();
    result_ = {};
    result_.threads_ = world_.threads.size();
    result_.first_.assign(holdings_.size() * world_.threads.size(), 0);
    for (ThreadId thread = 0; thread < threads_; ++thread) {
      std::size_t index = 0;
      for (std::size_t step = 0; step < world_.threads[thread].steps.size(); ++step) {
        Standing& stand = result_.stands.emplace_back();
        stand.holding = holding_[result_.stands.size() - 1];
        const std::size_t first = all_ways_.size();
        for (const Alternative& alternative : world_.threads[thread].steps[step].alternatives)
          add_way(bits, alternative, touches_[thread][index++], stand);
        stand.is_local = stand.step == Footprint{};
        add_branches(ends_.of(thread, static_cast<model::StepId>(step)), first, stand);
      }
    }
    denied_by_.assign(all_ways_.size(), none);
    step_of_.assign(all_ways_.size(), 0);
  }

  void add_way(const SharedBits& bits, const Alternative& alternative, const Touch& touch, Standing& stand) {
    Way& way = all_ways_.emplace_back();
    way.next = alternative.next;
    if (!possible_[all_ways_.size() - 1] || settled_.denied(alternative.guard) != nullptr) return;
    way.guard = &alternative.guard;
    way.decides = set_of(touch.decides, bits);
    way.all = {set_of(touch.reads, bits), set_of(touch.writes, bits)};
    stand.decides |= way.decides;
    stand.step.reads |= way.all.reads;
    stand.step.writes |= way.all.writes;
  }

  /// A step that uses a queue goes another way when others use it, and that is not told: there all stay together.
  void add_branches(const QueueEnds::Use& use, std::size_t first, Standing& stand) {
    std::array<Footprint, 2>& only = result_.only_.emplace_back();
    only.fill(stand.step);
    if (use.does != QueueEnds::Does::nothing) return;
    for (std::size_t number = 0; number < only.size() && first + number < all_ways_.size(); ++number) {
      only[number] = all_ways_[first + number].all;
      only[number].reads |= stand.decides;
      stand.by_branch |= !(only[number] == stand.step);
    }
  }

  void add_holdings() {
    for (ThreadId thread = 0; thread < threads_; ++thread)
      for (const Conjunction& facts : held_[thread]) {
        holding_.push_back(holding(facts));
        holders_[holding_.back()] |= 1U << thread;
      }
  }

  /// Its number: mostly that of the last one asked for.
  std::uint16_t holding(const Conjunction& facts) {
    if (last_holding_ < holdings_.size() && holdings_[last_holding_] == facts) return last_holding_;
    const auto found = std::ranges::find(holdings_, facts);
    last_holding_ = static_cast<std::uint16_t>(found - holdings_.begin());
    if (found == holdings_.end()) holdings_.push_back(facts), holders_.push_back(0);
    return last_holding_;
  }

  /// An alternative that some facts deny, and the field of the test that is false.
  struct Denied {
    std::uint32_t way = 0;
    FieldId field = none;
    friend auto operator<=>(const Denied&, const Denied&) = default;
  };
  using AllDenied = std::vector<Denied>;

  /// Under each set of locks that another thread holds somewhere; only the thread's own guards make a difference, and
  /// only by which of them are false.
  void add_futures(ThreadId thread) {
    note_free(thread);
    std::map<AllDenied, std::uint32_t> known;
    for (std::size_t holding = 0; holding < holdings_.size(); ++holding) {
      if ((holders_[holding] & ~(1U << thread)) == 0) continue;
      const auto [same, is_new] =
          known.try_emplace(denied_under(holdings_[holding]), static_cast<std::uint32_t>(result_.numbers_.size()));
      result_.first_[holding * world_.threads.size() + thread] = same->second - first_stand_[thread];
      if (is_new) add_futures(same->first, thread);
    }
  }

  /// Of the thread at hand.
  AllDenied denied_under(const Conjunction& held) const {
    AllDenied denied;
    const Facts facts(world_, held);
    for (const Test& fact : held)
      for (const std::uint32_t way : testing_[fact.field])
        if (const Test* const wrong = facts.denied(*all_ways_[way].guard)) denied.push_back({way, wrong->field});
    std::ranges::sort(denied);
    denied.erase(std::unique(denied.begin(), denied.end()), denied.end());
    return denied;
  }

  /// What each stand itself can do where these are denied, then what lies behind it, to the fixpoint. Steps mostly lead
  /// on: going backwards, only what is found out about a step that a later one leads back to is news to others.
  void add_futures(const AllDenied& denied, ThreadId thread) {
    futures_ = free_futures_;
    for (const Denied& one : denied) denied_by_[one.way] = one.field;
    for (const Denied& one : denied) {
      const std::uint32_t step = step_of_[one.way];
      futures_[step] = own(first_stand_[thread] + step);
    }
    for (bool changed = true; changed;) {
      changed = false;
      for (std::size_t at = moving_on_.size(); at-- > 0;) {
        const bool more = add_behind(thread, moving_on_[at]);
        changed |= more && led_back_to_[moving_on_[at]];
      }
    }
    for (const Future& future : futures_) result_.numbers_.push_back(number_of(future));
    for (const Denied& one : denied) denied_by_[one.way] = none;
  }

  /// The thread's loops, which of its ways test what, and what its stands can do by themselves while nothing is held.
  void note_free(ThreadId thread) {
    const std::size_t steps = world_.threads[thread].steps.size();
    led_back_to_.assign(steps, false);
    free_futures_.assign(steps, {});
    moving_on_.clear();
    testing_.assign(world_.fields.size(), {});
    for (std::uint32_t step = 0; step < steps; ++step) {
      const std::uint32_t stand = first_stand_[thread] + step;
      bool moves_on = false;
      for (std::uint32_t number = first_way_[stand]; number != first_way_[stand + 1]; ++number) {
        const Way& way = all_ways_[number];
        step_of_[number] = step;
        if (way.guard == nullptr) continue;
        moves_on = true;
        if (way.next <= step) led_back_to_[way.next] = true;
        for (const Test& test : *way.guard) testing_[test.field].push_back(number);
      }
      if (!moves_on) continue;
      moving_on_.push_back(step);
      free_futures_[step] = own(stand);
    }
  }

  /// What can be done in one step.
  Future own(std::uint32_t stand) const {
    Future own;
    for (std::uint32_t number = first_way_[stand]; number != first_way_[stand + 1]; ++number) {
      const Way& way = all_ways_[number];
      if (way.guard == nullptr) continue;
      const FieldId by = denied_by_[number];
      if (by != none && !looks_at_denied(world_, *steps_[stand], by)) continue;
      own.wakes |= way.decides;
      own.touches |= by != none ? way.decides : way.all.reads;
      if (by != none) continue;
      own.touches |= way.all.writes;
      own.writes |= way.all.writes;
    }
    return own;
  }

  bool add_behind(ThreadId thread, std::uint32_t step) {
    Future& future = futures_[step];
    const FieldSet touches = future.touches, writes = future.writes;
    const std::uint32_t stand = first_stand_[thread] + step;
    for (std::uint32_t number = first_way_[stand]; number != first_way_[stand + 1]; ++number) {
      const Way& way = all_ways_[number];
      if (way.guard == nullptr || denied_by_[number] != none) continue;
      const Future& behind = futures_[way.next];
      future.touches |= behind.touches;
      future.writes |= behind.writes;
    }
    return !(future.touches == touches && future.writes == writes);
  }

  /// Mostly that of the last one asked for.
  std::uint32_t number_of(const Future& future) {
    if (!result_.futures_.empty() && future == result_.futures_[last_number_]) return last_number_;
    const auto [entry, is_new] = numbers_.try_emplace(future, static_cast<std::uint32_t>(result_.futures_.size()));
    if (is_new) result_.futures_.push_back(future);
    return last_number_ = entry->second;
  }

  const World& world_;
  const RuleBits& possible_;
  const ThreadId threads_;
  Facts settled_;
  const HeldFacts& held_;
  const QueueEnds ends_;
  const SameStores same_stores_;
  std::vector<bool> untold_;                // by field
  std::vector<std::vector<bool>> passed_;   // by thread and step
  std::vector<std::uint32_t> first_stand_;  // by thread
  std::vector<const Step*> steps_;          // by stand
  std::vector<std::uint32_t> first_way_;    // by stand, and one past the end
  std::uint32_t ways_ = 0;
  std::vector<std::vector<Touch>> touches_;
  std::map<std::pair<ThreadId, model::StepId>, std::vector<const model::Claim*>> at_queues_;  // claims, by step
  std::vector<Way> all_ways_;
  std::vector<std::uint32_t> moving_on_;  // the steps of the thread at hand that some alternative leads on from
  std::vector<bool> led_back_to_;         // by its step
  std::vector<Future> free_futures_;      // by its step, while nothing is held
  std::vector<std::vector<std::uint32_t>> testing_;  // by field: its ways that test it
  std::vector<std::uint32_t> step_of_;               // by way of its
  std::vector<FieldId> denied_by_;                   // by way, where what is at hand denies it
  std::vector<Future> futures_;                      // by its step, then
  std::unordered_map<Future, std::uint32_t, HashFuture> numbers_;
  std::uint32_t last_number_ = 0;
  std::vector<Conjunction> holdings_;
  std::vector<std::uint16_t> holding_;  // by stand
  std::vector<std::uint32_t> holders_;  // by holding: the threads that it can be of
  std::uint16_t last_holding_ = 0;
  Footprints result_;
};

Settled settled_from_the_start(const World& world, const RuleBits& possible) {
  std::vector<bool> written(world.fields.size(), false);
  for (const model::Program& thread : world.threads) written[thread.pc] = true;
  each_rule(world, possible, [&](const Rule& rule) {
    for (const Effect& effect : rule.alternative->effects) written[effect.field] = true;
  });
  Settled settled;
  for (std::size_t field = 0; field < written.size(); ++field)
    if (!written[field]) settled.push_back({static_cast<FieldId>(field), Test::Is::equal, world.fields[field].initial});
  return settled;
}

std::vector<Footprints> footprints(const World& world, const std::vector<model::Claim>& claims, const HeldFacts& held,
                                   const std::vector<Settled>& settled, const std::vector<bool>& momentary,
                                   const RuleBits& possible, const Meanwhile& meanwhile) {
  return FootprintBuilder(world, held, possible).build(claims, settled, momentary, meanwhile);
}

Footprints footprints(const World& world, const std::vector<model::Claim>& claims, const HeldFacts& held,
                      const std::vector<bool>& momentary, const RuleBits& possible) {
  const std::vector<Settled> settled{settled_from_the_start(world, possible)};
  return std::move(footprints(world, claims, held, settled, momentary, possible).front());
}

}  // namespace replock::schedules
