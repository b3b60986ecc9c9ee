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
    members_ |= 1U << thread;
    who_[size_] = thread;
    holdings_[size_++] = standing.holding;
    if ((scene_.moving & 1U << thread) == 0) {
      reads_ |= standing.decides;
    } else {
      reads_ |= standing.step.reads;
      writes_ |= standing.step.writes;
    }
  }

  enum class Wanted : std::uint8_t { all, any };
  /// The others whose moves before the group's may depend on its steps, among those that can move now and those that
  /// these can wake. Wanted::any: some of them, if there are any.
  unsigned dependent(Wanted wanted) const {
    unsigned found = 0, asleep = all_ & ~members_;
    FieldSet written;
    for (unsigned awake = scene_.moving & asleep; awake != 0;) {
      for (unsigned rest = awake; rest != 0; rest &= rest - 1) {
        const auto thread = static_cast<unsigned>(__builtin_ctz(rest));
        const Future& first = footprints_.future(holdings_[0], thread, scene_.stands[thread]);
        const bool depends = writes_.meets(first.touches) || reads_.meets(first.writes);
        if (size_ == 1) {
          found |= unsigned{depends} << thread;
          written |= first.writes;
        } else {  // less, as each further member keeps it from something
          const Future future = future_of(thread);
          if (depends) found |= unsigned{writes_.meets(future.touches) || reads_.meets(future.writes)} << thread;
          written |= future.writes;
        }
        if (wanted == Wanted::any && found != 0) return found;
      }
      asleep &= ~awake;
      awake = 0;
      for_each_bit(asleep, [&](unsigned thread) { awake |= unsigned{wakes(thread).meets(written)} << thread; });
    }
    return found;
  }

  /// The blocked threads that a move of the group might let go on.
  unsigned woken() const {
    unsigned woken = 0;
    for_each_bit(scene_.blocked, [&](unsigned thread) { woken |= unsigned{writes_.meets(wakes(thread))} << thread; });
    return woken;
  }

 private:
  Future future_of(unsigned thread) const {
    Future future = footprints_.future(holdings_[0], thread, scene_.stands[thread]);
    for (unsigned member = 1; member < size_; ++member) {
      const Future& other = footprints_.future(holdings_[member], thread, scene_.stands[thread]);
      future.touches &= other.touches;
      future.writes &= other.writes;
    }
    return future;
  }

  /// Nobody is kept from anything by what he holds himself.
  FieldSet wakes(unsigned thread) const {
    std::optional<FieldSet> fields;
    for (unsigned member = 0; member < size_; ++member) {
      if (who_[member] == thread) continue;
      const FieldSet& now = footprints_.future(holdings_[member], thread, scene_.stands[thread]).wakes;
      fields = fields ? *fields &= now : now;
    }
    return fields.value_or(FieldSet());
  }

  const Footprints& footprints_;
  const Scene& scene_;
  unsigned all_;
  unsigned members_ = 0, size_ = 0;
  std::array<unsigned, model::threads_max> who_{};  // the members
  std::array<std::uint16_t, model::threads_max> holdings_{};
  FieldSet reads_, writes_;
};

std::vector<bool> passed_locks(const model::World& world, const std::vector<model::Claim>& claims,
                               Reduction reduction) {
  return has_groups(reduction) ? momentary_locks(world, claims) : no_locks(world);
}

PersistentSets::PersistentSets(const model::World& world, const std::vector<model::Claim>& claims, Reduction reduction,
                               const Meanwhile& meanwhile)
    : threads_(static_cast<unsigned>(world.threads.size())), reduction_(reduction) {
  const std::optional<HeldFacts> held = surely_held(world);
  if (!held) return;
  meanwhile();
  const std::vector<bool> momentary = momentary_locks(world, claims);
  meanwhile();
  Settled settled = settled_from_the_start(world);
  footprints_.push_back(schedules::footprints(world, claims, *held, settled, momentary, meanwhile));
  if (world.budget != model::none && only_shrinks(world, world.budget)) {
    settled.push_back({world.budget, model::Test::Is::equal, 0});
    footprints_.push_back(schedules::footprints(world, claims, *held, settled, momentary, meanwhile));
  }
  meanwhile();
  const std::vector<std::vector<bool>> passed =
      momentary_steps(world, has_groups(reduction) ? momentary : no_locks(world));
  for (const std::vector<bool>& of_thread : passed) passed_.insert(passed_.end(), of_thread.begin(), of_thread.end());
  for (const std::vector<bool>& of_thread : loop_heads(world, passed))
    loop_head_.insert(loop_head_.end(), of_thread.begin(), of_thread.end());
}

bool PersistentSets::is_local(const Scene& scene, unsigned thread) const {
  if (footprints_.empty()) return false;
  const Footprint& step = footprints(scene).stands[scene.stands[thread]].step;
  return step.reads == FieldSet{} && step.writes == FieldSet{};
}

ThreadBits PersistentSets::group(const Scene& scene) const {
  ThreadBits best = 0;
  for (unsigned rest = scene.moving; rest != 0; rest &= rest - 1) {
    const int fewer_than = best == 0 ? __builtin_popcount(scene.moving) : __builtin_popcount(best);
    const ThreadBits group = group_around(scene, static_cast<unsigned>(__builtin_ctz(rest)), fewer_than);
    if (group != 0) best = group;
    if (best != 0 && (best & (best - 1)) == 0) break;
  }
  return best;
}

const Footprints& PersistentSets::footprints(const Scene& scene) const {
  return scene.failures == Scene::Failures::possible ? footprints_.front() : footprints_.back();
}

ThreadBits PersistentSets::kept_by(const Scene& scene, unsigned thread) const {
  if (footprints_.empty() || at_loop_head(scene, thread)) return static_cast<ThreadBits>(1U << thread);
  if (is_local(scene, thread)) return 0;
  if (reduction_ == Reduction::local) return static_cast<ThreadBits>(1U << thread);
  Group group(footprints(scene), scene, (1U << threads_) - 1);
  group.add(thread);
  const unsigned dependent = group.dependent(Group::Wanted::any);
  return static_cast<ThreadBits>(dependent != 0 ? dependent : group.woken());
}

ThreadBits PersistentSets::concerned_by_move(const Scene& scene, unsigned thread) const {
  const unsigned others = ((1U << threads_) - 1) & ~(1U << thread);
  if (footprints_.empty()) return static_cast<ThreadBits>(others);
  const std::vector<Standing>& stands = footprints_.front().stands;
  const FieldSet& written = stands[scene.stands[thread]].step.writes;
  unsigned concerned = 0;
  for_each_bit(others, [&](unsigned other) {
    if (written.meets(stands[scene.stands[other]].decides)) concerned |= 1U << other;
  });
  return static_cast<ThreadBits>(concerned);
}

ThreadBits PersistentSets::group_toward(const Scene& scene, ThreadBits threads) const {
  ThreadBits best = scene.moving;
  if (footprints_.empty()) return best;
  for_each_bit(threads, [&](unsigned thread) {
    if (reduction_ == Reduction::local) {
      if (is_local(scene, thread) && (scene.moving & 1U << thread) != 0) best = static_cast<ThreadBits>(1U << thread);
      return;
    }
    Group group(footprints(scene), scene, (1U << threads_) - 1);
    for (unsigned joining = 1U << thread; joining != 0; joining = group.dependent(Group::Wanted::all))
      for_each_bit(joining, [&](unsigned one) { group.add(one); });
    const auto moving = static_cast<ThreadBits>(group.members() & scene.moving);
    if (__builtin_popcount(moving) < __builtin_popcount(best)) best = moving;
  });
  return best;
}

ThreadBits PersistentSets::group_around(const Scene& scene, unsigned thread, int fewer_than) const {
  if (footprints_.empty() || (reduction_ == Reduction::local && !is_local(scene, thread))) return 0;
  Group group(footprints(scene), scene, (1U << threads_) - 1);
  for (unsigned joining = 1U << thread; joining != 0; joining = group.dependent(Group::Wanted::all)) {
    bool at_head = false;
    for_each_bit(joining & scene.moving, [&](unsigned one) { at_head |= at_loop_head(scene, one); });
    if (at_head || __builtin_popcount((group.members() | joining) & scene.moving) >= fewer_than) return 0;
    for_each_bit(joining, [&](unsigned one) { group.add(one); });
  }
  return group.woken() != 0 ? ThreadBits{0} : static_cast<ThreadBits>(group.members() & scene.moving);
}

}  // namespace replock::schedules
