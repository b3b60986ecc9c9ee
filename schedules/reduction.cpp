// Groups by closure: who depends on a member joins.
#include "schedules/reduction.h"

#include <optional>

#include "schedules/loops.h"
#include "schedules/momentary.h"

namespace replock::schedules {
namespace {

template <class Visit>
void for_each_bit(unsigned bits, Visit&& visit) {
  for (; bits != 0; bits &= bits - 1) visit(static_cast<unsigned>(__builtin_ctz(bits)));
}

/// Of threads; else each is by itself.
bool has_groups(Reduction reduction) { return reduction == Reduction::persistent || reduction == Reduction::symmetric; }

enum class Enough : std::uint8_t { no, yes };

/// Calls visit(thread, future) for those of `others` that can move, then for those that these can wake, and so on,
/// until it says that this is enough. `future`: of a thread.
template <class FutureOf, class Visit>
void each_that_may_move(const Scene& scene, unsigned others, FutureOf&& future, Visit&& visit) {
  FieldSet written;
  for (unsigned asleep = others, awake = scene.moving & others; awake != 0;) {
    asleep &= ~awake;
    for (; awake != 0; awake &= awake - 1) {
      const auto thread = static_cast<unsigned>(__builtin_ctz(awake));
      const Future& its = future(thread);
      if (visit(thread, its) == Enough::yes) return;
      written |= its.writes;
    }
    for_each_bit(asleep, [&](unsigned thread) { awake |= unsigned{future(thread).wakes.meets(written)} << thread; });
  }
}

std::vector<bool> no_locks(const model::World& world) { return std::vector<bool>(world.locks.size(), false); }

/// Once 0, the budget stays 0: nothing raises it.
bool only_shrinks(const model::World& world, model::FieldId budget) {
  for (const model::Program& thread : world.threads)
    for (const model::Step& step : thread.steps)
      for (const model::Alternative& alternative : step.alternatives)
        for (const model::Effect& effect : alternative.effects)
          if (effect.field == budget && effect.does != model::Effect::Does::subtract) return false;
  return true;
}

}  // namespace

/// A growing group, and what the others can do before it moves.
class PersistentSets::Group {
 public:
  Group(const Footprints& footprints, const Scene& scene, unsigned all)
      : footprints_(footprints), scene_(scene), all_(all) {}

  unsigned members() const { return members_; }

  void add(unsigned thread) {
    const Standing& standing = footprints_.stands[scene_.stands[thread]];
    const unsigned others = all_ & ~(1U << thread);
    for_each_bit(others, [&](unsigned other) { keep_from(other, standing.holding); });
    kept_ |= others;
    members_ |= 1U << thread;
    if ((scene_.moving & 1U << thread) == 0) {
      reads_ |= standing.decides;
    } else {
      const Footprint& step = footprints_.step(scene_.stands[thread], scene_.branches[thread]);
      reads_ |= step.reads;
      writes_ |= step.writes;
    }
  }

  /// The others whose moves before the group's may depend on its steps, among those that can move now and those that
  /// these can wake.
  unsigned dependent() const {
    unsigned found = 0;
    each_that_may_move(
        scene_, all_ & ~members_, [&](unsigned thread) -> const Future& { return *futures_[thread]; },
        [&](unsigned thread, const Future& future) {
          found |= unsigned{writes_.meets(future.touches) || reads_.meets(future.writes)} << thread;
          return Enough::no;
        });
    return found;
  }

  /// The blocked threads that a move of the group might let go on.
  unsigned woken() const {
    unsigned woken = 0;
    for_each_bit(scene_.blocked & kept_,
                 [&](unsigned thread) { woken |= unsigned{writes_.meets(futures_[thread]->wakes)} << thread; });
    return woken;
  }

 private:
  /// From what it can't do while a member, one more, stays where it holds this.
  void keep_from(unsigned other, std::uint16_t holding) {
    const Future& future = footprints_.future(holding, other, scene_.stands[other]);
    if ((kept_ & 1U << other) == 0) {
      futures_[other] = &future;
    } else if (futures_[other] != &future) {  // each is there once
      Future less = *futures_[other];
      less.touches &= future.touches;
      less.writes &= future.writes;
      less.wakes &= future.wakes;
      futures_[other] = &less_[other].emplace(less);
    }
  }

  const Footprints& footprints_;
  const Scene& scene_;
  unsigned all_;
  unsigned members_ = 0;
  FieldSet reads_, writes_;
  unsigned kept_ = 0;                                           // those that others in the group keep from something
  std::array<const Future*, model::threads_max> futures_;       // theirs
  std::array<std::optional<Future>, model::threads_max> less_;  // where several members keep one
};

std::vector<bool> passed_locks(const model::World& world, const std::vector<model::Claim>& claims,
                               Reduction reduction) {
  return has_groups(reduction) ? momentary_locks(world, claims) : no_locks(world);
}

PersistentSets::PersistentSets(const model::World& world, const std::vector<model::Claim>& claims, Reduction reduction,
                               const RuleBits& possible, const Meanwhile& meanwhile)
    : threads_(static_cast<unsigned>(world.threads.size())), reduction_(reduction) {
  const std::optional<HeldFacts> held = surely_held(world, possible);
  if (!held) return;
  meanwhile();
  const std::vector<bool> momentary = passed_locks(world, claims, reduction);
  meanwhile();
  std::vector<Settled> settled{settled_from_the_start(world, possible)};
  if (world.budget != model::none && only_shrinks(world, world.budget)) {
    settled.push_back(settled.front());
    settled.back().push_back({world.budget, model::Test::Is::equal, 0});
  }
  footprints_ = schedules::footprints(world, claims, *held, settled, momentary, possible, meanwhile);
  meanwhile();
  const std::vector<std::vector<bool>> passed = momentary_steps(world, momentary);
  const std::vector<std::vector<bool>> heads = loop_heads(world, passed, possible);
  for (Footprints& all : footprints_) {
    auto stand = all.stands.begin();
    for (std::size_t thread = 0; thread < passed.size(); ++thread)
      for (std::size_t step = 0; step < passed[thread].size(); ++step, ++stand)
        stand->passed = passed[thread][step], stand->loop_head = heads[thread][step];
  }
  known_ = {&footprints_.front(), &footprints_.back()};
}

bool PersistentSets::is_local(const Scene& scene, unsigned thread) const {
  return knows(scene) && footprints(scene).stands[scene.stands[thread]].is_local;
}

ThreadBits PersistentSets::group(const Scene& scene, Keepers& keepers) const {
  ThreadBits best = 0;
  for (unsigned rest = scene.moving; rest != 0; rest &= rest - 1) {
    const int fewer_than = best == 0 ? __builtin_popcount(scene.moving) : __builtin_popcount(best);
    const ThreadBits group = group_around(scene, static_cast<unsigned>(__builtin_ctz(rest)), fewer_than, keepers);
    if (group != 0) best = group;
    if (best != 0 && (best & (best - 1)) == 0) break;
  }
  return best;
}

ThreadBits PersistentSets::kept_by(const Scene& scene, unsigned thread) const {
  if (!knows(scene) || at_loop_head(scene, thread)) return static_cast<ThreadBits>(1U << thread);
  const Footprints& all = footprints(scene);
  const Standing& standing = all.stands[scene.stands[thread]];
  if (standing.is_local) return 0;
  if (reduction_ == Reduction::local) return static_cast<ThreadBits>(1U << thread);
  const Footprint& step = all.step(scene.stands[thread], scene.branches[thread]);
  const auto future = [&](unsigned other) -> const Future& {
    return all.future(standing.holding, other, scene.stands[other]);
  };
  unsigned keeper = 0;
  each_that_may_move(scene, others(thread), future, [&](unsigned other, const Future& its) {
    if (!step.writes.meets(its.touches) && !step.reads.meets(its.writes)) return Enough::no;
    keeper = 1U << other;
    return Enough::yes;
  });
  if (keeper != 0) return static_cast<ThreadBits>(keeper);
  unsigned woken = 0;
  for_each_bit(scene.blocked,
               [&](unsigned other) { woken |= unsigned{step.writes.meets(future(other).wakes)} << other; });
  return static_cast<ThreadBits>(woken);
}

void PersistentSets::meet(Company& company, const Scene& scene, unsigned thread) const {
  const Footprints& all = footprints(scene);
  const std::uint16_t holding = all.stands[scene.stands[thread]].holding;
  const auto future = [&](unsigned other) -> const Future& { return all.future(holding, other, scene.stands[other]); };
  FieldSet touches, writes, wakes;
  for_each_bit(scene.blocked, [&](unsigned other) { wakes |= future(other).wakes; });
  each_that_may_move(scene, others(thread), future, [&](unsigned, const Future& its) {
    touches |= its.touches;
    writes |= its.writes;
    return Enough::no;
  });
  company.is_known_ = true;
  company.holding_ = holding;
  company.touches_ = touches;
  company.writes_ = writes;
  company.wakes_ = wakes;
}

FieldSet PersistentSets::decides(const Scene& scene, unsigned thread) const {
  FieldSet all;
  if (!knows(scene)) return all;
  const std::vector<Standing>& stands = footprints(scene).stands;
  for_each_bit(others(thread), [&](unsigned other) { all |= stands[scene.stands[other]].decides; });
  return all;
}

ThreadBits PersistentSets::decided_by_move(const Scene& scene, unsigned thread) const {
  if (!knows(scene)) return static_cast<ThreadBits>(others(thread));
  const std::vector<Standing>& stands = footprints(scene).stands;
  const FieldSet& written = stands[scene.stands[thread]].step.writes;
  unsigned concerned = 0;
  for_each_bit(others(thread), [&](unsigned other) {
    if (written.meets(stands[scene.stands[other]].decides)) concerned |= 1U << other;
  });
  return static_cast<ThreadBits>(concerned);
}

ThreadBits PersistentSets::group_toward(const Scene& scene, ThreadBits threads) const {
  ThreadBits best = scene.moving;
  if (!knows(scene)) return best;
  for_each_bit(threads, [&](unsigned thread) {
    if (reduction_ == Reduction::local) {
      if (is_local(scene, thread) && (scene.moving & 1U << thread) != 0) best = static_cast<ThreadBits>(1U << thread);
      return;
    }
    Group group(footprints(scene), scene, (1U << threads_) - 1);
    for (unsigned joining = 1U << thread; joining != 0; joining = group.dependent())
      for_each_bit(joining, [&](unsigned one) { group.add(one); });
    const auto moving = static_cast<ThreadBits>(group.members() & scene.moving);
    if (__builtin_popcount(moving) < __builtin_popcount(best)) best = moving;
  });
  return best;
}

ThreadBits PersistentSets::group_around(const Scene& scene, unsigned thread, int fewer_than, Keepers& keepers) const {
  if (!knows(scene) || (reduction_ == Reduction::local && !is_local(scene, thread))) return 0;
  Group group(footprints(scene), scene, (1U << threads_) - 1);
  for (unsigned joining = 1U << thread; joining != 0; joining = group.dependent()) {
    if (keepers[thread] == 0 && group.members() != 0) keepers[thread] = static_cast<ThreadBits>(joining);
    bool at_head = false;
    for_each_bit(joining & scene.moving, [&](unsigned one) { at_head |= at_loop_head(scene, one); });
    if (at_head || __builtin_popcount((group.members() | joining) & scene.moving) >= fewer_than) return 0;
    for_each_bit(joining, [&](unsigned one) { group.add(one); });
  }
  return group.woken() != 0 ? ThreadBits{0} : static_cast<ThreadBits>(group.members() & scene.moving);
}

}  // namespace replock::schedules
